"""Custom columns: eight types, their values as texts, and what is refused of them."""

from typing import Any

import pytest

from tests.features.entities.asking import Asker, Askers
from tests.features.entities.test_tools import one, refused

pytestmark = pytest.mark.anyio
CHIP = {"color": "info", "allowMultiple": True}
OPTIONS = [
    {"label": "Warm", "color": "warning", "isDefault": True, "index": 1},
    {"label": "Cold", "color": "info", "isDefault": False, "index": 0},
]
TYPES: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": ("plain", {}),
    "date": ("date", {"displayFormat": "relative"}),
    "datetime": ("dateTime", {}),
    "currency": ("currency", {"currency": "eur"}),
    "single_select": ("singleSelect", {"options": OPTIONS}),
    "link": ("link", CHIP),
    "email": ("email", CHIP),
    "phone": ("phone", {"color": "default", "allowMultiple": False}),
}


async def columns(ada: Asker, entity: str = "contact") -> dict[str, dict[str, Any]]:
    return {
        tool: await ada.tool(
            f"create_{tool}_custom_column", entityType=entity, label=tool.title(), **extras
        )
        for tool, (_, extras) in TYPES.items()
    }


def option(column: dict[str, Any], label: str) -> str:
    return next(o["value"] for o in column["options"]["options"] if o["label"] == label)


async def test_columns_of_eight_types_are_made_listed_and_renamed(asked: Askers) -> None:
    ada = asked.ada
    made = await columns(ada)
    assert {tool: each["type"] for tool, each in made.items()} == {
        tool: column_type for tool, (column_type, _) in TYPES.items()
    }
    assert made["plain"]["options"] == {}
    assert made["date"]["options"] == {"displayFormat": "relative"}
    assert made["currency"]["options"] == {"currency": "eur"}
    assert made["email"]["options"] == CHIP
    choices = made["single_select"]["options"]["options"]
    assert [(c["label"], c["index"], c["isDefault"], c["color"]) for c in choices] == [
        ("Cold", 0, False, "info"), ("Warm", 1, True, "warning"),
    ]  # fmt: skip
    listed = await ada.tool("list_custom_columns", entityType="contact")
    assert listed == {"items": list(made.values()), "total": 8}
    assert (await ada.tool("list_custom_columns", entityType="deal"))["total"] == 0
    for tool, (_, extras) in TYPES.items():
        again = {k: v for k, v in extras.items() if k != "options"}
        if tool == "single_select":
            again["options"] = [{**each} for each in choices]
        changed = await ada.tool(
            f"update_{tool}_custom_column", id=made[tool]["id"], label=f"New {tool}", **again
        )
        assert changed == {**made[tool], "label": f"New {tool}"}
    text = await refused(
        ada, "update_date_custom_column", id=made["single_select"]["id"], label="x"
    )
    wanted = (
        f'Custom column {made["single_select"]["id"]} is type "singleSelect", not "date". '
        "Use update_single_select_custom_column instead."
    )
    assert text == f"Validation error: id: {wanted}"


async def test_values_are_texts_and_come_back_as_they_were_said(asked: Askers) -> None:
    ada = asked.ada
    made = await columns(ada)
    contact = await one(ada, "contact", firstName="Max", lastName="M")
    values = {
        "plain": "a, b", "date": "2026-05-01", "datetime": "2026-05-01T14:30:00.000Z",
        "currency": "1200.5", "single_select": option(made["single_select"], "Cold"),
        "link": "https://acme.com/a,https://acme.com/b", "email": "a@acme.com,b@acme.com",
        "phone": "+14155552671",
    }  # fmt: skip
    said = [{"columnId": made[tool]["id"], "value": value} for tool, value in values.items()]
    text = await ada.tool(
        "update_entity_custom_fields",
        entity="contact",
        items=[{"id": contact, "customFieldValues": said}],
    )
    assert text == "Updated custom fields on 1 contact(s)"

    async def told() -> dict[str, str]:
        [found] = await ada.tool("get_entities", items=[{"entity": "contact", "id": contact}])
        by_id = {made[tool]["id"]: tool for tool in made}
        return {by_id[v["columnId"]]: v["value"] for v in found["contact"]["customFieldValues"]}

    assert await told() == values
    # merged per column; null and "" clear
    await ada.tool(
        "update_entity_custom_fields",
        entity="contact",
        items=[
            {
                "id": contact,
                "customFieldValues": [
                    {"columnId": made["plain"]["id"], "value": None},
                    {"columnId": made["date"]["id"], "value": ""},
                    {"columnId": made["currency"]["id"]},
                ],
            }
        ],
    )
    left = {k: v for k, v in values.items() if k not in ("plain", "date", "currency")}
    assert await told() == left
    # an update with a list replaces them all
    await ada.tool(
        "update_contacts",
        contacts=[
            {"id": contact, "customFieldValues": [{"columnId": made["plain"]["id"], "value": "x"}]}
        ],
    )
    assert await told() == {"plain": "x"}


WRONG = {
    "date": ["1.5.2026", "2026-02-30", "soon"],
    "datetime": ["2026-05-01", "today"],
    "currency": ["12,50", "1e3", "many"],
    "single_select": ["Warm", "00000000-0000-7000-8000-000000000000"],
    "link": ["http://acme.com", "acme.com", "https://"],
    "email": ["a@acme.com,b", "nobody"],
    "phone": ["0151 123", "+1 415 555 2671", "+14155552671,+14155552672"],
}


