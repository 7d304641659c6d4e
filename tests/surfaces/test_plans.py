"""What a workspace's plan entitles it to, at every door."""

import asyncio
from typing import Any

import pytest

from handrail.core.entitlements import EVERYTHING, PlanSaid, plans_said, resolved
from handrail.core.errors import Invalid, PlanRequired
from handrail.core.operation import Door
from tests.doors import Doors
from tests.surfaces.plans import give
from tests.world import World

LEAD: dict[str, Any] = {"source": "web"}
LIST = b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}'


async def test_without_api_access_every_key_is_403_before_a_tool_runs_and_people_work_on(
    doors: Doors,
):
    await give(doors.world, api_access=False)
    for door in Door:
        said = await doors.ada.say(door, "list_objects", {})
        assert said.status == 403
        assert "PLAN_REQUIRED" in said.text
    headers = {"x-api-key": doors.ada.key, "content-type": "application/json"}
    listed = await doors.http.post("/mcp", content=LIST, headers=headers)
    assert listed.status_code == 403
    assert "tools" not in listed.json()
    unknown = await doors.http.post("/v1/records/no_such_object", headers=headers, content=b"{")
    assert unknown.status_code == 403  # before a byte of the body is read
    assert await doors.world.ada("list_objects")  # as the web app asks
    assert await doors.rex.rest("list_objects")  # Rival has a plan of its own


async def test_a_plan_holds_so_many_records_and_not_one_more(doors: Doors):
    await give(doors.world, records={"leads": 2})
    made = await doors.ada.mcp("create_record", object="leads", values={"name": "One"} | LEAD)
    await doors.ada.rest("create_record", object="leads", values={"name": "Two"} | LEAD)
    for door in Door:
        said = await doors.ada.say(
            door, "create_record", {"object": "leads", "values": {"name": "Three"} | LEAD}
        )
        assert said.error is not None
        assert said.error["code"] == "PLAN_REQUIRED"
        assert said.error["details"] == {"object": "leads", "most": 2}
        assert said.status == (403 if door is Door.REST else 200)
    await doors.ada.rest("create_record", object="people", values={"name": "Pia"})  # no such limit
    await doors.ada.rest("delete_record", object="leads", record_id=made["id"])
    await doors.ada.rest("create_record", object="leads", values={"name": "Three"} | LEAD)


async def test_many_at_once_do_not_slip_past_the_count(world: World):
    await give(world, records={"leads": 5})
    actor = await with_plan(world)

    async def one(number: int) -> str:
        try:
            await actor("create_record", object="leads", values={"name": f"Lead {number}"} | LEAD)
        except PlanRequired:
            return "refused"
        return "made"

    outcomes = await asyncio.gather(*(one(number) for number in range(20)))
    assert sorted(outcomes) == ["made"] * 5 + ["refused"] * 15
    assert (await world.ada("search_records", object="leads"))["total"] == 5


async def test_a_plan_has_room_for_so_many_active_members(world: World):
    await give(world, members=4)
    added = await world.ada("create_member", name="Dora", email="dora@acme.test")
    with pytest.raises(PlanRequired):
        await world.ada("create_member", name="Emil", email="emil@acme.test")
    await world.ada("update_member", member_id=added["id"], is_active=False)
    await world.ada("create_member", name="Emil", email="emil@acme.test")
    with pytest.raises(PlanRequired):
        await world.ada("update_member", member_id=added["id"], is_active=True)
    await world.ada("update_member", member_id=added["id"], name="Dora Doe")


async def test_the_plans_pace_holds_where_the_key_has_a_faster_one(doors: Doors):
    await give(doors.world, per_minute=3)
    key = await doors.with_key(doors.world.ada, per_minute=100)
    answers = [await asked(doors, key.key) for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert [each.headers["x-ratelimit-limit"] for each in answers] == ["3"] * 5
    assert [each.headers["x-ratelimit-remaining"] for each in answers] == ["2", "1", "0", "0", "0"]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    slower = await doors.with_key(doors.world.ada, per_minute=1)
    assert (await asked(doors, slower.key)).headers["x-ratelimit-limit"] == "1"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/objects",
        "/v1/records/people/no-such-id",
        "/v1/no-such-path",
        "/v1/sessions/revoke",  # which is no GET
        "/api/v1/leads",
        "/api/v1/no-such-path",
        "/mcp",
    ],
)
async def test_every_answer_that_was_counted_says_what_is_left(doors: Doors, path: str):
    key = await doors.with_key(doors.world.ada, per_minute=9)
    headers = {"x-api-key": key.key, "content-type": "application/json"}
    method = "POST" if path == "/mcp" else "GET"
    for left in (8, 7):
        answer = await doors.http.request(
            method, path, headers=headers, content=LIST if path == "/mcp" else None
        )
        assert answer.headers["x-ratelimit-limit"] == "9"
        assert answer.headers["x-ratelimit-remaining"] == f"{left}"


async def test_what_was_not_counted_says_nothing_of_a_pace(doors: Doors):
    assert "x-ratelimit-limit" not in (await doors.http.get("/healthz")).headers
    for path in ("/v1/objects", "/v1/no-such-path", "/api/v1/leads"):
        assert "x-ratelimit-limit" not in (await doors.http.get(path)).headers


async def asked(doors: Doors, key: str) -> Any:
    return await doors.http.get("/v1/objects", headers={"x-api-key": key})


async def with_plan(world: World) -> Any:
    """Ada as identity gives her: with the entitlements of this moment."""
    from dataclasses import replace

    from handrail.features.workspaces.store import plans

    entitled = await world.database.read(world.ada.actor.workspace, plans.entitlements)
    assert entitled != EVERYTHING
    return replace(world.ada, actor=replace(world.ada.actor, entitlements=entitled))


# plans as they are configured -------------------------------------------------------------


def test_who_has_no_plan_may_do_everything():
    assert resolved({}, None, None) is None


def test_what_a_plan_leaves_out_is_not_limited_and_an_exception_goes_before_it():
    plans = {"team": PlanSaid(records={"leads": 1000}, batch=100)}
    whole = resolved(plans, "team", {"batch": 500})
    assert whole is not None
    assert (whole["records"], whole["batch"], whole["members"]) == ({"leads": 1000}, 500, None)


def test_a_plan_that_is_no_longer_configured_has_no_api_access():
    whole = resolved({}, "gone", None)
    assert whole is not None
    assert whole["api_access"] is False


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"team": {"batch": 501}}', "team"),
        ('{"team": {"seats": 3}}', "seats"),
        ('{"team": {"records": {"leads": -1}}}', "leads"),
        ('{"self-hosted": {}}', "built in"),
    ],
)
def test_plans_that_cannot_be_are_refused_with_what_is_wrong(text: str, names: str):
    with pytest.raises(Invalid) as refused:
        plans_said(text)
    assert names in refused.value.message
