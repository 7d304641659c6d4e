"""Budgets of a key or grant, spent at the real doors."""

import asyncio
from typing import Any

import pytest

from handrail.core import budgets as rules
from handrail.core.budgets import Budget, Budgets, BudgetsSaid, budgets_of, left, within
from handrail.core.clock import SECOND
from handrail.core.errors import RateLimited
from handrail.core.operation import Door
from handrail.storage import spending
from handrail.storage.database import Db
from tests.doors import Caller, Doors, Refused
from tests.world import Member, World

DAY = 86_400


async def budgeted(doors: Doors, member: Member, **said: Any) -> Caller:
    return await doors.with_key(member, budgets=BudgetsSaid.model_validate(said))


async def refused(asking: Any) -> Refused:
    with pytest.raises(Refused) as told:
        await asking
    assert told.value.code == "RATE_LIMITED"
    return told.value


async def people(doors: Doors, count: int) -> list[str]:
    made = [
        await doors.ada.rest("create_record", object="people", values={"name": f"P{n}"})
        for n in range(count)
    ]
    return [each["id"]["record_id"] for each in made]


async def test_calls_are_counted_at_every_door_and_the_next_one_names_who_can_raise_it(
    doors: Doors,
):
    agent = await budgeted(doors, doors.world.ada, day={"calls": 3})
    await agent.mcp("list_objects")
    await agent.rest("list_objects")
    await agent.mcp("create_record", object="people", values={"name": "Pia"})
    for door in Door:
        told = await refused(
            agent.mcp("list_objects") if door is Door.MCP else agent.rest("list_objects")
        )
        assert told.error["details"] == {"budget": "calls", "per": "day", "most": 3}
        assert 1 <= told.error["retry_after"] <= DAY
        assert "Connected AI clients" in told.error["hint"]
    await refused(agent.mcp("create_record", object="people", values={"name": "Paul"}))
    assert (await doors.ada.mcp("search_records", object="people"))["total"] == 1
    await doors.ada.mcp("list_objects")  # another key has budgets of its own, or none


async def test_a_page_that_is_more_than_what_is_left_is_not_given(doors: Doors):
    ids = await people(doors, 6)
    agent = await budgeted(doors, doors.world.ada, day={"records_read": 5})
    assert len((await agent.mcp("search_records", object="people", limit=4))["records"]) == 4
    told = await refused(agent.mcp("search_records", object="people", limit=4))
    assert told.error["details"]["budget"] == "records_read"
    await agent.mcp("get_record", object="people", record_id=ids[0])
    await refused(agent.mcp("get_record", object="people", record_id=ids[0]))
    await agent.mcp("list_objects")  # which reads no record


async def test_a_write_that_is_more_than_what_is_left_does_nothing(doors: Doors):
    agent = await budgeted(doors, doors.world.ada, hour={"records_written": 2})
    one = await agent.mcp("create_record", object="people", values={"name": "One"})
    said = {"object": "people", "record_id": one["id"], "values": {"name": "Uno"}}
    await agent.mcp("update_record", **said)
    told = await refused(agent.mcp("create_record", object="people", values={"name": "Three"}))
    assert told.error["details"] == {"budget": "records_written", "per": "hour", "most": 2}
    assert told.error["retry_after"] <= 3600
    await refused(agent.mcp("delete_record", object="people", record_id=one["id"]))
    page = await agent.mcp("search_records", object="people")
    assert [each["name"] for each in page["records"]] == ["Uno"]


async def test_the_answer_tells_what_is_left_to_those_who_have_a_budget(doors: Doors):
    agent = await budgeted(
        doors, doors.world.ada, day={"calls": 10, "records_written": 5}, hour={"calls": 4}
    )
    assert await meta(doors, agent.key) == {
        "day": {"calls": 9, "records_written": 5},
        "hour": {"calls": 3},
    }
    assert await meta(doors, agent.key) == {
        "day": {"calls": 8, "records_written": 5},
        "hour": {"calls": 2},
    }
    assert await meta(doors, doors.ada.key) is None


async def meta(doors: Doors, key: str) -> Any:
    answer = await doors.http.post(
        "/mcp",
        json={
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "list_objects", "arguments": {}},
        },
        headers={"x-api-key": key},
    )
    return (answer.json()["result"].get("_meta") or {}).get("budget")


async def test_a_repeat_of_a_finished_write_costs_a_call_and_no_record(doors: Doors):
    agent = await budgeted(doors, doors.world.ada, day={"calls": 3, "records_written": 1})
    said = {"object": "people", "values": {"name": "Pia"}, "idempotency_key": "k"}
    first = await agent.mcp("create_record", **said)
    again = await agent.mcp("create_record", **said)
    assert (again["id"], again["replayed"]) == (first["id"], True)


