"""Required, unique, default, archived: what a record may be, whoever writes it."""

from typing import Any

import pytest

from tests.doors import Doors, Refused

pytestmark = pytest.mark.anyio


async def things(doors: Doors, **attribute: Any) -> str:
    """An object of its own with one attribute; that attribute's slug."""
    ask = doors.ada.mcp
    await ask("create_object", slug="things", singular_noun="Thing", plural_noun="Things")
    said = {"title": "Mark", "type": "text", **attribute}
    return (await ask("create_attribute", object="things", **said))["slug"]


async def make(doors: Doors, **values: Any) -> dict[str, Any]:
    return await doors.ada.mcp("create_record", object="things", values={"name": "T", **values})


async def change(doors: Doors, record: dict[str, Any], **values: Any) -> dict[str, Any]:
    return await doors.ada.mcp(
        "update_record", object="things", record_id=record["id"], values=values
    )


async def alter(doors: Doors, **said: Any) -> dict[str, Any]:
    return await doors.ada.mcp("update_attribute", object="things", attribute="mark", **said)


async def total(doors: Doors, **asked: Any) -> int:
    return (await doors.ada.mcp("search_records", object="things", **asked))["total"]


# required ---------------------------------------------------------------------------------


async def test_a_required_value_can_neither_be_left_out_nor_taken_away(doors: Doors) -> None:
    await things(doors, is_required=True)
    record = await make(doors, mark="x")
    for values in ({}, {"mark": None}, {"mark": " "}):
        with pytest.raises(Refused) as refused:
            await make(doors, **values)
        assert (refused.value.code, refused.value.error["field"]) == ("VALIDATION_ERROR", "mark")
        assert refused.value.error["hint"]
    with pytest.raises(Refused):
        await change(doors, record, mark=None)
    assert (await change(doors, record, name="U"))["values"]["mark"] == "x"


async def test_zero_and_false_are_values(doors: Doors) -> None:
    await things(doors, type="number", is_required=True)
    await doors.ada.mcp(
        "create_attribute", object="things", title="Flag", type="boolean", default_value=True
    )
    record = await make(doors, mark=0, flag=False)
    assert (record["values"]["mark"], record["values"]["flag"]) == (0, False)


async def test_nothing_becomes_required_while_a_record_lacks_it(doors: Doors) -> None:
    await things(doors)
    record = await make(doors)
    with pytest.raises(Refused) as refused:
        await alter(doors, is_required=True)
    assert refused.value.code == "CONFLICT" and refused.value.error["hint"]
    with pytest.raises(Refused):
        await doors.ada.mcp(
            "create_attribute", object="things", title="Later", type="text", is_required=True
        )
    await change(doors, record, mark="x")
    assert (await alter(doors, is_required=True))["is_required"] is True
    with pytest.raises(Refused):
        await make(doors)


async def test_a_required_relationship_is_linked_from_the_start_and_stays_so(doors: Doors) -> None:
    relationship = {"target_object_id": "companies", "cardinality": "many_to_one"}
    await things(doors, type="relationship", relationship=relationship)
    await alter(doors, is_required=True)
    acme = await doors.ada.mcp("create_record", object="companies", values={"name": "Acme"})
    with pytest.raises(Refused, match="mark"):
        await make(doors)
    with pytest.raises(Refused, match="mark"):
        await make(doors, mark=[])
    record = await make(doors, mark=acme["id"])
    with pytest.raises(Refused, match="may not be empty"):
        await doors.ada.mcp(
            "unlink_records", object="things", record_id=record["id"], attribute="mark",
            to=[acme["id"]],
        )  # fmt: skip


# default ----------------------------------------------------------------------------------


async def test_a_default_is_given_to_new_records_alone(doors: Doors) -> None:
    await things(doors, type="select", options=[{"title": "New"}, {"title": "Old"}])
    before = await make(doors)
    assert (await alter(doors, default_value="Old"))["default_value"] == "Old"
    assert (await make(doors))["values"]["mark"] == "Old"
    assert (await make(doors, mark="New"))["values"]["mark"] == "New"
    assert (await make(doors, mark=None))["values"]["mark"] is None
    seen = await doors.ada.mcp("get_record", object="things", record_id=before["id"])
    assert seen["values"]["mark"] is None
    with pytest.raises(Refused):
        await alter(doors, default_value="Blue")
    assert (await alter(doors, default_value=None))["default_value"] is None
    assert (await make(doors))["values"]["mark"] is None


