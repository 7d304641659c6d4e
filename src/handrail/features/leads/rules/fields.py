"""A lead's fields and the values of its record: from one to the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from handrail.core.clock import SECOND, Instant, parse_iso
from handrail.core.errors import Invalid
from handrail.features.leads.model import Attribute, Lead, LeadFields
from handrail.features.leads.rules.attributes import shown_of
from handrail.features.leads.rules.ids import lead_id
from handrail.features.records.model import Attribute as Native
from handrail.features.records.model import Record

TEXTS = (
    "name", "source", "description", "address", "city", "state", "country", "postal_code",
    "phone", "email", "website", "category", "source_id", "logo_url", "status",
)  # fmt: skip
NUMBERS = ("rating", "review_count")
PLAIN = (*TEXTS, *NUMBERS, "tags")
"""What a lead and its record call by one name and hold in one form."""
SHOWN = (*PLAIN, "score", "location", "last_interaction_at")
"""The attributes of the object that a lead is read from, beside those of its own."""
UNNAMED = ""


def filled(said: LeadFields) -> dict[str, Any]:
    """The fields that say something: what is null or empty is as good as absent."""
    return {n: v for n, v in said.said().items() if v is not None and v != "" and v != []}


def values(fields: Mapping[str, Any], place: Mapping[str, Any] | None) -> dict[str, Any]:
    """Fields as values of the record, without attributes; `place` is where the lead is now."""
    made = {name: fields[name] for name in PLAIN if name in fields}
    if "latitude" in fields or "longitude" in fields:
        made["location"] = _location(fields, place)
    return made


def _location(fields: Mapping[str, Any], place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    lat = fields.get("latitude", None if place is None else place["lat"])
    lng = fields.get("longitude", None if place is None else place["lng"])
    if lat is None and lng is None:
        return None
    if lat is None or lng is None:
        lacking = "latitude" if lat is None else "longitude"
        raise Invalid(
            "latitude and longitude go together.",
            field=lacking,
            hint=f"Send {lacking} too, or null for both.",
        )
    return {"lat": lat, "lng": lng}


def lead(record: Record, own: Sequence[Native]) -> Lead:
    """A record as a lead; `own` are the attributes that leads of the workspace have beside."""
    said = record.open
    place = said.get("location") or {}
    created = unix(record.created_at)
    touched = said.get("last_interaction_at")
    return Lead(
        id=lead_id(record.id),
        score=said.get("score") or 0,
        name=record.name,
        source=said.get("source") or UNNAMED,
        **{name: said.get(name) for name in (*TEXTS[2:], *NUMBERS)},
        latitude=place.get("lat"),
        longitude=place.get("lng"),
        tags=said.get("tags") or [],
        attributes=attributes(said, own),
        created_at=created,
        updated_at=unix(record.updated_at),
        last_interaction_at=created if touched is None else unix(touched),
    )


def attributes(said: Mapping[str, Any], own: Sequence[Native]) -> list[Attribute]:
    """Those of its own that a lead has a value of, and shows. All that have one name have one id,
    that of the first of them: it stays when a value of another kind is held by another."""
    ids: dict[str, str] = {}
    for each in own:
        ids.setdefault(each.title, each.id)
    return [
        Attribute(id=ids[each.title], name=each.title, type=kind, value=value)
        for each in own
        if each.is_open and (found := shown_of(said.get(each.slug))) is not None
        for kind, value in [found]
    ]


def unix(text: str) -> int:
    return parse_iso(text) // SECOND


def seconds(instant: Instant) -> int:
    return instant // SECOND
