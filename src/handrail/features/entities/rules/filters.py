"""Filters and sorts of this face, read into those that records know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.core.errors import Invalid
from handrail.core.ids import is_id
from handrail.features.entities.model import (
    KIND_OF_OBJECT,
    OWNERS,
    RELATION_OF_FIELD,
    ColumnType,
    Kind,
    ids_field,
)
from handrail.features.entities.rules import columns, values
from handrail.features.entities.said import Filter, Sort
from handrail.features.entities.seen import FilterableField, SortableField
from handrail.features.records.model import Attribute, Object

DATES = ("equals", "gt", "gte", "lt", "lte", "between")
RELATIONS = ("in", "notIn", "hasNone", "hasSome")
INSTANTS = {"createdAt": "created_at", "updatedAt": "updated_at"}
NAMES = ("contains",)
COMPARED = {"equals": "eq", "gt": "gt", "gte": "gte", "lt": "lt", "lte": "lte"}
EMPTY = {"isNull": True, "isNotNull": False, "hasNone": True, "hasSome": False}
SYNTAX = {
    "rule": "{field, operator, value?}; all rules must hold",
    "oneText": "equals, contains, gt, gte, lt, lte",
    "listOfTexts": "in, notIn, between (exactly 2)",
    "noValue": "isNull, isNotNull, hasNone, hasSome",
    "examples": (
        '[{"field":"name","operator":"contains","value":"acme"},'
        '{"field":"createdAt","operator":"gte","value":"2026-01-01"}]'
    ),
}
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One that can be filtered by: an instant, a relation's attribute, or a custom column."""

    name: str
    operators: tuple[str, ...]
    attribute: Attribute | None = None
    label: str | None = None
    type: ColumnType | None = None


def fields_of(kind: Kind, owner: Object) -> list[Field]:
    """In the order in which they are listed; what the caller may not see is not there."""
    found = [
        Field(ids_field(relation), RELATIONS, owner.by_name[slug])
        for relation, slug in kind.relations.items()
        if slug in owner.by_name and relation != "users"
    ]
    if OWNERS in owner.by_name:
        found.append(Field("userIds", RELATIONS, owner.by_name[OWNERS]))
    found += [Field(name, DATES) for name in INSTANTS]
    for each in columns.columns_of(owner):
        column_type = columns.type_of(each)
        assert column_type is not None
        operators = columns.OPERATORS[column_type]
        found.append(Field(each.id, operators, each, each.title, column_type))
    return found


def filterable(kind: Kind, owner: Object) -> list[FilterableField]:
    return [
        FilterableField(field=each.name, operators=list(each.operators), label=each.label)
        for each in fields_of(kind, owner)
    ]


# filters ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """Ids that a filter names: those of one relation, where they must be known."""

    relation: str
    ids: list[str]
    field: str


def named(said: Sequence[Filter], at: str) -> Iterator[Named]:
    """The ids that filters name."""
    for place, each in enumerate(said):
        relation = RELATION_OF_FIELD.get(each.field)
        if relation is not None and isinstance(each.value, list):
            yield Named(relation, each.value, f"{at}.{place}.value")


def read(kind: Kind, owner: Object, said: Sequence[Filter], at: str = "filters") -> list[Any]:
    """The filters as records read them. Raises Invalid, with the place, for what does not fit."""
    known = {each.name: each for each in fields_of(kind, owner)}
    return [_read(known, kind, each, f"{at}.{i}") for i, each in enumerate(said)]


def _read(known: Mapping[str, Field], kind: Kind, said: Filter, at: str) -> Any:
    if said.field == "name":
        _check(said, Field("name", NAMES), at)
        return {"name": {"contains": said.value}} if said.value else []
    field = known.get(said.field) or known.get(said.field.lower())
    if field is None:
        raise _unknown(known.values(), f"{at}.field")
    _check(said, field, at)
    if field.attribute is None:
        return {INSTANTS[field.name]: _compared(said)}
    slug = field.attribute.slug
    if said.operator in EMPTY:
        return {slug: {"is_empty": EMPTY[said.operator]}}
    if field.type is None:
        return _of(slug, said, _ids(said, at))
    return _of_column(field.attribute, field.type, said, at)


