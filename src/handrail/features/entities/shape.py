"""What webhooks of this face tell: the entity as it was right after, and what changed of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handrail.context import Context
from handrail.core.clock import iso
from handrail.features.entities import shown
from handrail.features.entities.actions import reading
from handrail.features.entities.model import KIND_OF_OBJECT, KINDS, Kind
from handrail.features.entities.shown import Around
from handrail.features.records.model import Object, Record
from handrail.features.records.rules.standard import STANDARD_OBJECTS
from handrail.features.webhooks.shapes.base import Heard, Shape, Telling
from handrail.storage.journal import Entry

VERBS = {
    "record.created": "created",
    "record.updated": "updated",
    "record.linked": "updated",
    "record.deleted": "deleted",
}
TOLD = {
    "contact": {"first_name", "last_name", "notes"},
    "organization": {"name", "notes"},
    "deal": {"name", "notes"},
    "service": {"name", "notes", "amount"},
    "task": {"name", "notes", "type"},
}
"""Standard attributes that this face shows, beside relations."""
STANDARD = {each.slug: {a.slug for a in each.attributes} for each in STANDARD_OBJECTS}
FOREIGN = {
    "tasks", "calls", "parent", "subsidiaries", "people", "companies", "deals", "services",
}  # fmt: skip
"""Relationships that every workspace has: shown where the entity has that relation."""


def shows(kind: Kind, slug: str, kept: Any) -> bool:
    """Whether an attribute of the entity's object is to be seen at this face: what it holds tells
    a custom column from links to objects that this face does not have."""
    if slug in TOLD[kind.name] or slug in kind.relations.values():
        return True
    return slug not in STANDARD[kind.object] | FOREIGN and not _are_links(kept)


def _are_links(kept: Any) -> bool:
    return isinstance(kept, list) and all(isinstance(each, dict) for each in kept)


class Entities(Shape):
    name = "entities"
    known = tuple(
        f"{kind.name}.{verb}" for kind in KINDS for verb in ("created", "updated", "deleted")
    )
    header = "X-Webhook-Signature"

    def events(self, entry: Entry) -> Sequence[Heard]:
        """The fact's own event; for a record that was made with links, also the update of those
        at their other ends. Nothing for what this face does not show."""
        kind = KIND_OF_OBJECT.get(entry.object or "")
        verb = VERBS.get(entry.type)
        if verb is None or entry.record_id is None:
            return ()
        found = []
        if kind is not None:
            moved = (entry.before or {}) | (entry.after or {})
            if verb != "updated" or any(shows(kind, *each) for each in moved.items()):
                found.append(Heard(f"{kind.name}.{verb}", kind.object, entry.record_id))
            if entry.type == "record.created":
                found += _others(kind, entry)
        return found

    async def body(self, ctx: Context, telling: Telling) -> dict[str, Any]:
        heard, entry = telling.heard, telling.entry
        kind = KIND_OF_OBJECT[heard.object]
        return {
            "event": heard.event,
            "data": {
                "userId": entry.member_id,
                "companyId": ctx.actor.workspace_id,
                "entityId": heard.record_id,
                "payload": await _payload(ctx, kind, telling),
            },
            "timestamp": iso(entry.at),
        }

    def ping(self, workspace_id: str, at: int) -> dict[str, Any]:
        return {
            "event": "webhook.test",
            "data": {"userId": None, "companyId": workspace_id, "entityId": None, "payload": {}},
            "timestamp": iso(at),
        }


ENTITIES = Entities()


def _others(kind: Kind, entry: Entry) -> Iterator[Heard]:
    """The records that a new one was linked to."""
    for relation, slug in kind.relations.items():
        if relation != "users":
            other = next(each for each in KINDS if each.plural == relation)
            for linked in (entry.after or {}).get(slug) or ():
                yield Heard(f"{other.name}.updated", other.object, linked["id"])


async def _payload(ctx: Context, kind: Kind, telling: Telling) -> dict[str, Any]:
    heard, record = telling.heard, telling.record
    if heard.event.endswith(".deleted"):
        return {f"{kind.name}Id": heard.record_id}
    if record is None:
        return {kind.name: None} | ({"changes": {}} if heard.event.endswith(".updated") else {})
    owner = await reading.owner_of(ctx, kind)
    around = await reading.around(ctx, kind, [record, *_earlier(record, telling)])
    entity = shown.entity(kind, owner, record, around).model_dump(mode="json")
    if heard.event.endswith(".created"):
        return {kind.name: entity}
    before = _before(kind, record, telling)
    return {kind.name: entity, "changes": _changes(kind, owner, before, record, around)}


def _earlier(record: Record, telling: Telling) -> list[Record]:
    """The record with what was there before, so that those it was linked to are known too."""
    return [record.model_copy(update={"values": record.values | (telling.change.before or {})})]


# what changed -----------------------------------------------------------------------------


def _before(kind: Kind, record: Record, telling: Telling) -> dict[str, Any]:
    """What was there before, by slug, of what changed."""
    change, entry = telling.change, telling.entry
    if telling.heard.record_id != entry.record_id:
        return _without(kind, record, entry.record_id or "")
    if entry.type == "record.linked":
        gained = {slug: _ids(said) for slug, said in (change.after or {}).items()}
        return {
            slug: [each for each in record.open.get(slug) or () if each["id"] not in gained[slug]]
            + list((change.before or {}).get(slug) or ())
            for slug in gained
        }
    return dict(change.before or {})


def _without(kind: Kind, record: Record, other: str) -> dict[str, Any]:
    """The lists as they were before the other one was made and linked."""
    found: dict[str, Any] = {}
    for relation, slug in kind.relations.items():
        linked = record.open.get(slug) or ()
        if relation != "users" and other in _ids(linked):
            found[slug] = [each for each in linked if each["id"] != other]
    return found


def _ids(said: Any) -> set[str]:
    return {each["id"] for each in said or ()}


def _changes(
    kind: Kind, owner: Object, before: Mapping[str, Any], record: Record, around: Around
) -> dict[str, Any]:
    """`{field: {previous, current}}`, in the shapes of the entity itself."""
    was = record.model_copy(update={"values": record.values | dict(before)})
    old = shown.entity(kind, owner, was, around).model_dump(mode="json")
    new = shown.entity(kind, owner, record, around).model_dump(mode="json")
    if "name" in before and "name" in old:
        old["name"] = before["name"]
    moved = [name for name in new if old[name] != new[name] and name != "updatedAt"]
    return {name: {"previous": old[name], "current": new[name]} for name in moved}
