"""The JSON that common call recorders export.

All of them are lists of utterances; they differ in what an utterance's fields are called, in the
unit of its times, and in how deep the list lies.
"""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any, cast

import orjson

from handrail.features.calls.formats.base import (
    LONGEST_NAME,
    NOBODY,
    TIME,
    Format,
    plain,
    seconds,
    unreadable,
)
from handrail.features.calls.model import Line

LISTS = ("callTranscripts", "audio_segments", "transcript", "transcripts", "sentences", "segments",
         "utterances", "monologues", "results", "data")  # fmt: skip
SPEAKERS = ("speaker", "speaker_name", "speakerName", "speakerId", "speaker_id", "speaker_label",
            "participant")  # fmt: skip
NAMES = ("name", "display_name", "displayName")
WORDS = ("text", "raw_text", "content", "words", "transcript")
NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
PIECES = ("words", "elements")
"""Lists of single words, where nothing says them together."""
STARTS = ("start", "start_time", "startTime", "start_timestamp", "start_ms", "startMs", "timestamp",
          "offset", "begin")  # fmt: skip
ENDS = ("end", "end_time", "endTime", "end_timestamp", "end_ms", "endMs")
DEEPEST = 6
LONGEST_CALL = 24 * 3600
"""Seconds; a call that would last longer was told in milliseconds."""
SLOWEST = 0.02
"""Words a second; a call told in whole numbers that would be slower was told in milliseconds."""
LARGEST = 1e15
"""Beyond all points of time, in milliseconds since 1970 too."""


class Recorder(Format):
    name, title = "recorder", "a recorder's JSON"

    def fits(self, text: str) -> bool:
        # a line of text may begin with its time in brackets
        return text.startswith("{") or re.match(r"\[\s*[{[]", text) is not None

    def read(self, text: str) -> Iterator[Line]:
        try:
            whole = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise unreadable(self.title, f"{error.msg} at character {error.pos}.") from error
        lines = list(_utterances(whole, NOBODY, 0))
        if not lines:
            raise unreadable(self.title, "no list of utterances with a speaker and words is in it.")
        yield from _in_seconds(lines)


def _in_seconds(lines: Sequence[Line]) -> Iterator[Line]:
    """Times as seconds into the call: they may be milliseconds, and may count from 1970."""
    times = [t for each in lines for t in (each.start, each.end) if t is not None]
    if not times:
        yield from lines
        return
    least, span = min(times), max(times) - min(times)
    begin = least if least > LONGEST_CALL * 1000 else 0.0
    whole = all(each.is_integer() for each in times)
    slow = whole and sum(len(each.text.split()) for each in lines) < SLOWEST * span
    scale = 1000.0 if span > LONGEST_CALL or slow else 1.0
    for each in lines:
        start, end = (None if t is None else (t - begin) / scale for t in (each.start, each.end))
        yield Line(each.speaker, each.text, start, end)


def _utterances(said: Any, speaker: str, depth: int) -> Iterator[Line]:
    if depth > DEEPEST:
        return
    if isinstance(said, list):
        for each in cast(list[Any], said):
            yield from _utterances(each, speaker, depth + 1)
    elif isinstance(said, dict):
        yield from _spoken(cast(dict[str, Any], said), speaker, depth)


def _spoken(fields: Mapping[str, Any], speaker: str, depth: int) -> Iterator[Line]:
    """What one object holds: its utterances, else its own words, else its words one by one.

    Some tell the whole call as one text beside the list of its utterances.
    """
    speaker = _speaker(fields) or speaker
    if (yield from _listed(fields, LISTS, speaker, depth)):
        return
    words = next((fields[name] for name in WORDS if isinstance(fields.get(name), str)), None)
    if words is None:
        yield from _listed(fields, PIECES, speaker, depth)
    elif bare := plain(words):
        yield Line(speaker, bare, _time(fields, STARTS), _time(fields, ENDS))


def _listed(
    fields: Mapping[str, Any], names: Sequence[str], speaker: str, depth: int
) -> Generator[Line, None, bool]:
    """The utterances below the first of these names that holds any; whether one does."""
    for name in names:
        if isinstance(fields.get(name), list | dict):
            there = _utterances(fields[name], speaker, depth + 1)
            if (first := next(there, None)) is not None:
                yield first
                yield from there
                return True
    return False


def _speaker(fields: Mapping[str, Any]) -> str | None:
    for name in SPEAKERS:
        said = fields.get(name)
        if isinstance(said, dict):
            known = cast(dict[str, Any], said)
            said = next((known[each] for each in NAMES if known.get(each)), None)
        if isinstance(said, int) and not isinstance(said, bool):
            return f"{NOBODY} {said}"
        if isinstance(said, str) and said.strip():
            return said.strip()[:LONGEST_NAME]
    return None


def _time(fields: Mapping[str, Any], names: tuple[str, ...]) -> float | None:
    """The first of these that is a point of time: a number, one in quotes, or `01:02:03.4`."""
    for name in names:
        said = fields.get(name)
        if isinstance(said, dict):
            said = cast(dict[str, Any], said).get("relative")
        if isinstance(said, str):
            said = _told(said.strip())
        if isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said < LARGEST:
            return float(said)
    return None


def _told(said: str) -> float | None:
    if clock := TIME.fullmatch(said):
        return seconds(clock)
    return float(said) if NUMBER.fullmatch(said) else None
