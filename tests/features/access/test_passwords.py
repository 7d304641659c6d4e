"""Passwords: forgotten, changed; one for each person; and what a new one ends."""

from collections.abc import Awaitable, Callable

import pytest

from handrail.core.clock import DAY, now
from handrail.core.errors import Forbidden, Invalid, NotFound, RateLimited, Unauthorized
from handrail.features.access.actions.passwords import (
    change_password,
    request_reset,
    reset_of,
    reset_password,
    set_password,
)
from handrail.features.access.actions.sessions import (
    session_holder,
    sign_in,
    switch,
    workspaces_of,
)
from handrail.features.access.actions.touching import settled
from handrail.features.access.model import SignedIn, SignIn
from handrail.features.workspaces.actions.founding import found
from handrail.storage import journal
from handrail.storage.database import Db
from handrail.storage.rate_limit.memory import MemoryRateLimit
from tests.mailing import link_in_mail, mailed
from tests.world import PASSWORD, World

ADA, HOME = "ada@acme.test", "192.0.2.1"
NEW = "battery staple"


async def ask(world: World, email: str = ADA, limit: MemoryRateLimit | None = None) -> None:
    await request_reset(world.database, limit or MemoryRateLimit(), email, HOME)


async def secret_for(world: World, email: str = ADA) -> str:
    await ask(world, email)
    return (await link_in_mail(world.database)).removeprefix("/reset/")


async def come_in(world: World, password: str = PASSWORD, workspace: str = "acme") -> SignedIn:
    said = SignIn(ADA, password, HOME, "Firefox", workspace)
    return await sign_in(world.database, MemoryRateLimit(), said)


async def over(world: World, *signed_in: SignedIn) -> None:
    for each in signed_in:
        with pytest.raises(Unauthorized):
            await session_holder(world.database, each.secret)


async def test_a_mailed_link_sets_a_new_password_and_ends_every_session(world: World) -> None:
    before = await come_in(world)
    secret = await secret_for(world)
    assert await reset_of(world.database, secret, now()) == ADA
    await reset_password(world.database, secret, NEW, now())
    await over(world, before)
    with pytest.raises(Unauthorized):
        await come_in(world)
    assert await come_in(world, NEW)


async def test_a_link_works_once_and_kills_the_others(world: World) -> None:
    first, second = await secret_for(world), await secret_for(world)
    await reset_password(world.database, first, NEW, now())
    for dead in (first, second, "made-up", ""):
        with pytest.raises(NotFound, match="no longer good"):
            await reset_password(world.database, dead, "another one", now())
    assert await come_in(world, NEW)


async def test_a_link_is_good_for_an_hour(world: World) -> None:
    secret = await secret_for(world)

    async def wait(db: Db) -> None:
        await db.execute("update password_reset set expires_at = expires_at - 3600000000", ())

    await world.database.write(0, wait)
    with pytest.raises(NotFound):
        await reset_password(world.database, secret, NEW, now())


async def test_a_bad_new_password_leaves_the_link_good(world: World) -> None:
    secret = await secret_for(world)
    with pytest.raises(Invalid):
        await reset_password(world.database, secret, "short", now())
    await reset_password(world.database, secret, NEW, now())


async def test_who_never_had_a_password_may_set_one(world: World) -> None:
    secret = await secret_for(world, " BEN@acme.test ")
    await reset_password(world.database, secret, NEW, now())
    said = SignIn("ben@acme.test", NEW)
    assert await sign_in(world.database, MemoryRateLimit(), said)


async def test_strangers_and_those_who_have_left_get_no_mail(world: World) -> None:
    await world.ada("update_member", member_id=world.ids["ben"], is_active=False)
    for email in ("ben@acme.test", "nobody@acme.test", "", "%"):
        await ask(world, email)
    assert await mailed(world.database) == ""


async def test_asking_is_the_same_work_whoever_is_asked_about(world: World) -> None:
    async def jobs(db: Db) -> list[str]:
        return [row[0] for row in await db.select("select kind from job", ())]

    await ask(world)
    await ask(world, "nobody@acme.test")
    assert await world.database.read(0, jobs) == ["password.reset"] * 2


