"""Every transcript format, those first that can be told by how they begin."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from handrail.core.errors import Invalid
from handrail.features.calls.formats.base import Format, unreadable
from handrail.features.calls.formats.cues import Srt, WebVtt
from handrail.features.calls.formats.recorder import Recorder
from handrail.features.calls.formats.speakers import Speakers
from handrail.features.calls.model import Line

FORMATS: tuple[Format, ...] = (WebVtt(), Srt(), Recorder(), Speakers())
BY_NAME = {each.name: each for each in FORMATS}
FormatName = Literal["webvtt", "srt", "recorder", "speakers"]


MOST_LINES, MOST_PIECES = 100_000, 200_000
"""Turns of a transcript, and the cues or lines that they are told in: hours beyond any call."""
LONGEST_TURN = 2000
"""Characters after which what one speaker goes on to say is a further line: a recorder that tells
no speakers apart makes no single line of a whole call."""


def read(text: str, name: FormatName | None = None) -> tuple[str, tuple[Line, ...]]:
    """The format's name and the turns: what one speaker says in several lines is one.

    Raises Invalid for what no format reads, and for more than MOST_LINES turns.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    chosen = BY_NAME[name] if name else next(each for each in FORMATS if each.fits(plain))
    turns = tuple(islice(_turns(chosen.read(plain)), MOST_LINES + 1))
    if not turns:
        raise unreadable(chosen.title, "nobody says anything in it.")
    if len(turns) > MOST_LINES:
        raise _too_long(MOST_LINES, "turns")
    return chosen.name, turns


def _too_long(most: int, noun: str) -> Invalid:
    return Invalid(
        f"A transcript has at most {most:,} {noun}.",
        field="transcript",
        hint="Cut it in two, and add a call for each part.",
    )


def _turns(lines: Iterable[Line]) -> Iterator[Line]:
    held: list[Line] = []
    length = 0
    for number, each in enumerate(lines, 1):
        if number > MOST_PIECES:
            raise _too_long(MOST_PIECES, "lines")
        if held and (each.speaker != held[0].speaker or length + len(each.text) > LONGEST_TURN):
            yield _joined(held)
            held, length = [], 0
        held.append(each)
        length += len(each.text) + 1
    if held:
        yield _joined(held)


def _joined(held: Sequence[Line]) -> Line:
    ends = (each.end for each in reversed(held) if each.end is not None)
    words = " ".join(each.text for each in held)
    return Line(held[0].speaker, words, held[0].start, next(ends, None))
