"""Signing in with an OpenID provider, at the doors of both; and what a forger would try."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from joserfc import jwt
from starlette.applications import Starlette

from handrail.app import build_app
from handrail.context import Context
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.features.workspaces.actions.members import add_member, list_members
from handrail.settings import Settings
from handrail.storage import journal
from handrail.storage.database import Db
from tests.strangers.authenticator import text
from tests.strangers.openid import CLIENT, SECRET, OpenIdProvider, made_key, provider
from tests.surfaces.web.conftest import ORIGIN, browser
from tests.world import VIA, Member, World

pytestmark = pytest.mark.anyio
SESSION = "handrail"


@pytest.fixture
async def there() -> AsyncIterator[OpenIdProvider]:
    async with provider() as made:
        yield made


@pytest.fixture
def settings(there: OpenIdProvider, counted: str, tmp_path: Path) -> Settings:
    return Settings(
        tmp_path,
        counted,
        public_url=ORIGIN,
        oidc_issuer=there.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="Acme ID",
    )


@pytest.fixture
def app(world: World, settings: Settings) -> Starlette:
    return build_app(settings, world.database)


async def leave(client: httpx2.AsyncClient, **said: str) -> str:
    """Go to the provider and come as far as its way back to us."""
    out = await client.get("/sign-in/openid", params=said)
    assert out.status_code == 303, out.text
    async with httpx2.AsyncClient() as abroad:
        return (await abroad.get(out.headers["location"])).headers["location"]


async def enter(client: httpx2.AsyncClient, **said: str) -> httpx2.Response:
    return await client.get(await leave(client, **said))


def with_query(url: str, **changed: str | None) -> str:
    said = {name: each[0] for name, each in parse_qs(urlsplit(url).query).items()}
    said = {name: value for name, value in {**said, **changed}.items() if value is not None}
    return f"{url.partition('?')[0]}?{urlencode(said)}"


def refused(client: httpx2.AsyncClient, answer: httpx2.Response) -> bool:
    return answer.status_code == 401 and SESSION not in client.cookies


async def facts(member: Member, kind: str) -> list[journal.Entry]:
    async def look(db: Db) -> list[journal.Entry]:
        return await journal.since(db, 0, 1000)

    told = await member.database.read(member.actor.workspace, look)
    return [each for each in told if each.type == kind]


async def add(member: Member, name: str, email: str) -> None:
    async def work(db: Db) -> None:
        await add_member(Context(member.actor, VIA, db, now(), new_id()), name, email=email)

    await member.database.write(member.actor.workspace, work)


async def test_a_member_signs_in_and_is_known_again_by_subject(
    visitor: httpx2.AsyncClient, there: OpenIdProvider, world: World, app: Starlette
) -> None:
    assert "Sign in with Acme ID" in (await visitor.get("/sign-in")).text
    done = await enter(visitor, next="/settings/security")
    assert (done.status_code, done.headers["location"]) == (303, "/settings/security")
    page = (await visitor.get("/settings/security")).text
    assert "ada@acme.test" in page and urlsplit(there.issuer).netloc in page
    [linked] = await facts(world.ada, "identity.linked")
    assert linked.after == {
        "member_id": world.ids["ada"], "issuer": there.issuer, "subject": "u-1",
        "email": "ada@acme.test",
    }  # fmt: skip

    there.person["email"] = "ada@elsewhere.test"  # her address changes, she does not
    async with browser(app) as again:
        assert (await enter(again)).status_code == 303
        assert "Ada Admin" in (await again.get("/settings/security")).text
    assert len(await facts(world.ada, "identity.linked")) == 1


async def test_what_the_provider_is_asked(visitor: httpx2.AsyncClient) -> None:
    out = await visitor.get("/sign-in/openid")
    said = parse_qs(urlsplit(out.headers["location"]).query)
    assert said["redirect_uri"] == [f"{ORIGIN}/sign-in/openid/callback"]
    assert said["code_challenge_method"] == ["S256"]
    assert said["response_type"] == ["code"]
    assert said["scope"] == ["openid email profile"]
    cookie = out.headers["set-cookie"]
    secrets = (said["state"][0], said["nonce"][0], said["code_challenge"][0])
    assert len(set(secrets)) == 3 and all(each not in cookie for each in secrets)
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie


async def test_over_https_the_attempt_is_bound_to_the_host(
    world: World, settings: Settings
) -> None:
    secure = "https://crm.example.test"
    app = build_app(replace(settings, public_url=secure), world.database)
    async with browser(app, secure) as client:
        out = await client.get("/sign-in/openid")
        assert out.headers["set-cookie"].startswith("__Host-handrail-openid=")
        assert "Secure" in out.headers["set-cookie"]


async def test_the_answer_is_worth_nothing_in_another_browser(
    visitor: httpx2.AsyncClient, app: Starlette
) -> None:
    back = await leave(visitor)
    async with browser(app) as thief:
        assert refused(thief, await thief.get(back))
        await leave(thief)
        assert refused(thief, await thief.get(back))


async def test_an_answer_counts_once(visitor: httpx2.AsyncClient) -> None:
    back = await leave(visitor)
    attempt = visitor.cookies["handrail-openid"]
    assert (await visitor.get(back)).status_code == 303
    visitor.cookies.delete(SESSION)
    assert refused(visitor, await visitor.get(back))
    visitor.cookies.clear()
    visitor.cookies.set("handrail-openid", attempt)
    assert refused(visitor, await visitor.get(back))  # the provider knows its code was used


async def test_a_code_of_somebody_elses_attempt_is_refused(
    visitor: httpx2.AsyncClient, app: Starlette
) -> None:
    async with browser(app) as attacker:
        code = parse_qs(urlsplit(await leave(attacker)).query)["code"][0]
    back = await leave(visitor)
    assert refused(visitor, await visitor.get(with_query(back, code=code)))


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"state": None},
        {"code": None},
        {"code": "unknown"},
        {"iss": "https://evil.test"},
        {"iss": None},  # the provider says that it always names itself
        {"error": "access_denied"},
    ],
    ids=str,
)
async def test_an_answer_that_was_changed_is_refused(
    changed: dict[str, Any], visitor: httpx2.AsyncClient
) -> None:
    assert refused(visitor, await visitor.get(with_query(await leave(visitor), **changed)))


LATER, EARLIER = 4_000_000_000, 1_000_000_000


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": None},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"iss": "https://evil.test"},
        {"iss": None},
        {"exp": EARLIER},
        {"exp": None},
        {"exp": "never"},
        {"iat": LATER},
        {"iat": None},
        {"nbf": LATER},
        {"sub": None},
        {"sub": ""},
        {"email_verified": False},
        {"email_verified": None},
        {"email": "nobody@acme.test"},
    ],
    ids=str,
)
async def test_a_token_that_says_the_wrong_thing_is_refused(
    claims: dict[str, Any], visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.claims = claims
    assert refused(visitor, await enter(visitor))


async def test_two_audiences_are_fine_where_we_are_the_party(
    visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert (await enter(visitor)).status_code == 303


async def test_a_clock_may_be_a_minute_off(
    visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    at = now() // 1_000_000
    there.claims = {"exp": at - 30, "iat": at + 30, "nbf": at + 30}
    assert (await enter(visitor)).status_code == 303


def forgeries() -> dict[str, Any]:
    other = made_key("first")

    def unsigned(there: OpenIdProvider, claims: dict[str, Any]) -> str:
        head = there.signed(claims).split(".")
        return f"eyJhbGciOiJub25lIn0.{head[1]}."

    def by_public_key(there: OpenIdProvider, claims: dict[str, Any]) -> str:
        secret = there.key.as_pem(private=False)  # by hand: no honest library does it
        body = there.signed(claims).split(".")[1]
        head = text(b'{"alg":"HS256","kid":"first"}')
        return f"{head}.{body}.{text(hmac.digest(secret, f'{head}.{body}'.encode(), 'sha256'))}"

    def by_another_key(there: OpenIdProvider, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "ES256", "kid": "first"}, claims, other)

    def with_its_own_key(there: OpenIdProvider, claims: dict[str, Any]) -> str:
        header = {"alg": "ES256", "kid": "first", "jwk": other.as_dict(private=False)}
        return jwt.encode(header, claims, other)

    def changed(there: OpenIdProvider, claims: dict[str, Any]) -> str:
        head, _, tail = there.signed(claims).split(".")
        body = there.signed({**claims, "email": "ben@acme.test"}).split(".")[1]
        return f"{head}.{body}.{tail}"

    return {
        "alg none": unsigned,
        "HS256 with the public key": by_public_key,
        "another key of the same name": by_another_key,
        "a key in the header": with_its_own_key,
        "a changed body": changed,
        "no token": lambda there, claims: "not.a.token",
        "empty": lambda there, claims: "",
    }


@pytest.mark.parametrize("name", forgeries())
async def test_a_forged_token_is_refused(
    name: str, visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    forge = forgeries()[name]
    there.sign = lambda claims: forge(there, claims)
    assert refused(visitor, await enter(visitor))


async def test_a_new_key_is_fetched_once(
    visitor: httpx2.AsyncClient, app: Starlette, there: OpenIdProvider
) -> None:
    assert (await enter(visitor)).status_code == 303
    there.rotate()
    async with browser(app) as again:
        assert (await enter(again)).status_code == 303
        assert there.asked.count("/keys") == 2
        there.sign = lambda claims: there.signed(claims, kid="unknown")
        for _ in range(3):
            again.cookies.clear()
            assert refused(again, await enter(again))
    assert there.asked.count("/keys") == 2  # within a minute nobody makes us ask again


async def test_the_email_may_be_told_at_userinfo(
    visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.claims = {"email": None, "email_verified": None}
    assert (await enter(visitor)).status_code == 303


async def test_userinfo_of_somebody_else_is_refused(
    visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.claims = {"email": None}
    there.metadata = {"userinfo": {"sub": "u-2"}}
    assert refused(visitor, await enter(visitor))


async def test_a_provider_that_wants_the_secret_in_the_form(
    visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await enter(visitor)).status_code == 303


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.test"},
        {"jwks_uri": "http://internal.test/keys"},
        {"token_endpoint": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"id_token_signing_alg_values_supported": "RS256"},
    ],
    ids=str,
)
async def test_a_provider_that_is_not_itself_is_not_asked(
    metadata: dict[str, Any], visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.metadata = metadata
    answer = await visitor.get("/sign-in/openid")
    assert answer.status_code == 503
    assert "identity provider does not answer" in answer.text


async def test_other_hosts_of_the_provider_must_be_public(
    visitor: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.metadata = {"token_endpoint": "https://10.0.0.1/token"}
    assert (await enter(visitor)).status_code == 503


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)"]
)
async def test_nobody_is_led_to_another_site(elsewhere: str, visitor: httpx2.AsyncClient) -> None:
    done = await enter(visitor, next=elsewhere)
    assert (done.status_code, done.headers["location"]) == (303, "/")


async def test_a_spoilt_cookie_leads_back_to_the_page(visitor: httpx2.AsyncClient) -> None:
    back = await leave(visitor)
    for spoilt in ("", "x", "x.y.z", "....", "a..//evil", "a.b.%ff"):
        visitor.cookies.clear()
        visitor.cookies.set("handrail-openid", spoilt)
        assert refused(visitor, await visitor.get(back))


async def test_a_stranger_may_not_join_by_default(
    visitor: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    there.person |= {"sub": "u-9", "email": "new@acme.test"}
    answer = await enter(visitor)
    assert refused(visitor, answer)
    assert "No member has the address new@acme.test." in answer.text


async def test_a_domain_may_be_let_in(
    world: World, settings: Settings, there: OpenIdProvider
) -> None:
    there.person |= {"sub": "u-9", "email": "New@Acme.test", "name": "Nora New"}
    let_in = replace(settings, oidc_sign_up_domains=("acme.test=acme",))
    async with browser(build_app(let_in, world.database)) as client:
        assert (await enter(client)).status_code == 303
        assert "Nora New" in (await client.get("/settings/security")).text
    found = await world.database.read(world.ada.actor.workspace, list_members)
    [nora] = [each for each in found if each.email == "new@acme.test"]
    assert nora.role == "rep"
    [made] = [e for e in await facts(world.ada, "member.created") if e.record_id == nora.id]
    assert (made.member_id, made.surface) == (nora.id, "web")


@pytest.mark.parametrize(
    ("domains", "person"),
    [
        (("acme.test",), {}),  # two workspaces: nobody guesses which
        (("acme.test=nowhere",), {}),
        (("acme.test=acme",), {"email": "new@evil-acme.test"}),
        (("acme.test=acme",), {"email": "new@acme.test.evil.test"}),
        (("acme.test=acme",), {"email_verified": False}),
    ],
    ids=str,
)
async def test_nobody_else_is_let_in(
    domains: tuple[str, ...],
    person: dict[str, Any],
    world: World,
    settings: Settings,
    there: OpenIdProvider,
) -> None:
    there.person |= {"sub": "u-9", "email": "new@acme.test", **person}
    app = build_app(replace(settings, oidc_sign_up_domains=domains), world.database)
    async with browser(app) as client:
        assert refused(client, await enter(client))


async def test_who_has_left_does_not_join_again(
    world: World, settings: Settings, there: OpenIdProvider
) -> None:
    there.person |= {"sub": "u-2", "email": "ben@acme.test"}
    await world.ada("update_member", member_id=world.ids["ben"], is_active=False)
    app = build_app(replace(settings, oidc_sign_up_domains=("acme.test=acme",)), world.database)
    async with browser(app) as client:
        assert refused(client, await enter(client))


async def test_an_address_given_to_somebody_new_opens_nothing_of_the_old(
    visitor: httpx2.AsyncClient, there: OpenIdProvider, app: Starlette
) -> None:
    assert (await enter(visitor)).status_code == 303
    there.person["sub"] = "u-another"
    async with browser(app) as newcomer:
        assert refused(newcomer, await enter(newcomer))


async def test_who_is_in_several_workspaces_chooses(
    visitor: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    await add(world.rex, "Ada at Rival", "ada@acme.test")
    asked = await enter(visitor, next="/settings/security")
    assert asked.status_code == 200
    assert "/sign-in/openid?workspace=rival&amp;next=/settings/security" in asked.text
    assert SESSION not in visitor.cookies
    done = await enter(visitor, workspace="rival", next="/settings/security")
    assert done.status_code == 303
    assert "Ada at Rival" in (await visitor.get("/settings/security")).text


async def test_an_identity_can_be_removed(visitor: httpx2.AsyncClient, world: World) -> None:
    await enter(visitor)
    page = (await visitor.get("/settings/security")).text
    path = page.split('action="/settings/identities/')[1].split('"')[0]
    assert (await visitor.post(f"/settings/identities/{path}")).status_code == 303
    assert "Identity provider" not in (await visitor.get("/settings/security")).text
    assert len(await facts(world.ada, "identity.unlinked")) == 1
    assert (await visitor.post(f"/settings/identities/{path}")).status_code == 404


async def test_without_a_provider_there_is_nothing_to_press(
    world: World, settings: Settings
) -> None:
    app = build_app(replace(settings, oidc_issuer=None), world.database)
    async with browser(app) as client:
        assert "/sign-in/openid" not in (await client.get("/sign-in")).text
        assert (await client.get("/sign-in/openid")).status_code in {303, 404}
