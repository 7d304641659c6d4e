"""The demo: what its story holds, and that it is told as if it had happened."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handrail import catalog
from handrail.core.actor import Via
from handrail.core.errors import Conflict
from handrail.dispatch import Call, dispatch
from handrail.features.workspaces.actions.founding import acting
from handrail.storage import journal
from handrail.storage.database import Database
from handrail.surfaces.cli.demo.building import build
from handrail.surfaces.cli.demo.story import Ref, Step, tell

TODAY = date(2026, 11, 21)
OPERATIONS = {each.name: each for each in catalog.operations()}
RECORDS = {
    "companies": 250,
    "people": 700,
    "deals": 350,
    "leads": 400,
    "services": 20,
    "tasks": 150,
    "calls": 150,
}


def references(step: Step) -> list[str]:
    several = [each if isinstance(each, list) else [each] for each in step.said.values()]
    return [each.key for listed in several for each in listed if isinstance(each, Ref)]


def test_the_same_day_tells_the_same_story_and_the_next_day_tells_it_a_day_later() -> None:
    story = tell(TODAY)
    assert story == tell(TODAY)
    assert max(each.at for each in story) < max(each.at for each in tell(TODAY + timedelta(7)))


@pytest.mark.parametrize("days", [0, 1, 2, 3, 40, 98, 365])
def test_on_any_day_nobody_speaks_of_a_record_before_it_is_there(days: int) -> None:
    there: set[str] = set()
    for step in tell(TODAY + timedelta(days)):
        if step.verb in {"create", "rubric"}:
            assert step.key not in there
            there.add(step.key)
        assert {step.key, *references(step)} <= there


def test_the_story_is_as_large_as_it_says() -> None:
    story = tell(TODAY)
    made = Counter(step.object for step in story if step.verb == "create")
    assert made == RECORDS
    assert sum(step.verb == "note" for step in story) >= 280
    assert sum(step.verb == "update" for step in story) >= 1500


def test_every_address_in_it_is_nobodys() -> None:
    for step in tell(TODAY):
        said = [*step.said.get("emails", ()), step.said.get("email"), step.said.get("domain")]
        assert all(each.endswith(".example") for each in said if each)


async def test_the_demo_is_a_workspace_whose_past_was_written_by_people_and_agents(
    database: Database,
) -> None:
    heard: list[tuple[int, int]] = []
    made = await build(database, today=TODAY, progress=lambda *said: heard.append(said))
    admin = replace(await acting(database, made["workspace"]), per_minute=0)

    async def ask(operation: str, **said: Any) -> dict[str, Any]:
        call = Call(OPERATIONS[operation], said, admin, Via("test", "req-demo"))
        return (await dispatch(call, database)).model_dump(mode="json")

    for slug, many in RECORDS.items():
        assert (await ask("search_records", object=slug))["total"] == many
    stages = await ask("aggregate_records", object="deals", group_by=["stage"])
    count = {each["group"]["stage"]: each["values"]["count"] for each in stages["groups"]}
    assert set(count) == {"Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"}
    assert min(count.values()) >= 5
    assert await database.read(admin.workspace, journal.first_broken) is None

    deal = (await ask("search_records", object="deals", filter={"stage": "Won"}))["records"][0]
    past = (await ask("get_timeline", object="deals", record_id=deal["id"]))["changes"]
    assert past[-1]["type"] == "record.created"
    assert past[-1]["at"] == deal["created_at"]
    assert [each["at"] for each in past] == sorted((each["at"] for each in past), reverse=True)
    assert all(each["at"] < "2026-11-21" for each in past)
    assert deal["values"]["services"][0]["data"]["quantity"] > 0

    changes: list[dict[str, Any]] = []
    while True:
        page = await ask("list_changes", after_seq=len(changes), limit=100)
        changes += page["changes"]
        if not page["has_more"]:
            break
    assert [each["at"] for each in changes] == sorted(each["at"] for each in changes)
    assert {each["client"] for each in changes if each["agent"]} >= {"Claude", "Zapier"}
    assert {each["surface"] for each in changes} >= {"web", "mcp", "rest", "cli"}
    assert heard[-1][0] == heard[-1][1]

    with pytest.raises(Conflict):
        await build(database, today=TODAY)
