"""JSON Schemas as small as they can honestly be: a model pays for every word of them, always.

A slim schema accepts everything the full one does. What it no longer says (lengths, patterns)
is still checked, and the refusal says it then. References are written out, since many clients
do not follow them; where a shape holds itself, the inner one is a plain object.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

Schema: TypeAlias = dict[str, Any]

KEPT = frozenset(
    {
        "type",
        "description",
        "enum",
        "const",
        "default",
        "format",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "required",
        "examples",
    }
)
NULL = {"type": "null"}


def slim(schema: Mapping[str, Any]) -> Schema:
    """A pydantic schema without titles, references, nullable unions and what seldom matters.

    Raises ValueError for a root that is no object: clients refuse unions there.
    """
    whole = _slim(dict(schema), schema.get("$defs", {}), frozenset())
    if whole.get("type") != "object" or any(key in whole for key in ("anyOf", "oneOf", "allOf")):
        raise ValueError("a tool's schema must be one plain object")
    if schema.get("additionalProperties") is False:
        whole["additionalProperties"] = False
    return whole


def _slim(schema: Schema, definitions: Mapping[str, Schema], inside: frozenset[str]) -> Schema:
    if "$ref" in schema:
        return _followed(schema, definitions, inside)

    def each(value: Any) -> Any:
        return _slim(cast(Schema, value), definitions, inside)

    kept: Schema = {key: value for key, value in schema.items() if key in KEPT}
    if schema.get("default", ...) is None:
        del kept["default"]
    if properties := schema.get("properties"):
        kept["properties"] = {name: each(value) for name, value in properties.items()}
    if isinstance(items := schema.get("items"), dict):
        kept["items"] = each(items)
    if isinstance(extra := schema.get("additionalProperties"), dict) and extra:
        kept["additionalProperties"] = each(extra)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            kept = _union(kept, key, [each(branch) for branch in schema[key]], schema)
    return kept


def _followed(schema: Schema, definitions: Mapping[str, Schema], inside: frozenset[str]) -> Schema:
    """What a reference stands for, under the description given where it stands."""
    name = schema["$ref"].rpartition("/")[2]
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    if name in inside:
        return _slim({"type": "object"} | beside, definitions, inside)
    return _slim(definitions[name] | beside, definitions, inside | {name})


def _union(kept: Schema, key: str, branches: list[Schema], schema: Schema) -> Schema:
    """null is dropped from a union where leaving the argument out says the same."""
    if schema.get("default", ...) is None:
        branches = [branch for branch in branches if branch != NULL]
    if len(branches) == 1:
        return branches[0] | kept
    return kept | {key: branches}
