"""Every transcript format, those first that can be told by how they begin."""

from typing import Literal

from handrail.core.errors import Invalid
from handrail.features.calls.formats.base import MOST_LINES, Format
from handrail.features.calls.formats.cues import Srt, WebVtt
from handrail.features.calls.formats.recorder import Recorder
from handrail.features.calls.formats.speakers import Speakers
from handrail.features.calls.model import Line

FORMATS: tuple[Format, ...] = (WebVtt(), Srt(), Recorder(), Speakers())
BY_NAME = {each.name: each for each in FORMATS}
FormatName = Literal["webvtt", "srt", "recorder", "speakers"]


def read(text: str, name: FormatName | None = None) -> tuple[str, tuple[Line, ...]]:
    """The format's name and the turns: what one speaker says in several lines is one.

    Raises Invalid for what no format reads, and for more than MOST_LINES turns.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    chosen = BY_NAME[name] if name else next(each for each in FORMATS if each.fits(plain))
    turns: list[Line] = []
    for each in chosen.read(plain):
        if turns and turns[-1].speaker == each.speaker:
            turns[-1] = _joined(turns[-1], each)
        else:
            turns.append(each)
        if len(turns) > MOST_LINES:
            raise Invalid(f"A transcript has at most {MOST_LINES:,} turns.", field="transcript")
    return chosen.name, tuple(turns)


def _joined(one: Line, more: Line) -> Line:
    return Line(one.speaker, f"{one.text} {more.text}", one.start, more.end or one.end)
