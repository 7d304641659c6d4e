"""Passkeys through the real door: adding, signing in, and what a thief would try."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.app import build_app
from handrail.context import Context
from handrail.core.clock import now
from handrail.core.errors import Forbidden
from handrail.core.ids import new_id
from handrail.dispatch import Call, dispatch
from handrail.features.access.actions import passkeys
from handrail.features.access.operations.passkeys import begin_passkey, remove_passkey
from handrail.features.workspaces.actions.founding import found
from handrail.features.workspaces.actions.members import update_member
from handrail.settings import Settings
from handrail.storage import journal
from handrail.storage.database import Db
from handrail.vault.passkeys import Site, site_of
from tests.mailing import mailed
from tests.strangers.authenticator import Authenticator
from tests.surfaces.web.conftest import browser, sign_in
from tests.world import VIA, World

pytestmark = pytest.mark.anyio
SITE = Site("localhost", "http://localhost:8400")


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(SITE.origin, SITE.id)


@pytest.fixture
async def with_passkey(ada: httpx2.AsyncClient, device: Authenticator) -> Authenticator:
    """Ada's device, with a passkey of hers."""
    added = await add(ada, device, "Laptop")
    assert (added.status_code, added.headers["location"]) == (303, "/settings/security")
    return device


async def add(client: httpx2.AsyncClient, device: Authenticator, name: str = "") -> httpx2.Response:
    options = (await client.post("/settings/passkeys/options")).json()
    form = {"credential": json.dumps(device.make(options)), "name": name}
    return await client.post("/settings/passkeys", data=form)


async def asked(client: httpx2.AsyncClient) -> dict[str, Any]:
    """What a browser is asked that wants to sign in."""
    answer = await client.post("/sign-in/passkey/options")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def answer(
    client: httpx2.AsyncClient, said: dict[str, Any], target: str = "/o/deals"
) -> httpx2.Response:
    form = {"credential": json.dumps(said), "next": target}
    return await client.post("/sign-in/passkey", data=form)


async def enter(client: httpx2.AsyncClient, device: Authenticator) -> httpx2.Response:
    device.count += 1
    return await answer(client, device.use(await asked(client)))


def refused(said: httpx2.Response) -> bool:
    """Back at the sign-in page, with no session."""
    return said.status_code == 401 and "handrail=" not in str(said.headers.get_list("set-cookie"))


async def facts(world: World, kind: str) -> list[journal.Entry]:
    async def look(db: Db) -> list[journal.Entry]:
        return await journal.since(db, 0, 1000)

    told = await world.database.read(world.ada.actor.workspace, look)
    return [each for each in told if each.type.startswith(kind)]


async def test_a_passkey_is_added_and_signs_in_without_an_email(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    done = await enter(visitor, with_passkey)
    assert (done.status_code, done.headers["location"]) == (303, "/o/deals")
    page = (await visitor.get("/settings/security")).text
    assert "<b>Laptop</b>" in page
    assert "last used just now" in page


async def test_what_the_browser_is_asked_for(ada: httpx2.AsyncClient, world: World) -> None:
    options = (await ada.post("/settings/passkeys/options")).json()
    assert options["rp"] == {"name": "Handrail", "id": "localhost"}
    assert options["user"]["name"] == "ada@acme.test (acme)"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert options["attestation"] == "none"
    assert "ada" not in bytes.fromhex(world.ids["ada"].replace("-", "")).decode("latin-1")
    to_use = await asked(ada)
    assert to_use["rpId"] == "localhost"
    assert to_use.get("allowCredentials", []) == []  # discoverable: nobody is named


async def test_those_one_has_are_not_made_again(
    ada: httpx2.AsyncClient, with_passkey: Authenticator
) -> None:
    options = (await ada.post("/settings/passkeys/options")).json()
    assert len(options["excludeCredentials"]) == 1
    again = await add(ada, with_passkey)
    assert again.status_code == 409
    assert "known already" in again.text


async def test_passkeys_have_names_and_can_be_removed(
    ada: httpx2.AsyncClient, with_passkey: Authenticator, visitor: httpx2.AsyncClient, world: World
) -> None:
    await add(ada, Authenticator(SITE.origin, SITE.id), "Phone")
    page = (await ada.get("/settings/security")).text
    assert page.index("<b>Phone</b>") < page.index("<b>Laptop</b>")
    ids = [part.split("/")[0] for part in page.split('action="/settings/passkeys/')[1:]]
    laptop = ids[-1]
    await ada.post(f"/settings/passkeys/{laptop}/rename", data={"name": "  Old   laptop "})
    assert "Old laptop" in (await ada.get("/settings/security")).text
    gone = await ada.post(f"/settings/passkeys/{laptop}/remove")
    assert gone.status_code == 303
    assert "Old laptop" not in (await ada.get("/settings/security")).text
    assert refused(await enter(visitor, with_passkey))
    assert (await ada.post(f"/settings/passkeys/{laptop}/remove")).status_code == 404
    told = [each.type for each in await facts(world, "passkey.")]
    assert sorted(told) == ["passkey.added", "passkey.added", "passkey.removed", "passkey.renamed"]


async def test_nothing_of_the_key_is_journalled(with_passkey: Authenticator, world: World) -> None:
    [added] = await facts(world, "passkey.added")
    assert added.after == {
        "name": "Laptop", "member_id": world.ids["ada"], "synced": False,
    }  # fmt: skip


async def test_one_passkey_opens_all_ones_workspaces(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient, world: World
) -> None:
    await found(world.database, "Second", "second", "ada@acme.test", "Ada", None)
    assert (await enter(visitor, with_passkey)).status_code == 303
    assert "Acme" in (await visitor.get("/settings/profile")).text
    moved = await visitor.post("/switch", data={"workspace": "second"})
    assert (moved.status_code, moved.headers["location"]) == (303, "/")
    page = (await visitor.get("/settings/security")).text
    assert "Second" in page and "<b>Laptop</b>" not in page
    back = await visitor.post("/switch", data={"workspace": "acme"})
    assert back.status_code == 303
    assert "<b>Laptop</b>" in (await visitor.get("/settings/security")).text


async def test_a_passkey_does_not_follow_its_member_to_another_person(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient, world: World
) -> None:
    """An admin gives the member, records and all, to whoever comes after."""
    await world.ada("update_member", member_id=world.ids["ada"], email="next@acme.test")
    assert refused(await enter(visitor, with_passkey))
    await world.ada("update_member", member_id=world.ids["ada"], email="ada@acme.test")
    assert (await enter(visitor, with_passkey)).status_code == 303


async def test_its_owner_is_mailed_that_one_was_added(
    with_passkey: Authenticator, world: World
) -> None:
    mail = await mailed(world.database)
    assert "Mail to ada@acme.test: A passkey was added" in mail
    assert "'Laptop'" in mail and "/settings/security\n" in mail


async def test_an_answer_counts_once(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient, app: Starlette
) -> None:
    with_passkey.count = 1
    options = await asked(visitor)
    cookie = visitor.cookies["handrail-passkey"]
    said = with_passkey.use(options)
    assert (await answer(visitor, said)).status_code == 303
    async with browser(app) as thief:  # has the answer, and even the cookie
        thief.cookies.set("handrail-passkey", cookie)
        assert refused(await answer(thief, said))
        thief.cookies.set("handrail-passkey", cookie)
        assert refused(await answer(thief, with_passkey.at(count=2).use(options)))


async def test_an_answer_that_failed_cannot_be_mended(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    options = await asked(visitor)
    cookie = visitor.cookies["handrail-passkey"]
    assert refused(await answer(visitor, with_passkey.at(origin="https://evil.test").use(options)))
    visitor.cookies.set("handrail-passkey", cookie)
    assert refused(await answer(visitor, with_passkey.at(count=1).use(options)))


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "https://evil.test"},
        {"origin": "http://localhost:8401"},
        {"rp_id": "evil.test"},
        {"handle": bytes(16)},
        {"credential_id": bytes(32)},
    ],
    ids=["origin", "port", "rp id", "somebody else's handle", "unknown passkey"],
)
async def test_an_answer_for_somewhere_or_somebody_else_opens_nothing(
    forged: dict[str, Any], with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    said = with_passkey.at(count=1, **forged).use(await asked(visitor))
    assert refused(await answer(visitor, said))


async def test_a_signature_by_another_key_opens_nothing(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    copy = Authenticator(
        SITE.origin, SITE.id, 1, with_passkey.handle, with_passkey.credential_id
    )  # all but the private key
    assert refused(await answer(visitor, copy.use(await asked(visitor))))


async def test_a_challenge_belongs_to_the_browser_it_was_given_to(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient, app: Starlette
) -> None:
    with_passkey.count = 1
    async with browser(app) as thief:
        lured = with_passkey.use(await asked(thief))  # somebody else's challenge, signed by Ada
        await asked(visitor)
        assert refused(await answer(visitor, lured))
        own = with_passkey.use(await asked(visitor))
        assert refused(await answer(thief, own))


async def test_a_challenge_for_signing_in_adds_nothing_and_the_other_way_round(
    ada: httpx2.AsyncClient, with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    options = (await ada.post("/settings/passkeys/options")).json()
    visitor.cookies.set("handrail-passkey", ada.cookies["handrail-passkey"])
    assert refused(await answer(visitor, with_passkey.at(count=1).use(options)))
    to_use = await asked(ada)
    made = Authenticator(SITE.origin, SITE.id).make({**options, "challenge": to_use["challenge"]})
    form = {"credential": json.dumps(made), "name": ""}
    assert (await ada.post("/settings/passkeys", data=form)).status_code == 401


async def test_somebody_elses_challenge_adds_nothing(
    ada: httpx2.AsyncClient, app: Starlette, world: World, device: Authenticator
) -> None:
    options = (await ada.post("/settings/passkeys/options")).json()
    async with browser(app) as rex:
        assert (await sign_in(rex, "rex@rival.test")).status_code == 303
        rex.cookies.set("handrail-passkey", ada.cookies["handrail-passkey"])
        form = {"credential": json.dumps(device.make(options)), "name": ""}
        assert (await rex.post("/settings/passkeys", data=form)).status_code == 401


async def test_a_count_that_goes_back_means_a_copy(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    with_passkey.count = 41
    assert (await enter(visitor, with_passkey)).status_code == 303
    copy = with_passkey.at(count=30)
    assert refused(await answer(visitor, copy.use(await asked(visitor))))
    same = with_passkey.at(count=42)
    assert refused(await answer(visitor, same.use(await asked(visitor))))
    assert (await enter(visitor, with_passkey)).status_code == 303


async def test_an_authenticator_that_does_not_count_is_let_in_again(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    for _ in range(2):
        said = with_passkey.at(count=0).use(await asked(visitor))
        assert (await answer(visitor, said)).status_code == 303


async def test_who_has_left_is_not_let_in(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient, world: World
) -> None:
    await world.ada("create_member", name="Second", email="second@acme.test", role="admin")

    async def leave(db: Db) -> None:
        ctx = Context(world.ada.actor, VIA, db, now(), new_id())
        await update_member(ctx, world.ids["ada"], {"is_active": False})

    await world.database.write(world.ada.actor.workspace, leave)
    assert refused(await enter(visitor, with_passkey))


async def test_a_challenge_is_good_for_five_minutes(
    with_passkey: Authenticator, world: World, visitor: httpx2.AsyncClient
) -> None:
    limit: Any = _Anything()
    begun = now() - 301 * 1_000_000
    options, challenge = await passkeys.begin_sign_in(world.database, limit, SITE, "", begun)
    visitor.cookies.set("handrail-passkey", challenge)
    assert refused(await answer(visitor, with_passkey.at(count=1).use(options)))


class _Anything:
    """A limit that nobody meets."""

    allowed = True

    async def hit(self, key: str, per_minute: int) -> "_Anything":
        return self


@pytest.mark.parametrize(
    "said",
    ["", "no JSON", "[]", "{}", '{"id": "x"}', '{"id":"_","rawId":"_","type":"public-key"}'],
)
async def test_what_is_no_credential_is_refused_in_words(
    said: str, visitor: httpx2.AsyncClient, ada: httpx2.AsyncClient
) -> None:
    await asked(visitor)
    form = {"credential": said, "next": "/"}
    assert (await visitor.post("/sign-in/passkey", data=form)).status_code in {400, 401}
    await ada.post("/settings/passkeys/options")
    assert (await ada.post("/settings/passkeys", data=form)).status_code in {400, 401}


async def test_every_byte_of_an_answer_may_be_spoilt(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for spoilt in ("", "AA", "!!", "_" * 5000):
            said = with_passkey.at(count=1).use(await asked(visitor))
            said["response"][part] = spoilt
            assert (await answer(visitor, said)).status_code == 401, (part, spoilt)


async def test_asking_again_and_again_is_slowed_down(visitor: httpx2.AsyncClient) -> None:
    said = [(await visitor.post("/sign-in/passkey/options")).status_code for _ in range(31)]
    assert said == [200] * 30 + [429]


async def test_other_sites_may_not_ask(app: Starlette, visitor: httpx2.AsyncClient) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    for path in ("/sign-in/passkey/options", "/sign-in/passkey", "/settings/passkeys"):
        assert (await visitor.post(path, headers=headers)).status_code == 403


async def test_after_a_passkey_nobody_is_led_to_another_site(
    with_passkey: Authenticator, visitor: httpx2.AsyncClient
) -> None:
    with_passkey.count = 1
    said = with_passkey.use(await asked(visitor))
    done = await answer(visitor, said, "https://evil.test/")
    assert done.headers["location"] == "/"


async def test_a_key_changes_no_way_in(world: World) -> None:
    agent = world.ada.narrowed(credential="key").actor
    for operation, said in (
        (begin_passkey, {"site_id": SITE.id, "origin": SITE.origin}),
        (remove_passkey, {"passkey_id": new_id()}),
    ):
        with pytest.raises(Forbidden):
            await dispatch(Call(operation, said, agent, VIA), world.database)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://crm.example.test", Site("crm.example.test", "https://crm.example.test")),
        (
            "https://crm.example.test:8443",
            Site("crm.example.test", "https://crm.example.test:8443"),
        ),
        ("http://127.0.0.1:8400", SITE),
        ("http://localhost:8400", SITE),
        ("http://crm.example.test", None),
        ("https://203.0.113.7", None),
    ],
)
def test_passkeys_are_good_where_browsers_have_them(url: str, site: Site | None) -> None:
    assert site_of(url) == site


@pytest.fixture
async def by_address(
    world: World, counted: str, tmp_path: Path
) -> AsyncIterator[httpx2.AsyncClient]:
    settings = Settings(tmp_path, counted, public_url="http://127.0.0.1:8400")
    async with browser(build_app(settings, world.database), "http://127.0.0.1:8400") as client:
        yield client


async def test_at_a_bare_address_the_page_says_where_passkeys_are(
    by_address: httpx2.AsyncClient,
) -> None:
    assert "data-passkey" not in (await by_address.get("/sign-in")).text
    assert (await by_address.post("/sign-in/passkey/options")).status_code == 404
    await sign_in(by_address)
    page = (await by_address.get("/settings/security")).text
    assert "http://localhost:8400/settings/security" in page
    assert (await by_address.post("/settings/passkeys/options")).status_code == 404


async def test_over_https_the_challenge_is_bound_to_the_host(
    world: World, counted: str, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, counted, public_url="https://crm.example.test")
    app = build_app(settings, world.database)
    async with browser(app, "https://crm.example.test") as client:
        said = await client.post("/sign-in/passkey/options")
        cookie = said.headers["set-cookie"]
        assert cookie.startswith("__Host-handrail-passkey=")
        for each in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
            assert each in cookie
        assert said.json()["rpId"] == "crm.example.test"
