"""JSON Schemas as rows of a table: what each field is called, what it may be, what it means."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handrail.surfaces.rest.fields import NULL, Schema

DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Row:
    """`place` is path, query, header or body, and empty for a result. `depth` is how far inside
    another field it stands; `name` holds the whole way there. A header says its limits itself."""

    name: str
    place: str
    kind: str
    required: bool
    description: str
    limits: tuple[str, ...]
    allowed: tuple[str, ...]
    default: str | None
    depth: int = 0


class Shapes:
    """The schemas that references lead to."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self.components = components

    def parameters(self, said: Schema) -> list[Row]:
        """The rows of an operation's parameters, its body's fields, and the headers it takes."""
        rows = [
            self._row(each["name"], each["in"], _of(each), each.get("required", False), each)
            for each in said.get("parameters", ())
        ]
        if "requestBody" in said:
            rows += self.fields(_of(said["requestBody"]), "body")
        return sorted(rows, key=lambda row: row.place == "header")

    def fields(
        self, schema: Schema, place: str = "", before: str = "", inside: tuple[str, ...] = ()
    ) -> Iterator[Row]:
        """The rows of an object, each followed by those of the object it holds."""
        name_of, whole = self._followed(schema)
        seen = (*inside, name_of)
        required = whole.get("required", ())
        for name, each in whole.get("properties", {}).items():
            yield self._row(before + name, place, each, name in required, {}, len(inside))
            for held, mark in self._held(each):
                if len(inside) < DEEPEST and self._followed(held)[0] not in seen:
                    yield from self.fields(held, place, f"{before}{name}{mark}.", seen)

    def about(self, schema: Schema) -> str:
        return about(self._followed(schema)[1])

    def _held(self, schema: Schema) -> Iterator[tuple[Schema, str]]:
        """The objects with fields of their own in a value; `[]` marks those of a list."""
        for each in _branches(schema):
            items = each.get("items")
            if "properties" in self._followed(each)[1]:
                yield each, ""
            elif isinstance(items, dict) and "properties" in self._followed(items)[1]:
                yield items, "[]"

    def _followed(self, schema: Schema) -> tuple[str, Schema]:
        if "$ref" not in schema:
            return "", schema
        name = schema["$ref"].rpartition("/")[2]
        return name, self.components[name]

    def _row(
        self,
        name: str,
        place: str,
        schema: Schema,
        required: bool,
        said: Mapping[str, Any],
        depth: int = 0,
    ) -> Row:
        branches = [each for each in _branches(schema) if each != NULL]
        described = (said, schema, *branches, *(self._followed(each)[1] for each in branches))
        held = (self._followed(each)[1] for each, _ in self._held(schema))
        return Row(
            name=name,
            place=place,
            kind=self.kind(schema),
            required=required,
            description=next(filter(None, map(about, (*described, *held))), ""),
            limits=() if place == "header" else tuple(t for each in branches for t in limits(each)),
            allowed=tuple(str(v) for each in branches for v in self._choices(each)),
            default=None if schema.get("default") is None else json.dumps(schema["default"]),
            depth=depth,
        )

    def _choices(self, schema: Schema) -> list[Any]:
        whole = self._followed(schema)[1]
        return whole.get("enum", [whole["const"]] if "const" in whole else [])

    def kind(self, schema: Schema) -> str:
        """Such as `string or null`, `list of integer`, `RecordKey`."""
        kinds = [self._kind(each) for each in _branches(schema)]
        return " or ".join(dict.fromkeys(kinds))

    def _kind(self, schema: Schema) -> str:
        if "$ref" in schema:
            name, whole = self._followed(schema)
            return name if "properties" in whole else self.kind(whole)
        if schema.get("type") == "array":
            items = schema.get("items")
            return f"list of {self.kind(items)}" if items else "list"
        inner = schema.get("additionalProperties")
        if schema.get("type") == "object" and isinstance(inner, dict) and inner:
            return f"object of {self.kind(inner)}"
        return schema.get("type") or ("boolean" if "const" in schema else "any")


def _of(said: Mapping[str, Any]) -> Schema:
    """The schema of a parameter or a body, plain or as JSON."""
    return said["content"]["application/json"]["schema"] if "content" in said else said["schema"]


def _branches(schema: Schema) -> Iterable[Schema]:
    return schema.get("anyOf") or schema.get("oneOf") or [schema]


def about(said: Mapping[str, Any]) -> str:
    return said.get("description", "")


def limits(schema: Schema) -> Iterator[str]:
    """What a value may not go beyond, in words."""
    yield from _range(schema, "minimum", "maximum", "")
    yield from _range(schema, "minLength", "maxLength", " characters")
    yield from _range(schema, "minItems", "maxItems", " items")
    if "pattern" in schema:
        yield f"like {schema['pattern']}"


def _range(schema: Schema, least: str, most: str, unit: str) -> Iterator[str]:
    low, high = schema.get(least), schema.get(most)
    if low is not None and high is not None:
        yield f"{low:,} to {high:,}{unit}"
    elif low is not None:
        yield f"at least {low:,}{unit}"
    elif high is not None:
        yield f"at most {high:,}{unit}"
