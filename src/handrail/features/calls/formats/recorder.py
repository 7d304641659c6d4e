"""The JSON that common call recorders export.

All of them are lists of utterances; they differ in what an utterance's fields are called, in the
unit of its times, and in how deep the list lies.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import orjson

from handrail.features.calls.formats.base import LONGEST_NAME, NOBODY, Format, plain, unreadable
from handrail.features.calls.model import Line

LISTS = ("callTranscripts", "transcript", "transcripts", "sentences", "segments", "utterances",
         "monologues", "results", "data")  # fmt: skip
SPEAKERS = ("speaker", "speaker_name", "speakerName", "speakerId", "speaker_id", "participant")
WORDS = ("text", "raw_text", "content", "words", "transcript")
STARTS = ("start", "start_time", "startTime", "start_timestamp", "timestamp")
ENDS = ("end", "end_time", "endTime", "end_timestamp")
DEEPEST = 6
LONGEST_CALL = 24 * 3600
"""Seconds; a time beyond it was in milliseconds."""


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
        scale = 1000.0 if max((each.end or each.start or 0) for each in lines) > LONGEST_CALL else 1
        for each in lines:
            yield Line(
                each.speaker, each.text, _scaled(each.start, scale), _scaled(each.end, scale)
            )


def _utterances(said: Any, speaker: str, depth: int) -> Iterator[Line]:
    if depth > DEEPEST:
        return
    if isinstance(said, list):
        for each in cast(list[Any], said):
            yield from _utterances(each, speaker, depth + 1)
    elif isinstance(said, dict):
        fields = cast(dict[str, Any], said)
        speaker = _speaker(fields) or speaker
        words = next((fields[name] for name in WORDS if isinstance(fields.get(name), str)), None)
        if words is not None:
            if bare := plain(words):
                yield Line(speaker, bare, _time(fields, STARTS), _time(fields, ENDS))
            return
        for name in LISTS:
            if isinstance(fields.get(name), list | dict):
                yield from _utterances(fields[name], speaker, depth + 1)
                return


def _speaker(fields: Mapping[str, Any]) -> str | None:
    for name in SPEAKERS:
        said = fields.get(name)
        if isinstance(said, dict):
            said = cast(dict[str, Any], said).get("name")
        if isinstance(said, str | int) and not isinstance(said, bool) and str(said).strip():
            return str(said).strip()[:LONGEST_NAME]
    return None


def _time(fields: Mapping[str, Any], names: tuple[str, ...]) -> float | None:
    for name in names:
        said = fields.get(name)
        if isinstance(said, int | float) and not isinstance(said, bool) and said >= 0:
            return float(said)
    return None


def _scaled(said: float | None, scale: float) -> float | None:
    return None if said is None else said / scale
