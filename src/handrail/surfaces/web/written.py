"""What a form says of a value, as the operations take it."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from handrail.surfaces.web.fields import Field

Form = Mapping[str, Sequence[str]]
ADD = ".add"


def typed(field: Field, form: Form) -> str | None:
    """The words as they were typed, to be shown again when they are refused."""
    said = form.get(field.slug)
    return said[0] if said and not field.many else None


def said(field: Field, form: Form, kept: Any) -> Any:
    """One field's value: None for empty, a list where it may hold several.

    `kept` is what the record holds now: a link still called what it is called stays the same one.
    """
    given = [each.strip() for each in form.get(field.slug, ())]
    if field.many and (field.choices or field.type == "relationship"):
        return [each for each in [*given, *_added(field, form)] if each]
    if field.many and field.type != "list":
        return [line.strip() for each in given for line in each.splitlines() if line.strip()]
    text = given[0] if given else ""
    return _single(field, text, kept) if text else None


def _added(field: Field, form: Form) -> list[str]:
    return [each.strip() for each in form.get(field.slug + ADD, ())]


def _single(field: Field, text: str, kept: Any) -> Any:
    match field.type:
        case "number" | "currency" | "rating":
            return _number(text)
        case "boolean":
            return {"true": True, "false": False}.get(text, text)
        case "list":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "json":
            return _json(text)
        case "location":
            return _place(text)
        case "relationship" if isinstance(kept, dict) and kept["name"] == text:
            return kept["id"]
        case _:
            return text


def _number(text: str) -> Any:
    """A number where it is one; else the words, for the operation to say what it wanted."""
    bare = text.replace(",", "").replace(" ", "").lstrip("$€£¥₹")
    try:
        value = float(bare)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _place(text: str) -> Any:
    """`52.52, 13.405, Berlin`: latitude, longitude, and what it is called."""
    lat, _, rest = text.partition(",")
    lng, _, label = rest.partition(",")
    try:
        place: dict[str, Any] = {"lat": float(lat), "lng": float(lng)}
    except ValueError:
        return text
    return place | ({"label": label.strip()} if label.strip() else {})
