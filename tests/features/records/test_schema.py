"""Objects, attributes, options and stages made and changed while the product runs."""

import asyncio
from typing import Any

import pytest

from handrail.features.records import jobs
from handrail.features.records.store import slots
from handrail.storage.database import Database
from handrail.storage.queue import Job
from handrail.surfaces.worker.loop import Worker
from tests.doors import Doors, Refused

pytestmark = pytest.mark.anyio


async def things(doors: Doors, **attribute: Any) -> None:
    ask = doors.ada.mcp
    await ask("create_object", slug="things", singular_noun="Thing", plural_noun="Things")
    await ask("create_attribute", object="things", **{"title": "Mark", "type": "text"} | attribute)


async def make(doors: Doors, name: str, **values: Any) -> str:
    made = await doors.ada.mcp("create_record", object="things", values={"name": name, **values})
    return made["id"]


async def found(doors: Doors, **asked: Any) -> list[str]:
    page = await doors.ada.mcp("search_records", object="things", **asked)
    return [each["name"] for each in page["records"]]


async def options(doors: Doors) -> list[dict[str, Any]]:
    return (await doors.ada.mcp("list_options", object="things", attribute="mark"))["options"]


async def test_what_was_made_a_moment_ago_is_used_at_once_through_every_door(doors: Doors) -> None:
    await things(doors)
    made = await doors.ben.rest("create_record", object="things", values={"name": "T", "mark": "m"})
    assert made["values"] == {"name": "T", "mark": "m"}
    assert await found(doors, filter={"mark": "m"}, sort="mark") == ["T"]
    await doors.ada.rest("update_object", object="things", plural_noun="Stuff")
    listed = (await doors.cleo.mcp("list_objects"))["objects"]
    assert [each["plural_noun"] for each in listed if each["slug"] == "things"] == ["Stuff"]
    [mark] = [
        each
        for each in (await doors.cleo.mcp("list_attributes", object="things"))["attributes"]
        if each["slug"] == "mark"
    ]
    renamed = await doors.ada.mcp(
        "update_attribute", object=made["id"]["object_id"], attribute=mark["id"], title="Remark"
    )
    assert (renamed["title"], renamed["slug"]) == ("Remark", "mark")


async def test_objects_and_attributes_go_by_slug_and_by_id(doors: Doors) -> None:
    await things(doors)
    [thing] = [
        each
        for each in (await doors.ada.mcp("list_objects"))["objects"]
        if each["slug"] == "things"
    ]
    ids = {
        each["slug"]: each["id"]
        for each in (await doors.ada.mcp("list_attributes", object=thing["id"]))["attributes"]
    }
    said = {ids["name"]: "T", ids["mark"]: "m"}
    made = await doors.ada.mcp("create_record", object=thing["id"], values=said)
    assert made["object"] == "things" and made["values"] == {"name": "T", "mark": "m"}
    page = await doors.ada.mcp(
        "search_records",
        object=thing["id"],
        filter={ids["mark"]: "m"},
        sort=f"-{ids['mark']}",
        fields=[ids["mark"]],
    )
    assert [each["values"] for each in page["records"]] == [{"mark": "m"}]


async def test_a_slug_is_taken_once(doors: Doors) -> None:
    await things(doors)
    with pytest.raises(Refused) as refused:
        await things(doors)
    assert (refused.value.code, refused.value.error["field"]) == ("CONFLICT", "slug")
    with pytest.raises(Refused) as refused:
        await doors.ada.mcp(
            "create_attribute", object="things", title="M", slug="mark", type="text"
        )
    assert (refused.value.code, refused.value.error["field"]) == ("CONFLICT", "slug")
    second = await doors.ada.mcp("create_attribute", object="things", title="Mark", type="text")
    assert second["slug"] == "mark_2"


async def test_members_without_the_role_cannot_change_the_schema(doors: Doors) -> None:
    with pytest.raises(Refused) as refused:
        await things(Doors(doors.world, doors.http, doors.ben, doors.ben, doors.cleo, doors.rex))
    assert refused.value.code == "FORBIDDEN" and refused.value.error["hint"]


# options and stages -----------------------------------------------------------------------


