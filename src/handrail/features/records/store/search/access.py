"""Ways into the records that meet a filter, and how many records each would bring.

The databases choose badly between walking the sort's index and taking the most selective
filter: by hundreds of times on skewed data. The store knows better: it counts, up to a cap,
remembers, and forces the choice.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object
from handrail.features.records.question import All, Node, Test, Words
from handrail.features.records.store.search.predicates import (
    ends,
    holds,
    holds_one,
    meets,
    value_meets,
)
from handrail.features.records.store.search.spelling import HIGHEST, Spelling
from handrail.storage.database import Db

SMALL = 3_000
"""Objects of this size are quick by any way in."""
QUICK, DEEP = 1_000, 60_000
"""Rows that a first and a second probe count at the most."""
KEPT_FOR = 120.0
MOST_KEPT = 20_000
RANGES = frozenset({"eq", "in", "gt", "gte", "lt", "lte", "between", "starts_with"})


@dataclass(frozen=True, slots=True)
class Access:
    """A way in. `ids` spells a select of record ids, each `once` or perhaps several times; else
    `slot` is walked where `test` holds."""

    part: Node
    slot: str | None = None
    ids: Callable[[Spelling], str] | None = None
    once: bool = False


def flat(node: Node) -> list[Node]:
    """The conditions that must all hold."""
    if isinstance(node, All):
        return [each for part in node.parts for each in flat(part)]
    if isinstance(node, Words):
        return [Words((prefix,)) for prefix in node.prefixes]
    return [node]


def accesses(owner: Object, parts: list[Node]) -> list[Access]:
    found = (_access(owner, part) for part in parts)
    return [each for each in found if each is not None]


def _access(owner: Object, part: Node) -> Access | None:
    match part:
        case Words((prefix,)):
            return Access(part, ids=lambda sql: _by_word(sql, owner, prefix))
        case Test("id", "eq" | "in", operand):
            return Access(part, ids=lambda sql: _by_id(sql, operand))
        case Test(_, _, _, Attribute() as relationship) if _indexed(replace(part, through=None)):
            return Access(part, ids=lambda sql: _by_hop(sql, owner, part, relationship))
        case Test(Attribute(type="relationship") as relationship, "in", operand):
            return Access(part, ids=lambda sql: _by_link(sql, relationship, operand))
        case Test(Attribute(slot=str() as slot)) if _indexed(part):
            return Access(part, slot=slot)
        case Test(Attribute(slot=None) as attribute, op, operand, None) if _indexed(part):
            once = holds_one(attribute)
            return Access(part, ids=lambda sql: _by_value(sql, attribute, op, operand), once=once)
        case _:
            return None


def _indexed(test: Test) -> bool:
    attribute = test.field
    if not isinstance(attribute, Attribute) or attribute.type == "relationship":
        return False
    if attribute.slot is not None:
        return test.op in RANGES or test.op == "is_empty"
    family = TYPE_BY_NAME[attribute.type].family
    if family is Family.PLACE:
        return test.op == "within_radius"
    return family in {Family.TEXT, Family.NUMBER} and test.op in RANGES


def _by_word(sql: Spelling, owner: Object, prefix: str) -> str:
    return (
        f"select record_id from token where workspace_id = {sql.workspace}"
        f" and token >= {sql.bind(prefix)} and token < {sql.bind(prefix + HIGHEST)}"
        f" and object_no = {owner.no}"
    )


def _by_id(sql: Spelling, operand: list[str]) -> str:
    return (
        f"select id as record_id from record_ix where workspace_id = {sql.workspace}"
        f" and id in ({sql.keys(operand)})"
    )


def _by_link(sql: Spelling, relationship: Attribute, operand: list[str]) -> str:
    no, mine, other = ends(relationship)
    rows = (
        f"select {mine} as record_id from link where workspace_id = {sql.workspace}"
        f" and attribute_no = {no} and {other} in ({sql.keys(operand)})"
    )
    if relationship.guard is not None:
        rows += f" and {meets(sql, relationship.guard, f'link.{other}', 'g')}"
    return rows


def _by_hop(sql: Spelling, owner: Object, test: Test, relationship: Attribute) -> str:
    no, mine, other = ends(relationship)
    target = relationship.config["target_object_no"]
    there = holds(sql, replace(test, through=None), "y", opaque=False)
    if relationship.guard is not None:
        there += f" and {holds(sql, relationship.guard, 'y')}"
    return (
        f"select l.{mine} as record_id from record_ix y {sql.then()} link l"
        f" on l.workspace_id = {sql.workspace} and l.attribute_no = {no} and l.{other} = y.id"
        f" where y.workspace_id = {sql.workspace} and y.object_no = {target} and {there}"
    )


def _by_value(sql: Spelling, attribute: Attribute, op: str, operand: Any) -> str:
    return (
        f"select v.record_id from record_value v where v.workspace_id = {sql.workspace}"
        f" and v.attribute_no = {attribute.no} and {value_meets(sql, attribute, op, operand, 'v')}"
    )


# how many ---------------------------------------------------------------------------------


async def size(db: Db, owner: Object) -> int:
    """How many records the object has, up to twenty times DEEP."""

    def all_of(sql: Spelling) -> str:
        return (
            f"select 1 from record_ix{sql.by('ix_record_created')}"
            f" where workspace_id = {sql.workspace} and object_no = {owner.no}"
        )

    return await _counted(db, (owner.no, "all"), all_of, DEEP * 20)


async def cardinality(db: Db, owner: Object, access: Access, cap: int) -> int:
    """How many records an access brings, up to the cap."""
    return await _counted(db, (owner.no, repr(_identity(access.part))), _rows(owner, access), cap)


def _identity(part: Node) -> Any:
    if isinstance(part, Test):
        through = part.through.no if part.through else None
        field = part.field.no if isinstance(part.field, Attribute) else part.field
        return (field, through, part.op, part.operand)
    return part


def _rows(owner: Object, access: Access) -> Callable[[Spelling], str]:
    if access.ids is not None:
        return access.ids

    def by_slot(sql: Spelling) -> str:
        met = holds(sql, access.part, opaque=False)
        return (
            f"select 1 from record_ix x{sql.by(f'ix_record_{access.slot}')}"
            f" where x.workspace_id = {sql.workspace} and x.object_no = {owner.no} and {met}"
        )

    return by_slot


async def _counted(db: Db, what: tuple[Any, ...], rows: Callable[[Spelling], str], cap: int) -> int:
    known: dict[Any, tuple[int, int, float]] = db.cache.setdefault("cardinality", {})
    key = (db.workspace, *what)
    found = known.get(key)
    if found and found[2] > time.monotonic() and (found[0] < found[1] or found[1] >= cap):
        return min(found[0], cap)
    sql = Spelling(db)
    text = f"select count(*) from (select 1 as one from ({rows(sql)}) r limit {cap}) c"
    count = (await db.select(text, sql.params))[0][0]
    if len(known) >= MOST_KEPT:
        known.clear()
    # what is small may soon be a good deal larger; what is large stays large
    known[key] = (count, cap, time.monotonic() + (KEPT_FOR if count > QUICK else KEPT_FOR / 20))
    return count


async def best(
    db: Db, owner: Object, parts: list[Node], limit: int, *, walkable: bool
) -> Access | None:
    """The way in to take, or None to walk the sort's index and test each record on the way."""
    candidates = accesses(owner, parts)
    if not candidates:
        return None
    total = await size(db, owner)
    if total <= SMALL and walkable:
        return None
    counts = [await cardinality(db, owner, each, QUICK) for each in candidates]
    least = min(counts)
    if least >= QUICK:
        counts = [await cardinality(db, owner, each, DEEP) for each in candidates]
        least = min(counts)
    choice = candidates[counts.index(least)]
    if not walkable:
        return choice
    share = 1.0
    for count in counts:
        share *= max(count, 1) / max(total, 1)
    walked = min(limit / max(share, 1e-12), total)
    return choice if least < walked else None
