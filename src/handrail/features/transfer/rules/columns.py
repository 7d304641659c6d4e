"""Which attribute a column is: by what it is called, from the strictest likeness to the loosest."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from handrail.core.errors import Invalid
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules.values import MANAGED

ID = "id"
LIKE_AN_ID = re.compile(r"(?:^|[\s_-])(?:id|uuid|guid|key|code|number|no|nr|ref|reference|sku)$")


@dataclass(frozen=True, slots=True)
class Target:
    """What becomes of one column. `wanted` is the slug of an attribute that is to be made;
    `is_id` marks the column that holds the records' own ids; `is_out` one to be left out."""

    column: str
    place: int
    attribute: Attribute | None = None
    wanted: str | None = None
    is_id: bool = False
    is_out: bool = False
    how: str = "left out: no attribute is called so"

    @property
    def is_open(self) -> bool:
        return not (self.attribute or self.wanted or self.is_id or self.is_out)


def matched(
    columns: Sequence[str], owner: Object, schema: Schema, said: Mapping[str, str]
) -> list[Target]:
    """One target a column: what was said first, then by name. An attribute is filled once."""
    targets = [Target(name, place) for place, name in enumerate(columns)]
    targets = _said(targets, owner, said)
    if ID in columns and ID not in owner.by_name and targets[columns.index(ID)].is_open:
        place = columns.index(ID)
        targets[place] = replace(targets[place], is_id=True, how="the record's own id")
    for target in targets:
        if target.is_open and target.column in MANAGED and target.column not in owner.by_name:
            how = "left out: Handrail keeps it itself"
            targets[target.place] = replace(target, is_out=True, how=how)
    for forms, names in LEVELS:
        known: dict[str, set[str]] = {}
        for attribute in owner.live:
            for name in names(attribute, schema):
                known.setdefault(name, set()).add(attribute.slug)
        for target in [each for each in targets if each.is_open]:
            taken = {each.attribute.slug for each in targets if each.attribute}
            found = {s for form in forms(target.column, owner) for s in known.get(form, ())}
            if len(found - taken) == 1:
                attribute = owner.by_name[(found - taken).pop()]
                targets[target.place] = replace(target, attribute=attribute, how="by name")
    return targets


def _said(targets: list[Target], owner: Object, said: Mapping[str, str]) -> list[Target]:
    by_name = {squeezed(each.column): each.place for each in targets}
    for column, name in said.items():
        place = by_name.get(squeezed(column))
        if place is None:
            raise no_column(column, [each.column for each in targets], "map")
        target, attribute = targets[place], _named(owner, name)
        if attribute is not None and attribute in [each.attribute for each in targets]:
            raise Invalid(
                f"Two columns are to fill {attribute.slug}.", field="map", hint="Map one of them."
            )
        if name in {"", "-"}:
            targets[place] = replace(target, is_out=True, how="left out, as said")
        elif attribute is not None:
            targets[place] = replace(target, attribute=attribute, how="as said")
        else:
            targets[place] = replace(target, wanted=name, how="as said")
    return targets


def _named(owner: Object, name: str) -> Attribute | None:
    """By slug or id, else by title in any case."""
    titled = {each.title.casefold(): each for each in owner.live}
    return owner.by_name.get(name) or titled.get(name.casefold())


def no_column(name: str, columns: Sequence[str], field: str) -> Invalid:
    near = difflib.get_close_matches(name, columns, 1, 0.5)
    return Invalid(
        f"The file has no column {name!r}.",
        field=field,
        allowed=list(columns),
        did_you_mean=near[0] if near else None,
        hint=f"Did you mean {near[0]!r}?" if near else f"It has {', '.join(columns)}.",
    )


EXPORTED = frozenset({ID, "created_at", "updated_at"})
"""The columns that all exports of ours have."""


def other_side(column: str, columns: Sequence[str], owner: Object, schema: Schema) -> str | None:
    """The plural noun of the object whose relationship a column is the other side of.

    Such a column is called by that object and the relationship, as `companies_subsidiary_of`.
    """
    plain, beside = squeezed(column), {squeezed(each) for each in columns}
    for other in schema.objects:
        for noun in {squeezed(other.plural_noun), squeezed(other.slug)}:
            rest = plain.removeprefix(noun)
            if rest in {"", plain}:
                continue
            is_own = other.no == owner.no and rest in beside
            if is_own or set(columns) >= EXPORTED or rest in _relating(other, owner):
                return other.plural_noun.lower()
    return None


def _relating(other: Object, owner: Object) -> set[str]:
    """What an object's relationships to another are called."""
    return {
        squeezed(name)
        for each in other.live
        if each.type == "relationship" and each.config["target_object_no"] == owner.no
        for name in (each.slug, each.title)
    }


# likenesses, the strictest first: how a column may be read, and what an attribute is called ---


def _plain(column: str, owner: Object) -> set[str]:
    return {squeezed(column)}


def _either_number(column: str, owner: Object) -> set[str]:
    plain = squeezed(column)
    return {plain, singular(plain)}


def _without_own_noun(column: str, owner: Object) -> set[str]:
    """`deal_stage` of a deal is its stage."""
    plain = squeezed(column)
    nouns = [squeezed(noun) for noun in (owner.singular_noun, owner.plural_noun, owner.slug)]
    rests = {plain.removeprefix(noun) for noun in nouns if plain.startswith(noun)} - {""}
    return rests | {singular(rest) for rest in rests}


def _called(attribute: Attribute, schema: Schema) -> set[str]:
    return {squeezed(attribute.slug), squeezed(attribute.title)}


def _called_in_either_number(attribute: Attribute, schema: Schema) -> set[str]:
    names = _called(attribute, schema)
    return names | {singular(name) for name in names}


def _target_nouns(attribute: Attribute, schema: Schema) -> set[str]:
    """What a relationship's other side is called: `person` finds `people`."""
    if attribute.type != "relationship":
        return set()
    target = schema.by_no.get(attribute.config["target_object_no"])
    if target is None:
        return set()
    return {squeezed(name) for name in (target.singular_noun, target.plural_noun, target.slug)}


LEVELS: tuple[
    tuple[Callable[[str, Object], set[str]], Callable[[Attribute, Schema], set[str]]], ...
]
LEVELS = (
    (_plain, _called),
    (_either_number, _called_in_either_number),
    (_without_own_noun, _called_in_either_number),
    (_either_number, _target_nouns),
)


def squeezed(name: str) -> str:
    """A name without case, spaces and signs."""
    return re.sub(r"[\W_]+", "", name.casefold())


def singular(name: str) -> str:
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def titled(column: str) -> str:
    """A column's name as an attribute's title: `sales_price` → `Sales price`."""
    spaced = re.sub(r"[\s_]+", " ", column).strip()
    return (spaced[:1].upper() + spaced[1:])[:80]


def like_an_id(column: str) -> bool:
    return LIKE_AN_ID.search(column.casefold()) is not None