@pytest.mark.parametrize("slotted", [True, False], ids=["in a slot", "beside it"])
async def test_filters_and_sorts_stay_right_when_options_change_places(
    doors: Doors, slotted: bool
) -> None:
    await things(doors, type="select", options=[{"title": each} for each in ("A", "B", "C")])
    if not slotted:
        await doors.world.without_slot("things", "mark")
    for title in ("A", "B", "C", None):
        await make(doors, f"is {title}", mark=title)
    order = [{"title": "C", "sort_order": 0}, {"title": "A", "sort_order": 1.5}, {"title": "New"}]
    await doors.ada.mcp("update_attribute", object="things", attribute="mark", options=order)
    titles = [each["title"] for each in await options(doors)]
    assert sorted(titles) == ["A", "B", "C", "New"] and titles.index("C") < titles.index("A")
    for title in ("A", "B", "C"):
        assert await found(doors, filter={"mark": title}) == [f"is {title}"]
    in_place = [f"is {each}" for each in titles if each != "New"]
    assert await found(doors, sort="mark") == [*in_place, "is None"]
    assert await found(doors, sort="-mark") == [*in_place[::-1], "is None"]
    assert await found(doors, filter={"mark": {"gt": titles[0]}}, sort="mark") == in_place[1:]
    grouped = await doors.ada.mcp("aggregate_records", object="things", group_by=["mark"])
    assert {each["group"]["mark"]: each["values"]["count"] for each in grouped["groups"]} == {
        "A": 1, "B": 1, "C": 1, None: 1,
    }  # fmt: skip
    changed = await make(doors, "is new", mark="New")
    assert await found(doors, filter={"mark": "New"}) == ["is new"]
    await doors.ada.mcp("update_record", object="things", record_id=changed, values={"mark": "C"})
    assert await found(doors, filter={"mark": "C"}, sort="name") == ["is C", "is new"]


async def test_options_of_a_multi_select_change_places_too(doors: Doors) -> None:
    await things(doors, type="multi_select", options=[{"title": each} for each in "AB"])
    await make(doors, "both", mark=["B", "A"])
    await make(doors, "one", mark=["A"])
    reverse = [{"title": "B", "sort_order": -1}]
    await doors.ada.mcp("update_attribute", object="things", attribute="mark", options=reverse)
    assert [each["title"] for each in await options(doors)] == ["B", "A"]
    assert await found(doors, filter={"mark": "B"}) == ["both"]
    assert await found(doors, filter={"mark": "A"}, sort="name") == ["both", "one"]


async def test_an_archived_option_is_listed_found_and_no_longer_given(doors: Doors) -> None:
    await things(doors, type="select", options=[{"title": "A"}, {"title": "B"}])
    await make(doors, "old", mark="A")
    archive = [{"title": "A", "is_archived": True}]
    await doors.ada.mcp("update_attribute", object="things", attribute="mark", options=archive)
    assert [each["is_archived"] for each in await options(doors)] == [True, False]
    assert await found(doors, filter={"mark": "A"}) == ["old"]
    with pytest.raises(Refused) as refused:
        await make(doors, "new", mark="A")
    assert refused.value.error["allowed"] == ["B"] and refused.value.error["field"] == "mark"
    await doors.ada.mcp(
        "update_attribute",
        object="things",
        attribute="mark",
        options=[{"title": "A", "is_archived": False}],
    )
    await make(doors, "new", mark="A")


async def test_an_option_is_renamed_by_its_id_and_never_into_another(doors: Doors) -> None:
    await things(doors, type="select", options=[{"title": "A"}, {"title": "B"}])
    await make(doors, "one", mark="A")
    [a, _] = await options(doors)
    change = {"object": "things", "attribute": "mark"}
    await doors.ada.mcp("update_attribute", **change, options=[{"id": a["id"], "title": "Alpha"}])
    assert await found(doors, filter={"mark": "alpha"}) == ["one"]
    for wrong in (
        [{"id": a["id"], "title": "b"}],
        [{"title": "X"}, {"title": "x"}],
        [{"id": doors.world.ids["ada"], "title": "?"}],
        [{"title": " "}],
    ):
        with pytest.raises(Refused) as refused:
            await doors.ada.mcp("update_attribute", **change, options=wrong)
        assert refused.value.code in {"CONFLICT", "VALIDATION_ERROR"}, wrong
        assert refused.value.error.get("hint") or refused.value.error.get("allowed")
    assert [each["title"] for each in await options(doors)] == ["Alpha", "B"]


