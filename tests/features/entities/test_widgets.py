"""Widgets: what goes together, and what they compute."""

from typing import Any

import pytest

from tests.features.entities.asking import Asker, Askers
from tests.features.entities.test_columns import OPTIONS, option
from tests.features.entities.test_every_tool import NOBODY
from tests.features.entities.test_tools import one, refused

pytestmark = pytest.mark.anyio
BARS = {"name": "W", "displayType": "verticalBarChart"}


async def sales(ada: Asker) -> dict[str, Any]:
    """Two deals of 2×100 + 1×1000 and 3×100; one contact in both, one in the second."""
    design = await one(ada, "service", name="Design", amount=100)
    build = await one(ada, "service", name="Build", amount=1000)
    heat = await ada.tool(
        "create_single_select_custom_column", entityType="deal", label="Heat", options=OPTIONS
    )
    cold = option(heat, "Cold")
    a = await one(ada, "contact", firstName="Ann", lastName="")
    b = await one(ada, "contact", firstName="Bob", lastName="")
    await one(ada, "contact", firstName="Carl", lastName="")
    site = await one(
        ada, "deal", name="Site", contactIds=[a],
        services=[{"serviceId": design, "quantity": 2}, {"serviceId": build}],
        customFieldValues=[{"columnId": heat["id"], "value": cold}],
    )  # fmt: skip
    await one(
        ada, "deal", name="Shop", contactIds=[a, b],
        services=[{"serviceId": design, "quantity": 3}],
    )  # fmt: skip
    none = await one(ada, "deal", name="None")
    await ada.tool(
        "update_entity_custom_fields",
        entity="deal",
        items=[{"id": none, "customFieldValues": [{"columnId": heat["id"]}]}],
    )
    return {"heat": heat["id"], "site": site}


async def data(ada: Asker, **said: Any) -> list[dict[str, Any]]:
    made = await ada.tool("create_widget", **BARS, **said)
    assert made["message"] == 'Widget "W" created successfully'
    [told] = await ada.tool("get_widgets", ids=[made["id"]])
    assert told["entityType"] == said["entityType"] and told["barColors"]
    return told["data"]


async def test_what_widgets_compute(asked: Askers) -> None:
    ada = asked.ada
    things = await sales(ada)
    total = {"groupByType": "none", "aggregationType": "dealValue"}
    assert await data(ada, entityType="deal", **total) == [{"label": "Total", "value": 1500}]
    assert await data(ada, entityType="contact", **total) == [{"label": "Total", "value": 1800}]
    assert await data(ada, entityType="service", **total) == [{"label": "Total", "value": 1500}]
    assert await data(
        ada, entityType="service", groupByType="service", aggregationType="dealQuantity"
    ) == [{"label": "Design", "value": 5}, {"label": "Build", "value": 1}]
    assert await data(
        ada, entityType="service", groupByType="service", aggregationType="dealValue"
    ) == [{"label": "Build", "value": 1000}, {"label": "Design", "value": 500}]
    assert await data(
        ada, entityType="contact", groupByType="contact", aggregationType="dealValue"
    ) == [
        {"label": "Ann", "value": 1500}, {"label": "Bob", "value": 300},
        {"label": "Carl", "value": 0},
    ]  # fmt: skip
    assert await data(
        ada,
        entityType="contact",
        groupByType="contact",
        aggregationType="dealValue",
        dealFilters=[{"field": "name", "operator": "contains", "value": "shop"}],
        entityFilters=[{"field": "dealIds", "operator": "hasSome"}],
    ) == [{"label": "Bob", "value": 300}, {"label": "Ann", "value": 300}]
    by_heat = {"groupByType": "customColumn", "groupByCustomColumnId": things["heat"]}
    assert await data(ada, entityType="deal", aggregationType="dealValue", **by_heat) == [
        {"label": "Cold", "value": 1200, "optionColor": "info"},
        {"label": "Warm", "value": 300, "optionColor": "warning"},
        {"label": "No value", "value": 0},
    ]
    counted = await data(ada, entityType="deal", aggregationType="count", **by_heat)
    assert {each["label"]: each["value"] for each in counted} == {
        "Cold": 1, "Warm": 1, "No value": 1,
    }  # fmt: skip
    assert (await ada.tool("list_widgets"))["total"] == 9
    assert await ada.tool("get_widgets", ids=[NOBODY]) == [{"error": "Widget not found"}]


async def test_what_does_not_go_together_is_refused(asked: Askers) -> None:
    ada = asked.ada
    heat = (await sales(ada))["heat"]
    count, value = {"aggregationType": "count"}, {"aggregationType": "dealValue"}
    for said, says in (
        ({"entityType": "deal", "groupByType": "customColumn", **count}, "requires groupByCustom"),
        ({"entityType": "deal", "groupByType": "none", "groupByCustomColumnId": heat, **count},
         "goes with groupByType customColumn only"),
        ({"entityType": "deal", "groupByType": "contact", **value},
         "must be one of: deal, customColumn, none"),
        ({"entityType": "task", "groupByType": "deal", **count},
         "must be one of: customColumn, none"),
        ({"entityType": "task", "groupByType": "none", **value}, "count only"),
        ({"entityType": "contact", "groupByType": "none", "aggregationType": "dealQuantity"},
         "service only"),
        ({"entityType": "deal", "groupByType": "deal", **count}, "Grouping deal by itself"),
        ({"entityType": "deal", "groupByType": "none", **count,
          "dealFilters": [{"field": "name", "operator": "contains", "value": "x"}]},
         "dealFilters are not allowed"),
        ({"entityType": "contact", "groupByType": "customColumn", "groupByCustomColumnId": heat,
          **count}, "Custom column ID not found or not accessible."),
        ({"entityType": "contact", "groupByType": "none", **count,
          "entityFilters": [{"field": "serviceIds", "operator": "hasSome"}]},
         "entityFilters.0.field: Filter field not found"),
    ):  # fmt: skip
        text = await refused(ada, "create_widget", **BARS, **said)
        assert text.startswith("Validation error: ") and says in text, text


async def test_a_widget_is_changed_and_outlives_what_it_counts_by(asked: Askers) -> None:
    ada = asked.ada
    heat = (await sales(ada))["heat"]
    made = await ada.tool(
        "create_widget", **BARS, entityType="deal", groupByType="customColumn",
        groupByCustomColumnId=heat, aggregationType="count",
    )  # fmt: skip
    await ada.tool(
        "update_widget", id=made["id"], name="V", reverseXAxis=True, barColors=["danger3"]
    )
    [told] = await ada.tool("get_widgets", ids=[made["id"]])
    assert (told["name"], told["reverseXAxis"], told["barColors"]) == ("V", True, ["danger3"])
    await ada.tool("delete_custom_column", id=heat)
    [told] = await ada.tool("get_widgets", ids=[made["id"]])
    assert told["data"] == [] and "not found or not accessible" in told["dataError"]
    await ada.tool("update_widget", id=made["id"], groupByType="none")
    [told] = await ada.tool("get_widgets", ids=[made["id"]])
    assert told["data"] == [{"label": "Total", "value": 3}]
    assert await ada.tool("delete_widget", id=made["id"]) == 'Widget "V" deleted'
    assert (await asked.rex.tool("list_widgets"))["total"] == 0
