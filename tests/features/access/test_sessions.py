"""Signing in, being someone, signing out."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from handrail.core.actor import ALL_SCOPES
from handrail.core.clock import DAY, SECOND
from handrail.core.errors import Invalid, NotFound, RateLimited, Unauthorized
from handrail.features.access.actions.passwords import set_password
from handrail.features.access.actions.sessions import (
    session_holder,
    sign_in,
    sign_out,
)
from handrail.features.access.actions.touching import settled
from handrail.features.access.model import SignedIn, SignIn
from handrail.features.workspaces.actions.founding import found
from handrail.storage.database import Db
from handrail.storage.rate_limit import RateLimit
from handrail.storage.rate_limit.memory import MemoryRateLimit
from tests.world import PASSWORD, World

ADA = SignIn("ada@acme.test", PASSWORD, "192.0.2.1", "Firefox")


@pytest.fixture
async def limit() -> AsyncIterator[RateLimit]:
    made = MemoryRateLimit()
    yield made
    await made.close()


@pytest.fixture
async def ada(world: World, limit: RateLimit) -> SignedIn:
    return await sign_in(world.database, limit, ADA)


async def sessions_set(world: World, column: str, by: int) -> None:
    async def move(db: Db) -> None:
        await db.execute(f"update session set {column} = {column} + {by}", ())

    await world.database.write(world.ada.actor.workspace, move)


async def test_who_signs_in_is_themselves_without_a_key(world: World, ada: SignedIn) -> None:
    actor = await session_holder(world.database, ada.secret)
    assert actor == ada.actor
    assert (actor.member_id, actor.workspace_slug) == (world.ids["ada"], "acme")
    assert (actor.key_id, actor.scopes) == (None, ALL_SCOPES)


async def test_an_email_is_the_same_in_any_capitals(world: World, limit: RateLimit) -> None:
    signed_in = await sign_in(world.database, limit, replace(ADA, email=" ADA@Acme.Test "))
    assert signed_in.actor.member_id == world.ids["ada"]


@pytest.mark.parametrize(
    "said",
    [
        replace(ADA, password="wrong horse"),
        replace(ADA, password=""),
        replace(ADA, email="nobody@acme.test"),
        replace(ADA, email="ben@acme.test"),
        replace(ADA, email="%@acme.test"),
        replace(ADA, workspace="rival"),
    ],
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    world: World, limit: RateLimit, said: SignIn
) -> None:
    with pytest.raises(Unauthorized, match=r"^The email or the password is wrong\.$"):
        await sign_in(world.database, limit, said)


async def test_a_secret_that_was_never_given_out_opens_nothing(world: World, ada: SignedIn) -> None:
    for secret in ("", "nothing", ada.secret[:-1], ada.secret + "x", "é" * 43):
        with pytest.raises(Unauthorized):
            await session_holder(world.database, secret)


async def test_signing_out_ends_the_session_and_no_other(
    world: World, limit: RateLimit, ada: SignedIn
) -> None:
    other = await sign_in(world.database, limit, ADA)
    await sign_out(world.database, ada.secret)
    await sign_out(world.database, ada.secret)
    await sign_out(world.database, "nothing")
    with pytest.raises(Unauthorized):
        await session_holder(world.database, ada.secret)
    assert (await session_holder(world.database, other.secret)).member_id == world.ids["ada"]


async def test_a_session_is_over_after_thirty_days(world: World, ada: SignedIn) -> None:
    await sessions_set(world, "expires_at", -30 * DAY)
    with pytest.raises(Unauthorized):
        await session_holder(world.database, ada.secret)


async def test_a_session_nobody_uses_for_a_week_is_over(world: World, ada: SignedIn) -> None:
    await sessions_set(world, "last_seen_at", -7 * DAY + 60 * SECOND)
    await session_holder(world.database, ada.secret)
    await settled(world.database)
    await sessions_set(world, "last_seen_at", -7 * DAY + 60 * SECOND)
    await session_holder(world.database, ada.secret)
    await settled(world.database)
    await sessions_set(world, "last_seen_at", -7 * DAY)
    with pytest.raises(Unauthorized):
        await session_holder(world.database, ada.secret)


async def test_sessions_that_are_over_are_forgotten(
    world: World, limit: RateLimit, ada: SignedIn
) -> None:
    await sessions_set(world, "expires_at", -31 * DAY)
    await sign_in(world.database, limit, ADA)

    async def count(db: Db) -> int:
        return len(await db.select("select 1 from session", ()))

    assert await world.database.read(world.ada.actor.workspace, count) == 1


async def test_a_new_password_ends_every_session(
    world: World, limit: RateLimit, ada: SignedIn
) -> None:
    workspace, member = world.ada.actor.workspace, world.ids["ada"]
    await set_password(world.database, workspace, member, "battery staple")
    with pytest.raises(Unauthorized):
        await session_holder(world.database, ada.secret)
    with pytest.raises(Unauthorized):
        await sign_in(world.database, limit, ADA)
    assert await sign_in(world.database, limit, replace(ADA, password="battery staple"))


async def test_passwords_are_set_for_members_of_the_workspace_only(world: World) -> None:
    workspace = world.ada.actor.workspace
    with pytest.raises(NotFound):
        await set_password(world.database, workspace, world.ids["rex"], "battery staple")
    with pytest.raises(Invalid):
        await set_password(world.database, workspace, world.ids["ben"], "short")


async def test_who_has_left_is_signed_out(world: World, limit: RateLimit) -> None:
    workspace, ben = world.ada.actor.workspace, world.ids["ben"]
    await set_password(world.database, workspace, ben, PASSWORD)
    said = replace(ADA, email="ben@acme.test")
    signed_in = await sign_in(world.database, limit, said)
    await world.ada("update_member", member_id=ben, is_active=False)
    with pytest.raises(Unauthorized):
        await session_holder(world.database, signed_in.secret)
    with pytest.raises(Unauthorized):
        await sign_in(world.database, limit, said)


async def test_who_is_in_several_workspaces_says_which(world: World, limit: RateLimit) -> None:
    await found(world.database, "Third", "third", "ada@acme.test", "Ada", PASSWORD)
    with pytest.raises(Invalid) as asked:
        await sign_in(world.database, limit, ADA)
    assert (asked.value.field, asked.value.allowed) == ("workspace", ["acme", "third"])
    for slug in ("acme", "third"):
        signed_in = await sign_in(world.database, limit, replace(ADA, workspace=slug))
        assert (await session_holder(world.database, signed_in.secret)).workspace_slug == slug
    with pytest.raises(Unauthorized):
        await sign_in(world.database, limit, replace(ADA, password="wrong horse"))


async def test_guessing_is_slowed_down_by_email(world: World, limit: RateLimit) -> None:
    for n in range(10):
        with pytest.raises(Unauthorized):
            await sign_in(world.database, limit, SignIn(ADA.email, "wrong", f"192.0.2.{n}"))
    with pytest.raises(RateLimited) as refused:
        await sign_in(world.database, limit, ADA)
    assert refused.value.retry_after in range(1, 61)


async def test_guessing_is_slowed_down_by_address(world: World, limit: RateLimit) -> None:
    for n in range(30):
        with pytest.raises(Unauthorized):
            await sign_in(world.database, limit, SignIn(f"{n}@acme.test", "wrong", "192.0.2.1"))
    with pytest.raises(RateLimited):
        await sign_in(world.database, limit, ADA)
    assert await sign_in(world.database, limit, replace(ADA, address="192.0.2.2"))


async def test_a_network_of_ipv6_is_one_address(world: World, limit: RateLimit) -> None:
    """A home, or a rented server, has 2^64 addresses to try from."""
    for n in range(30):
        with pytest.raises(Unauthorized):
            said = SignIn(f"{n}@acme.test", "wrong", f"2001:db8:0:1:{n:x}::{n:x}")
            await sign_in(world.database, limit, said)
    with pytest.raises(RateLimited):
        await sign_in(world.database, limit, replace(ADA, address="2001:db8:0:1::ffff"))
    assert await sign_in(world.database, limit, replace(ADA, address="2001:db8:0:2::1"))


async def test_neither_secret_nor_password_is_kept(world: World, ada: SignedIn) -> None:
    async def look(db: Db) -> str:
        rows = await db.select("select * from session", ())
        rows += await db.select("select * from account", ())
        return str([list(row) for row in rows + await db.select("select * from member", ())])

    kept = await world.database.read(0, look)
    assert ada.secret not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept
