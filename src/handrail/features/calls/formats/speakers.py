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
GAP = r"[^\S\n]{0,5}"
BEFORE = re.compile(rf"\s*{STAMP}\s*[-–]?\s*")
TURN = re.compile(
    rf"([^\W\d_][^:\n\[]{{0,{LONGEST_NAME - 1}}}?){GAP}(?:[\[(]{TIME.pattern}[\])]{GAP})?:\s+(?=\S)"
)


class Speakers(Format):
    """`Ada: Good morning`, `[00:12] Ada: …` or `Ada (00:12): …`; other lines go on."""

    name, title = "speakers", "text with speakers"

    def fits(self, text: str) -> bool:
        return True

    def read(self, text: str) -> Iterator[Line]:
        speaker: str | None = None
        for raw in filter(str.strip, text.split("\n")):
            began = _turn(raw)
            if began is not None:
                speaker = began.speaker
                yield began
            elif words := plain(raw):
                if speaker is None:
                    raise unreadable(self.title, "its first line names no speaker.")
                yield Line(speaker, words)
        if speaker is None:
            raise unreadable(self.title, "it is empty.")


def _turn(raw: str) -> Line | None:
    """A line that begins a turn; None for one that goes on."""
    before = BEFORE.match(raw)
    bare = len(raw) - len(raw.lstrip())
    said = TURN.match(raw, before.end() if before else bare) or TURN.match(raw, bare)
    if said is None or not (words := plain(raw[said.end() :])):
        return None
    after = TIME.search(raw, said.end(1), said.end())
    start = None if (stamp := before or after) is None else seconds(stamp)
    return Line(said[1].strip(), words, start)