async def test_a_default_fits_its_type_from_the_start(doors: Doors) -> None:
    await things(doors, type="number", default_value=7)
    assert (await make(doors))["values"]["mark"] == 7
    with pytest.raises(Refused) as refused:
        await doors.ada.mcp(
            "create_attribute", object="things", title="X", type="number", default_value="seven"
        )
    assert refused.value.code == "VALIDATION_ERROR"


# unique -----------------------------------------------------------------------------------


async def test_a_value_that_stands_already_is_a_conflict_that_leads_to_its_holder(
    doors: Doors,
) -> None:
    ask = doors.ada.mcp
    ada = await ask("create_record", object="people", values={"name": "Ada", "emails": "a@a.de"})
    ben = await ask("create_record", object="people", values={"name": "Ben", "emails": "b@b.de"})
    tries = [
        ask(
            "create_record", object="people", values={"name": "Eve", "emails": ["x@x.de", "A@A.de"]}
        ),
        ask("update_record", object="people", record_id=ben["id"], values={"emails": "a@a.de"}),
    ]
    for each in tries:
        with pytest.raises(Refused) as refused:
            await each
        assert (refused.value.code, refused.value.error["field"]) == ("CONFLICT", "emails")
        fix = refused.value.error["fix"]
        assert (await ask(fix["tool"], **fix["arguments"]))["id"] == ada["id"]
    again = await ask(
        "update_record",
        object="people",
        record_id=ada["id"],
        values={"emails": ["c@c.de", "a@a.de"]},
    )
    assert again["values"]["emails"] == ["c@c.de", "a@a.de"]


async def test_a_value_given_up_is_free_again(doors: Doors) -> None:
    await things(doors, is_unique=True)
    first = await make(doors, mark="one")
    await change(doors, first, mark="two")
    second = await make(doors, mark="ONE")
    await doors.ada.mcp("delete_record", object="things", record_id=second["id"])
    assert (await make(doors, mark="one"))["values"]["mark"] == "one"


async def test_nothing_becomes_unique_while_a_value_stands_twice(doors: Doors) -> None:
    await things(doors)
    first, second = await make(doors, mark="same"), await make(doors, mark="SAME")
    with pytest.raises(Refused) as refused:
        await alter(doors, is_unique=True)
    assert refused.value.code == "CONFLICT"
    assert first["id"] in refused.value.error["hint"]
    await change(doors, second, mark="other")
    assert (await alter(doors, is_unique=True))["is_unique"] is True
    with pytest.raises(Refused):
        await make(doors, mark="Other")
    await alter(doors, is_unique=False)
    assert (await make(doors, mark="Other"))["values"]["mark"] == "Other"


# archived ---------------------------------------------------------------------------------


async def test_an_archived_attribute_is_hidden_and_keeps_its_values(doors: Doors) -> None:
    await things(doors)
    record = await make(doors, mark="kept")
    assert (await alter(doors, is_archived=True))["is_archived"] is True
    seen = await doors.ada.mcp("get_record", object="things", record_id=record["id"])
    assert "mark" not in seen["values"]
    for asked in ({"filter": {"mark": "kept"}}, {"sort": "mark"}, {"fields": ["mark"]}):
        with pytest.raises(Refused) as refused:
            await total(doors, **asked)
        assert refused.value.error["allowed"]
    with pytest.raises(Refused, match="no attribute"):
        await change(doors, record, mark="new")
    await change(doors, record, name="still")
    await alter(doors, is_archived=False)
    assert await total(doors, filter={"mark": "kept"}) == 1


async def test_words_of_an_archived_attribute_are_in_nobodys_way(doors: Doors) -> None:
    await things(doors, type="email")
    record = await make(doors, mark="alpha@beta.test")
    await alter(doors, is_archived=True)
    await change(doors, record, name="alpha")
    await change(doors, record, name="gamma")
    await alter(doors, is_archived=False)
    assert await total(doors, query="beta") == 1
    assert await total(doors, query="alpha") == 1


