"""The mistakes agents make at first, over MCP: what they hear leads to the right next call."""

from typing import Any

import pytest

from handrail.core.operation import Door
from tests.doors import Doors

pytestmark = pytest.mark.anyio


async def heard(doors: Doors, tool: str, said: dict[str, Any]) -> str:
    """The text that a model reads."""
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    answer = await doors.http.post(
        "/mcp",
        json=asked | {"params": {"name": tool, "arguments": said}},
        headers={"x-api-key": doors.ada.key},
    )
    result = answer.json()["result"]
    assert result["isError"]
    return result["content"][0]["text"]


SEARCH, COUNT = "search_records", "aggregate_records"


@pytest.mark.parametrize(
    ("tool", "said", "cure"),
    [
        (SEARCH, {"object": "opportunities"}, "Did you mean 'deals'?"),
        (SEARCH, {"object": "contacts"}, "Did you mean 'people'?"),
        (SEARCH, {"object": "Person"}, "Did you mean 'people'?"),
        (SEARCH, {"object": "organizations"}, "Did you mean 'companies'?"),
        (SEARCH, {"object": "deals", "filter": {"amount": 1}}, "Did you mean 'value'?"),
        (SEARCH, {"object": "deals", "filter": {"status": "Won"}}, "Did you mean 'stage'?"),
        (SEARCH, {"object": "deals", "filter": {"created": "today"}}, "'created_at'?"),
        (SEARCH, {"object": "deals", "filter": {"owners": "Ada"}}, "Did you mean 'Ada Admin'?"),
        (SEARCH, {"object": "deals", "filter": {"source": "Referal"}}, "Did you mean 'Referral'?"),
        (SEARCH, {"object": "deals", "filter": {"op": "and", "conditions": []}}, '{"or": ['),
        (SEARCH, {"object": "deals", "where": {"stage": "Won"}}, "Did you mean 'filter'?"),
        (SEARCH, {"object": "deals", "order_by": "value"}, "Did you mean 'sort'?"),
        (SEARCH, {"object": "deals", "columns": ["name"]}, "Did you mean 'fields'?"),
        (SEARCH, {"object": "deals", "per_page": 5}, "Did you mean 'limit'?"),
        (COUNT, {"object": "deals", "measures": ["sum(value)"]}, "Did you mean 'sum:value'?"),
        (COUNT, {"object": "deals", "measures": ["total:value"]}, "Did you mean 'sum:value'?"),
        (COUNT, {"object": "deals", "group_by": ["created"]}, "Did you mean 'created_at'?"),
        (COUNT, {"object": "deals", "group_by": ["stage:month"]}, 'Say "stage"'),
        (COUNT, {"object": "deals", "measures": [{"sum": "value"}]}, '"sum:value"'),
        (COUNT, {"object": "deals", "metrics": ["count"]}, "Did you mean 'measures'?"),
        (COUNT, {"object": "deals", "group_by": ["companies.city"]}, "Only a filter goes on"),
        (SEARCH, {"object": "deals", "sort": "companies.city"}, "Only a filter goes on"),
        ("create_record", {"object": "deals", "data": {"name": "A"}}, "Did you mean 'values'?"),
    ],
)
async def test_what_was_meant_is_named(
    doors: Doors, tool: str, said: dict[str, Any], cure: str
) -> None:
    assert cure in await heard(doors, tool, said)


async def test_what_is_allowed_is_said_once(doors: Doors) -> None:
    said = {"object": "deals", "filter": {"stage": "Open"}}
    assert (await heard(doors, SEARCH, said)).count("Negotiation") == 1


@pytest.mark.parametrize(
    "said",
    [
        {"filter": {"$or": [{"name": "A"}, {"$not": {"name": "B"}}]}},
        {"filter": [{"field": "name", "operator": "eq", "value": "A"}]},
        {"filter": {"field": "name", "value": "A"}, "fields": "name,stage"},
    ],
)
async def test_what_can_only_mean_one_thing_is_done(doors: Doors, said: dict[str, Any]) -> None:
    for name in "AB":
        await doors.ada.mcp("create_record", object="deals", values={"name": name})
    page = await doors.ada.mcp(SEARCH, object="deals", **said)
    assert [each["name"] for each in page["records"]] == ["A"]


async def test_a_link_with_data_may_name_its_record(doors: Doors) -> None:
    await doors.ada.mcp("create_record", object="services", values={"name": "Seats", "amount": 5})
    deal = await doors.ada.mcp("create_record", object="deals", values={"name": "A"})
    said = {"object": "deals", "record_id": deal["id"], "attribute": "services"}
    linked = await doors.ada.mcp(
        "link_records", **said, to=[{"id": "Seats", "data": {"quantity": 3}}]
    )
    assert linked["values"]["services"][0]["data"] == {"quantity": 3}


async def test_changes_of_one_object_come_without_those_of_others(doors: Doors) -> None:
    """A page is not empty because other objects changed first."""
    before, more = 0, True
    while more:
        page = await doors.ada.mcp("list_changes", after_seq=before)
        before, more = page["last_seq"], page["has_more"]
    for name in "ABC":
        await doors.ada.mcp("create_record", object="people", values={"name": name})
    deal = await doors.ada.mcp("create_record", object="deals", values={"name": "D"})
    await doors.ada.mcp("create_record", object="people", values={"name": "E"})
    feed = await doors.ada.mcp("list_changes", object="deals", after_seq=before, limit=1)
    assert [each["record_id"] for each in feed["changes"]] == [deal["id"]]
    assert not feed["has_more"]
    after = await doors.ada.mcp("list_changes", object="deals", after_seq=feed["last_seq"])
    assert after["changes"] == []


async def test_a_percentage_is_no_probability(doors: Doors) -> None:
    said = await doors.ada.say(
        Door.MCP, "create_record", {"object": "deals", "values": {"name": "A", "probability": 80}}
    )
    assert said.error is not None
    assert "0.8" in said.error["hint"]


async def test_a_type_of_other_systems_is_told_by_its_name_here(doors: Doors) -> None:
    said = {"object": "deals", "title": "Seats", "type": "integer"}
    refused = await doors.ada.say(Door.MCP, "create_attribute", said)
    assert refused.error is not None
    assert refused.error["did_you_mean"] == "number"


async def test_options_may_be_titles_alone(doors: Doors) -> None:
    said = {"object": "deals", "title": "Tier", "type": "select", "options": ["Gold", "Tin"]}
    await doors.ada.mcp("create_attribute", **said)
    there = await doors.ada.mcp("list_options", object="deals", attribute="tier")
    assert [each["title"] for each in there["options"]] == ["Gold", "Tin"]


async def test_a_number_may_have_bounds(doors: Doors) -> None:
    said = {"object": "deals", "title": "Discount", "type": "number", "config": {"max": 50}}
    assert (await doors.ada.mcp("create_attribute", **said))["config"] == {"max": 50}
    wrong = {"object": "deals", "values": {"name": "A", "discount": 51}}
    refused = await doors.ada.say(Door.MCP, "create_record", wrong)
    assert refused.error is not None
    assert refused.error["hint"] == "Send 50 or less."
    unordered = {**said, "title": "Odd", "config": {"min": 9, "max": 5}}
    refused = await doors.ada.say(Door.REST, "create_attribute", unordered)
    assert refused.error is not None
    assert refused.error["message"] == "config: min is above max."
    elsewhere = {**said, "title": "Fee", "type": "currency"}
    refused = await doors.ada.say(Door.MCP, "create_attribute", elsewhere)
    assert refused.error is not None
    assert refused.error["message"] == "config.max: the type currency has no such setting."
