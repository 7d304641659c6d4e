"""Invitations: mailed, opened once, and as far as whoever invites reaches."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.core.actor import Scope, Via
from handrail.core.clock import DAY, now
from handrail.core.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound
from handrail.features.access.actions.joining import Joins, join
from handrail.features.access.actions.sessions import session_holder, sign_in, workspaces_of
from handrail.features.access.model import SignedIn, SignIn
from handrail.storage import journal
from handrail.storage.database import Db
from handrail.storage.rate_limit.memory import MemoryRateLimit
from handrail.surfaces.identity import identify
from tests.mailing import link_in_mail, mailed
from tests.world import PASSWORD, Member, World

VIA = Via("web", "req-test")
DEE = "dee@acme.test"


async def invited(world: World, **said: Any) -> tuple[dict[str, Any], str]:
    """An invitation, and the secret of its link."""
    made = await world.ada("create_invitation", **{"email": DEE, **said})
    return made, (await link_in_mail(world.database)).removeprefix("/join/")


async def accept(world: World, secret: str, **said: Any) -> SignedIn:
    wanted = Joins(**{"name": "Dee Dealer", "password": PASSWORD, **said})
    return await join(world.database, MemoryRateLimit(), secret, wanted, VIA)


async def everything(world: World) -> str:
    async def look(db: Db) -> str:
        tables = ("journal", "job", "invitation", "idempotency", "account")
        return str([await db.select(f"select * from {name}", ()) for name in tables])

    return await world.database.read(0, look)


async def test_who_opens_the_link_joins_with_the_role_and_team(world: World) -> None:
    team = await world.ada("create_team", name="West")
    made, secret = await invited(world, role="manager", team_id=team["id"])
    assert (made["email"], made["status"], made["role_name"]) == (DEE, "open", "Manager")
    signed_in = await accept(world, secret)
    actor = await session_holder(world.database, signed_in.secret)
    assert (actor.workspace_slug, actor.role, actor.team_id) == ("acme", "manager", team["id"])
    [dee] = (await world.ada("list_members", query="dee"))["members"]
    assert (dee["name"], dee["email"], dee["team"]) == ("Dee Dealer", DEE, "West")
    assert (await world.ada("list_invitations"))["invitations"] == []
    [old] = (await world.ada("list_invitations", include_closed=True))["invitations"]
    assert old["status"] == "accepted"
    again = await sign_in(world.database, MemoryRateLimit(), SignIn(DEE, PASSWORD))
    assert again.actor.member_id == dee["id"]


async def test_joining_is_journalled_as_done_by_who_joined(world: World) -> None:
    _, secret = await invited(world)
    signed_in = await accept(world, secret)

    async def look(db: Db) -> list[journal.Entry]:
        return await journal.since(db, 0, 1000)

    told = await world.database.read(world.ada.actor.workspace, look)
    mine = [each for each in told if each.tool == "accept_invitation"]
    assert {each.type for each in mine} == {"member.created", "invitation.accepted"}
    assert {each.member_id for each in mine} == {signed_in.actor.member_id}


async def test_the_link_is_in_the_mail_and_nowhere_else(world: World) -> None:
    made = await world.ada("create_invitation", email=DEE, idempotency_key="once")
    before = await everything(world)
    text = await mailed(world.database)
    secret = text.split("/join/")[1].split()[0]
    assert "Ada Admin invites you" in text and "Acme" in text
    assert secret not in before + await everything(world) + str(made)
    again = await world.ada("create_invitation", email=DEE, idempotency_key="once")
    assert again["id"] == made["id"] and again["replayed"]
    assert await mailed(world.database) == ""


async def dead(world: World, secret: str) -> None:
    with pytest.raises(NotFound, match="no longer good"):
        await accept(world, secret)


async def test_a_link_works_once(world: World) -> None:
    _, secret = await invited(world)
    await accept(world, secret)
    await dead(world, secret)
    await dead(world, "made-up")


async def test_a_link_that_is_late_or_revoked_opens_nothing(world: World) -> None:
    made, secret = await invited(world)
    await world.ada("revoke_invitation", invitation_id=made["id"])
    await dead(world, secret)
    _, late = await invited(world)

    async def expire(db: Db) -> None:
        await db.execute(f"update invitation set expires_at = {now() - DAY}", ())

    await world.database.write(world.ada.actor.workspace, expire)
    await dead(world, late)
    assert (await world.ada("list_invitations"))["total"] == 0


async def test_sending_it_again_makes_the_earlier_link_dead(world: World) -> None:
    made, first = await invited(world)
    await world.ada("send_invitation", invitation_id=made["id"])
    second = (await link_in_mail(world.database)).removeprefix("/join/")
    await dead(world, first)
    await accept(world, second)
    with pytest.raises(Conflict):
        await world.ada("send_invitation", invitation_id=made["id"])
    with pytest.raises(Conflict):
        await world.ada("revoke_invitation", invitation_id=made["id"])


async def test_who_has_a_password_must_give_it(world: World) -> None:
    _, secret = await invited(world, email="rex@rival.test")
    with pytest.raises(Invalid, match="not the password"):
        await accept(world, secret, password="another password")
    signed_in = await accept(world, secret, name="Rex too")
    places = await workspaces_of(world.database, signed_in.actor)
    assert [each.workspace_name for each in places] == ["Acme", "Rival"]
    assert [each.actor.role for each in places] == ["rep", "admin"]


async def test_who_is_signed_in_with_that_very_address_need_not(world: World) -> None:
    _, secret = await invited(world, email="rex@rival.test")
    limit = MemoryRateLimit()
    rex = await sign_in(world.database, limit, SignIn("rex@rival.test", PASSWORD))
    joined = await accept(world, secret, password="", actor=rex.actor)
    assert joined.actor.workspace_slug == "acme"


async def test_what_an_admin_calls_a_member_proves_nothing(world: World) -> None:
    """Rex names himself after Ada: neither her workspaces nor her invitations are his by that."""
    limit = MemoryRateLimit()
    rex = await sign_in(world.database, limit, SignIn("rex@rival.test", PASSWORD))
    await world.rex("update_member", member_id=world.ids["rex"], email="ada@acme.test")
    actor = await session_holder(world.database, rex.secret)
    assert [each.workspace_name for each in await workspaces_of(world.database, actor)] == ["Rival"]


async def test_once_the_inviter_has_left_or_fallen_the_link_is_dead(world: World) -> None:
    await world.ada("update_member", member_id=world.ids["ben"], role="admin")
    ben = replace(world.ben, actor=replace(world.ben.actor, role="admin"))
    await ben("create_invitation", email=DEE, role="admin")
    secret = (await link_in_mail(world.database)).removeprefix("/join/")
    await world.ada("update_member", member_id=world.ids["ben"], role="rep")
    await dead(world, secret)


@pytest.mark.parametrize(
    "fallen",
    [
        {"permissions": []},
        {"policy": {"objects": {"*": {"rows": "own"}}}},
        {"policy": {"objects": {"deals": {"fields": {"value": "none"}}}}},
    ],
    ids=["may invite nobody any more", "sees their own only", "sees less of deals"],
)
async def test_a_link_gives_no_more_than_its_sender_still_could(
    world: World, fallen: dict[str, Any]
) -> None:
    """Else who is about to be restricted invites an address of their own first."""
    role = await world.ada("create_role", name="Host", permissions=["members.create"])
    await world.ada("update_member", member_id=world.ids["ben"], role_id=role["id"])
    ben = replace(
        world.ben, actor=replace(world.ben.actor, permissions=frozenset({"members.create"}))
    )
    await ben("create_invitation", email=DEE)
    secret = (await link_in_mail(world.database)).removeprefix("/join/")
    await world.ada("update_role", role_id=role["id"], **fallen)
    await dead(world, secret)
    await world.ada("update_role", role_id=role["id"], permissions=["members.create"], policy={})
    await accept(world, secret)


async def test_who_joins_has_the_rank_that_the_role_has_now(world: World) -> None:
    role = await world.ada("create_role", name="Seller", rank="rep")
    _, secret = await invited(world, role_id=role["id"])
    await world.ada("update_role", role_id=role["id"], rank="manager")
    assert (await accept(world, secret)).actor.role == "manager"


async def test_what_a_key_invited_by_is_taken_back_with_the_key(world: World) -> None:
    """Whoever found a key would otherwise stay, by a link in their own mail."""
    every = sorted(Scope)
    made = await world.ada("create_api_key", name="Found", scopes=every)
    key = Member(world.database, await identify(world.database, made["secret"]))
    second = await key("create_api_key", name="Its own", scopes=every)
    child = Member(world.database, await identify(world.database, second["secret"]))
    await child("create_invitation", email=DEE)
    secret = (await link_in_mail(world.database)).removeprefix("/join/")
    _, beside = await invited(world, email="eve@acme.test")
    revoked = await world.ada("revoke_api_key", key_id=made["id"])
    assert (revoked["also_revoked"], revoked["invitations_revoked"]) == (1, 1)
    await dead(world, secret)
    assert (await accept(world, beside)).actor.workspace_slug == "acme"


async def test_what_a_key_invited_by_waits_while_it_is_paused(world: World) -> None:
    made = await world.ada("create_api_key", name="Agent", scopes=sorted(Scope))
    key = Member(world.database, await identify(world.database, made["secret"]))
    await key("create_invitation", email=DEE)
    secret = (await link_in_mail(world.database)).removeprefix("/join/")
    await world.ada("pause_api_keys", key_id=made["id"])
    with pytest.raises(NotFound):
        await accept(world, secret)
    await world.ada("resume_api_keys", key_id=made["id"])
    assert (await accept(world, secret)).actor.workspace_slug == "acme"


async def test_what_a_key_invited_by_while_it_was_being_ended_opens_nothing(world: World) -> None:
    made = await world.ada("create_api_key", name="Found", scopes=sorted(Scope))
    late = Member(world.database, await identify(world.database, made["secret"]))
    await world.ada("revoke_api_key", key_id=made["id"])
    await late("create_invitation", email=DEE)  # identified a moment before
    secret = (await link_in_mail(world.database)).removeprefix("/join/")
    with pytest.raises(NotFound):
        await accept(world, secret)


async def test_a_team_that_is_gone_is_left_out_and_a_role_that_is_gone_is_not(
    world: World,
) -> None:
    team = await world.ada("create_team", name="West")
    role = await world.ada("create_role", name="Seller")
    _, with_team = await invited(world, team_id=team["id"])
    _, with_role = await invited(world, email="eve@acme.test", role_id=role["id"])
    await world.ada("delete_team", team_id=team["id"])
    await world.ada("delete_role", role_id=role["id"])
    assert (await accept(world, with_team)).actor.team_id is None
    with pytest.raises(Conflict, match="no longer there"):
        await accept(world, with_role)


REFUSED: list[tuple[type[HandrailError], dict[str, Any]]] = [
    (Conflict, {"email": "BEN@acme.test"}),
    (Invalid, {"email": "nobody"}),
    (Invalid, {"email": DEE, "team_id": "no-team"}),
    (Invalid, {"email": DEE, "role_id": "no-role"}),
    (Invalid, {"email": DEE, "role": "rep", "role_id": "manager"}),
]


@pytest.mark.parametrize(("error", "said"), REFUSED)
async def test_a_refusal_mails_nothing(
    world: World, error: type[HandrailError], said: dict[str, Any]
) -> None:
    with pytest.raises(error):
        await world.ada("create_invitation", **said)
    assert await mailed(world.database) == ""


async def test_the_same_person_is_invited_once(world: World) -> None:
    await invited(world)
    with pytest.raises(Conflict, match="invited already"):
        await world.ada("create_invitation", email=DEE)


async def test_reps_invite_nobody_and_others_see_none_of_it(world: World) -> None:
    made, _ = await invited(world)
    for operation, said in (
        ("create_invitation", {"email": "x@y.test"}),
        ("list_invitations", {}),
        ("send_invitation", {"invitation_id": made["id"]}),
        ("revoke_invitation", {"invitation_id": made["id"]}),
    ):
        with pytest.raises(Forbidden):
            await world.ben(operation, **said)
    for operation in ("send_invitation", "revoke_invitation"):
        with pytest.raises(NotFound):
            await world.rex(operation, invitation_id=made["id"])


async def test_a_first_password_is_as_long_as_any(world: World) -> None:
    _, secret = await invited(world)
    with pytest.raises(Invalid):
        await accept(world, secret, password="short")
    with pytest.raises(Invalid):
        await accept(world, secret, name="  ")
    await accept(world, secret)


async def test_an_invited_admin_needs_an_admin_without_limits(world: World) -> None:
    agent = world.ada.narrowed(objects=frozenset({"people"}), credential="key")
    with pytest.raises(Forbidden):
        await agent("create_invitation", email=DEE)
    with pytest.raises(Forbidden):
        writer = world.ada.narrowed(scopes=frozenset({Scope.READ_DATA, Scope.WRITE_DATA}))
        await writer("create_member", name="Dee", email=DEE, role="admin")


async def test_mail_goes_out_for_who_may_send_messages_and_write(world: World) -> None:
    """A mail reaches strangers: no key sends one that was made to keep records."""
    made, _ = await invited(world)
    for scopes in ({Scope.READ_DATA, Scope.WRITE_DATA}, {Scope.READ_DATA, Scope.SEND_MESSAGES}):
        key = world.ada.narrowed(scopes=frozenset(scopes), credential="key")
        for operation, said in (
            ("create_invitation", {"email": "x@y.test"}),
            ("send_invitation", {"invitation_id": made["id"]}),
        ):
            with pytest.raises(Forbidden):
                await key(operation, **said)
    assert await mailed(world.database) == ""
    sender = world.ada.narrowed(credential="key")
    assert (await sender("create_invitation", email="x@y.test"))["status"] == "open"
    assert "x@y.test" in await mailed(world.database)
    writer = world.ada.narrowed(
        scopes=frozenset({Scope.READ_DATA, Scope.WRITE_DATA}), credential="key"
    )
    assert (await writer("revoke_invitation", invitation_id=made["id"]))["status"] == "revoked"