async def test_stages_say_which_close_win_and_lose(doors: Doors) -> None:
    listed = await doors.cleo.mcp("list_stages", object="deals", attribute="stage")
    by_title = {each["title"]: each for each in listed["stages"]}
    assert [each["sort_order"] for each in listed["stages"]] == list(range(6))
    assert listed["won_stage_ids"] == [by_title["Won"]["id"]]
    assert listed["lost_stage_ids"] == [by_title["Lost"]["id"]]
    assert sorted(listed["closed_stage_ids"]) == sorted(
        [by_title["Won"]["id"], by_title["Lost"]["id"]]
    )
    both = {"title": "Both", "config": {"is_won": True, "is_lost": True}}
    for stages in ([both], [{"title": "Won", "config": {"is_won": True, "is_lost": True}}]):
        with pytest.raises(Refused, match="won and lost"):
            await doors.ada.mcp(
                "update_attribute", object="deals", attribute="stage", stages=stages
            )
    with pytest.raises(Refused) as refused:
        await doors.ada.mcp(
            "create_record", object="deals", values={"name": "D", "stage": "Negociation"}
        )
    assert refused.value.error["did_you_mean"] == "Negotiation"
    assert "Won" in refused.value.error["allowed"]
    for operation in ("list_options", "list_stages"):
        with pytest.raises(Refused) as refused:
            await doors.cleo.mcp(operation, object="deals", attribute="name")
        assert refused.value.code == "VALIDATION_ERROR"


# slots ------------------------------------------------------------------------------------


async def test_an_attribute_of_a_large_object_is_usable_before_and_after_its_slot_is_filled(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "AT_ONCE", 3)
    monkeypatch.setattr(slots, "CHUNK", 2)
    await things(doors)
    ids = [await make(doors, f"T{n}") for n in range(7)]
    number = {"title": "Number", "type": "number"}
    await doors.ada.mcp("create_attribute", object="things", **number)
    for n, record_id in enumerate(ids[:5]):
        await doors.ada.mcp(
            "update_record", object="things", record_id=record_id, values={"number": 10 - n}
        )
    await make(doors, "T7", number=3)
    before = await answers(doors)
    assert before["sorted"] == ["T7", "T4", "T3", "T2", "T1", "T0", "T5", "T6"]
    await work_once(doors)
    assert await answers(doors) == before
    slot = await doors.world.slot_of("things", "number")
    assert slot is not None and slot.startswith("n")
    await doors.ada.mcp("update_record", object="things", record_id=ids[0], values={"number": 1})
    assert (await answers(doors))["sorted"][0] == "T0"


async def answers(doors: Doors) -> dict[str, Any]:
    order = "number,name"
    asked = {"object": "things", "measures": ["sum:number", "count"]}
    return {
        "sorted": await found(doors, sort=order),
        "some": await found(doors, sort=order, filter={"number": {"between": [6, 8]}}),
        "empty": await found(doors, sort=order, filter={"number": None}),
        "pages": await paged(doors, order),
        "sum": (await doors.ada.mcp("aggregate_records", **asked))["groups"],
    }


async def paged(doors: Doors, sort: str) -> list[str]:
    names: list[str] = []
    cursor: str | None = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await doors.ada.mcp("search_records", object="things", sort=sort, limit=3, **more)
        names += [each["name"] for each in page["records"]]
        if (cursor := page["next_cursor"]) is None:
            return names


async def work_once(doors: Doors) -> None:
    """Let a worker fill the one slot that waits."""
    ended = asyncio.Event()

    async def backfill(job: Job, database: Database) -> None:
        await jobs.backfill(job, database)
        ended.set()

    worker = Worker(doors.world.database, {jobs.BACKFILL: backfill})
    working = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        await ended.wait()
    worker.stop()
    await working
