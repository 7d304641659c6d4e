"""Looking at sessions, and ending them."""

import pytest

from handrail.core.errors import Forbidden, NotFound, Unauthorized
from handrail.features.access.actions.passwords import set_password
from handrail.features.access.actions.sessions import session_holder, sign_in
from handrail.features.access.model import SignedIn, SignIn
from handrail.features.access.rules import device_of
from handrail.storage.rate_limit.memory import MemoryRateLimit
from tests.world import PASSWORD, Member, World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


async def come_in(world: World, email: str = "ada@acme.test", agent: str = FIREFOX) -> SignedIn:
    said = SignIn(email, PASSWORD, user_agent=agent)
    return await sign_in(world.database, MemoryRateLimit(), said)


def as_(world: World, signed_in: SignedIn) -> Member:
    return Member(world.database, signed_in.actor)


async def test_one_sees_where_one_is_signed_in_and_ends_one(world: World) -> None:
    here, phone = await come_in(world), await come_in(world, agent=PHONE)
    ada = as_(world, here)
    listed = (await ada("list_sessions"))["sessions"]
    assert {(e["device"], e["is_this"]) for e in listed} == {
        ("Firefox on Linux", True),
        ("Safari on iPhone", False),
    }
    [other] = [each for each in listed if not each["is_this"]]
    await ada("revoke_session", session_id=other["id"])
    with pytest.raises(Unauthorized):
        await session_holder(world.database, phone.secret)
    assert await session_holder(world.database, here.secret)
    with pytest.raises(NotFound):
        await ada("revoke_session", session_id=other["id"])


async def test_one_ends_all_but_this_one(world: World) -> None:
    here, others = await come_in(world), [await come_in(world) for _ in range(3)]
    assert (await as_(world, here)("revoke_sessions"))["ended"] == 3
    for each in others:
        with pytest.raises(Unauthorized):
            await session_holder(world.database, each.secret)
    assert await session_holder(world.database, here.secret)


async def test_an_admin_ends_a_members_and_nobody_else_does(world: World) -> None:
    await set_password(world.database, world.ada.actor.workspace, world.ids["ben"], PASSWORD)
    ben, ada = await come_in(world, "ben@acme.test"), await come_in(world)
    [seen] = (await world.ada("list_sessions", member_id=world.ids["ben"]))["sessions"]
    mine = (await world.ada("list_sessions"))["sessions"][0]["id"]
    with pytest.raises(Forbidden):
        await world.ben("list_sessions", member_id=world.ids["ada"])
    for ask, session in ((world.ben, mine), (world.rex, mine), (world.rex, seen["id"])):
        with pytest.raises(NotFound):
            await ask("revoke_session", session_id=session)
    assert (await world.ada("revoke_sessions", member_id=world.ids["ben"]))["ended"] == 1
    with pytest.raises(Unauthorized):
        await session_holder(world.database, ben.secret)
    assert await session_holder(world.database, ada.secret)


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("", "Unknown browser"),
        ("curl/8.0", "curl"),
        ("<script>alert(1)</script>", "<script>alert(1)<"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
    ],
)
def test_a_browser_says_what_it_likes(said: str, seen: str) -> None:
    assert device_of(said) == seen