async def test_asking_again_and_again_is_slowed_down(world: World) -> None:
    limit = MemoryRateLimit()
    for _ in range(3):
        await ask(world, limit=limit)
    with pytest.raises(RateLimited):
        await ask(world, limit=limit)
    for number in range(26):  # the refused one counted against the address
        await ask(world, f"{number}@acme.test", limit)
    with pytest.raises(RateLimited):
        await ask(world, "other@acme.test", limit)


async def test_neither_link_nor_password_is_kept_in_clear(world: World) -> None:
    secret = await secret_for(world)

    async def look(db: Db) -> str:
        tables = ("job", "password_reset", "account", "journal")
        return str([await db.select(f"select * from {name}", ()) for name in tables])

    assert secret not in await world.database.read(0, look)
    await reset_password(world.database, secret, NEW, now())
    assert NEW not in await world.database.read(0, look)


async def test_changing_it_takes_the_old_one_and_ends_the_other_sessions(world: World) -> None:
    here, there = await come_in(world), await come_in(world)
    database, limit = world.database, MemoryRateLimit()
    with pytest.raises(Invalid, match="not your password"):
        await change_password(database, limit, here.actor, HOME, "wrong", NEW)
    with pytest.raises(Invalid):
        await change_password(database, limit, here.actor, HOME, PASSWORD, "short")
    with pytest.raises(Forbidden):
        await change_password(database, limit, world.ada.actor, HOME, PASSWORD, NEW)
    await change_password(database, limit, here.actor, HOME, PASSWORD, NEW)
    await over(world, there)
    assert await session_holder(world.database, here.secret)
    assert await come_in(world, NEW)


# Told of ------------------------------------------------------------------------------------


async def entries(world: World, workspace: int) -> list[journal.Entry]:
    async def look(db: Db) -> list[journal.Entry]:
        every = await journal.since(db, 0, 1000)
        return [each for each in every if each.type == "member.password_changed"]

    return await world.database.read(workspace, look)


async def changed_in_person(world: World) -> None:
    here = await come_in(world)
    limit = MemoryRateLimit()
    await change_password(world.database, limit, here.actor, HOME, PASSWORD, NEW)


async def changed_by_mail(world: World) -> None:
    await reset_password(world.database, await secret_for(world), NEW, now())


async def changed_on_the_server(world: World) -> None:
    await set_password(world.database, world.ada.actor.workspace, world.ids["ada"], NEW)


@pytest.mark.parametrize(
    ("change", "tool", "surface"),
    [
        (changed_in_person, "change_password", "web"),
        (changed_by_mail, "reset_password", "web"),
        (changed_on_the_server, "set_password", "cli"),
    ],
)
async def test_its_owner_is_told_by_mail_and_every_workspace_of_theirs_in_its_journal(
    world: World, change: Callable[[World], Awaitable[None]], tool: str, surface: str
) -> None:
    second = await found(world.database, "Second", "second", ADA, "Ada", PASSWORD)
    for workspace in ("acme", "second"):
        await come_in(world, workspace=workspace)
    await world.rex("create_record", object="people", values={"name": "Somebody else"})
    await change(world)
    mail = await mailed(world.database)
    assert mail.count("Your password for Handrail was changed") == 1
    assert f"Mail to {ADA}" in mail and "/forgot\n" in mail
    for secret in (PASSWORD, NEW, "argon2"):
        assert secret not in mail
    for workspace in (world.ada.actor.workspace, second.workspace):
        [entry] = await entries(world, workspace)
        assert (entry.tool, entry.surface) == (tool, surface)
        kept = str([entry.before, entry.after])
        assert "proved_by" in kept and not any(each in kept for each in (PASSWORD, NEW, "argon2"))
    assert (await entries(world, second.workspace))[0].record_id == second.member_id
    assert await entries(world, world.rex.actor.workspace) == []


