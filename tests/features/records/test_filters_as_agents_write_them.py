"""Filters in the words that other systems taught agents, and what is said of those we lack."""

from typing import Any

import pytest

from handrail.core.errors import HandrailError
from tests.world import World


@pytest.fixture
async def deals(world: World) -> World:
    for name, stage, value in (("A", "Won", 10), ("B", "Lost", 20), ("C", "Lead", None)):
        said = {"name": name, "stage": stage, "value": value, "owners": ["ada@acme.test"]}
        await world.ada("create_record", object="deals", values=said)
    return world


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"stage": {"not_in": ["Won", "Lost"]}}, "C"),
        ({"stage": {"nin": ["Won"]}}, "BC"),
        ({"stage": {"neq": ["Won", "Lost"]}}, "C"),
        ({"value": {"$gt": 10}}, "B"),
        ({"value": {"is_null": True}}, "C"),
        ({"value": {"exists": True}}, "AB"),
        ({"value": {"is_not_empty": False}}, "C"),
        ({"AND": [{"stage": "Won"}, {"NOT": {"value": 11}}]}, "A"),
        ({"created_at": {"after": "yesterday"}}, "ABC"),
        ({"attribute": "value", "op": "not_null"}, "AB"),
        ({"owners": {"name": "Ada Admin"}}, "ABC"),
    ],
)
async def test_other_words_for_our_operators_are_understood(
    deals: World, said: Any, names: str
) -> None:
    page = await deals.ada("search_records", object="deals", filter=said, sort="name")
    assert "".join(each["name"] for each in page["records"]) == names


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"stage": {"equal": "Won"}}, "Did you mean"),
        ({"value": {"resembles": 1}}, "Use one of eq"),
        ({"or": []}, '"or"'),
        ({"not": {}}, '"not"'),
        ({"owners.name": "Ada"}, '"me"'),
        ({"stage": "Wonn"}, "Won"),
        ({"creatd_at": "today"}, "created_at"),
    ],
)
async def test_a_filter_that_is_not_understood_says_the_next_move(
    deals: World, said: Any, word: str
) -> None:
    with pytest.raises(HandrailError) as refused:
        await deals.ada("search_records", object="deals", filter=said)
    assert word in (refused.value.hint or "")


async def test_what_every_record_shows_may_be_asked_for_by_name(deals: World) -> None:
    page = await deals.ada("search_records", object="deals", fields=["name", "created_at", "id"])
    assert set(page["records"][0]["values"]) == {"name"}


async def test_a_count_of_an_attribute_leaves_the_empty_out(deals: World) -> None:
    said = {"object": "deals", "measures": ["count", "count:value"]}
    [line] = (await deals.ada("aggregate_records", **said))["groups"]
    assert line["values"] == {"count": 3, "count_value": 2}


async def test_groups_that_do_not_fit_are_not_passed_over_in_silence(deals: World) -> None:
    said = {"object": "deals", "group_by": ["stage"]}
    assert (await deals.ada("aggregate_records", **said, limit=2))["has_more"]
    assert not (await deals.ada("aggregate_records", **said, limit=3))["has_more"]


async def test_days_have_no_counterpart_in_the_period_before(deals: World) -> None:
    said = {"object": "deals", "period": "created_at:last_7_days", "compare_previous": True}
    with pytest.raises(HandrailError) as refused:
        await deals.ada("aggregate_records", **said, group_by=["created_at:day"])
    assert "group_by" in (refused.value.hint or "")
    compared = await deals.ada("aggregate_records", **said, group_by=["stage"])
    assert " to " in compared["previous_period"]


async def test_an_update_that_changes_nothing_is_no_change(deals: World) -> None:
    [deal] = (await deals.ada("search_records", object="deals", filter={"name": "A"}))["records"]
    said = {"object": "deals", "record_id": deal["id"], "values": {"name": "A"}}
    assert (await deals.ada("update_record", **said))["change_id"] is None
