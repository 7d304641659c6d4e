"""Whether what is claimed of a call stands in its transcript, and what the claims amount to."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from handrail.core.errors import Invalid
from handrail.features.calls.model import Criterion, Evidence, Line

_APART = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Words alone: case, signs and line breaks do not make a quote another one."""
    bare = unicodedata.normalize("NFKC", text).casefold()
    return f" {' '.join(_APART.sub(' ', bare).split())} "


def says(words: str) -> Callable[[str], bool]:
    """Whether a text says these words, one after the other; the last may be only begun."""
    wanted = f" {folded(words).strip()}"
    return lambda text: wanted in folded(text)


class Quoted:
    """A transcript in which quotes are found."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [folded(each.text) for each in lines]

    def evidence(self, quotes: Sequence[str], field: str) -> list[Evidence]:
        """Each quote with the line it stands in, from 1. Invalid for one that stands in none."""
        return [Evidence(line=self._line(each, field), quote=each.strip()) for each in quotes]

    def _line(self, quote: str, field: str) -> int:
        wanted = folded(quote)
        for number, said in enumerate(self.lines, 1):
            if wanted.strip() and wanted in said:
                return number
        raise Invalid(
            f"The transcript does not say {quote[:120]!r}.",
            field=field,
            hint="Quote words of one turn as calls_transcript gives them; leave out what it does "
            "not bear out.",
        )


def overall(criteria: Sequence[Criterion], given: Mapping[str, float | None]) -> float | None:
    """The weighted mean of the criteria that have a score; None where none has."""
    scored = [(each.weight, given[each.id]) for each in criteria if given.get(each.id) is not None]
    weight = sum(each for each, _ in scored)
    if not weight:
        return None
    return round(sum(each * (score or 0.0) for each, score in scored) / weight, 1)


def text_of(lines: Sequence[Line]) -> str:
    """A transcript as it is read: `[mm:ss] Speaker: words`, one turn a line."""
    return "\n".join(f"{_stamp(each.start)}{each.speaker}: {each.text}" for each in lines)


def _stamp(start: float | None) -> str:
    if start is None:
        return ""
    minutes, seconds = divmod(int(start), 60)
    hours, minutes = divmod(minutes, 60)
    return f"[{hours}:{minutes:02}:{seconds:02}] " if hours else f"[{minutes:02}:{seconds:02}] "