async def test_an_admin_elsewhere_hears_nothing_of_whom_they_only_call_so(world: World) -> None:
    """Rex gives a member of his Ada's address, to learn when and from where she comes."""
    rival = world.rex.actor.workspace
    spy = await world.rex("create_member", name="Ada", email=ADA)

    async def heard(workspace: int) -> set[str]:
        async def look(db: Db) -> set[str]:
            return {each.type for each in await journal.since(db, 0, 1000)}

        return await world.database.read(workspace, look)

    await come_in(world)
    before = await heard(rival)
    with pytest.raises(Unauthorized):
        await come_in(world, "wrong")
    await changed_by_mail(world)
    await settled(world.database)
    assert await heard(rival) == before
    assert {"sign_in.failed", "member.password_changed"} <= await heard(world.ada.actor.workspace)
    # who has been there is at home there; who is given another address has to come anew
    await come_in(world, NEW, "rival")
    await world.rex("update_member", member_id=spy["id"], email="ada2@acme.test")
    await world.rex("update_member", member_id=spy["id"], email=ADA)
    with pytest.raises(Unauthorized):
        await come_in(world, "wrong")
    await settled(world.database)
    assert "sign_in.failed" not in await heard(rival)


async def test_what_was_refused_is_told_to_nobody(world: World) -> None:
    here = await come_in(world)
    with pytest.raises(Invalid):
        await change_password(world.database, MemoryRateLimit(), here.actor, HOME, "wrong", NEW)
    with pytest.raises(NotFound):
        await reset_password(world.database, "0" * 64, NEW, now())
    assert await mailed(world.database) == ""
    assert await entries(world, world.ada.actor.workspace) == []


async def test_one_password_opens_all_ones_workspaces_and_ends_sessions_in_all(
    world: World,
) -> None:
    await found(world.database, "Third", "third", ADA, "Ada", None)
    acme, third = await come_in(world), await come_in(world, workspace="third")
    await change_password(world.database, MemoryRateLimit(), acme.actor, HOME, PASSWORD, NEW)
    await over(world, third)
    assert await come_in(world, NEW, "third")


async def test_a_workspace_is_founded_only_with_somebody_who_can_sign_in(world: World) -> None:
    with pytest.raises(Invalid, match="no password yet"):
        await found(world.database, "Third", "third", "new@acme.test", "New", None)
    with pytest.raises(Invalid):
        await found(world.database, "Third", "third", "x", "New", None)


async def test_one_goes_on_in_another_workspace_for_as_long_as_the_session_would_have_lasted(
    world: World,
) -> None:
    await found(world.database, "Third", "third", ADA, "Ada", None)
    acme = await come_in(world)

    async def age(db: Db) -> None:
        await db.execute(f"update session set expires_at = {now() + DAY}", ())

    await world.database.write(0, age)
    actor = await session_holder(world.database, acme.secret)
    assert [each.workspace_name for each in await workspaces_of(world.database, actor)] == [
        "Acme",
        "Third",
    ]
    third = await switch(world.database, actor, "third")
    assert third.expires_at <= now() + DAY
    await over(world, acme)
    actor = await session_holder(world.database, third.secret)
    assert (actor.workspace_slug, actor.role) == ("third", "admin")
    back = await switch(world.database, actor, "acme")
    assert back.actor.workspace_slug == "acme"
    for slug in ("rival", "nowhere"):
        with pytest.raises(NotFound):
            await switch(world.database, back.actor, slug)
    assert await session_holder(world.database, back.secret)


async def test_who_has_left_a_workspace_does_not_get_there(world: World) -> None:
    third = await found(world.database, "Third", "third", ADA, "Ada", None)
    acme = await come_in(world)

    async def leave(db: Db) -> None:
        await db.execute(
            f"update member set is_active = false where workspace_id = {third.workspace}", ()
        )

    await world.database.write(third.workspace, leave)
    assert len(await workspaces_of(world.database, acme.actor)) == 1
    with pytest.raises(NotFound):
        await switch(world.database, acme.actor, "third")
