"""Plain text in which each turn begins with its speaker's name and a colon."""

import re
from collections.abc import Iterator

from handrail.features.calls.formats.base import (
    LONGEST_NAME,
    TIME,
    Format,
    plain,
    seconds,
    unreadable,
)
from handrail.features.calls.model import Line

STAMP = rf"[\[(]?{TIME.pattern}[\])]?"
BEFORE = re.compile(rf"\s*{STAMP}\s*[-–]?\s*")
TURN = re.compile(
    rf"([^\W\d_][^:\n\[]{{0,{LONGEST_NAME - 1}}}?)\s*(?:[\[(]{TIME.pattern}[\])]\s*)?:\s+(\S.*)"
)


class Speakers(Format):
    """`Ada: Good morning`, `[00:12] Ada: …` or `Ada (00:12): …`; other lines go on."""

    name, title = "speakers", "text with speakers"

    def fits(self, text: str) -> bool:
        return True

    def read(self, text: str) -> Iterator[Line]:
        turn: Line | None = None
        for raw in text.split("\n"):
            began = _turn(raw)
            if began is None and turn is not None:
                turn = Line(turn.speaker, plain(f"{turn.text} {raw}"), turn.start)
            elif began is not None:
                if turn is not None:
                    yield turn
                turn = began
            elif raw.strip():
                raise unreadable(self.title, "its first line names no speaker.")
        if turn is None:
            raise unreadable(self.title, "it is empty.")
        yield turn


def _turn(raw: str) -> Line | None:
    """A line that begins a turn; None for one that goes on."""
    before = BEFORE.match(raw)
    said = TURN.match(raw, before.end() if before else 0) or TURN.match(raw.lstrip())
    if said is None:
        return None
    after = TIME.search(raw, said.end(1), said.start(6))
    start = None if (stamp := before or after) is None else seconds(stamp)
    return Line(said[1].strip(), plain(said[6]), start)
