"""A call as its page shows it: lines with what was quoted of them, and claims that lead there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from handrail.features.calls.model import Evidence, LinePage, LineSeen, PatternSeen

PAGE = 300
"""Lines on one page."""
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One line: whether the rep says it, its words in pieces, and the signals detected there."""

    line: int
    speaker: str
    start: float | None
    by_rep: bool
    pieces: tuple[Piece, ...]
    signals: tuple[PatternSeen, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Which lines a page of a transcript shows, and the addresses of its neighbours."""

    first: int
    last: int
    total: int
    before: str | None
    after: str | None


def first_of(line: int) -> int:
    """The first line of the page that a line is on."""
    return (max(line, 1) - 1) // PAGE * PAGE + 1


@dataclass(frozen=True, slots=True)
class Places:
    """Where lines are found; `here` is the call's address, `first` the first line shown, where not
    only those are shown that say something."""

    here: str
    first: int
    searching: bool = False

    def of(self, line: int) -> str:
        page = first_of(line)
        shown = page == self.first and not self.searching
        return f"#line-{line}" if shown else f"{self.page(page)}#line-{line}"

    def page(self, first: int, wanted: str = "") -> str:
        asked = {"q": wanted, "from": first if first > 1 else ""}
        said = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.here}?{said}" if said else self.here

    def pager(self, lines: LinePage, wanted: str) -> Pager:
        """Of what is found only the next page is known."""
        first, last = (lines.data[0].line, lines.data[-1].line) if lines.data else (0, 0)
        before = self.page(self.first - PAGE) if self.first > 1 and not wanted else None
        after = self.page(lines.nextLine, wanted) if lines.nextLine else None
        return Pager(first, last, lines.total, before, after)


def told(
    lines: Sequence[LineSeen],
    quotes: Iterable[Evidence],
    signals: Iterable[PatternSeen],
    rep: str | None,
) -> list[Said]:
    """Lines with the words that claims quote marked, and the signals that were detected in them."""
    of_line: dict[int, list[str]] = {}
    detected: dict[int, list[PatternSeen]] = {}
    for each in quotes:
        of_line.setdefault(each.line, []).append(each.quote)
    for signal in signals:
        detected.setdefault(signal.line, []).append(signal)
        of_line.setdefault(signal.line, []).append(signal.quote)
    return [
        Said(
            line=each.line,
            speaker=each.speaker,
            start=each.start,
            by_rep=rep is not None and each.speaker.casefold() == rep.casefold(),
            pieces=marked(each.text, of_line.get(each.line, ())),
            signals=tuple(detected.get(each.line, ())),
        )
        for each in lines
    ]


def marked(text: str, quotes: Iterable[str]) -> tuple[Piece, ...]:
    """A text in pieces, of which those that are quoted are marked; by words, as quotes are found.

    What is quoted in letters that are only folded alike is marked as a whole line.
    """
    spans = sorted(_span(text, each) for each in quotes)
    pieces: list[Piece] = []
    at = 0
    for begin, end in spans:
        if end <= at:
            continue
        begin = max(begin, at)
        pieces += [Piece(text[at:begin], False), Piece(text[begin:end], True)]
        at = end
    pieces.append(Piece(text[at:], False))
    return tuple(each for each in pieces if each.text)


def _span(text: str, quote: str) -> tuple[int, int]:
    words = WORD.findall(quote)
    found = re.search(r"[\W_]+".join(map(re.escape, words)), text, re.IGNORECASE)
    return found.span() if words and found else (0, len(text))


def quotes_in(said: Any) -> Iterable[Evidence]:
    """All evidence below a result."""
    match said:
        case Evidence():
            yield said
        case Mapping():
            for each in said.values():
                yield from quotes_in(each)
        case list():
            for each in said:
                yield from quotes_in(each)
        case _ if hasattr(said, "model_fields_set"):
            for _, each in said:
                yield from quotes_in(each)
        case _:
            pass
