"""A lead's own attributes and those of the object: which one holds a value of a name.

An attribute of a lead is an attribute of the object `leads` that has its name as title. A lead
shows those it has a value of. What two leads call by one name may be of two types: then there are
two attributes of that title, and a lead has a value of one of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from handrail.core.errors import Invalid
from handrail.features.records.model import Attribute, Object
from handrail.features.scoring.rules.fields import own

__all__ = ["check", "holder", "named", "own", "shown_of", "type_for"]

HOLDERS = {
    "text": ("text", "long_text", "email", "phone", "url", "select", "date", "datetime"),
    "number": ("number", "rating"),
    "bool": ("boolean",),
    "list": ("list", "json", "multi_select"),
    "object": ("json", "location", "currency"),
}  # fmt: skip
"""The types of the object's attributes that hold values of a lead's type."""
LONGEST_LINE, LONGEST_ITEM, MOST_ITEMS = 500, 200, 200
EXPECTED = {
    "text": (str, "text"),
    "number": ((int, float), "a number"),
    "bool": (bool, "true or false"),
    "list": (list, "a list"),
    "object": (dict, "an object"),
}


def named(owner: Object, name: str) -> list[Attribute]:
    """Those of a name: its title as it is written; else its slug."""
    titled = [each for each in own(owner) if each.title == name]
    return titled or [e for e in own(owner) if name in {e.slug, e.id}]


def check(name: str, kind: str, value: Any) -> None:
    """Invalid unless the value is one of the type, and says something."""
    expected, words = EXPECTED[kind]
    if not isinstance(value, expected) or (kind == "number" and isinstance(value, bool)):
        raise Invalid(f"{name[:80]!r} is of type {kind}: its value must be {words}.", field="value")
    if value == [] or (isinstance(value, str) and not value.strip()):
        raise Invalid(f"The value of {name[:80]!r} is empty.", field="value")


def holder(candidates: Iterable[Attribute], kind: str, value: Any) -> Attribute | None:
    """The attribute of a name that can hold a value of a type."""
    fit = [each for each in candidates if each.type in HOLDERS[kind]]
    return next((each for each in fit if _takes(each, kind, value)), None)


def _takes(attribute: Attribute, kind: str, value: Any) -> bool:
    if attribute.type == "text":
        return len(value) <= LONGEST_LINE
    return attribute.type != "list" or _is_plain(value)


def type_for(kind: str, value: Any) -> str:
    """The type of a new attribute for a value."""
    match kind:
        case "text":
            return "text" if len(value) <= LONGEST_LINE else "long_text"
        case "list":
            return "list" if _is_plain(value) else "json"
        case "number":
            return "number"
        case "bool":
            return "boolean"
        case _:
            return "json"


def _is_plain(value: Sequence[Any]) -> bool:
    """Whether a list comes back from an attribute of type list as it went in."""
    return (
        len(value) <= MOST_ITEMS
        and all(isinstance(e, str) and e == e.strip() and 0 < len(e) <= LONGEST_ITEM for e in value)
        and len(set(value)) == len(value)
    )


def shown_of(value: Any) -> tuple[str, Any] | None:
    """(a lead's type, value) of a value as the record shows it; None for an empty one."""
    match value:
        case None | []:
            return None
        case bool():
            return "bool", value
        case int() | float():
            return "number", value
        case str():
            return "text", value
        case list():
            return "list", value
        case _:
            return "object", value
