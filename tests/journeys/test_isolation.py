"""Nobody sees what is not theirs: another workspace's things, or objects a key is kept from.

Over every operation of the catalog, through every door: asked about what is there and hidden, it
answers as if asked about what is not there, and nothing hidden is in any answer.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, replace

import pytest

from handrail.core.ids import new_id
from handrail.core.operation import Door
from handrail.storage.database import Db
from handrail.storage.types import Id, metadata
from tests.doors import Caller, Doors, Said, ways
from tests.journeys.everything import CALLS, Call, Things, fill
from tests.state import digest
from tests.world import OPERATIONS, Member

pytestmark = pytest.mark.anyio

NOWHERE = "xylograph"
"""What nothing is called."""
ECHOED = re.compile(r'\\?"(request_id|query)\\?":\\?"[^"\\]*\\?"')


def test_every_operation_is_asked() -> None:
    assert CALLS.keys() == OPERATIONS.keys()


def missing(things: Things) -> Things:
    """The same of what does not exist; an object that everybody has stays."""
    fresh = {each.name: new_id() for each in fields(Things) if each.name.endswith("_id")}
    slug = "people" if things.object == "people" else NOWHERE
    return replace(things, secret=NOWHERE, object=slug, attribute=f"{NOWHERE}_mark", **fresh)


async def compared(who: Caller, things: Things, nothing: Things, secrets: Iterable[str]) -> None:
    """Ask everything about the things, and about nothing: the answers are the same."""
    for name, calls in CALLS.items():
        for hidden, absent in zip(calls(things), calls(nothing), strict=True):
            for door in ways(OPERATIONS[name]):
                said = await ask(who, door, name, hidden)
                told = without(said.text, things)
                assert not [each for each in secrets if each in told], (name, hidden, told)
                if hidden == absent:
                    continue
                other = await ask(who, door, name, absent)
                assert said.status == other.status, (name, hidden, said.text)
                assert told == without(other.text, nothing), (name, hidden)


async def ask(who: Caller, door: Door, name: str, call: Call) -> Said:
    """An idempotency_key would answer for another call."""
    return await who.say(door, name, {k: v for k, v in call.items() if k != "idempotency_key"})


def without(text: str, things: Things) -> str:
    """An answer without what was said, which it may repeat, and without what always differs."""
    said = sorted([*things.texts(), things.secret], key=len, reverse=True)
    for each in said:
        text = text.replace(each, "<said>")
    return ECHOED.sub("", text)


async def ids_of(member: Member) -> set[str]:
    """Every id there is in somebody's workspace, but for those of calls."""

    async def look(db: Db) -> set[str]:
        found: set[str] = set()
        for table in metadata.tables.values():
            if "workspace_id" not in table.columns:
                continue
            for column in table.columns:
                if isinstance(column.type, Id) and column.name != "change_id":
                    sql = f'select "{column.name}" from "{table.name}" where workspace_id = '
                    rows = await db.select(f"{sql}{db.workspace}", ())
                    found |= {db.identifier(row[0]) for row in rows if row[0] is not None}
        return found

    return await member.database.read(member.actor.workspace, look)


# two workspaces ---------------------------------------------------------------------------


@pytest.mark.parametrize("common", [False, True], ids=["an object of its own", "a common one"])
async def test_to_rival_whatever_acme_has_is_not_there(doors: Doors, common: bool) -> None:
    if common:
        things = await fill(doors, "people", "Zebrafish", of="people")
    else:
        things = await fill(doors, "zzyzx", "Zebrafish")
    acme, rival = doors.world.ada, doors.world.rex
    secrets = {"Zebrafish", "zzyzx", "Ada Admin", "ada@acme", "Acme", acme.actor.workspace_id}
    secrets |= await ids_of(acme) - await ids_of(rival)
    before = await digest(acme.database, acme.actor.workspace)
    await compared(doors.rex, things, missing(things), secrets)
    assert await digest(acme.database, acme.actor.workspace) == before


async def test_rival_has_slugs_words_and_keys_of_its_own(doors: Doors) -> None:
    """What one workspace calls something is no reason for another to call it otherwise."""
    for who in (doors.ada, doors.rex):
        await who.mcp("create_object", slug="zzyzx", singular_noun="Z", plural_noun="Zs")
        await who.rest("create_member", name="Eve", email="eve@both.test")
        await who.mcp("create_record", object="people", values={"name": "E", "emails": "e@e.de"})
        await who.rest("create_team", name="North")
        found = await who.mcp("search_records", object="people", filter={"emails": "e@e.de"})
        assert found["total"] == 1


# keys narrowed to some objects ------------------------------------------------------------


async def test_to_a_narrowed_key_other_objects_are_not_there(doors: Doors) -> None:
    everybodys = await ids_of(doors.world.ada)
    hidden = await fill(doors, "zzyzx", "Zebrafish", staff="Known")
    secrets = {"Zebrafish", "zzyzx", *(await ids_of(doors.world.ada) - everybodys)}
    visible = await fill(doors, "people", "Hammerhead", of="people")
    secrets -= {hidden.member_id, hidden.team_id, hidden.key_id}
    secrets -= {hidden.role_id, hidden.invitation_id, hidden.grant_id}  # of no object, as members
    narrow = await doors.with_key(doors.world.ada, objects=["people"])
    people = await doors.ada.mcp("search_records", object="people", limit=100)
    secrets -= {each["id"] for each in people["records"]}
    shared = ("member_id", "team_id", "role_id", "invitation_id", "grant_id", "client_id")
    known = {name: getattr(hidden, name) for name in shared}
    await compared(narrow, hidden, replace(missing(hidden), **known), secrets)
    for name, calls in CALLS.items():
        for call in calls(visible):
            said = await ask(narrow, next(ways(OPERATIONS[name])), name, call)
            told = without(said.text, visible)
            assert not [each for each in secrets if each in told], (name, call, told)