async def test_what_is_refused_costs_nothing(doors: Doors):
    agent = await budgeted(doors, doors.world.ada, day={"calls": 2})
    for _ in range(3):
        with pytest.raises(Refused) as told:
            await agent.mcp("create_record", object="people", values={"no_such_field": 1})
        assert told.value.code == "VALIDATION_ERROR"
    await agent.mcp("list_objects")
    await agent.mcp("list_objects")
    await refused(agent.mcp("list_objects"))


async def test_many_at_once_spend_exactly_what_there_is(doors: Doors):
    agent = await budgeted(doors, doors.world.ada, day={"calls": 7, "records_written": 3})

    async def one(number: int) -> str:
        values = {"name": f"P{number}"}
        try:
            if number % 2:
                await agent.mcp("list_objects")
            else:
                await agent.rest("create_record", object="people", values=values)
        except Refused as told:
            assert told.code == "RATE_LIMITED"
            return "refused"
        return "write" if number % 2 == 0 else "read"

    outcomes = await asyncio.gather(*(one(number) for number in range(30)))
    made = (await doors.ada.mcp("search_records", object="people"))["total"]
    assert outcomes.count("write") == made <= 3
    assert outcomes.count("write") + outcomes.count("read") == 7


async def test_a_key_with_budgets_makes_no_key_without(doors: Doors):
    agent = await budgeted(doors, doors.world.ada, day={"calls": 100})
    with pytest.raises(Refused) as told:
        await agent.rest("create_api_key", name="free")
    assert told.value.code == "FORBIDDEN"


async def test_a_key_shows_its_budgets_and_the_journal_has_them(doors: Doors):
    said = {"day": {"calls": 5}, "hour": {}}
    made = await doors.ada.rest("create_api_key", name="agent", budgets=said)
    assert made["budgets"] == {"day": {"calls": 5}}
    [kept] = [e for e in (await doors.ada.rest("list_api_keys"))["keys"] if e["id"] == made["id"]]
    assert kept["budgets"] == {"day": {"calls": 5}}


# the counting itself ----------------------------------------------------------------------

BOTH = Budgets((Budget("hour", "calls", 10), Budget("day", "calls", 10)))
NOON = 20_000 * DAY * SECOND + 12 * 3600 * SECOND


async def spend(world: World, at: int, **amounts: int) -> dict[Any, int]:
    holder = world.ids["ada"]

    async def work(db: Db) -> Any:
        return await spending.spend(db, holder, BOTH, amounts, at)  # type: ignore[arg-type]

    return await world.database.write(1, work)


async def test_the_next_hour_and_the_next_day_begin_anew(world: World):
    await spend(world, NOON, calls=2)
    now = await spend(world, NOON + 1800 * SECOND, calls=1)
    assert (now["hour", "calls"], now["day", "calls"]) == (3, 3)
    now = await spend(world, NOON + 3600 * SECOND, calls=1)
    assert (now["hour", "calls"], now["day", "calls"]) == (1, 4)
    now = await spend(world, NOON + DAY * SECOND, calls=5)
    assert (now["hour", "calls"], now["day", "calls"]) == (5, 5)


async def test_a_clock_that_lags_gives_nothing_back(world: World):
    await spend(world, NOON, calls=6)
    late = await spend(world, NOON - 1, calls=1)
    assert (late["hour", "calls"], late["day", "calls"]) == (7, 7)
    now = await spend(world, NOON, calls=1)
    assert (now["hour", "calls"], now["day", "calls"]) == (8, 8)


async def test_workspaces_and_holders_are_counted_apart(world: World):
    await spend(world, NOON, calls=6)
    rex = world.ids["rex"]
    theirs = await world.database.write(
        2, lambda db: spending.spend(db, world.ids["ada"], BOTH, {"calls": 1}, NOON)
    )
    assert theirs["day", "calls"] == 1
    others = await world.database.write(
        1, lambda db: spending.spend(db, rex, BOTH, {"calls": 1}, NOON)
    )
    assert others["day", "calls"] == 1


def test_no_budget_is_none_and_nought_is_one():
    assert budgets_of(None) is budgets_of({}) is budgets_of({"day": {}}) is None
    nought = budgets_of({"day": {"messages": 0}})
    assert nought is not None
    within(nought, {}, NOON)
    with pytest.raises(RateLimited) as told:
        within(nought, {("day", "messages"): 1}, NOON)
    assert told.value.retry_after == 12 * 3600
    assert left(nought, {}) == {"day": {"messages": 0}}
    assert rules.began("day", NOON) == NOON - 12 * 3600 * SECOND
