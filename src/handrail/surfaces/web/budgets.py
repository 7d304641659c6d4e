"""Budgets as a part of a form: how much of each thing in an hour and in a day; and in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handrail.core.budgets import COUNTED, IN_WORDS, LENGTH, Period
from handrail.core.errors import Invalid
from handrail.surfaces.web.visit import Form

MARK = "budget."


@dataclass(frozen=True, slots=True)
class Counter:
    """One thing that is counted; `most` by period, as text, empty where it is not limited."""

    name: str
    title: str
    most: Mapping[Period, str]


def counters(form: Form, kept: Mapping[str, Any] | None = None) -> list[Counter]:
    """A row for each thing: what the form says, else what is kept."""
    return [
        Counter(
            name,
            IN_WORDS[name].capitalize(),
            {period: _text(form, kept, period, name) for period in LENGTH},
        )
        for name in COUNTED
    ]


def _text(form: Form, kept: Mapping[str, Any] | None, period: str, name: str) -> str:
    most = (kept or {}).get(period, {}).get(name)
    return form.get(f"{MARK}{period}.{name}", ["" if most is None else str(most)])[0].strip()


def says_budgets(form: Form) -> bool:
    """Whether a form has this part."""
    return any(name.startswith(MARK) for name in form)


def budgets_in(form: Form) -> dict[str, dict[str, int]] | None:
    """What it says; None where it limits nothing. Raises Invalid."""
    said: dict[str, dict[str, int]] = {}
    for counter in counters(form):
        for period, most in counter.most.items():
            if most:
                said.setdefault(period, {})[counter.name] = _number(counter, most)
    return said or None


def _number(counter: Counter, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Invalid(
            f"{counter.title}: {text[:20]!r} is no number of them.",
            field="budgets",
            hint="Type a whole number, or nothing for no limit.",
        )
    return int(text)


def in_words(kept: Mapping[str, Any] | None) -> list[str]:
    """Such as `100 calls an hour`."""
    each = (("hour", "an hour"), ("day", "a day"))
    return [
        f"{kept[period][name]:,} {IN_WORDS[name]} {words}"
        for period, words in each
        for name in COUNTED
        if kept is not None and name in kept.get(period, {})
    ]
