"""When two leads are one: same email, same source id, same phone and much the same name.

How alike two names are is difflib's ratio of them without case and outer space: twice the letters
they have in common, in order, over the letters of both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from handrail.features.records.attributes.base import fold

ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Known:
    """A lead as duplicates are told by. `place` is where it stands in a batch, before it has an
    id."""

    name: str
    email: str | None
    source_id: str | None
    phone: str | None
    city: str | None
    record_id: str | None = None
    created_at: int = 0
    place: int | None = None

    def after(self, fields: Mapping[str, Any]) -> "Known":
        """The same lead with these fields written over it."""
        told = {n: fields[n] for n in ("name", *KEYS, "city") if fields.get(n)}
        return replace(self, **told)


KEYS = ("email", "source_id", "phone")
"""What tells that two leads may be one, the surest first."""


def known(fields: Mapping[str, Any], **more: Any) -> Known:
    told = {name: fields.get(name) for name in (*KEYS, "city")}
    return Known(name=str(fields.get("name") or ""), **told, **more)


def names_held(fields: Mapping[str, Any]) -> list[str]:
    """What must not be written by two at once, so that one of them finds the other."""
    return [f"{key}:{fold(fields[key].strip())}" for key in KEYS if fields.get(key)]


def same(fields: Mapping[str, Any], leads: Sequence[Known]) -> Known | None:
    """The lead that these fields are of, by the surest rule that finds one."""
    if (found := _by("email", fields, leads)) is not None:
        return found
    source_id = str(fields.get("source_id") or "").strip()
    if source_id:
        for each in leads:
            if each.source_id == source_id:
                return each
    phone = _folded(fields.get("phone"))
    for each in leads if phone else ():
        if _folded(each.phone) == phone and alike(str(fields.get("name") or ""), each.name):
            return each
    return None


def perhaps(fields: Mapping[str, Any], leads: Iterable[Known]) -> Known | None:
    """A lead of the same name and city: it may be the same, and may not."""
    name, city = _folded(fields.get("name")), _folded(fields.get("city"))
    if not name or not city:
        return None
    return next((e for e in leads if _folded(e.name) == name and _folded(e.city) == city), None)


def _by(key: str, fields: Mapping[str, Any], leads: Iterable[Known]) -> Known | None:
    wanted = _folded(fields.get(key))
    if not wanted:
        return None
    return next((each for each in leads if _folded(getattr(each, key)) == wanted), None)


def _folded(text: Any) -> str:
    return fold(str(text or "").strip())


def alike(one: str, other: str) -> bool:
    """Whether two names are more than 80 % the same."""
    a, b = _folded(one), _folded(other)
    return a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() > ALIKE
