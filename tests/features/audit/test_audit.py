"""The audit, asked as admins ask it."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from handrail.core.clock import now
from handrail.core.errors import Forbidden
from handrail.features.access.actions.sessions import sign_in, sign_out
from handrail.features.access.actions.touching import settled
from handrail.features.access.model import SignIn
from handrail.storage import auditing
from handrail.storage.database import Db
from handrail.storage.rate_limit.memory import MemoryRateLimit
from tests.doors import Doors, Refused
from tests.world import PASSWORD, World


async def types(world: World, **said: Any) -> list[str]:
    return [each["type"] for each in (await world.ada("list_audit", **said))["entries"]]


async def test_it_is_the_journal_newest_first_with_who_and_what_and_from_what_to_what(doors: Doors):
    made = await doors.ben.mcp("create_record", object="people", values={"name": "Pia"})
    await doors.ben.rest(
        "update_record", object="people", record_id=made["id"], values={"name": "Po"}
    )
    page = await doors.ada.mcp("list_audit", record_id=made["id"])
    newest, oldest = page["entries"]
    assert (newest["type"], oldest["type"]) == ("record.updated", "record.created")
    assert (newest["before"]["name"], newest["after"]["name"]) == ("Pia", "Po")
    assert (newest["actor"], newest["agent"], newest["surface"]) == ("Ben Seller", True, "rest")
    assert (oldest["tool"], oldest["surface"]) == ("create_record", "mcp")
    assert newest["member_id"] == doors.world.ids["ben"]
    assert newest["seq"] > oldest["seq"]


async def test_every_filter_leaves_what_it_says(doors: Doors):
    world = doors.world
    made = await doors.ben.mcp("create_record", object="people", values={"name": "Pia"})
    await doors.ada.rest("create_record", object="companies", values={"name": "Acme"})
    [entry] = (await doors.ada.mcp("list_audit", record_id=made["id"]))["entries"]
    for said in (
        {"member_id": world.ids["ben"]},
        {"key_id": entry["key_id"]},
        {"object": "people"},
        {"surface": "mcp"},
        {"tool": "create_record", "object": "people"},
        {"type": "record.created", "member_id": world.ids["ben"], "surface": "mcp"},
    ):
        found = (await doors.ada.mcp("list_audit", **said))["entries"]
        of_records = [each["record_id"] for each in found if each["type"].startswith("record.")]
        assert of_records == [made["id"]], said
    assert (await doors.ada.mcp("list_audit", tool="no_such_tool"))["entries"] == []


async def test_a_span_of_time_is_exact_at_both_ends(world: World):
    await world.ada("create_record", object="people", values={"name": "Pia"})
    [entry] = (await world.ada("list_audit", type="record.created"))["entries"]
    at = datetime.fromisoformat(entry["at"])
    tick = timedelta(milliseconds=1)
    day = timedelta(days=1)
    assert await types(
        world, type="record.created", since=at.isoformat(), until=(at + tick).isoformat()
    ) == ["record.created"]
    assert await types(world, type="record.created", until=at.isoformat()) == []
    assert await types(world, type="record.created", since=(at + tick).isoformat()) == []
    assert await types(world, since=(at + day).isoformat()) == []
    assert await types(world, until=(at - day).isoformat()) == []


async def test_its_pages_hold_every_entry_once(world: World):
    for number in range(7):
        await world.ada("create_record", object="people", values={"name": f"P{number}"})
    whole = (await world.ada("list_audit", limit=200))["entries"]
    seen: list[int] = []
    cursor = None
    while True:
        page = await world.ada("list_audit", limit=3, cursor=cursor)
        seen += [each["seq"] for each in page["entries"]]
        cursor = page["next_cursor"]
        assert page["has_more"] is (cursor is not None)
        if cursor is None:
            break
    assert seen == [each["seq"] for each in whole] == sorted(seen, reverse=True)


async def test_only_admins_read_it_and_each_their_own_workspace(doors: Doors):
    await doors.ben.mcp("create_record", object="people", values={"name": "Pia"})
    for caller in (doors.ben, doors.cleo):
        for operation in ("list_audit", "update_audit_check"):
            with pytest.raises(Refused) as told:
                await caller.mcp(operation)
            assert told.value.code == "FORBIDDEN"
        with pytest.raises(Refused):
            await caller.rest("get_audit_file")
    theirs = (await doors.rex.mcp("list_audit", limit=200))["entries"]
    assert {each["actor"] for each in theirs} == {"Rex Rival"}


async def test_a_narrowed_key_hears_of_no_more_than_it_sees(doors: Doors):
    await doors.ada.mcp("create_record", object="people", values={"name": "Pia"})
    await doors.ada.mcp("create_record", object="companies", values={"name": "Acme"})
    narrow = await doors.with_key(doors.world.ada, objects={"companies"})
    told = (await narrow.mcp("list_audit", limit=200))["entries"]
    assert {each["object"] for each in told} == {"companies"}


async def test_coming_and_going_is_in_it_and_so_is_failing_to_and_never_a_password(world: World):
    limit = MemoryRateLimit(now)
    wrong = "wrong battery staple"
    for email in ("ada@acme.test", "nobody@acme.test"):
        with pytest.raises(Exception, match="wrong"):
            await sign_in(world.database, limit, SignIn(email, wrong, "192.0.2.7"))
    await settled(world.database)
    inside = await sign_in(world.database, limit, SignIn("ada@acme.test", PASSWORD, "192.0.2.7"))
    await sign_out(world.database, inside.secret)
    await sign_out(world.database, inside.secret)
    page = await world.ada("list_audit", limit=3)
    ended, started, failed = page["entries"]
    assert [e["type"] for e in page["entries"]] == [
        "session.ended",
        "session.started",
        "sign_in.failed",
    ]
    assert failed["after"] == {"address": "192.0.2.7"}
    assert failed["record_id"] == world.ids["ada"]
    assert started["record_id"] == ended["record_id"]
    said = f"{page}"
    assert wrong not in said
    assert PASSWORD not in said
    assert inside.secret not in said


async def test_keys_members_and_roles_are_in_it(world: World):
    made = await world.ada("create_api_key", name="agent")
    await world.ada("revoke_api_key", key_id=made["id"])
    added = await world.ada("create_member", name="Dora", email="dora@acme.test")
    await world.ada("update_member", member_id=added["id"], role="manager")
    assert (await types(world, limit=4)) == [
        "member.updated",
        "member.created",
        "api_key.revoked",
        "api_key.created",
    ]
    assert made["secret"] not in f"{await world.ada('list_audit')}"


async def test_bad_questions_are_refused_with_the_field(world: World):
    from handrail.core.errors import Invalid

    for said in ({"member_id": "ben"}, {"record_id": "1"}, {"cursor": "x"}, {"key_id": "nope"}):
        with pytest.raises(Invalid) as told:
            await world.ada("list_audit", **said)
        assert told.value.field in said
    with pytest.raises(Forbidden):
        await world.ben("list_audit")


# as a file --------------------------------------------------------------------------------


async def test_the_file_holds_what_the_pages_hold(doors: Doors):
    for number in range(3):
        values = {"name": f"=cmd|{number}"}
        await doors.ada.rest("create_record", object="people", values=values)
    listed = (await doors.ada.rest("list_audit", limit=200))["entries"]
    headers = {"x-api-key": doors.ada.key}
    lines = await doors.http.get("/v1/audit/export?format=jsonl", headers=headers)
    assert "attachment" in lines.headers["content-disposition"]
    assert [orjson.loads(line) for line in lines.text.splitlines()] == listed
    table = await doors.http.get("/v1/audit/export?object=people", headers=headers)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["seq"] for row in rows] == [
        f"{e['seq']}" for e in listed if e["object"] == "people"
    ]
    assert all(not row["after"].startswith("=") for row in rows)


async def test_a_long_journal_is_exported_to_its_end(doors: Doors, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("handrail.features.audit.actions.FILE_PAGE", 2)
    for number in range(5):
        await doors.ada.rest("create_record", object="people", values={"name": f"P{number}"})
    answer = await doors.http.get(
        "/v1/audit/export?format=jsonl&type=record.created", headers={"x-api-key": doors.ada.key}
    )
    assert len(answer.text.splitlines()) == 5


# is it whole? -----------------------------------------------------------------------------


async def test_a_walk_along_the_chain_is_written_down(world: World):
    assert (await world.ada("list_audit"))["checked"] is None
    await world.ada("create_record", object="people", values={"name": "Pia"})
    found = await auditing.check(world.database, 1, now())
    told = (await world.ada("list_audit"))["checked"]
    assert (told["whole"], told["broken_at"], told["seq"]) == (True, None, found.seq)
    assert datetime.fromisoformat(told["at"]) <= datetime.now(UTC)
    assert (await world.rex("list_audit"))["checked"] is None


@pytest.mark.parametrize("step", [1, 3, 5000])
@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("update journal set member_name = 'Eve' where workspace_id = 1 and seq = 2", 2),
        ("delete from journal where workspace_id = 1 and seq = 2", 3),
        ("delete from journal where workspace_id = 1 and seq >= {last}", "last"),
        ("update journal_head set seq = 1 where workspace_id = 1", 2),
    ],
)
async def test_what_was_changed_from_outside_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch, tampering: str, broken: Any, step: int
):
    monkeypatch.setattr(auditing, "STEP", step)
    await world.ada("create_record", object="people", values={"name": "Pia"})
    last = (await auditing.check(world.database, 1, now())).seq
    assert last > 2

    async def tamper(db: Db) -> None:
        await db.execute(tampering.format(last=last), ())

    await world.database.write(0, tamper)
    found = await auditing.check(world.database, 1, now())
    if "journal_head" in tampering:
        assert found.broken_at is not None
    else:
        assert found.broken_at == (last if broken == "last" else broken)


async def test_asking_for_a_walk_leaves_one_job(world: World):
    assert (await world.ada("update_audit_check"))["status"] == "begun"
    assert (await world.ada("update_audit_check"))["status"] == "under way"
