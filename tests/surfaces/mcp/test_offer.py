"""What a tool's definition says, and how much of it a model has to read."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from handrail.surfaces.mcp.offer import definition, sizes
from handrail.surfaces.mcp.schemas import slim
from tests.surfaces.mcp.things import OPERATIONS, drop_thing, find_things, make_thing


def test_a_definition_is_small_and_plain() -> None:
    assert definition(find_things) == {
        "name": "find_things",
        "description": "Find things by colour. More for people who read the reference pages.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "limit": {
                    "type": "integer",
                    "description": "Page size.",
                    "default": 25,
                    "minimum": 1,
                    "maximum": 100,
                },
                "sort": {"type": "string", "description": "Field to sort by."},
                "colour": {"type": "string", "enum": ["red", "blue"]},
            },
            "additionalProperties": False,
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    }


def test_hints_follow_from_the_effect() -> None:
    assert definition(make_thing)["annotations"] == {
        "readOnlyHint": False,
        "destructiveHint": False,
        "idempotentHint": False,
        "openWorldHint": False,
    }
    assert definition(drop_thing)["annotations"]["destructiveHint"] is True


def test_sizes_tell_tokens_by_tool() -> None:
    told = sizes(OPERATIONS)
    assert list(told) == [operation.name for operation in OPERATIONS]
    assert all(20 < tokens < 250 for tokens in told.values())


class Address(BaseModel):
    city: str
    zip: Annotated[str | None, Field(max_length=10)] = None


class Filter(BaseModel):
    attribute: str
    any_of: list["Filter"] | None = None


class Whole(BaseModel):
    title: str
    home: Annotated[Address, Field(description="Where they live.")]
    where: Filter | None = None
    must_say: str | None
    either: int | str = 3
    more: dict[str, Address] = {}


def test_references_are_written_out_and_a_shape_in_itself_is_cut() -> None:
    said: dict[str, Any] = slim(Whole.model_json_schema())
    address = {
        "type": "object",
        "required": ["city"],
        "properties": {"city": {"type": "string"}, "zip": {"type": "string"}},
    }
    assert "$ref" not in str(said)
    assert said["required"] == ["title", "home", "must_say"]
    properties = said["properties"]
    assert properties["title"] == {"type": "string"}
    assert properties["home"] == {**address, "description": "Where they live."}
    inner = properties["where"]["properties"]["any_of"]
    assert inner == {"type": "array", "items": {"type": "object"}}
    assert properties["must_say"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert properties["either"]["anyOf"] == [{"type": "integer"}, {"type": "string"}]
    assert properties["more"]["additionalProperties"] == address


def test_a_root_that_is_no_plain_object_is_refused() -> None:
    with pytest.raises(ValueError, match="plain object"):
        slim({"anyOf": [{"type": "object"}, {"type": "object"}]})
