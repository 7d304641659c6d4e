"""Anything that can be said in JSON."""

from typing import Any

import orjson

from handrail.features.records.attributes.base import UNKEPT, AttributeType, Family
from handrail.features.records.model import Attribute, Schema

DEEPEST = 20
LARGEST = 64 * 1024


class Json(AttributeType):
    """Kept and shown as it was said; a filter knows only whether it is empty."""

    name, label, widget = "json", "JSON", "json"
    family = Family.OPAQUE
    operators = ("is_empty",)
    sortable = False
    expects = f"JSON of at most {LARGEST:,} bytes, at most {DEEPEST} levels deep"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> Any:
        if (problem := unfit(said)) is not None:
            raise self.refuse(attribute, problem)
        try:
            size = len(orjson.dumps(said))
        except TypeError as error:
            raise self.refuse(attribute, f"it is not JSON: {error}.") from error
        if size > LARGEST:
            raise self.refuse(attribute, f"it is {size:,} bytes large.")
        return said

    def parse_one(self, text: str, attribute: Attribute) -> Any:
        try:
            return orjson.loads(text)
        except ValueError as error:
            raise self.refuse(attribute, f"{text[:60]!r} is not JSON: {error}.") from error


def unfit(said: Any) -> str | None:
    """What keeps a value from being kept, level by level: JSON from outside may be very deep."""
    level, depth = [said], 0
    while level:
        if depth > DEEPEST:
            return f"it is more than {DEEPEST} levels deep."
        depth += 1
        for each in level:
            if isinstance(each, str) and UNKEPT.search(each):
                return "it holds a NUL or half a character."
            if isinstance(each, float) and not abs(each) < float("inf"):
                return "it holds a number that JSON cannot write."
        level = [inner for each in level for inner in _inner(each)]
    return None


def _inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []
