"""What every write promises, through both doors: once, on the version meant, and told."""

import asyncio
from typing import Any

import pytest

from handrail.core.operation import Door
from tests.doors import Caller, Doors, Refused
from tests.state import digest

pytestmark = pytest.mark.anyio


async def seqs(doors: Doors) -> list[int]:
    """Every sequence number of Acme's journal, as a reader of the feed gets them."""
    found: list[int] = []
    while True:
        after = found[-1] if found else 0
        page = await doors.ada.mcp("list_changes", after_seq=after, limit=100)
        found += [each["seq"] for each in page["changes"]]
        if not page["has_more"]:
            return found


async def last(doors: Doors) -> dict[str, Any]:
    at = (await seqs(doors))[-1]
    return (await doors.ada.mcp("list_changes", after_seq=at - 1))["changes"][0]


# told -------------------------------------------------------------------------------------


async def test_a_write_is_told_with_who_by_what_and_from_what_to_what(doors: Doors) -> None:
    made = await doors.ben.mcp("create_record", object="deals", values={"name": "D", "value": 5})
    await doors.ben.rest("update_record", object="deals", record_id=made["id"], values={"value": 6})
    change = await last(doors)
    assert change["before"] == {"value": 5} and change["after"] == {"value": 6}
    assert (change["actor"], change["agent"], change["key"]) == ("Ben Seller", True, "agent")
    assert (change["tool"], change["surface"]) == ("update_record", "rest")
    assert (change["version_from"], change["version_to"]) == (1, 2)
    assert (change["object"], change["record_id"]) == ("deals", made["id"])
    line = await doors.cleo.mcp("get_timeline", object="deals", record_id=made["id"])
    assert [each["type"] for each in line["changes"]] == ["record.updated", "record.created"]
    assert line["changes"][1]["change_id"] == made["change_id"]


async def test_an_update_that_changes_nothing_writes_nothing(doors: Doors) -> None:
    values = {"name": "D", "value": 5, "stage": "Won", "tags": ["a"], "companies": []}
    made = await doors.ben.mcp("create_record", object="deals", values=values)
    before = await digest(doors.world.database)
    again = await doors.ben.mcp(
        "update_record", object="deals", record_id=made["id"], values=values
    )
    assert (again["version"], again["updated_at"]) == (1, made["updated_at"])
    assert await digest(doors.world.database) == before


async def test_a_refused_write_leaves_no_trace(doors: Doors) -> None:
    company = await doors.ada.mcp("create_record", object="companies", values={"name": "Acme"})
    before = await digest(doors.world.database)
    said = {"name": "D", "companies": [company["id"]], "stage": "Nowhere"}
    for ask in (doors.ben.mcp, doors.ben.rest):
        with pytest.raises(Refused):
            await ask("create_record", object="deals", values=said, idempotency_key="k")
    assert await digest(doors.world.database) == before


# versions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("door", Door)
async def test_a_version_that_has_moved_on_is_a_conflict_with_the_current_values(
    doors: Doors, door: Door
) -> None:
    ask = doors.ben.mcp if door is Door.MCP else doors.ben.rest
    made = await doors.ben.mcp(
        "create_record", object="deals", values={"name": "D", "stage": "Won"}
    )
    said = {"object": "deals", "record_id": made["id"]}
    first = await ask("update_record", **said, values={"value": 1}, if_version=1)
    assert first["version"] == 2
    before = await digest(doors.world.database)
    with pytest.raises(Refused) as refused:
        await ask("update_record", **said, values={"value": 2}, if_version=1)
    assert (refused.value.code, refused.value.error["hint"] != "") == ("CONFLICT", True)
    assert refused.value.error["details"] == {
        "version": 2,
        "values": {"name": "D", "stage": "Won", "value": 1},
    }
    assert await digest(doors.world.database) == before
    assert (await ask("update_record", **said, values={"value": 2}, if_version=2))["version"] == 3


# once -------------------------------------------------------------------------------------

DEAL = {"object": "deals", "record_id": "?"}
LINK = {**DEAL, "attribute": "people", "to": ["P"]}
WRITES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("create_record", {"object": "deals", "values": {"name": "E"}}, {"values": {"name": "F"}}),
    ("update_record", {**DEAL, "values": {"value": 1}}, {"values": {"value": 2}}),
    ("link_records", LINK, {"to": ["Q"]}),
    ("unlink_records", LINK, {"to": ["Q"]}),
    ("create_note", {**DEAL, "content": "hi"}, {"content": "ho"}),
    ("delete_record", DEAL, {"object": "people"}),
]


@pytest.mark.parametrize("door", Door)
async def test_a_key_makes_a_write_happen_once(doors: Doors, door: Door) -> None:
    async def ask(who: Caller, operation: str, **said: Any) -> dict[str, Any]:
        return await (who.mcp if door is Door.MCP else who.rest)(operation, **said)

    for name in "PQ":
        await doors.ada.mcp("create_record", object="people", values={"name": name})
    made = await doors.ada.mcp("create_record", object="deals", values={"name": "D"})
    for operation, said, other in WRITES:
        said = {**said, **({"record_id": made["id"]} if "record_id" in said else {})}
        first = await ask(doors.ben, operation, **said, idempotency_key=operation)
        after = await digest(doors.world.database)
        again = await ask(doors.ben, operation, **said, idempotency_key=operation)
        assert (first["replayed"], again["replayed"]) == (False, True)
        assert again == first | {"replayed": True}
        with pytest.raises(Refused) as refused:
            await ask(doors.ben, operation, **{**said, **other}, idempotency_key=operation)
        assert (refused.value.code, refused.value.error["field"]) == ("CONFLICT", "idempotency_key")
        assert refused.value.error["hint"]
        assert await digest(doors.world.database) == after


async def test_a_key_of_one_caller_is_nothing_to_another(doors: Doors) -> None:
    said = {"object": "deals", "values": {"name": "D"}, "idempotency_key": "k"}
    made = [await who.mcp("create_record", **said) for who in (doors.ada, doors.ben, doors.rex)]
    assert len({each["id"] for each in made}) == 3
    assert not any(each["replayed"] for each in made)


async def test_a_key_is_one_key_at_both_doors(doors: Doors) -> None:
    said = {"object": "deals", "values": {"name": "D"}, "idempotency_key": "k"}
    made = await doors.ben.mcp("create_record", **said)
    again = await doors.ben.rest("create_record", **said)
    assert (again["id"]["record_id"], again["replayed"]) == (made["id"], True)


async def test_a_key_used_by_two_operations_is_a_conflict(doors: Doors) -> None:
    made = await doors.ben.mcp(
        "create_record", object="deals", values={"name": "D"}, idempotency_key="k"
    )
    with pytest.raises(Refused, match="idempotency_key"):
        await doors.ben.mcp(
            "delete_record", object="deals", record_id=made["id"], idempotency_key="k"
        )


async def test_the_same_call_many_times_at_once_is_done_once(doors: Doors) -> None:
    before = len(await seqs(doors))
    said = {"object": "people", "values": {"name": "A", "emails": "a@a.de"}}
    made = await asyncio.gather(
        *(doors.ben.mcp("create_record", **said, idempotency_key="k") for _ in range(12))
    )
    assert len({each["id"] for each in made}) == 1
    assert sorted(each["replayed"] for each in made) == [False] + [True] * 11
    assert len(await seqs(doors)) == before + 1
