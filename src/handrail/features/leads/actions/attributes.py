"""A lead's own attributes: read, set, taken away; and the object's attributes that hold them."""

from collections.abc import Sequence
from typing import Any

from handrail.context import Context
from handrail.core.errors import Conflict
from handrail.features.leads.model import OBJECT, Attribute, AttributeSaid
from handrail.features.leads.rules import attributes as rules
from handrail.features.leads.rules import fields
from handrail.features.leads.rules.ids import finding, missing
from handrail.features.records.actions import definitions, reading, records, sight
from handrail.features.records.model import Object
from handrail.features.records.rules.names import object_named

NOUN = "Attribute"


async def owner(ctx: Context) -> Object:
    """The object `leads`, as the caller may see it."""
    return object_named(await sight.of(ctx), OBJECT)


async def prepare(ctx: Context, said: Sequence[AttributeSaid]) -> None:
    """Give the object what it lacks to hold these values. Call it before a record is written:
    whoever changes the schema waits for those who write by it."""
    if await _lacking(ctx, said):
        await sight.of_change(ctx)
        while lacking := await _lacking(ctx, said):  # two may have one name and type
            first = lacking[0]
            kind = rules.type_for(first.type, first.value)
            asked = definitions.AttributeSaid(title=first.name, type=kind)
            await definitions.create_attribute(ctx, OBJECT, asked)


async def _lacking(ctx: Context, said: Sequence[AttributeSaid]) -> list[AttributeSaid]:
    known = await owner(ctx)
    return [
        each
        for each in said
        if rules.holder(rules.named(known, each.name), each.type, each.value) is None
    ]


async def values(ctx: Context, said: Sequence[AttributeSaid]) -> dict[str, Any]:
    """The record's values of a lead's attributes, for which all is prepared: of all that one name
    may stand for, a lead has one."""
    known = await owner(ctx)
    made: dict[str, Any] = {}
    for each in said:
        candidates = rules.named(known, each.name)
        held = rules.holder(candidates, each.type, each.value)
        assert held is not None, "prepare has made it"
        made |= {other.slug: None for other in candidates} | {held.slug: each.value}
    return made


def check(said: Sequence[AttributeSaid]) -> None:
    """Invalid unless each value is one of its type."""
    for each in said:
        rules.check(each.name, each.type, each.value)


async def listed(ctx: Context, record_id: str) -> list[Attribute]:
    with finding("Lead"):
        record = await reading.get(ctx, OBJECT, record_id)
    return fields.attributes(record.open, rules.own(await owner(ctx)))


async def add(ctx: Context, record_id: str, said: AttributeSaid) -> Attribute:
    """Raises Conflict where the lead has one of that name."""
    check([said])
    if any(each.name == said.name for each in await listed(ctx, record_id)):
        raise Conflict(
            f"The lead has an attribute {said.name!r} already.",
            field="name",
            hint="Change its value with update_attribute.",
        )
    return await _put(ctx, record_id, said)


async def change(ctx: Context, record_id: str, attribute_id: str, value: Any) -> Attribute:
    """Another value of the same type."""
    held = await _one(ctx, record_id, attribute_id)
    rules.check(held.name, held.type, value)
    return await _put(
        ctx, record_id, AttributeSaid(name=held.name, type=_type(held.type), value=value)
    )


async def kind_of(ctx: Context, record_id: str, attribute_id: str) -> str:
    return (await _one(ctx, record_id, attribute_id)).type


async def drop(ctx: Context, record_id: str, attribute_id: str) -> None:
    held = await _one(ctx, record_id, attribute_id)
    named = rules.named(await owner(ctx), held.name)
    await records.update(ctx, OBJECT, record_id, {each.slug: None for each in named})


async def _put(ctx: Context, record_id: str, said: AttributeSaid) -> Attribute:
    await prepare(ctx, [said])
    with finding("Lead"):
        await records.update(ctx, OBJECT, record_id, await values(ctx, [said]))
    found = [each for each in await listed(ctx, record_id) if each.name == said.name]
    return next((each for each in found if each.type == said.type), found[0])


async def _one(ctx: Context, record_id: str, attribute_id: str) -> Attribute:
    found = [each for each in await listed(ctx, record_id) if each.id == attribute_id]
    if not found:
        raise missing(NOUN)
    return found[0]


def _type(said: str) -> Any:
    return said
