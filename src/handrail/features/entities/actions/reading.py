"""Entities for callers: found, counted, read whole, in a number of statements that stays."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from handrail.context import Context
from handrail.core.errors import Invalid, NotFound
from handrail.features.entities import shown
from handrail.features.entities.model import (
    CONTACT,
    KIND_OF_RELATION,
    SERVICE,
    Kind,
)
from handrail.features.entities.rules import filters
from handrail.features.entities.said import Filter, Sort
from handrail.features.entities.seen import Base
from handrail.features.entities.shown import Around
from handrail.features.records.actions import reading as records
from handrail.features.records.actions import sight, tallying
from handrail.features.records.model import Object, Record, Schema
from handrail.features.records.question import Tally
from handrail.features.records.rules.asked import Asked
from handrail.features.workspaces.actions import company
from handrail.features.workspaces.actions.members import list_members

AT_ONCE = 500
"""Ids that one filter takes."""
ALL = 100_000
"""Linked records of one attribute that are shown."""
LINKED_FIELDS = {"people": ("first_name", "last_name"), "services": ("amount",)}


async def owner_of(ctx: Context, kind: Kind) -> Object:
    """The object of an entity, as this caller sees it. NotFound where they do not."""
    owner = (await sight.of(ctx)).by_name.get(kind.object)
    if owner is None:
        raise NotFound(f"{kind.label} not found or not accessible.", field="entity")
    return owner


# one page ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one entity; `at` is what the filters are called."""

    kind: Kind
    filters: Sequence[Filter] = ()
    term: str | None = None
    sort: Sort | None = None
    page: int = 1
    size: int = 10
    at: str = "filters"


async def question(ctx: Context, wanted: Wanted) -> Asked:
    """What is asked, as records read it. Raises Invalid, NotFound."""
    owner = await owner_of(ctx, wanted.kind)
    tests = filters.read(wanted.kind, owner, wanted.filters, wanted.at)
    await _known(ctx, wanted)
    tests += filters.searched(wanted.kind, owner, wanted.term)
    order, total = filters.sort(wanted.kind, owner, wanted.sort)
    down = wanted.sort is not None and wanted.sort.direction == "desc"
    return Asked(
        wanted.kind.object,
        filter=tests,
        sort=order,
        limit=wanted.size,
        offset=(wanted.page - 1) * wanted.size,
        exact_total=True,
        tally=await _total(ctx, total) if total else None,
        tally_down=down,
    )


async def _known(ctx: Context, wanted: Wanted) -> None:
    """Invalid where a filter names what is not there."""
    for each in filters.named(wanted.filters, wanted.at):
        await known(ctx, each.relation, [one.lower() for one in each.ids], each.field)


async def _total(ctx: Context, name: str) -> Tally | None:
    worth = "amount" if name == "totalValue" else None
    return await tallying.tally(ctx, "deals", "services", worth=worth, times="quantity")


async def page(ctx: Context, wanted: Wanted) -> tuple[list[Record], int]:
    """The records of one page, by their names alone, and how many there are in all."""
    asked = await question(ctx, wanted)
    found = await records.search(ctx, replace(asked, fields=["name"]))
    return found.records, found.total


async def full_page(ctx: Context, wanted: Wanted) -> tuple[list[Base], int]:
    """The entities of one page, whole, and how many there are in all."""
    asked = await question(ctx, wanted)
    found = await records.search(ctx, replace(asked, links=ALL))
    return await _told(ctx, wanted.kind, found.records), found.total


async def count(ctx: Context, wanted: Wanted) -> int:
    asked = await question(ctx, wanted)
    return await records.count(ctx, asked)


# by id ------------------------------------------------------------------------------------


async def by_ids(ctx: Context, kind: Kind, ids: Collection[str]) -> dict[str, Base]:
    """The entities of some ids, whole: those that the caller sees."""
    found = await _records(ctx, kind.object, ids, None)
    told = await _told(ctx, kind, list(found.values()))
    return dict(zip(found, told, strict=True))


async def _records(
    ctx: Context, object_slug: str, ids: Collection[str], fields: Sequence[str] | None
) -> dict[str, Record]:
    wanted = list(dict.fromkeys(ids))
    if not wanted or object_slug not in (await sight.of(ctx)).by_name:
        return {}
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        asked = Asked(object_slug, filter={"id": some}, fields=fields, limit=len(some), links=ALL)
        found |= {each.id: each for each in (await records.search(ctx, asked)).records}
    return {each: found[each] for each in wanted if each in found}


async def _told(ctx: Context, kind: Kind, found: Sequence[Record]) -> list[Base]:
    owner = await owner_of(ctx, kind)
    those = await around(ctx, kind, found)
    return [shown.entity(kind, owner, each, those) for each in found]


async def around(ctx: Context, kind: Kind, found: Sequence[Record]) -> Around:
    """Whom the records are linked to, as far as more than a name is shown of them."""
    linked: dict[str, Record] = {}
    for relation, slug in kind.relations.items():
        if relation in (CONTACT.plural, SERVICE.plural):
            target = KIND_OF_RELATION[relation].object
            ids = [each["id"] for record in found for each in record.open.get(slug) or ()]
            fields = await _visible(ctx, target, LINKED_FIELDS[target])
            linked |= await _records(ctx, target, ids, fields)
    members = {each.id: each for each in await list_members(ctx.db)}
    return Around(members, await company.profiles(ctx), linked)


async def _visible(ctx: Context, object_slug: str, fields: Iterable[str]) -> list[str]:
    owner = (await sight.of(ctx)).by_name.get(object_slug)
    return [each for each in fields if owner is not None and each in owner.by_name]


# whether they are there -------------------------------------------------------------------


async def known(ctx: Context, relation: str, ids: Sequence[str], field: str) -> None:
    """Invalid where one of the ids is not there, or not the caller's to see: the same words."""
    if not ids:
        return
    if relation == "users":
        there = {each.id for each in await list_members(ctx.db)}
        label = "User"
    else:
        kind = KIND_OF_RELATION[relation]
        there = set(await _records(ctx, kind.object, ids, ["name"]))
        label = kind.label
    if any(each not in there for each in ids):
        raise Invalid(f"{label} ID not found or not accessible.", field=field)


def missing(kind: Kind, field: str = "id") -> NotFound:
    return NotFound(f"{kind.label} ID not found or not accessible.", field=field)


async def names(ctx: Context, kind: Kind, ids: Sequence[str]) -> dict[str, str]:
    """The names of those that are there."""
    found = await _records(ctx, kind.object, ids, ["name"])
    return {id: each.name for id, each in found.items()}


async def values(
    ctx: Context, kind: Kind, ids: Sequence[str], fields: Sequence[str]
) -> dict[str, Record]:
    """Some values of those that are there."""
    owner = await owner_of(ctx, kind)
    return await _records(ctx, kind.object, ids, [each for each in fields if each in owner.by_name])


async def schema(ctx: Context) -> Schema:
    return await sight.of(ctx)
