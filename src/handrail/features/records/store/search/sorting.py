"""What a page is sorted by: expressions, the index of the first, the place of a cursor."""

from dataclasses import dataclass
from typing import Any

from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Schema
from handrail.features.records.question import Tally
from handrail.features.records.store.search.predicates import EMPTY, ends, holds, holds_one
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.store.search.tallies import tallied
from handrail.features.records.tables import EMPTY_NUMBER


@dataclass(frozen=True, slots=True)
class SortKey:
    """By an attribute, by `created_at`, `updated_at`, or by a tally; empty values come last either
    way."""

    field: Attribute | str | Tally
    descending: bool

    @property
    def column(self) -> str | None:
        """The column of the projection that an index walks, if there is one."""
        if isinstance(self.field, Tally):
            return None
        return self.field if isinstance(self.field, str) else self.field.slot

    @property
    def beside(self) -> Attribute | None:
        """The attribute whose one value stands beside the projection, under an index of its own."""
        if isinstance(self.field, str | Tally) or self.field.slot is not None:
            return None
        return self.field if holds_one(self.field) else None

    @property
    def walkable(self) -> bool:
        """Whether an index has the records in this order."""
        return self.column is not None or self.beside is not None

    @property
    def index(self) -> str:
        if self.beside is not None:
            return "ix_record_value_s" if self.text else "ix_record_value_n"
        return "ix_record_" + (self.column or "").removesuffix("_at")

    @property
    def text(self) -> bool:
        if isinstance(self.field, str | Tally):
            return False
        if self.field.slot is not None:
            return self.field.slot.startswith("s")
        return TYPE_BY_NAME[self.field.type].family is not Family.NUMBER

    @property
    def may_be_empty(self) -> bool:
        return not isinstance(self.field, str | Tally)

    @property
    def empty(self) -> Any:
        return EMPTY["s" if self.text else "n"]

    @property
    def direction(self) -> str:
        return "desc" if self.descending else "asc"


def expression(sql: Spelling, key: SortKey, schema: Schema, *, opaque: bool) -> str:
    """What is compared. An opaque one is served by no index."""
    if (column := key.column) is not None:
        return sql.opaque(f"x.{column}", text=key.text) if opaque else f"x.{column}"
    if isinstance(key.field, Tally):
        return tallied(sql, key.field)
    assert isinstance(key.field, Attribute)
    if key.field.type == "relationship":
        return f"coalesce(({_first_name(sql, key.field, schema)}), '')"
    return kept(sql, key)


def kept(sql: Spelling, key: SortKey) -> str:
    """The first value of an attribute, in its slot or beside."""
    if key.column is not None:
        return f"x.{key.column}"
    assert isinstance(key.field, Attribute)
    empty = "''" if key.text else sql.bind(EMPTY_NUMBER)
    family = TYPE_BY_NAME[key.field.type].family
    column = {Family.BODY: "body", Family.NUMBER: "n"}.get(family, "s")
    return (
        f"coalesce((select k.{column} from record_value k where k.workspace_id = {sql.workspace}"
        f" and k.attribute_no = {key.field.no} and k.record_id = x.id and k.position = 0), {empty})"
    )


def _first_name(sql: Spelling, relationship: Attribute, schema: Schema) -> str:
    """The name of the record linked first."""
    no, mine, other = ends(relationship)
    target = schema.by_no[relationship.config["target_object_no"]]
    slot = target.kept["name"].slot
    guard = relationship.guard
    seen = "" if guard is None else f" and {holds(sql, guard, 'z')}"
    return (
        f"select z.{slot} from link k join record_ix z on z.workspace_id = {sql.workspace}"
        f" and z.id = k.{other} where k.workspace_id = {sql.workspace} and k.attribute_no = {no}"
        f" and k.{mine} = x.id{seen} order by k.position, k.{other} limit 1"
    )


def order(sql: Spelling, keys: list[SortKey], expressions: list[str]) -> str:
    """`order by`: empty ones last, ties by id in the direction of the first key."""
    terms: list[str] = []
    for key, expressed in zip(keys, expressions, strict=True):
        # descending, the mark of emptiness is the least and so comes last by itself
        if key.may_be_empty and not key.descending:
            empty = "''" if key.text else sql.bind(EMPTY_NUMBER)
            terms.append(f"case when {expressed} = {empty} then 1 else 0 end")
        terms.append(f"{expressed} {key.direction}")
    return ", ".join([*terms, f"x.id {keys[0].direction}"])


def after(
    sql: Spelling, keys: list[SortKey], expressions: list[str], at: list[Any], last_id: str
) -> str:
    """The condition of standing after a place in the order: lexicographic, empty ones last."""
    sign = "<" if keys[0].descending else ">"
    condition = f"x.id {sign} {sql.key(last_id)}"
    for key, expressed, value in reversed(list(zip(keys, expressions, at, strict=True))):
        if value is None:
            condition = f"({expressed} = {sql.bind(key.empty)} and {condition})"
            continue
        bound = sql.bind(value)
        beyond = f"{expressed} {'<' if key.descending else '>'} {bound}"
        if key.may_be_empty and not key.descending:
            beyond = f"({beyond} or {expressed} = {sql.bind(key.empty)})"
        condition = f"({beyond} or ({expressed} = {bound} and {condition}))"
    return condition
