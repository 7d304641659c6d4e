"""Reading records for callers: one, a page, a total; found, then shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handrail.context import Context
from handrail.core.errors import Invalid
from handrail.core.ids import is_id
from handrail.features.records.actions import sight
from handrail.features.records.actions.records import Made, missing
from handrail.features.records.model import (
    LINKS_LISTED,
    LINKS_SHOWN,
    Attribute,
    Linked,
    Object,
    Record,
    RecordPage,
    Row,
    Schema,
)
from handrail.features.records.rules import asked as rules
from handrail.features.records.rules import cursors, rights, shown
from handrail.features.records.rules.asked import Asked
from handrail.features.records.rules.names import attribute_named, object_named
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store
from handrail.features.records.store.search import access
from handrail.features.records.store.search import page as search_store
from handrail.features.records.store.search.page import Place, Search
from handrail.features.records.store.search.sorting import SortKey

ALWAYS_SHOWN = frozenset({"id", "object", "created_at", "updated_at", "version"})
CAP = 10_000
"""Totals are exact up to here, and "at least" beyond."""
MANY, CAP_OF_MANY = 100_000, 1_000
"""In an object this large a total is exact only up to less: counting is what a page waits for."""


async def get(ctx: Context, object_name: str, record_id: str) -> Record:
    """One record as it is shown. NotFound in the same words for missing and hidden ones."""
    schema = await sight.of(ctx)
    owner = object_named(schema, object_name)
    row = await record_store.get(ctx.db, owner.no, record_id) if is_id(record_id) else None
    if row is None or not await sight.among(ctx, owner, [row.id]):
        raise missing(owner, record_id)
    return (await show(ctx, schema, owner, [row]))[0]


async def show(
    ctx: Context,
    schema: Schema,
    owner: Object,
    rows: Sequence[Row],
    fields: Sequence[Attribute] | None = None,
    *,
    brief: bool = False,
    most: int | None = None,
) -> list[Record]:
    """Rows of one object as records, with what they link to: two more queries at the most."""
    ctx.spend("records_read", len(rows))
    relationships = [
        each for each in shown.chosen(owner, fields) if each.type == "relationship" and each.is_open
    ]
    links = (
        await link_store.shown(
            ctx.db,
            relationships,
            [row.id for row in rows],
            most or (LINKS_LISTED if brief else LINKS_SHOWN),
        )
        if relationships
        else {}
    )
    return [
        shown.record(owner, row, links.get(row.id, {}), schema, fields, brief=brief) for row in rows
    ]


async def show_made(ctx: Context, made: Made) -> Record:
    """A new record, shown from what made it: nothing is read again."""
    by_name = made.owner.by_name
    links = {
        (to := by_name[slug]).no: [
            Linked(
                to.no,
                made.row.id,
                each["id"],
                shown.called(to, each["name"]),
                each.get("data"),
                len(linked),
            )
            for each in linked[:LINKS_SHOWN]
        ]
        for slug, linked in made.links.items()
    }
    return shown.record(made.owner, made.row, links, await sight.of(ctx))


async def search(ctx: Context, asked: Asked) -> RecordPage:
    """A page of the records that meet what is asked."""
    schema = await sight.of(ctx)
    owner = object_named(schema, asked.object)
    question = search_of(ctx, schema, owner, asked)
    fields = _fields(owner, asked.fields)
    about = cursors.question(owner.no, asked.filter, asked.query, asked.sort)
    kinds: list[Any] = [str if key.text else int | float for key in question.sort]
    held = cursors.decode(asked.cursor, about, kinds) if asked.cursor else None
    last = Place(_kept(question.sort, held.keys), held.id) if held else None
    places = await search_store.page(
        ctx.db, question, limit=asked.limit + 1, offset=asked.offset, last=last
    )
    if held is not None:
        total, exact = held.total, held.total_is_exact
    elif len(places) <= asked.limit and not asked.offset:
        total, exact = len(places), True
    else:
        cap = None if asked.exact_total else await _cap(ctx, owner)
        total, exact = await search_store.count(ctx.db, question, cap)
    more = len(places) > asked.limit
    here = places[: asked.limit]
    rows = await record_store.get_many(ctx.db, [place.id for place in here])
    found = [rows[place.id] for place in here if place.id in rows]
    next_cursor = None
    if more and here:
        at = cursors.Cursor(here[-1].keys, here[-1].id, total, exact)
        next_cursor = cursors.encode(at, about)
    return RecordPage(
        records=await show(ctx, schema, owner, found, fields, brief=asked.brief, most=asked.links),
        total=total,
        total_is_exact=exact,
        has_more=more,
        next_offset=asked.offset + len(here) if more and last is None else None,
        next_cursor=next_cursor,
    )


async def _cap(ctx: Context, owner: Object) -> int:
    if owner.guard is not None:  # how large the whole object is, is not for this caller
        return CAP
    return CAP if await access.size(ctx.db, owner) <= MANY else CAP_OF_MANY


def _kept(sort: Sequence[SortKey], keys: Sequence[Any]) -> list[Any]:
    """Instants of records are whole numbers in the database, whatever JSON made of them."""
    return [
        int(key) if isinstance(by.field, str) and key is not None else key
        for by, key in zip(sort, keys, strict=True)
    ]


def _fields(owner: Object, said: Sequence[str] | None) -> list[Attribute] | None:
    """The attributes named; what every record shows anyway may be named too."""
    if said is None:
        return None
    named = [each for each in said if each not in ALWAYS_SHOWN or each in owner.by_name]
    return [attribute_named(owner, each, field="fields") for each in named]


def search_of(ctx: Context, schema: Schema, owner: Object, asked: Asked) -> Search:
    """What is asked, as the store finds it, within what this caller may see."""
    where = rules.where(owner, schema, ctx.now, ctx.actor.member_id, asked)
    sort = tuple(SortKey(by, down) for by, down in rules.sort(owner, asked.sort))
    if asked.tally is not None:
        sort = (SortKey(asked.tally, asked.tally_down), *sort)
    return Search(owner, schema, where, sort)


async def count(ctx: Context, asked: Asked) -> int:
    """How many records meet what is asked, exactly."""
    schema = await sight.of(ctx)
    owner = object_named(schema, asked.object)
    total, _ = await search_store.count(ctx.db, search_of(ctx, schema, owner, asked), None)
    return total


# across objects ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """`detail` is the first further word about it: a mail, a stage, a place."""

    id: str
    name: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class HitPage:
    object: str
    total: int
    total_is_exact: bool
    hits: list[Hit]


MOST_COUNTED = 100


async def everywhere(
    ctx: Context, query: str, objects: Sequence[str] | None, limit: int
) -> list[HitPage]:
    """For each object that has any: the records that a query finds, lately changed first."""
    schema = await sight.of(ctx)
    owners = (
        [object_named(schema, name) for name in dict.fromkeys(objects)]
        if objects is not None
        else [each for each in schema.objects if not each.is_archived]
    )
    found: list[HitPage] = []
    for owner in owners:
        asked = Asked(owner.slug, query=query)
        where = rules.where(owner, schema, ctx.now, ctx.actor.member_id, asked)
        question = Search(owner, schema, where, (SortKey("updated_at", True),))
        places = await search_store.page(ctx.db, question, limit=limit + 1)
        if not places:
            continue
        total, exact = len(places), True
        if len(places) > limit:
            total, exact = await search_store.count(ctx.db, question, MOST_COUNTED)
        ids = [place.id for place in places[:limit]]
        rows = await record_store.get_many(ctx.db, ids)
        hits = [_hit(owner, rows[i], schema) for i in ids if i in rows]
        ctx.spend("records_read", len(hits))
        found.append(HitPage(owner.slug, total, exact, hits))
    return found


def _hit(owner: Object, row: Row, schema: Schema) -> Hit:
    return Hit(row.id, shown.called(owner, row.name), _detail(owner, row, schema))


DETAILS = ("emails", "email", "stage", "domain", "status", "city", "job_title")


def _detail(owner: Object, row: Row, schema: Schema) -> str | None:
    for slug in DETAILS:
        attribute = owner.by_name.get(slug)
        if attribute is None or not attribute.is_open:
            continue
        if row.values.get(slug) is not None:
            said = shown.value(attribute, row.values[slug], schema)
            return str(said[0] if isinstance(said, list) else said)
    return None


# for the rooms above ----------------------------------------------------------------------


async def identify(ctx: Context, object_name: str, record_id: str) -> tuple[str, str]:
    """(object slug, name) of a record that this caller may see; NotFound otherwise."""
    schema = await sight.of(ctx)
    owner = object_named(schema, object_name)
    known = await sight.names(ctx, schema, [record_id]) if is_id(record_id) else {}
    if record_id not in known or known[record_id][0] != owner.no:
        raise missing(owner, record_id)
    return owner.slug, known[record_id][1]


async def object_of(ctx: Context, record_id: str) -> str | None:
    """The slug of the object a record is of, or None where the caller may not see it."""
    schema = await sight.of(ctx)
    known = await sight.names(ctx, schema, [record_id])
    owner = schema.by_no.get(known[record_id][0]) if record_id in known else None
    return owner.slug if owner and not owner.is_archived else None


async def slug_of(ctx: Context, object_name: str) -> str:
    """The slug of an object that this caller may see; NotFound otherwise."""
    return object_named(await sight.of(ctx), object_name).slug


async def may_change(ctx: Context, object_name: str) -> None:
    """Forbidden where the caller may not change records of an object: what is said of a record in
    a room above is a change of it too."""
    rights.require(ctx.actor, object_named(await sight.of(ctx), object_name), "update")


def id_cursor(cursor: str | None) -> str | None:
    """A cursor that is an id; Invalid for anything else."""
    if cursor is not None and not is_id(cursor):
        raise Invalid(
            "This is no cursor.", field="cursor", hint="Send next_cursor of the page before."
        )
    return cursor