def _of_column(attribute: Attribute, kind: ColumnType, said: Filter, at: str) -> Any:
    if kind == "singleSelect":
        wanted = [values.option_id(attribute, each, f"{at}.value") for each in said.value or ()]
        return _of(attribute.slug, said, wanted)
    if kind == "currency":
        number = values.number(str(said.value), f"{at}.value", attribute.title)
        return {attribute.slug: {COMPARED[said.operator]: number}}
    return {attribute.slug: _compared(said)}


def _of(slug: str, said: Filter, wanted: list[str]) -> Any:
    """One of some; none of no ones is everything, and one of no ones is nothing."""
    if not wanted:
        return [] if said.operator == "notIn" else {"not": {"created_at": {"gte": "1970-01-01"}}}
    test = {slug: {"in": wanted}}
    return {"not": test} if said.operator == "notIn" else test


def _compared(said: Filter) -> Any:
    if said.operator == "between":
        return {"between": said.value}
    return {COMPARED[said.operator]: said.value}


def _ids(said: Filter, at: str) -> list[str]:
    assert isinstance(said.value, list)
    for each in said.value:
        if not is_id(each.lower()):
            raise Invalid("Invalid UUID.", field=f"{at}.value")
    return [each.lower() for each in said.value]


def _check(said: Filter, field: Field, at: str) -> None:
    if said.operator not in field.operators:
        raise Invalid(
            f"The '{said.operator}' operator does not fit {field.label or field.name}. "
            f"It takes: {', '.join(field.operators)}.",
            field=f"{at}.operator",
        )


def _unknown(known: Any, at: str) -> Invalid:
    listed = ", ".join(
        f"{each.label or each.name} -> {each.name} ({', '.join(each.operators)})" for each in known
    )
    return Invalid(
        "Filter field not found or not accessible. Available fields: "
        f"name -> name (contains), {listed}.",
        field=at,
    )


# words ------------------------------------------------------------------------------------


def searched(kind: Kind, owner: Object, term: str | None) -> list[Any]:
    """Every word must stand in its name, or in that of what it is searched by too."""
    found: list[Any] = []
    for word in dict.fromkeys((term or "").split()[:MOST_WORDS]):
        test = {"contains": word}
        ways = [{"name": test}]
        for relation in kind.searched:
            if (slug := kind.relations[relation]) in owner.by_name:
                ways.append({f"{slug}.name": test})
        found.append({"or": ways})
    return found


# sorting ----------------------------------------------------------------------------------

PLAIN_SORTS = {"name": "name", "createdAt": "created_at", "updatedAt": "updated_at"}
UNSORTED = frozenset({"long_text"})


def sortable(kind: Kind, owner: Object) -> list[SortableField]:
    names = ["name", *kind.sorts, "createdAt", "updatedAt"]
    found = [SortableField(field=name) for name in names]
    for each in columns.columns_of(owner):
        if each.type not in UNSORTED:
            column_type = columns.type_of(each)
            found.append(SortableField(field=each.id, label=each.title, columnType=column_type))
    return found


def sort(kind: Kind, owner: Object, said: Sort | None) -> tuple[Any, str | None]:
    """A sort as records read it, and the total to sort by before that. Raises Invalid."""
    if said is None:
        return None, None
    known = {each.field: each for each in sortable(kind, owner)}
    if said.field not in known:
        listed = ", ".join(
            f"{each.label} -> {each.field}" if each.label else each.field for each in known.values()
        )
        raise Invalid(
            f"Sort field not found or not accessible. Available fields: {listed}.",
            field="sortDescriptor.field",
        )
    if said.field in {"totalValue", "totalQuantity"}:
        return None, said.field
    slug = PLAIN_SORTS.get(said.field)
    if slug is None and said.field == "amount":
        slug = "amount" if "amount" in owner.by_name else "name"
    attribute = slug or owner.by_name[said.field].slug
    return {"attribute": attribute, "direction": said.direction}, None


def kind_at(relationship: Attribute, objects: Mapping[int, Object]) -> Kind | None:
    """The entity that a relationship leads to."""
    return KIND_OF_OBJECT.get(objects[relationship.config["target_object_no"]].slug)
