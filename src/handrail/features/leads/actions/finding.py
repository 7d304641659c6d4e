"""Leads found: one, a page, those that may be the same as another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handrail.context import Context
from handrail.features.leads.actions.attributes import owner
from handrail.features.leads.model import OBJECT, Lead, LeadPage
from handrail.features.leads.rules import attributes, duplicates, fields, filters
from handrail.features.leads.rules.duplicates import Known
from handrail.features.leads.rules.ids import finding
from handrail.features.records.actions import reading
from handrail.features.records.model import Object, Record
from handrail.features.records.rules.asked import Asked

MOST_ALIKE = 1000
"""How many leads of one name, mail or phone are looked at."""
AT_ONCE = 500
"""Values that one filter takes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to hold, as callers say it."""

    filters: Sequence[str] = ()
    query: str | None = None
    sort_by: str | None = None
    order: str | None = None
    limit: int = 50
    cursor: str | None = None


async def one(ctx: Context, record_id: str) -> Lead:
    with finding("Lead"):
        record = await reading.get(ctx, OBJECT, record_id)
    return await shown(ctx, record)


async def shown(ctx: Context, record: Record) -> Lead:
    return fields.lead(record, attributes.own(await owner(ctx)))


async def page(ctx: Context, wanted: Wanted) -> LeadPage:
    leads = await owner(ctx)
    own = attributes.own(leads)
    shown = [*fields.SHOWN, *(each.slug for each in own)]
    asked = replace(
        _asked(leads, wanted),
        sort=filters.sort(leads, wanted.sort_by, wanted.order),
        fields=[slug for slug in shown if slug in leads.by_name],
        limit=wanted.limit,
        cursor=wanted.cursor,
    )
    found = await reading.search(ctx, asked)
    here = [fields.lead(each, own) for each in found.records]
    return LeadPage(
        leads=here,
        next_cursor=found.next_cursor,
        has_more=found.has_more,
        count=len(here),
    )


async def count(ctx: Context, wanted: Wanted) -> int:
    """How many leads a list has, on all its pages."""
    return await reading.count(ctx, _asked(await owner(ctx), wanted))


def _asked(leads: Object, wanted: Wanted) -> Asked:
    return Asked(OBJECT, filter=filters.tree(leads, wanted.filters), query=wanted.query)


async def alike(ctx: Context, said: Sequence[Mapping[str, Any]]) -> list[Known]:
    """The leads there are that some of these may be, the oldest first."""
    found: dict[str, Known] = {}
    leads = await owner(ctx)
    # what somebody may not ask by tells them of no lead either
    for key in (each for each in (*duplicates.KEYS, "name") if asks(leads, each)):
        wanted = {str(each[key]).strip() for each in said if each.get(key)}
        for known in await _with(ctx, key, sorted(wanted)):
            found.setdefault(known.record_id or "", known)
    return sorted(found.values(), key=lambda each: each.record_id or "")


def asks(leads: Object, slug: str) -> bool:
    """Whether the caller may ask of an attribute."""
    found = leads.by_name.get(slug)
    return found is not None and found.is_open


async def _with(ctx: Context, key: str, wanted: Sequence[str]) -> list[Known]:
    found: list[Record] = []
    leads = await owner(ctx)
    shown = [each for each in ("name", *duplicates.KEYS, "city") if asks(leads, each)]
    for begin in range(0, len(wanted), AT_ONCE):
        asked = Asked(
            OBJECT,
            filter={key: {"in": list(wanted[begin : begin + AT_ONCE])}},
            fields=shown,
            sort="created_at",
            limit=MOST_ALIKE,
        )
        found += (await reading.search(ctx, asked)).records
    return list(_known(found))


def _known(found: Iterable[Record]) -> Iterable[Known]:
    for record in found:
        told = {**record.open, "name": record.name}
        yield duplicates.known(told, record_id=record.id, created_at=fields.unix(record.created_at))
