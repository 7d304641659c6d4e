"""Filters as this face writes them, `and.gte.rating.4.5`, as filters of records.

    <and|or>.<operator>.<field>[.<value>]      split at the first three dots: a value may hold dots

All that begin with `and` must hold; of those that begin with `or`, where there are any, at least
one. An attribute of the leads' own is the field `attr:<name>`; one that no lead has meets nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from handrail.core.clock import SECOND, iso
from handrail.core.errors import Invalid
from handrail.features.leads.rules.attributes import named, own
from handrail.features.records.model import Attribute, Object

Tree = dict[str, Any]

TEXT_FIELDS = frozenset(
    "name source description address city state country postal_code phone email website category"
    " source_id logo_url status".split()
)
NUMBER_FIELDS = frozenset({"rating", "review_count", "score"})
TIME_FIELDS = frozenset({"created_at", "updated_at", "last_interaction_at"})
FIELDS = (*sorted(TEXT_FIELDS | NUMBER_FIELDS | TIME_FIELDS), "tags", "location")
ATTRIBUTE = "attr:"
SORTS = (
    "name", "city", "country", "state", "category", "source", "email", "phone", "website",
    "rating", "review_count", "created_at", "updated_at", "last_interaction_at", "score",
)  # fmt: skip
UNARY = frozenset("is_empty is_not_empty array_empty array_not_empty is_set is_not_set".split())
OPERATORS = {
    "text": "eq neq contains not_contains starts_with ends_with is_empty is_not_empty in".split(),
    "number": "eq neq gt gte lt lte is_empty is_not_empty".split(),
    "tags": "array_contains array_not_contains array_empty array_not_empty".split(),
    "location": "within_radius is_set is_not_set".split(),
    "attr": "eq neq contains not_contains gt gte lt lte is_empty is_not_empty".split(),
}
NONE: Tree = {"id": ["00000000-0000-0000-0000-000000000000"]}
"""Meets no record: nobody has this id."""
EXAMPLE = "Write and.eq.city.Paris, or.gte.rating.4, and.is_empty.email."
LATEST = 253_402_300_799
"""The last second of the year 9999."""


def tree(owner: Object, said: Sequence[str]) -> Tree | None:
    """What all of them ask, as one filter of records; None where there are none. Raises Invalid."""
    must: list[Tree] = []
    may: list[Tree] = []
    for each in said:
        word, test = _one(owner, each)
        (must if word == "and" else may).append(test)
    parts = [*must, *([{"or": may}] if may else [])]
    return {"and": parts} if parts else None


def _one(owner: Object, said: str) -> tuple[str, Tree]:
    parts = said.split(".", 3)
    if len(parts) < 3 or parts[0].lower() not in {"and", "or"}:
        raise Invalid(f"{said[:80]!r} is no filter.", field="filter", hint=EXAMPLE)
    word, op, field = parts[0].lower(), parts[1].lower(), parts[2]
    value = parts[3] if len(parts) == 4 else None
    kind = _kind(field)
    if op not in OPERATORS[kind]:
        allowed = OPERATORS[kind]
        raise Invalid(
            f"{field[:80]} cannot be compared with {op[:40]!r}.",
            field="filter",
            allowed=allowed,
            hint=f"Use one of {', '.join(allowed)}.",
        )
    if op in UNARY:
        value = None
    elif value is None or value == "":
        raise Invalid(f"{said[:80]!r} lacks its value.", field="filter", hint=EXAMPLE)
    return word, READERS[kind](owner, field, op, value)


def _kind(field: str) -> str:
    if field in TEXT_FIELDS:
        return "text"
    if field in NUMBER_FIELDS | TIME_FIELDS:
        return "number"
    if field in {"tags", "location"}:
        return field
    if field.startswith(ATTRIBUTE) and len(field) > len(ATTRIBUTE):
        return "attr"
    raise Invalid(
        f"Leads have no field {field[:80]!r}.",
        field="filter",
        allowed=[*FIELDS, "attr:<name>"],
        hint=f"Use one of {', '.join(FIELDS)}, or attr:<name>.",
    )


def _text(owner: Object, field: str, op: str, value: Any) -> Tree:
    match op:
        case "is_empty" | "is_not_empty":
            return {field: {"is_empty": op == "is_empty"}}
        case "not_contains":
            return _not({field: {"contains": value}})
        case "neq":
            return _not({field: {"eq": value}})
        case "in":
            wanted = [each.strip() for each in value.split(",") if each.strip()]
            return {field: {"in": wanted}} if wanted else NONE
        case _:
            return {field: {op: value}}


def _number(owner: Object, field: str, op: str, value: Any) -> Tree:
    if field in TIME_FIELDS:
        return _moment(field, op, value)
    if op in {"is_empty", "is_not_empty"}:
        return {field: {"is_empty": op == "is_empty"}}
    number = number_in(value)
    if number is None:
        raise Invalid(
            f"{field} is compared with a number, not {value[:40]!r}.", field="filter", hint=EXAMPLE
        )
    return _not({field: {"eq": number}}) if op == "neq" else {field: {op: number}}


def number_in(text: str) -> float | None:
    """A number as it is written, within what a record holds; None for anything else."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= 9e15 else None


