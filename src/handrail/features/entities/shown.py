"""Records as entities: what a record holds, and what it links to, in this face's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.features.entities.model import DEAL, OWNERS, SERVICE, TASK, Kind
from handrail.features.entities.rules import values
from handrail.features.entities.seen import (
    SEEN,
    Base,
    LinkedContact,
    LinkedService,
    Named,
    User,
)
from handrail.features.records.model import Object, Record
from handrail.features.workspaces.model import Member, Profile


@dataclass(frozen=True, slots=True)
class Around:
    """What entities show of those they are linked to: members, and records by id."""

    members: Mapping[str, Member]
    profiles: Mapping[str, Profile]
    linked: Mapping[str, Record]


def entity(kind: Kind, owner: Object, record: Record, around: Around) -> Base:
    """One record as an entity."""
    held = record.open
    said: dict[str, Any] = {
        "id": record.id,
        "name": record.name,
        "notes": held.get("notes"),
        "createdAt": record.created_at,
        "updatedAt": record.updated_at,
        "users": _users(held.get(OWNERS) or (), around),
        "customFieldValues": values.told(owner, held),
    }
    if kind.name == "contact":
        said |= names_of(record)
    for relation, slug in kind.relations.items():
        if relation != "users":
            said[relation] = _linked(relation, held.get(slug) or (), around)
    if kind is DEAL:
        said |= _totals(said["services"])
    if kind is SERVICE:
        said["amount"] = _number(held.get("amount"))
    if kind is TASK:
        said["type"] = held.get("type") or "custom"
    return SEEN[kind.name](**{name: said[name] for name in SEEN[kind.name].model_fields})


def names_of(record: Record) -> dict[str, str]:
    """First and last name; a person who has neither is called what the record is called."""
    first, last = record.open.get("first_name"), record.open.get("last_name")
    if first is None and last is None:
        return {"firstName": record.name, "lastName": ""}
    return {"firstName": str(first or ""), "lastName": str(last or "")}


def _users(said: Sequence[Mapping[str, Any]], around: Around) -> list[User]:
    return [
        user(around.members[each["id"]], around.profiles.get(each["id"]))
        for each in said
        if each["id"] in around.members
    ]


def user(member: Member, profile: Profile | None) -> User:
    first, last = member_names(member, profile)
    return User(
        id=member.id,
        firstName=first,
        lastName=last,
        avatarUrl=profile.avatar_url if profile else None,
        email=member.email or "",
    )


def member_names(member: Member, profile: Profile | None) -> tuple[str, str]:
    """First and last name: as said in the profile, while the member is still called so."""
    if profile and f"{profile.first_name} {profile.last_name}".strip() == member.name:
        return profile.first_name, profile.last_name
    first, _, last = member.name.rpartition(" ")
    return first or last, last if first else ""


def _linked(relation: str, said: Sequence[Mapping[str, Any]], around: Around) -> list[Named]:
    match relation:
        case "contacts":
            return [_contact(each, around) for each in said]
        case "services":
            return [_service(each, around) for each in said]
        case _:
            return [Named(id=each["id"], name=each["name"]) for each in said]


def _contact(said: Mapping[str, Any], around: Around) -> LinkedContact:
    record = around.linked.get(said["id"])
    names = names_of(record) if record else {"firstName": said["name"], "lastName": ""}
    return LinkedContact(id=said["id"], name=said["name"], **names)


def _service(said: Mapping[str, Any], around: Around) -> LinkedService:
    record = around.linked.get(said["id"])
    return LinkedService(
        id=said["id"],
        name=said["name"],
        amount=_number(record.open.get("amount") if record else None),
        quantity=quantity_of(said),
    )


def quantity_of(linked: Mapping[str, Any]) -> float:
    """How many of a service a deal has: one, where the link does not say."""
    return _number((linked.get("data") or {}).get("quantity", 1))


def _totals(services: Sequence[LinkedService]) -> dict[str, float]:
    return {
        "totalValue": whole(sum(each.amount * each.quantity for each in services)),
        "totalQuantity": whole(sum(each.quantity for each in services)),
    }


def _number(value: Any) -> float:
    return whole(value) if isinstance(value, int | float) else 0


def whole(value: float) -> float:
    """A whole number without a point, as JSON."""
    return int(value) if float(value).is_integer() else round(float(value), 6)
