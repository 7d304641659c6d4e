"""One page of the records that meet a filter, in order, from an offset or after a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handrail.features.records.model import Object, Schema
from handrail.features.records.question import Node
from handrail.features.records.store.search import access, sorting
from handrail.features.records.store.search.access import Access
from handrail.features.records.store.search.predicates import holds
from handrail.features.records.store.search.sorting import SortKey
from handrail.features.records.store.search.spelling import Spelling
from handrail.storage.database import Db

AT_ONCE = 500
"""Ids that one statement asks of."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the order: its sort keys (None for an empty one) and its id."""

    keys: list[Any]
    id: str


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked: records of one object that meet a filter, sorted."""

    owner: Object
    schema: Schema
    where: Node
    sort: tuple[SortKey, ...]


async def page(
    db: Db, search: Search, *, limit: int, offset: int = 0, last: Place | None = None
) -> list[Place]:
    """The places of at most `limit` records, in order."""
    parts = access.flat(search.where)
    walkable = search.sort[0].walkable
    way = await access.best(db, search.owner, parts, limit + offset, walkable=walkable)
    if way is None and walkable:
        return await _walked(db, search, parts, limit, offset, last)
    return await _sorted(db, search, parts, way, limit, offset, last)


async def _walked(
    db: Db, search: Search, parts: list[Node], limit: int, offset: int, last: Place | None
) -> list[Place]:
    """Along the index of the first sort key: filled values first, then the empty ones."""
    found: list[Place] = []
    for filled in (True, False):
        if not filled and not search.sort[0].may_be_empty:
            break
        if filled and last is not None and last.keys[0] is None:
            continue
        here = last if last is not None and (last.keys[0] is not None) == filled else None
        found += await _walk(db, search, parts, limit - len(found), offset, here, filled)
        if len(found) >= limit:
            break
        if offset and not found:
            offset -= await _passed(db, search, parts, offset, filled)
        else:
            offset = 0
    return found


@dataclass(frozen=True, slots=True)
class Path:
    """One segment of an index: `source` leads to the rows `x` of the projection, in the order of
    `column` and then `id`; `conditions` are those of the segment."""

    source: str
    column: str
    id: str
    conditions: list[str]


def _path(sql: Spelling, search: Search, filled: bool) -> Path:
    """Where the first sort key has a value, or where it has none."""
    first, mine = search.sort[0], f"x.workspace_id = {sql.workspace}"
    owned = f"x.object_no = {search.owner.no}"
    if first.beside is None:
        column = f"x.{first.column}"
        conditions = [mine, owned, _segment(sql, first, filled)]
        return Path(f"record_ix x{sql.by(first.index)}", column, "x.id", conditions)
    no, column = first.beside.no, f"v.{'s' if first.text else 'n'}"
    valued = f"v.workspace_id = {sql.workspace} and v.attribute_no = {no}"
    if not filled:
        none = f"not exists (select 1 from record_value v where {valued} and v.record_id = x.id)"
        return Path(f"record_ix x{sql.by('ix_record_created')}", "", "x.id", [mine, owned, none])
    source = (
        f"record_value v{sql.by(first.index)} {sql.then()} record_ix x"
        f" on {mine} and x.id = v.record_id"
    )
    return Path(source, column, "v.record_id", [valued, f"{column} is not null", owned])


async def _walk(
    db: Db,
    search: Search,
    parts: list[Node],
    limit: int,
    offset: int,
    last: Place | None,
    filled: bool,
) -> list[Place]:
    sql = Spelling(db)
    first, *rest = search.sort
    path = _path(sql, search, filled)
    keys = list(search.sort) if filled else rest
    expressions = [
        path.column if key is first else sorting.expression(sql, key, search.schema, opaque=True)
        for key in keys
    ]
    conditions = [*path.conditions, *(holds(sql, part) for part in parts)]
    if last is not None:
        conditions += _resumed(sql, search, path, keys, expressions, last, filled)
    terms = [f"{path.column} {first.direction}"] if filled else []
    if rest:
        ordered = sorting.order(sql, rest, expressions[-len(rest) :]).rpartition(", ")[0]
        terms.append(ordered)
    terms.append(f"{path.id} {first.direction}")
    text = (
        f"select x.id{''.join(f', {each}' for each in expressions)}"
        f" from {path.source} where {' and '.join(conditions)} order by {', '.join(terms)}"
        f" limit {int(limit)} offset {int(offset)}"
    )
    rows = await db.select(text, sql.params)
    return [_place(db, search, row, filled) for row in rows]


def _segment(sql: Spelling, first: SortKey, filled: bool) -> str:
    column = f"x.{first.column}"
    if not first.may_be_empty:
        return f"{column} >= 0"
    return f"{column} {'>' if filled else '='} {sql.bind(first.empty)}"


def _resumed(
    sql: Spelling,
    search: Search,
    path: Path,
    keys: list[SortKey],
    expressions: list[str],
    last: Place,
    filled: bool,
) -> list[str]:
    """After a place, said so that the index can begin there."""
    first = search.sort[0]
    sign = "<" if first.descending else ">"
    if not filled:
        if not keys:
            return [f"x.id {sign} {sql.key(last.id)}"]
        # ties go by id in the direction of the first key of the whole order
        steady = [SortKey(first.field, first.descending), *keys]
        at = [None, *last.keys[1:]]
        empty = sorting.expression(sql, first, search.schema, opaque=False)
        return [sorting.after(sql, steady, [empty, *expressions], at, last.id)]
    value = sql.bind(last.keys[0])
    if len(keys) == 1:
        return [f"({expressions[0]}, {path.id}) {sign} ({value}, {sql.key(last.id)})"]
    begin = f"{expressions[0]} {sign}= {value}"
    return [begin, sorting.after(sql, keys, expressions, last.keys, last.id)]


async def _passed(db: Db, search: Search, parts: list[Node], offset: int, filled: bool) -> int:
    """How many of the records to be skipped lie in this segment."""
    sql = Spelling(db)
    path = _path(sql, search, filled)
    conditions = [*path.conditions, *(holds(sql, part) for part in parts)]
    text = (
        f"select count(*) from (select 1 as one from {path.source}"
        f" where {' and '.join(conditions)} limit {int(offset)}) c"
    )
    return (await db.select(text, sql.params))[0][0]


async def _sorted(
    db: Db,
    search: Search,
    parts: list[Node],
    way: Access | None,
    limit: int,
    offset: int,
    last: Place | None,
) -> list[Place]:
    """What the way in brings, tested, then sorted whole."""
    sql = Spelling(db)
    begin, conditions = source(sql, search.owner, parts, way)
    keys = list(search.sort)
    expressions = [sorting.expression(sql, key, search.schema, opaque=True) for key in keys]
    if last is not None:
        conditions.append(sorting.after(sql, keys, expressions, last.keys, last.id))
    text = (
        f"select x.id{''.join(f', {each}' for each in expressions)} {begin}"
        f" where {' and '.join(conditions)}"
        f" order by {sorting.order(sql, keys, expressions)}"
        f" limit {int(limit)} offset {int(offset)}"
    )
    return [_place(db, search, row, True) for row in await db.select(text, sql.params)]


def source(
    sql: Spelling, owner: Object, parts: list[Node], way: Access | None
) -> tuple[str, list[str]]:
    """`from …` by a way in, and the conditions that are left."""
    mine = [f"x.workspace_id = {sql.workspace}", f"x.object_no = {owner.no}"]
    left = [holds(sql, part) for part in parts if way is None or part is not way.part]
    if way is None:
        return f"from record_ix x{sql.by('ix_record_created')}", [*mine, *left]
    if way.ids is not None:
        chosen = f"({way.ids(sql)})"
        if not way.once:
            chosen = f"(select distinct record_id from {chosen} i)"
        on = f"x.workspace_id = {sql.workspace} and x.id = d.record_id"
        return f"from {chosen} d {sql.then()} record_ix x on {on}", [*mine, *left]
    met = holds(sql, way.part, opaque=False)
    return f"from record_ix x{sql.by(f'ix_record_{way.slot}')}", [*mine, met, *left]


def _place(db: Db, search: Search, row: Sequence[Any], filled: bool) -> Place:
    said = list(row[1:]) if filled else [search.sort[0].empty, *row[1:]]
    keys = [
        None if key.may_be_empty and value == key.empty else value
        for key, value in zip(search.sort, said, strict=True)
    ]
    return Place(keys, db.identifier(row[0]))


async def count(db: Db, search: Search, cap: int | None) -> tuple[int, bool]:
    """How many records meet the filter, and whether that is exact (it is below the cap)."""
    parts = access.flat(search.where)
    way = await access.best(db, search.owner, parts, cap or 1_000_000_000, walkable=False)
    sql = Spelling(db)
    limited = "" if cap is None else f" limit {int(cap) + 1}"
    if way is not None and way.ids is not None and way.once and parts == [way.part]:
        rows = f"from ({way.ids(sql)}) d"  # each is a record, whatever else it holds
    else:
        begin, conditions = source(sql, search.owner, parts, way)
        rows = f"{begin} where {' and '.join(conditions)}"
    text = f"select count(*) from (select 1 as one {rows}{limited}) c"
    found = (await db.select(text, sql.params))[0][0]
    return (found, True) if cap is None or found <= cap else (cap, False)


async def meeting(db: Db, owner: Object, node: Node, ids: Sequence[str]) -> set[str]:
    """Which of some records of an object meet a condition."""
    met: set[str] = set()
    for begin in range(0, len(ids), AT_ONCE):
        sql = Spelling(db)
        text = (
            f"select x.id from record_ix x where x.workspace_id = {sql.workspace}"
            f" and x.id in ({sql.keys(list(ids[begin : begin + AT_ONCE]))})"
            f" and x.object_no = {owner.no} and {holds(sql, node)}"
        )
        met |= {db.identifier(row[0]) for row in await db.select(text, sql.params)}
    return met


async def ids(db: Db, search: Search, limit: int) -> list[str]:
    """Ids of the records that meet the filter, in order: for work on many."""
    return [place.id for place in await page(db, search, limit=limit)]