async def test_a_record_deleted_while_an_attribute_was_archived_gives_its_value_up(
    doors: Doors,
) -> None:
    await things(doors, is_unique=True)
    record = await make(doors, mark="one")
    await alter(doors, is_archived=True)
    await doors.ada.mcp("delete_record", object="things", record_id=record["id"])
    await alter(doors, is_archived=False)
    assert (await make(doors, mark="one"))["values"]["mark"] == "one"


async def test_an_archived_object_is_gone_and_comes_back_whole(doors: Doors) -> None:
    relationship = {"target_object_id": "companies", "cardinality": "many_to_one"}
    await things(doors, type="relationship", relationship=relationship)
    acme = await doors.ada.mcp("create_record", object="companies", values={"name": "Acme"})
    record = await make(doors, name="Hidden away", mark=acme["id"])
    await doors.ada.mcp("update_object", object="things", is_archived=True)
    for operation, said in (
        ("get_record", {"record_id": record["id"]}),
        ("create_record", {"values": {"name": "x"}}),
        ("search_records", {}),
        ("list_attributes", {}),
        ("get_timeline", {"record_id": record["id"]}),
    ):
        with pytest.raises(Refused) as refused:
            await doors.ada.mcp(operation, object="things", **said)
        assert refused.value.code == "RESOURCE_NOT_FOUND" and refused.value.error["hint"]
    found = await doors.ada.mcp("search_workspace", query="hidden")
    assert found["results"] == []
    company = await doors.ada.mcp("get_record", object="companies", record_id=acme["id"])
    assert "Hidden away" not in str(company)
    slugs = [each["slug"] for each in (await doors.ada.mcp("list_objects"))["objects"]]
    assert "things" not in slugs
    await doors.ada.mcp("update_object", object="things", is_archived=False)
    seen = await doors.ada.mcp("get_record", object="things", record_id=record["id"])
    assert seen["values"]["mark"] == {"id": acme["id"], "name": "Acme"}


async def test_standard_objects_and_names_cannot_be_archived(doors: Doors) -> None:
    for refused_call in (
        doors.ada.mcp("update_object", object="people", is_archived=True),
        doors.ada.mcp("update_attribute", object="people", attribute="name", is_archived=True),
    ):
        with pytest.raises(Refused) as refused:
            await refused_call
        assert refused.value.code == "CONFLICT"


# several ----------------------------------------------------------------------------------


async def test_an_attribute_may_begin_to_hold_several_values_while_it_holds_none(
    doors: Doors,
) -> None:
    await things(doors)
    await make(doors)
    assert (await alter(doors, is_multi_select=True))["is_multi_select"] is True
    record = await make(doors, mark=["a", "b"])
    assert record["values"]["mark"] == ["a", "b"]
    assert await total(doors, filter={"mark": "b"}) == 1
    with pytest.raises(Refused) as refused:
        await alter(doors, is_multi_select=False)
    assert refused.value.code == "CONFLICT"
    await change(doors, record, mark=None)
    await alter(doors, is_multi_select=False)
    assert (await change(doors, record, mark="one"))["values"]["mark"] == "one"
    assert await total(doors, filter={"mark": "one"}) == 1
    assert await total(doors, sort="mark") == 2


async def test_a_type_that_cannot_be_unique_or_hold_several_says_so(doors: Doors) -> None:
    await things(doors)
    for said in (
        {"type": "boolean", "is_unique": True},
        {"type": "number", "is_multi_select": True},
        {"type": "telepathy"},
        {"type": "text", "options": [{"title": "a"}]},
        {"type": "relationship"},
        {"type": "rating", "config": {"max": 1000}},
        {"type": "currency", "config": {"currency": "XXQ"}},
        {"type": "text", "slug": "and"},
        {"type": "text", "slug": "No Slug"},
    ):
        with pytest.raises(Refused) as refused:
            await doors.ada.mcp("create_attribute", object="things", title="X", **said)
        assert refused.value.code == "VALIDATION_ERROR", said
        assert refused.value.error.get("hint") or refused.value.error.get("allowed"), said
