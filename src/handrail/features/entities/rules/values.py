"""Values of custom columns: texts at this face, whatever an attribute keeps below."""

import math
import re
from collections.abc import Sequence
from typing import Any

from handrail.core.errors import Invalid
from handrail.features.entities.rules.columns import columns_of, type_of
from handrail.features.entities.said import FieldValue
from handrail.features.entities.seen import ColumnValue
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Schema

E164 = re.compile(r"\+[1-9]\d{1,14}", re.ASCII)
NUMERIC = re.compile(r"-?\d{1,16}(\.\d{1,10})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
HTTPS = re.compile(r"https://[^\s,]", re.IGNORECASE)
BETWEEN_LINKS = re.compile(r",\s*(?=https?://)", re.IGNORECASE)
COMMA = re.compile(r",")


def column_named(owner: Object, column_id: str, field: str | None = None) -> Attribute:
    """A custom column by its id. Invalid lists those there are."""
    found = owner.by_name.get(column_id)
    if found is None or found.id != column_id or type_of(found) is None:
        listed = ", ".join(f"{each.title} -> {each.id}" for each in columns_of(owner)) or "none"
        raise Invalid(
            f"Custom column ID not found or not accessible. Available custom columns: {listed}.",
            field=field,
        )
    return found


def stored(
    owner: Object, schema: Schema, said: Sequence[FieldValue], *, whole: bool = False
) -> dict[str, Any]:
    """What is said of custom columns, as values by attribute slug. `whole`: what is not said is
    cleared. Raises Invalid, whose field is the place in the list."""
    values: dict[str, Any] = {}
    if whole:
        values = {each.slug: None for each in columns_of(owner)}
    for place, each in enumerate(said):
        field = f"customFieldValues.{place}"
        attribute = column_named(owner, each.columnId, f"{field}.columnId")
        values[attribute.slug] = _read(attribute, each.value, schema, f"{field}.value")
    return values


def _read(attribute: Attribute, said: str | None, schema: Schema, field: str) -> Any:
    """One value as its attribute takes it; null and "" clear."""
    if said is None or not said.strip():
        return None
    several = _pieces(attribute, said)
    if len(several) > 1 and not attribute.is_multi_select:
        raise _wrong(attribute, field, "it holds one value, and several were sent")
    read = [_one(attribute, each, field) for each in several]
    if not read:
        return None
    kind = TYPE_BY_NAME[attribute.type]
    try:
        for each in read:
            kind.accept(each, attribute, schema)
    except Invalid as error:
        raise Invalid(error.message, field=field, allowed=error.allowed) from error
    return read if attribute.is_multi_select else read[0]


def _pieces(attribute: Attribute, said: str) -> list[str]:
    """The values in a text: by comma, where the type may hold several."""
    match type_of(attribute):
        case "email" | "phone":
            pieces = COMMA.split(said)
        case "link":
            pieces = BETWEEN_LINKS.split(said)
        case "plain":
            return [said]
        case _:
            return [said.strip()]
    return [each.strip() for each in pieces if each.strip()]


def _one(attribute: Attribute, said: str, field: str) -> Any:
    match type_of(attribute):
        case "date" if DAY.fullmatch(said) or MOMENT.fullmatch(said):
            return said[:10]
        case "date":
            raise _wrong(attribute, field, "send a date as YYYY-MM-DD or ISO 8601")
        case "dateTime" if not MOMENT.fullmatch(said):
            raise _wrong(
                attribute, field, "send a moment in ISO 8601, such as 2026-05-01T14:30:00Z"
            )
        case "currency":
            return number(said, field, attribute.title)
        case "phone" if not E164.fullmatch(said):
            raise _wrong(attribute, field, "send a phone number in E.164, such as +14155552671")
        case "link" if not HTTPS.match(said):
            raise _wrong(attribute, field, "send a link that begins with https://")
        case "singleSelect":
            return option_id(attribute, said, field)
        case _:
            return said


def number(said: str, field: str, title: str) -> float:
    if not NUMERIC.fullmatch(said.strip()) or not math.isfinite(float(said)):
        raise Invalid(f"{title}: send a number as text, such as 1200.50.", field=field)
    return float(said)


def option_id(attribute: Attribute, said: str, field: str) -> str:
    """An option that is there, by its uuid. Invalid lists those."""
    option = attribute.option_by_id.get(said.lower())
    if option is None or option.is_archived:
        listed = ", ".join(f"{each.title} -> {each.id}" for each in attribute.open_options)
        raise Invalid(
            f"{attribute.title}: option not found. Send the value of one of: {listed or 'none'}.",
            field=field,
        )
    return option.id


def _wrong(attribute: Attribute, field: str, problem: str) -> Invalid:
    return Invalid(f"{attribute.title}: {problem}.", field=field)


# and back ---------------------------------------------------------------------------------


def told(owner: Object, shown: dict[str, Any]) -> list[ColumnValue]:
    """The values that a record has in custom columns. `shown` are its values as records show
    them."""
    found: list[ColumnValue] = []
    for attribute in columns_of(owner):
        value = shown.get(attribute.slug)
        if value is not None and value != []:
            found.append(ColumnValue(columnId=attribute.id, value=text_of(attribute, value)))
    return found


def text_of(attribute: Attribute, shown: Any) -> str:
    """One value as this face tells it: an option by its uuid, several by comma."""
    if isinstance(shown, list):
        return ",".join(str(each) for each in shown)
    if attribute.options:
        option = attribute.option_by_title.get(str(shown).casefold())
        return option.id if option is not None else str(shown)
    return plain_number(shown) if isinstance(shown, int | float) else str(shown)


def plain_number(value: float) -> str:
    """Without an exponent, and without a point where it is whole."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
