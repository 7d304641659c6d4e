"""What an expression may name: a lead's fields, and as `attr_<name>` the leads' own attributes."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from handrail.features.records.formula import Kind, Own, Value
from handrail.features.records.model import Attribute, Object
from handrail.features.records.rules.definitions import slug_from
from handrail.features.scoring.rules.tokens import wrong

OWN_FIELDS = ("created_at", "updated_at")
PARTS: dict[str, Literal["lat", "lng"]] = {"latitude": "lat", "longitude": "lng"}
FIELDS: dict[str, Kind] = {
    **dict.fromkeys(
        "name source description address city state country postal_code phone email website"
        " category source_id logo_url status".split(),
        "text",
    ),
    "rating": "number",
    "review_count": "number",
    "latitude": "number",
    "longitude": "number",
    "last_interaction_at": "number",
    "created_at": "number",
    "updated_at": "number",
    "tags": "list",
}
KINDS: dict[str, Kind] = {
    "text": "text", "long_text": "text", "email": "text", "phone": "text", "url": "text",
    "number": "number", "rating": "number", "boolean": "bool", "list": "list", "json": "thing",
}  # fmt: skip
"""What an attribute of a type is in an expression; those of others are things."""
ATTRIBUTE = re.compile(r"attr_(\w+)", re.ASCII)
PREFERRED: tuple[Kind, ...] = ("number", "text", "bool", "list", "thing")
"""Of two attributes of one name, which one is meant: rules are for reckoning."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose fields they are. `kinds` tells what attributes were taken to hold, where that is
    settled: what is then not there is nil."""

    owner: Object
    kinds: Mapping[str, str] | None = None

    def named(self, name: str, at: int) -> Value | Own:
        """Invalid, with the place, for a name of nothing."""
        if (found := ATTRIBUTE.fullmatch(name)) is not None:
            return self._attribute(found[1], at)
        kind = FIELDS.get(name)
        if kind is None:
            raise self._unknown(name, at)
        if name in OWN_FIELDS:
            return Own(name)
        if name in PARTS:
            return Value(self._field("location"), kind, PARTS[name])
        part = "second" if name == "last_interaction_at" else None
        return Value(self._field(name), kind, part)

    def _field(self, slug: str) -> tuple[Attribute, ...]:
        """None, where a workspace has archived it, or hides it from whoever asks."""
        found = self.owner.by_name.get(slug)
        return () if found is None or not found.is_open else (found,)

    def _attribute(self, word: str, at: int) -> Value:
        alike = _by_word(self.owner, word)
        kind: Kind
        if self.kinds is not None:
            kind = cast(Kind, self.kinds.get(word, "thing"))
        elif alike:
            kinds = {kind_of(each) for each in alike}
            kind = next(each for each in PREFERRED if each in kinds)
        else:
            raise self._unknown(f"attr_{word}", at)
        return Value(tuple(each for each in alike if kind_of(each) == kind), kind)

    def _unknown(self, name: str, at: int) -> Exception:
        known = [*FIELDS, *(f"attr_{slug_from(each.title)}" for each in own(self.owner))]
        near = difflib.get_close_matches(name[:80], known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Fields: {', '.join(known[:60])}."
        return wrong(f"there is no field {name[:80]!r}", at, hint)


def own(owner: Object) -> list[Attribute]:
    """The attributes that are a workspace's own, as far as the caller may know what they hold."""
    kinds = {"relationship", "person"}
    return [a for a in owner.live if a.is_open and not a.is_system and a.type not in kinds]


def _by_word(owner: Object, word: str) -> list[Attribute]:
    exact = [each for each in own(owner) if word in {each.title, each.slug}]
    return exact or [e for e in own(owner) if slug_from(e.title) == slug_from(word)]


def kind_of(attribute: Attribute) -> Kind:
    return KINDS.get(attribute.type, "thing")
