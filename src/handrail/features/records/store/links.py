"""Links between records: one row a pair, read from either end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import (
    ClauseElement,
    Integer,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from handrail.features.records.model import (
    HIDDEN_NAME,
    LINKS_SHOWN,
    Attribute,
    Linked,
    Object,
    Schema,
)
from handrail.features.records.store.search.page import AT_ONCE, meeting
from handrail.features.records.store.search.predicates import ends, meets
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.tables import TEXT_SLOTS, links, record_ix, records
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query, among


def _ranked(mine: Any, other: Any, newest: bool) -> ClauseElement:
    """Some attributes' links of some records, the first few of each."""
    own = (links.c.attribute_no, mine)
    first = other.desc() if newest else links.c.position
    ranked = (
        select(
            links.c.attribute_no.label("attribute_no"),
            mine.label("mine"),
            other.label("other"),
            links.c.data.label("data"),
            func.row_number().over(partition_by=own, order_by=(first, other)).label("place"),
            func.count().over(partition_by=own).label("total"),
        )
        .where(
            links.c.workspace_id == WORKSPACE,
            among(links.c.attribute_no, "attributes_list"),
            among(mine, "ids"),
        )
        .subquery()
    )
    return (
        select(
            ranked.c.attribute_no,
            ranked.c.mine,
            ranked.c.other,
            records.c.name,
            ranked.c.data,
            ranked.c.total,
        )
        .join(records, and_(records.c.workspace_id == WORKSPACE, records.c.id == ranked.c.other))
        .where(ranked.c.place <= bindparam("most", type_=Integer))
        .order_by(ranked.c.place)
    )


def _few(mine: Any, other: Any, newest: bool) -> ClauseElement:
    """The same without counting and ranking: for records that have no more links than FEW."""
    return (
        select(links.c.attribute_no, mine, other, records.c.name, links.c.data)
        .join(records, and_(records.c.workspace_id == WORKSPACE, records.c.id == other))
        .where(
            links.c.workspace_id == WORKSPACE,
            among(links.c.attribute_no, "attributes_list"),
            among(mine, "ids"),
        )
        .order_by(other.desc() if newest else links.c.position, other)
        .limit(FEW)
    )


FEW = 400
_FROM = Query(_ranked(links.c.from_id, links.c.to_id, False))
_TO = Query(_ranked(links.c.to_id, links.c.from_id, True))
_FEW_FROM = Query(_few(links.c.from_id, links.c.to_id, False))
_FEW_TO = Query(_few(links.c.to_id, links.c.from_id, True))
_ADD = Query(insert(links))
_DROP = Query(
    delete(links).where(
        links.c.workspace_id == WORKSPACE,
        links.c.attribute_no == bindparam("attribute"),
        links.c.from_id == bindparam("origin"),
        links.c.to_id == bindparam("target"),
    )
)
_SET_DATA = Query(
    update(links)
    .where(
        links.c.workspace_id == WORKSPACE,
        links.c.attribute_no == bindparam("attribute"),
        links.c.from_id == bindparam("origin"),
        links.c.to_id == bindparam("target"),
    )
    .values(data=bindparam("new_data", type_=links.c.data.type))
)
_PAIRS = Query(
    select(links.c.from_id, links.c.to_id, links.c.data, links.c.position)
    .where(
        links.c.workspace_id == WORKSPACE,
        links.c.attribute_no == bindparam("attribute"),
        or_(links.c.from_id == bindparam("origin"), links.c.to_id == bindparam("target")),
    )
    .order_by(links.c.position, links.c.to_id)
)
NOBODY = "00000000-0000-0000-0000-000000000000"


