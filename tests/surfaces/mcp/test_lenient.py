"""What agents mean when they send JSON in a text, or one thing where a list belongs."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from handrail.core.shapes import Params
from handrail.surfaces.mcp.lenient import meant
from tests.surfaces.mcp.conftest import Ask


class Currency(BaseModel):
    code: str


class Said(Params):
    name: str = ""
    limit: int = 25
    values: Annotated[dict[str, Any], Field(description="By slug.")] = Field(default_factory=dict)
    filter: Annotated[dict[str, Any] | list[Any], Field(description="Conditions.")] | None = None
    fields: Annotated[list[str], Field(max_length=9)] | None = None
    to: list[Any] = Field(default_factory=list)
    sort: str | list[Any] | dict[str, Any] | None = None
    config: Currency | None = None
    anything: Any = None


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ({"values": '{"stage": "Won"}'}, {"values": {"stage": "Won"}}),
        ({"filter": ' {"stage": "Won"}'}, {"filter": {"stage": "Won"}}),
        ({"filter": '[{"stage": "Won"}]'}, {"filter": [{"stage": "Won"}]}),
        ({"fields": "name"}, {"fields": ["name"]}),
        ({"fields": '["name", "stage"]'}, {"fields": ["name", "stage"]}),
        ({"to": "[Acme] Ltd"}, {"to": ["[Acme] Ltd"]}),
        ({"to": {"id": "7"}}, {"to": [{"id": "7"}]}),
        ({"sort": '[{"attribute": "value"}]'}, {"sort": [{"attribute": "value"}]}),
        ({"config": '{"code": "EUR"}'}, {"config": {"code": "EUR"}}),
    ],
)
def test_what_is_meant_is_understood(said: dict[str, Any], means: dict[str, Any]) -> None:
    assert meant(Said, said) == means


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"name": '{"a": 1}', "limit": "25", "anything": "[1]"},
        {"values": {"stage": '["Won"]'}, "fields": ["[1]"], "sort": "-value"},
        {"fields": None, "filter": None},
        {"stranger": "[1]"},
    ],
)
def test_what_is_right_already_stays_as_it_is(said: dict[str, Any]) -> None:
    assert meant(Said, said) is said


@pytest.mark.parametrize(
    "said", [{"filter": "Won"}, {"values": "{"}, {"values": "[1]"}, {"filter": 5}]
)
def test_what_nobody_can_read_is_left_for_the_refusal(said: dict[str, Any]) -> None:
    assert meant(Said, said) == said


async def test_a_tool_takes_an_object_in_a_text(ask: Ask) -> None:
    said = {"name": "chair", "values": '{"legs": 4}', "idempotency_key": "k"}
    first = await ask("tools/call", {"name": "make_thing", "arguments": said})
    assert first.json()["result"]["isError"] is False
    same = {**said, "values": {"legs": 4}}
    again = await ask("tools/call", {"name": "make_thing", "arguments": same})
    assert again.json()["result"]["structuredContent"]["replayed"] is True


async def test_a_wrong_type_is_refused_in_plain_words_with_an_example(ask: Ask) -> None:
    said = {"name": "chair", "values": "oak"}
    result = (await ask("tools/call", {"name": "make_thing", "arguments": said})).json()["result"]
    assert result["content"][0]["text"] == (
        "VALIDATION_ERROR: values must be an object, not the text 'oak'. "
        'For example: "values": {"stage": "Won"}.'
    )
