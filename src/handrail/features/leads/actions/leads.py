"""Changing and deleting leads, one or many."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from handrail.context import Context
from handrail.core.entitlements import fits_batch
from handrail.core.errors import HandrailError
from handrail.features.leads.actions import attributes, finding
from handrail.features.leads.face import message_of
from handrail.features.leads.model import OBJECT, BatchDone, BatchLine, Lead, LeadFields, TagList
from handrail.features.leads.rules import fields
from handrail.features.leads.rules.ids import finding as found_or
from handrail.features.leads.rules.ids import lead_id, record_of
from handrail.features.records.actions import reading, records
from handrail.features.records.attributes.base import fold


async def update(ctx: Context, said_id: str, said: LeadFields) -> Lead:
    """Change what is said; null empties. Raises NotFound, Invalid."""
    record_id = record_of(said_id)
    await change(ctx, record_id, said)
    return await finding.one(ctx, record_id)


async def change(ctx: Context, record_id: str, said: LeadFields) -> None:
    told = said.said()
    own = told.get("attributes") or []
    attributes.check(own)
    await attributes.prepare(ctx, own)
    with found_or("Lead"):
        place = None
        if {"latitude", "longitude"} & told.keys():
            await records.hold(ctx, OBJECT, record_id)
            place = (await reading.get(ctx, OBJECT, record_id)).open.get("location")
        values = fields.values(told, place) | await attributes.values(ctx, own)
        await records.update(ctx, OBJECT, record_id, values)


async def delete(ctx: Context, said_id: str) -> None:
    with found_or("Lead"):
        await records.delete(ctx, OBJECT, record_of(said_id))


async def update_many(ctx: Context, ids: Sequence[str], said: LeadFields) -> BatchDone:
    """One change to each of many; what keeps one from it does not keep the others."""

    async def one(said_id: str) -> None:
        await change(ctx, record_of(said_id), said)

    return await _each(ctx, ids, one)


async def delete_many(ctx: Context, ids: Sequence[str]) -> BatchDone:
    async def one(said_id: str) -> None:
        await delete(ctx, said_id)

    return await _each(ctx, ids, one)


async def _each(
    ctx: Context, ids: Sequence[str], work: Callable[[str], Awaitable[Any]]
) -> BatchDone:
    fits_batch(ctx.actor.entitlements, len(ids), "ids")
    lines: list[BatchLine] = []
    for index, said_id in enumerate(ids):
        message: str | None = None
        try:
            await work(said_id)
        except HandrailError as error:
            message = message_of(error)
        lines.append(BatchLine(index=index, id=said_id, success=message is None, message=message))
    done = sum(line.success for line in lines)
    return BatchDone(results=lines, total=len(ids), success=done, failed=len(ids) - done)


async def tag(ctx: Context, said_id: str, said: str) -> TagList:
    """Add a tag to a lead that lacks it; which case it is written in makes no difference."""
    record_id = record_of(said_id)
    with found_or("Lead"):
        await records.hold(ctx, OBJECT, record_id)
        tags: list[str] = (await reading.get(ctx, OBJECT, record_id)).open.get("tags") or []
        if fold(said.strip()) not in map(fold, tags):
            await records.update(ctx, OBJECT, record_id, {"tags": [*tags, said]})
            tags = (await reading.get(ctx, OBJECT, record_id)).open.get("tags") or []
    return TagList(id=lead_id(record_id), tags=tags)
