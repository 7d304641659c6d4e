"""What a form says of a value, as the operations take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.core.errors import Invalid
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.attributes.figures import read_number
from handrail.features.records.model import Attribute
from handrail.surfaces.web.fields import Field

Form = Mapping[str, Sequence[str]]
ADD = ".add"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was ticked, and the name of what was to be added."""

    ticked: Sequence[str]
    added: str


def typed(field: Field, form: Form) -> str | Ticked | None:
    """What was typed or ticked, to be shown again when refused; None where nothing was sent."""
    if field.ticked:
        names = added(field, form)
        return Ticked(form.get(field.slug, ()), names[0] if names else "") if form else None
    said = form.get(field.slug)
    return said[0] if said else None


def said(field: Field, form: Form, kept: Any) -> Any:
    """One field's value: None for empty, a list where it may hold several.

    `kept` is what the record holds now: a link still called what it is called stays the same one.
    Raises Invalid for words that are no value of its type.
    """
    given = [each.strip() for each in form.get(field.slug, ())]
    if field.ticked:
        return [each for each in [*given, *added(field, form)] if each]
    if field.many:
        lines = [line.strip() for each in given for line in each.splitlines()]
        return [_single(field, line) for line in lines if line]
    text = given[0] if given else ""
    if isinstance(kept, dict) and kept.get("name") == text:
        return kept["id"]
    return _single(field, text) if text else None


def added(field: Field, form: Form) -> list[str]:
    """Names of records to link to, beside those that are linked already."""
    return [name.strip() for name in form.get(field.slug + ADD, ()) if name.strip()]


def unticked(field: Field, form: Form, kept: Any) -> list[str]:
    """Ids of linked records that were shown and are no longer ticked."""
    return [each["id"] for each in kept if each["id"] not in form.get(field.slug, ())]


def _single(field: Field, text: str) -> Any:
    if field.type == "location":
        return _place(text)
    if field.is_share:
        return _share(field, text)
    attribute = Attribute(0, "", 0, field.slug, field.title, field.type, config=field.config)
    return TYPE_BY_NAME[field.type].parse_one(text, attribute)


def _share(field: Field, text: str) -> float:
    """`40%` and `0.4` are the same; of `40` nobody can tell whether it is meant."""
    number = read_number(text.removesuffix("%"))
    if number is not None and text.endswith("%"):
        number = round(number / 100, 12)
    if number is None or not 0 <= number <= 1:
        problem = f"{field.title}: {text[:60]!r} is no share of a whole."
        raise Invalid(problem, field=field.slug, hint="Type a percentage, such as 40%.")
    return number


def _place(text: str) -> Any:
    """`52.52, 13.405, Berlin`: latitude, longitude, and what it is called."""
    lat, _, rest = text.partition(",")
    lng, _, label = rest.partition(",")
    try:
        place: dict[str, Any] = {"lat": float(lat), "lng": float(lng)}
    except ValueError:
        return text
    return place | ({"label": label.strip()} if label.strip() else {})
