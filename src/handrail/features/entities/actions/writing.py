"""Making, changing and deleting entities: all of a call, or nothing of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from handrail.context import Context
from handrail.core.errors import HandrailError, Invalid, NotFound
from handrail.features.entities.actions import reading
from handrail.features.entities.model import (
    KIND_OF_RELATION,
    OWNERS,
    RELATION_OF_FIELD,
    Kind,
)
from handrail.features.entities.rules import values
from handrail.features.entities.said import FieldValue, Quantity, Said
from handrail.features.entities.seen import Base
from handrail.features.records.actions import records, sight
from handrail.features.records.model import Object, Schema

PLAIN = {"firstName": "first_name", "lastName": "last_name", "name": "name", "amount": "amount"}
WIPE = (
    "null is refused, because null would wipe the relation. Omit the field to keep what is linked, "
    "pass [] to clear it, or use link_entities / unlink_entities to add or remove single ids."
)
WIPE_FIELDS = (
    "null is refused, because null would wipe every custom field. Omit the field to keep them, "
    "pass [] to clear them all, or use update_entity_custom_fields to change single ones."
)


async def create(ctx: Context, kind: Kind, said: Sequence[Said]) -> list[str]:
    """Make entities; their ids in order. Raises Invalid, whose field names which of them."""
    await reading.owner_of(ctx, kind)
    schema = await sight.of_write(ctx)
    owner = schema.by_name[kind.object]
    given = [{**each.model_dump(), **each.given()} for each in said]
    await _check_linked(ctx, kind, given)
    drafts = [
        _draft(kind, owner, schema, each, f"{kind.plural}.{place}", new=True)
        for place, each in enumerate(given)
    ]
    try:
        return await records.create_many(ctx, kind.object, drafts)
    except HandrailError as error:
        raise placed(error, kind, error.index, drafts) from error


async def update(
    ctx: Context, kind: Kind, said: Sequence[Mapping[str, Any]], *, null_clears: bool = False
) -> None:
    """Change entities: of each what is said. Raises NotFound, Invalid.

    With `null_clears` null is as good as [] for a relation and for custom fields; else it is
    refused, with the reason.
    """
    await reading.owner_of(ctx, kind)
    given = [_plain(kind, each, place, null_clears) for place, each in enumerate(said)]
    await check_there(ctx, kind, [each["id"] for each in given], f"{kind.plural}.{{}}.id")
    await _check_linked(ctx, kind, given)
    schema = await sight.of_write(ctx)
    owner = schema.by_name[kind.object]
    drafts = [
        _draft(kind, owner, schema, each, f"{kind.plural}.{place}", new=False)
        for place, each in enumerate(given)
    ]
    for place, (each, draft) in enumerate(zip(given, drafts, strict=True)):
        await change(ctx, kind, each["id"], draft, f"{kind.plural}.{place}")


async def change(
    ctx: Context, kind: Kind, record_id: str, draft: Mapping[str, Any], at: str
) -> None:
    """Change one entity, by attributes. What is refused is said of its place."""
    try:
        await records.update(ctx, kind.object, record_id, draft)
    except NotFound as error:
        raise reading.missing(kind, f"{at}.id") from error
    except HandrailError as error:
        error.field = f"{at}.{told_field(kind, error.field)}" if error.field else at
        raise


async def delete(ctx: Context, kind: Kind, ids: Sequence[str], at: str = "ids.{}") -> list[str]:
    """Delete entities, each once."""
    await reading.owner_of(ctx, kind)
    wanted = list(dict.fromkeys(ids))
    await check_there(ctx, kind, wanted, at)
    for place, each in enumerate(wanted):
        try:
            await records.delete(ctx, kind.object, each)
        except NotFound as error:
            raise reading.missing(kind, at.format(place)) from error
    return wanted


async def check_there(ctx: Context, kind: Kind, ids: Sequence[str], at: str) -> None:
    there = await reading.names(ctx, kind, ids)
    for place, each in enumerate(ids):
        if each not in there:
            raise reading.missing(kind, at.format(place))


# what is said, read -----------------------------------------------------------------------


def _plain(kind: Kind, said: Mapping[str, Any], place: int, null_clears: bool) -> dict[str, Any]:
    """What is said of one, without nulls that say nothing."""
    given = dict(said)
    for name in [name for name, value in given.items() if value is None]:
        if name == "notes":
            continue
        if name in RELATION_OF_FIELD or name in ("services", "customFieldValues"):
            if not null_clears:
                wipe = WIPE_FIELDS if name == "customFieldValues" else WIPE
                raise Invalid(wipe, field=f"{kind.plural}.{place}.{name}")
            given[name] = []
        else:
            del given[name]
    return given


async def _check_linked(ctx: Context, kind: Kind, given: Sequence[Mapping[str, Any]]) -> None:
    """Invalid, with its place, where something linked is not there: a statement a relation."""
    for name, relation in (*RELATION_OF_FIELD.items(), ("services", "services")):
        linked = [_linked(each, name) for each in given]
        try:
            await reading.known(ctx, relation, [one for ids in linked for one in ids], name)
        except Invalid as error:
            there = await _there(ctx, relation, [one for ids in linked for one in ids])
            error.field = next(
                f"{kind.plural}.{place}.{name}.{nth}"
                for place, ids in enumerate(linked)
                for nth, one in enumerate(ids)
                if one not in there
            )
            raise


def _linked(each: Mapping[str, Any], name: str) -> list[str]:
    """The ids that a field of one names."""
    if name == "services":
        return [one.serviceId for one in _quantities(each)]
    return list(each.get(name) or ())


async def _there(ctx: Context, relation: str, ids: Sequence[str]) -> set[str]:
    if relation == "users":
        return {each.id for each in (await sight.of(ctx)).members}
    return set(await reading.names(ctx, KIND_OF_RELATION[relation], ids))


def _quantities(each: Mapping[str, Any]) -> list[Quantity]:
    return [
        one if isinstance(one, Quantity) else Quantity.model_validate(one)
        for one in each.get("services") or ()
    ]


def _draft(
    kind: Kind, owner: Object, schema: Schema, given: Mapping[str, Any], at: str, *, new: bool
) -> dict[str, Any]:
    """Values by attribute slug."""
    draft: dict[str, Any] = {PLAIN[name]: said for name, said in given.items() if name in PLAIN}
    if "notes" in given and (given["notes"] is not None or not new):
        draft["notes"] = given["notes"]
    for name, relation in RELATION_OF_FIELD.items():
        if given.get(name) is not None and relation in kind.relations and (given[name] or not new):
            draft[kind.relations[relation]] = given[name]
    if "services" in given and (given["services"] or not new):
        draft["services"] = [linked_service(one) for one in _quantities(given)]
    said = [
        one if isinstance(one, FieldValue) else FieldValue.model_validate(one)
        for one in given.get("customFieldValues") or ()
    ]
    if "customFieldValues" in given and (said or not new):
        try:
            draft |= values.stored(owner, schema, said, whole=not new)
        except Invalid as error:
            error.field = f"{at}.{error.field}"
            raise
    return draft


def linked_service(said: Quantity) -> dict[str, Any]:
    return {"id": said.serviceId, "data": {"quantity": said.quantity}}


# what is refused below, in this face's words ----------------------------------------------

FIELD_OF = {slug: name for name, slug in PLAIN.items()} | {OWNERS: "userIds"}


def told_field(kind: Kind, slug: str) -> str:
    """An attribute as this face calls it."""
    for relation, attribute in kind.relations.items():
        if attribute == slug and relation != "users":
            return "services" if relation == "services" else f"{relation.removesuffix('s')}Ids"
    return FIELD_OF.get(slug, slug)


def placed(
    error: HandrailError, kind: Kind, index: int | None, drafts: Sequence[Any]
) -> HandrailError:
    """A refusal with the place of what it is about."""
    place = index if index is not None else 0 if len(drafts) == 1 else None
    if place is not None:
        field = f".{told_field(kind, error.field)}" if error.field else ""
        error.field = f"{kind.plural}.{place}{field}"
    return error


async def read_back(ctx: Context, kind: Kind, ids: Sequence[str]) -> list[Base]:
    """Entities as this call has left them."""
    found = await reading.by_ids(ctx, kind, ids)
    return [found[each] for each in ids if each in found]