_KEYED = {
    slot: Query(
        select(record_ix.c.id, record_ix.c[slot].label("key")).where(
            record_ix.c.workspace_id == WORKSPACE,
            record_ix.c.object_no == bindparam("object"),
            among(record_ix.c[slot], "keys_list"),
        )
    )
    for slot in TEXT_SLOTS
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One link as it is kept: from the record of the forward attribute to the other."""

    attribute_no: int
    from_id: str
    to_id: str
    data: dict[str, Any] | None
    position: int = 0


def pair(
    attribute: Attribute, mine: str, other: str, data: dict[str, Any] | None, position: int
) -> Pair:
    """A link as this side's attribute sees it, put the way it is kept."""
    no, column, _ = ends(attribute)
    if column == "from_id":
        return Pair(no, mine, other, data, position)
    return Pair(no, other, mine, data, position)


async def shown(
    db: Db, attributes: Sequence[Attribute], ids: Sequence[str], most: int = LINKS_SHOWN
) -> dict[str, dict[int, list[Linked]]]:
    """record id → attribute number → the first links; two queries, however many records."""
    found: dict[str, dict[int, list[Linked]]] = {}
    links: list[Linked] = []
    free = [each for each in attributes if each.guard is None]
    for forward in (True, False):
        asked = {ends(a)[0]: a.no for a in free if a.config["forward"] == forward}
        if asked and ids:
            links += await _side(db, asked, ids, most, forward)
    for each in attributes:
        if each.guard is not None and ids:
            links += await _guarded(db, each, ids, most)
    mute = {each.no for each in attributes if each.is_mute}
    for link in links:
        if link.attribute_no in mute:
            link = replace(link, other_name=HIDDEN_NAME)
        found.setdefault(link.record_id, {}).setdefault(link.attribute_no, []).append(link)
    return found


async def _side(
    db: Db, asked: Mapping[int, int], ids: Sequence[str], most: int, forward: bool
) -> list[Linked]:
    """The links of one direction. `asked`: number of the link rows → of the attribute shown."""
    said = {"attributes_list": list(asked), "ids": list(ids)}
    rows = await db.all(_FEW_FROM if forward else _FEW_TO, **said)
    if len(rows) < FEW:
        return _counted(rows, asked, most)
    rows = await db.all(_FROM if forward else _TO, **said, most=most)
    return [Linked(asked[r[0]], r.mine, r.other, r.name, r.data, r.total) for r in rows]


async def _guarded(db: Db, attribute: Attribute, ids: Sequence[str], most: int) -> list[Linked]:
    """The links of one attribute to records that the caller sees: others are not counted."""
    no, mine, other = ends(attribute)
    first = f"l.{other} desc" if mine == "to_id" else f"l.position, l.{other}"
    found: list[Linked] = []
    for begin in range(0, len(ids), AT_ONCE):
        sql = Spelling(db)
        by = sql.by("ix_link_to") if mine == "to_id" else ""
        text = (
            f"select r.mine, r.other, n.name, r.data, r.total from (select l.{mine} as mine,"
            f" l.{other} as other, l.data, count(*) over (partition by l.{mine}) as total,"
            f" row_number() over (partition by l.{mine} order by {first}) as place from link l{by}"
            f" where l.workspace_id = {sql.workspace} and l.attribute_no = {no}"
            f" and l.{mine} in ({sql.keys(list(ids[begin : begin + AT_ONCE]))})"
            f" and {meets(sql, attribute.guard, f'l.{other}', 'y')}) r join record n"
            f" on n.workspace_id = {sql.workspace} and n.id = r.other"
            f" where r.place <= {int(most)} order by r.mine, r.place"
        )
        for row in await db.select(text, sql.params):
            record_id, end = db.identifier(row[0]), db.identifier(row[1])
            data = orjson.loads(row[3]) if row[3] is not None else None
            found.append(Linked(attribute.no, record_id, end, row[2], data, row[4]))
    return found


def _counted(rows: Sequence[Any], asked: Mapping[int, int], most: int) -> list[Linked]:
    """The first links of each attribute and record, with how many there are."""
    groups: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row[0], row[1]), []).append(row)
    return [
        Linked(asked[no], mine, row[2], row[3], row[4], len(group))
        for (no, mine), group in groups.items()
        for row in group[:most]
    ]


async def of(db: Db, attribute: Attribute, record_id: str) -> list[Pair]:
    """Every link of one record under one attribute, in order."""
    no, column, _ = ends(attribute)
    origin, target = (record_id, NOBODY) if column == "from_id" else (NOBODY, record_id)
    rows = await db.all(_PAIRS, attribute=no, origin=origin, target=target)
    return [Pair(no, row.from_id, row.to_id, row.data, row.position) for row in rows]


async def add(db: Db, pairs: Sequence[Pair]) -> None:
    await db.many(
        _ADD,
        [
            {
                "attribute_no": each.attribute_no,
                "from_id": each.from_id,
                "to_id": each.to_id,
                "position": each.position,
                "data": each.data,
            }
            for each in pairs
        ],
    )


async def drop(db: Db, pairs: Sequence[Pair]) -> None:
    for each in pairs:
        await db.run(_DROP, attribute=each.attribute_no, origin=each.from_id, target=each.to_id)


async def set_data(db: Db, each: Pair) -> None:
    await db.run(
        _SET_DATA,
        attribute=each.attribute_no,
        origin=each.from_id,
        target=each.to_id,
        new_data=each.data,
    )


async def named(db: Db, target: Object, keys: Sequence[str]) -> dict[str, list[str]]:
    """Folded name → ids of the target's records that are called so, of those the caller sees. To
    who may not know their names nothing is called anything."""
    if target.is_mute:
        return {}
    return await keyed(db, target, target.kept["name"].slot or "s1", keys)


async def keyed(db: Db, owner: Object, slot: str, keys: Sequence[str]) -> dict[str, list[str]]:
    """Key → ids of the records that have it in a slot for text, of those the caller sees."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = await db.all(_KEYED[slot], object=owner.no, keys_list=list(dict.fromkeys(keys)))
    if owner.guard is not None:
        seen = await meeting(db, owner, owner.guard, [row.id for row in rows])
        rows = [row for row in rows if row.id in seen]
    for row in rows:
        found[row.key].append(row.id)
    return found


def relationships(owner: Object, schema: Schema) -> list[Attribute]:
    """The object's live relationships, of which the caller may know what they link to."""
    return [each for each in owner.open if each.type == "relationship"]
