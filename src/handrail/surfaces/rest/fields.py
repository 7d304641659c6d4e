"""Where each field of an operation travels in a request, and how its text is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias, cast

import orjson

from handrail.core.errors import Invalid
from handrail.core.operation import AnyOperation
from handrail.core.shapes import schema_of

Schema: TypeAlias = dict[str, Any]

WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
NULL = {"type": "null"}
SCALARS = frozenset({"integer", "number", "boolean", "string"})
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")


class Place(StrEnum):
    PATH = "path"
    QUERY = "query"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Field:
    """`schema` allows null only in a body: a path or a query has no way to say it.

    `kinds` are the JSON types it may have; a `json` field of a query is JSON as text.
    """

    name: str
    place: Place
    schema: Schema
    required: bool
    kinds: frozenset[str]

    @property
    def repeats(self) -> bool:
        """Whether a query says it once for each item."""
        return self.place is Place.QUERY and "array" in self.kinds and not self.json

    @property
    def json(self) -> bool:
        return self.place is Place.QUERY and not self.kinds <= SCALARS and not self._plain_list

    @property
    def _plain_list(self) -> bool:
        return self.kinds == {"array"} and self.schema.get("items", {}).get("type") in SCALARS


def fields_of(operation: AnyOperation, schema: Schema | None = None) -> tuple[Field, ...]:
    """The fields of an operation in the order it declares them.

    `schema` is the JSON Schema of its params, where one was made already with other references.
    """
    whole = schema or schema_of(operation.params)
    definitions = cast("Mapping[str, Schema]", whole.get("$defs", {}))
    in_path = set(path_names(operation.path))
    with_body = operation.method in WITH_BODY or operation.takes_body
    elsewhere = Place.BODY if with_body else Place.QUERY
    required = set(whole.get("required", ()))
    return tuple(
        _field(name, Place.PATH if name in in_path else elsewhere, said, required, definitions)
        for name, said in whole.get("properties", {}).items()
    )


def path_names(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)


def _field(
    name: str,
    place: Place,
    schema: Schema,
    required: Iterable[str],
    definitions: Mapping[str, Schema],
) -> Field:
    said = schema if place is Place.BODY else without_null(schema)
    return Field(name, place, said, name in required, kinds_of(said, definitions))


def without_null(schema: Schema) -> Schema:
    """The schema of something that is left out rather than null."""
    kept = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    branches = [each for each in kept.get("anyOf", ()) if each != NULL]
    if len(branches) == 1:
        del kept["anyOf"]
        return branches[0] | kept
    return kept | {"anyOf": branches} if branches else kept


def kinds_of(schema: Schema, definitions: Mapping[str, Schema]) -> frozenset[str]:
    """The JSON types a value may have; `any` where the schema does not say."""
    if "$ref" in schema:
        return kinds_of(definitions.get(schema["$ref"].rpartition("/")[2], {}), definitions)
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return frozenset().union(*(kinds_of(each, definitions) for each in schema[union]))
    said = schema.get("type", "any")
    return frozenset(said if isinstance(said, list) else [said])


def read(field: Field, texts: list[str]) -> Any:
    """What the text of a path or a query says. Raises Invalid for what it cannot be."""
    if field.repeats:
        kinds = frozenset([field.schema["items"]["type"]])
        return [_scalar(field.name, kinds, text) for text in texts]
    if len(texts) > 1:
        raise Invalid(
            f"{field.name} is given {len(texts)} times.",
            field=field.name,
            hint=f"Give {field.name} once.",
        )
    if field.json:
        return _json(field.name, texts[0])
    return _scalar(field.name, field.kinds, texts[0])


def _scalar(name: str, kinds: frozenset[str], text: str) -> Any:
    if "integer" in kinds and INTEGER.fullmatch(text):
        return int(text)
    if "number" in kinds and NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    if "string" in kinds:
        return text
    raise _unreadable(name, kinds, text)


def _unreadable(name: str, kinds: frozenset[str], text: str) -> Invalid:
    if "boolean" in kinds:
        return Invalid(
            f"{name} must be true or false, not {text[:80]!r}.",
            field=name,
            allowed=[True, False],
            hint=f"Write {name}=true or {name}=false.",
        )
    kind = "a whole number" if "integer" in kinds else "a number"
    return Invalid(
        f"{name} must be {kind}, not {text[:80]!r}.",
        field=name,
        hint=f"Write digits only, such as {name}=25.",
    )


def _json(name: str, text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(
            f"{name} is no JSON: {error.msg} at character {error.pos}.",
            field=name,
            hint=f"Write {name} as JSON, and percent-encode it.",
        ) from error