async def test_a_value_that_does_not_fit_is_refused_with_its_place(asked: Askers) -> None:
    ada = asked.ada
    made = await columns(ada)
    for tool, wrong in WRONG.items():
        for value in wrong:
            text = await refused(
                ada,
                "create_contacts",
                contacts=[
                    {"firstName": "A", "lastName": "B"},
                    {"firstName": "A", "lastName": "B", "customFieldValues": [
                        {"columnId": made[tool]["id"], "value": value}]},
                ],
            )  # fmt: skip
            assert text.startswith("Validation error: contacts.1.customFieldValues.0.value: "), (
                value,
                text,
            )
    assert (await ada.tool("count_entity", entity="contact"))["total"] == 0
    text = await refused(
        ada,
        "create_contacts",
        contacts=[{"firstName": "A", "lastName": "B", "customFieldValues": [
            {"columnId": "00000000-0000-7000-8000-000000000000", "value": "x"}]}],
    )  # fmt: skip
    assert (
        "Custom column ID not found or not accessible. Available custom columns: Plain -> " in text
    )


async def test_a_dropped_option_takes_its_values_with_it_and_a_default_is_given(
    asked: Askers,
) -> None:
    ada = asked.ada
    column = await ada.tool(
        "create_single_select_custom_column", entityType="deal", label="Heat", options=OPTIONS
    )
    warm, cold = option(column, "Warm"), option(column, "Cold")
    by_default = await one(ada, "deal", name="A")
    chosen = await one(
        ada, "deal", name="B", customFieldValues=[{"columnId": column["id"], "value": cold}]
    )
    changed = await ada.tool(
        "update_single_select_custom_column",
        id=column["id"],
        label="Heat",
        options=[
            {"label": "Boiling", "color": "success", "isDefault": False, "index": 0},
            {"label": "Very cold", "color": "info", "isDefault": False, "index": 1, "value": cold},
        ],
    )
    assert [o["label"] for o in changed["options"]["options"]] == ["Boiling", "Very cold"]
    assert option(changed, "Very cold") == cold and not any(
        o["isDefault"] for o in changed["options"]["options"]
    )
    a, b = await ada.tool(
        "get_entities",
        items=[{"entity": "deal", "id": by_default}, {"entity": "deal", "id": chosen}],
    )
    assert a["deal"]["customFieldValues"] == []
    assert b["deal"]["customFieldValues"] == [{"columnId": column["id"], "value": cold}]
    text = await refused(
        ada,
        "update_single_select_custom_column",
        id=column["id"],
        label="Heat",
        options=[{"label": "X", "color": "info", "isDefault": False, "index": 0, "value": warm}],
    )
    assert "not found" in text
    # a title that was dropped may come again
    again = await ada.tool(
        "update_single_select_custom_column",
        id=column["id"],
        label="Heat",
        options=[{"label": "Warm", "color": "info", "isDefault": True, "index": 0}],
    )
    assert [o["label"] for o in again["options"]["options"]] == ["Warm"]


async def test_a_deleted_column_is_gone_from_lists_values_and_filters(asked: Askers) -> None:
    ada = asked.ada
    column = await ada.tool("create_plain_custom_column", entityType="task", label="Why")
    task = await one(
        ada, "task", name="T", customFieldValues=[{"columnId": column["id"], "value": "x"}]
    )
    said = await ada.tool("delete_custom_column", id=column["id"])
    assert said == 'Deleted custom column "Why"'
    assert (await ada.tool("list_custom_columns"))["total"] == 0
    [told] = await ada.tool("get_entities", items=[{"entity": "task", "id": task}])
    assert told["task"]["customFieldValues"] == []
    text = await refused(
        ada,
        "filter_entity",
        entity="task",
        filters=[{"field": column["id"], "operator": "isNull"}],
    )
    assert text.startswith(
        "Validation error: filters.0.field: Filter field not found or not accessible. "
        "Available fields: name -> name (contains), userIds -> userIds (in, notIn, hasNone, "
        "hasSome), createdAt -> createdAt (equals, gt, gte, lt, lte, between)"
    )
    text = await refused(ada, "delete_custom_column", id=column["id"])
    assert text == "Error: id: Custom column ID not found or not accessible."


async def test_attributes_of_the_native_face_are_columns_where_a_type_fits(asked: Askers) -> None:
    ada, native = asked.ada, asked.doors.ada
    for title, kind in (("Region", "text"), ("Size", "number"), ("Since", "date")):
        await native.rest("create_attribute", object="companies", title=title, type=kind)
    listed = await ada.tool("list_custom_columns", entityType="organization")
    assert [(each["label"], each["type"]) for each in listed["items"]] == [
        ("Region", "plain"), ("Since", "date"),
    ]  # fmt: skip
    region = listed["items"][0]["id"]
    acme = await one(
        ada, "organization", name="Acme",
        customFieldValues=[{"columnId": region, "value": "North"}],
    )  # fmt: skip
    record = await native.rest("get_record", object="companies", record_id=acme)
    assert record["values"]["region"] == "North"