def _moment(field: str, op: str, value: Any) -> Tree:
    """Instants are compared by the second, as they are shown."""
    if op in {"is_empty", "is_not_empty"}:
        if field != "last_interaction_at":
            return NONE if op == "is_empty" else _not(NONE)
        return {field: {"is_empty": op == "is_empty"}}
    if not value.lstrip("-").isdigit() or not 0 <= int(value) <= LATEST:
        raise Invalid(
            f"{field} is compared with Unix seconds, not {value[:40]!r}.",
            field="filter",
            hint="For example and.gte.created_at.1767225600.",
        )
    at = int(value)
    here, after = iso(at * SECOND), iso((at + 1) * SECOND)
    within = {"and": [{field: {"gte": here}}, {field: {"lt": after}}]}
    match op:
        case "eq":
            return within
        case "neq":
            return _not(within)
        case "gt":
            return {field: {"gte": after}}
        case "lte":
            return {field: {"lt": after}}
        case _:
            return {field: {op: here}}


def _tags(owner: Object, field: str, op: str, value: Any) -> Tree:
    match op:
        case "array_empty" | "array_not_empty":
            return {"tags": {"is_empty": op == "array_empty"}}
        case "array_not_contains":
            return _not({"tags": {"eq": value}})
        case _:
            return {"tags": {"eq": value}}


def _place(owner: Object, field: str, op: str, value: Any) -> Tree:
    if op != "within_radius":
        return {"location": {"is_empty": op == "is_not_set"}}
    numbers = [number_in(part) for part in value.split(",")]
    if len(numbers) != 3 or None in numbers:
        raise Invalid(
            f"within_radius takes lat,lng,km, not {value[:60]!r}.",
            field="filter",
            hint="For example and.within_radius.location.48.85,2.35,10.",
        )
    return {"location": {"within_radius": dict(zip(("lat", "lng", "km"), numbers, strict=True))}}


def _attribute(owner: Object, field: str, op: str, value: Any) -> Tree:
    """Whichever of the attributes of that name a lead has."""
    found = named(owner, field.removeprefix(ATTRIBUTE))
    if op in {"is_empty", "is_not_empty"}:
        empty = {"and": [{e.slug: {"is_empty": True}} for e in found]} if found else _not(NONE)
        return empty if op == "is_empty" else _not(empty)
    positive = {"neq": "eq", "not_contains": "contains"}.get(op, op)
    tests = [test for each in found if (test := _of(each, positive, value)) is not None]
    met = {"or": tests} if tests else NONE
    return met if positive == op else _not(met)


def _of(attribute: Attribute, op: str, value: str) -> Tree | None:
    """The test of one attribute; None where its type cannot meet it."""
    slug, number = attribute.slug, number_in(value)
    match attribute.type:
        case "number" | "rating":
            return None if number is None or op == "contains" else {slug: {op: number}}
        case "boolean":
            known = {"true": True, "false": False}.get(value.lower())
            return {slug: known} if op == "eq" and known is not None else None
        case "text" | "email" | "phone" | "url":
            return {slug: {op: value}} if op in {"eq", "contains"} and len(value) <= 500 else None
        case "long_text":
            return {slug: {"contains": value}} if op == "contains" else None
        case "list":
            fits = op in {"eq", "contains"} and len(value) <= 200
            return {slug: {"eq": value}} if fits else None
        case _:
            return None


def _not(test: Tree) -> Tree:
    return {"not": test}


READERS: dict[str, Callable[[Object, str, str, Any], Tree]] = {
    "text": _text,
    "number": _number,
    "tags": _tags,
    "location": _place,
    "attr": _attribute,
}


def sort(owner: Object, by: str | None, order: str | None) -> list[Any]:
    """The order of a list; the newest first where nothing is said. Raises Invalid."""
    if by is None:
        return [_by("created_at", order or "DESC")]
    if by.startswith(ATTRIBUTE):
        found = [e for e in named(owner, by.removeprefix(ATTRIBUTE)) if e.type in SORTABLE]
        # of two attributes of one name each lead has one: those without stand behind
        return [_by(each.slug, order) for each in found[:3]] or [_by("created_at", "DESC")]
    if by not in SORTS:
        names = [*SORTS, *(f"{ATTRIBUTE}{each.title}" for each in own(owner)[:20])]
        raise Invalid(
            f"Leads cannot be sorted by {by[:80]!r}.",
            field="sort_by",
            allowed=names,
            hint=f"Use one of {', '.join(names)}.",
        )
    return [_by(by, order)]


SORTABLE = frozenset({"text", "number", "rating", "boolean", "date", "datetime", "select", "email"})


def _by(name: str, order: str | None) -> dict[str, str]:
    return {"attribute": name, "direction": (order or "ASC").lower()}
