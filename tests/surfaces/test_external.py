"""Another authorization server's tokens at our doors: who gets in, as whom, and how far."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from handrail.app import build_app
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.features.access.model import Identity
from handrail.features.access.store import identities
from handrail.settings import Settings
from handrail.storage import journal
from handrail.storage.database import Db
from handrail.vault.tokens import Token, mint_token
from tests.doors import key_of
from tests.strangers.openid import OpenIdProvider, made_key, provider
from tests.surfaces.web.conftest import browser
from tests.world import World

pytestmark = pytest.mark.anyio
URL = "http://localhost:8400"
AGENT = "agent-7"


@pytest.fixture
async def there() -> AsyncIterator[OpenIdProvider]:
    async with provider() as made:
        made.header = {"typ": "at+jwt"}
        yield made


@pytest.fixture
def settings(there: OpenIdProvider, tmp_path: Path) -> Settings:
    counted = f"sqlite:///{tmp_path / 'counted.db'}"  # in this process alone
    return Settings(tmp_path, counted, public_url=URL, auth_issuer=there.issuer)


@pytest.fixture
async def http(world: World, settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with browser(build_app(settings, world.database), URL) as client:
        yield client


def token(there: OpenIdProvider, **claims: Any) -> str:
    """What the provider gives Ben's agent for /mcp; None takes a claim away."""
    said = {
        "sub": "u-ben",
        "aud": f"{URL}/mcp",
        "client_id": AGENT,
        "organization": "acme",
        "email": "ben@acme.test",
    }
    return there.token(**{**said, **claims})


async def call(
    http: httpx2.AsyncClient,
    bearer: str,
    tool: str = "list_members",
    path: str = "/mcp",
    **said: Any,
) -> httpx2.Response:
    params = {"name": tool, "arguments": said}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return await http.post(path, json=body, headers={"authorization": f"Bearer {bearer}"})


async def told(world: World, kind: str) -> list[journal.Entry]:
    async def look(db: Db) -> list[journal.Entry]:
        return await journal.since(db, 0, 1000)

    entries = await world.database.read(world.ada.actor.workspace, look)
    return [each for each in entries if each.type == kind]


async def test_discovery_names_the_other_server_and_ours_is_not_there(
    http: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    for path in ("", "/mcp", "/mcp/x/records"):
        said = (await http.get(f"/.well-known/oauth-protected-resource{path}")).json()
        assert said["resource"] == f"{URL}{path or '/mcp'}"
        assert said["authorization_servers"] == [there.issuer]
        assert "scopes_supported" not in said
    for path in ("", "/mcp"):
        gone = await http.get(f"/.well-known/oauth-authorization-server{path}")
        assert gone.status_code == 404
    for path in ("token", "register", "revoke"):
        assert (await http.post(f"/oauth/{path}", data={})).status_code == 404
    assert (await http.get("/oauth/authorize")).status_code == 404
    refused = await http.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert refused.status_code == 401
    assert f"{URL}/.well-known/oauth-protected-resource" in refused.headers["www-authenticate"]


async def test_a_first_token_reads_as_its_person_and_makes_a_grant(
    http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    for _ in range(2):
        answer = await call(http, token(there))
        assert answer.status_code == 200, answer.text
        assert not answer.json()["result"]["isError"]
    [made] = await told(world, "grant.created")
    assert made.member_id == world.ids["ben"]
    assert made.after is not None
    assert (made.after["client"], made.after["host"]) == (AGENT, "127.0.0.1")
    assert made.after["scopes"] == ["read:data"]


async def test_it_writes_once_its_owner_lets_it(
    http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    said = {"object": "companies", "values": {"name": "Atlas"}}
    refused = await call(http, token(there), "create_record", **said)
    assert "Connected AI clients" in refused.text
    assert "www-authenticate" not in refused.headers  # asking that server for more is pointless
    [grant] = (await world.ben("list_grants"))["grants"]
    await world.ben("update_grant", grant_id=grant["id"], scopes=["read:data", "write:data"])
    done = await call(http, token(there), "create_record", **said)
    assert not done.json()["result"]["isError"], done.text


async def test_what_is_paused_or_revoked_opens_nothing(
    http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    await call(http, token(there))
    [grant] = (await world.ben("list_grants"))["grants"]
    await world.ben("pause_grants", grant_id=grant["id"])
    assert (await call(http, token(there))).status_code == 403
    await world.ben("revoke_grant", grant_id=grant["id"])
    assert (await call(http, token(there))).status_code == 401
    assert len(await told(world, "grant.created")) == 1  # nor does another token begin anew


LATER, EARLIER = 4_000_000_000, 1_000_000_000


@pytest.mark.parametrize(
    "claims",
    [
        {"organization": None},
        {"organization": ["acme", "rival"]},
        {"organization": []},
        {"organization": 7},
        {"organization": "rival"},
        {"organization": "nowhere"},
        {"aud": f"{URL}/v1"},
        {"aud": f"{URL}/mcp/x/schema"},
        {"aud": "https://evil.test/mcp"},
        {"aud": None},
        {"aud": {"x": 1}},
        {"iss": "https://evil.test"},
        {"iss": None},
        {"exp": EARLIER},
        {"exp": None},
        {"nbf": LATER},
        {"iat": LATER},
        {"sub": None},
        {"sub": 7},
        {"client_id": None},
        {"client_id": ["x"]},
        {"email": None},
        {"email": "nobody@acme.test"},
        {"email": ["ben@acme.test"]},
        {"email_verified": False},
    ],
    ids=str,
)
async def test_a_token_that_says_the_wrong_thing_is_refused(
    claims: dict[str, Any], http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    answer = await call(http, token(there, **claims))
    assert answer.status_code == 401, answer.text
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert await told(world, "grant.created") == []


async def test_a_claim_may_be_a_list_or_an_object_of_one(
    http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    for said in (["acme"], {"acme": {"id": "1"}}, world.ada.actor.workspace_id):
        assert (await call(http, token(there, organization=said))).status_code == 200


async def test_azp_names_the_client_where_client_id_does_not(
    http: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    assert (await call(http, token(there, client_id=None, azp="other"))).status_code == 200


async def test_a_token_is_good_at_its_own_endpoint_only(
    http: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    for_rest = {"authorization": f"Bearer {token(there, aud=f'{URL}/v1')}"}
    assert (await http.get("/v1/members", headers=for_rest)).status_code == 200
    narrow = token(there, aud=f"{URL}/mcp/x/members")
    assert (await call(http, narrow, path="/mcp/x/members")).status_code == 200
    assert (await call(http, token(there), path="/mcp/x/members")).status_code == 401


async def test_an_audience_may_be_configured(
    world: World, settings: Settings, there: OpenIdProvider
) -> None:
    claims = {"auth_workspace_claim": "org", "auth_email_claim": "mail"}
    named = replace(settings, auth_audience="handrail-api", **claims)
    async with browser(build_app(named, world.database), URL) as http:
        good = {"aud": "handrail-api", "org": "acme", "mail": "ben@acme.test", "email": None}
        assert (await call(http, token(there, **good))).status_code == 200
        assert (await call(http, token(there, **{**good, "aud": f"{URL}/mcp"}))).status_code == 401


@pytest.mark.parametrize("typ", ["logout+jwt", "dpop+jwt", "at+jws"])
async def test_other_kinds_of_tokens_are_refused(
    typ: str, http: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    there.header = {"typ": typ}
    assert (await call(http, token(there))).status_code == 401


async def test_forgeries_are_refused(http: httpx2.AsyncClient, there: OpenIdProvider) -> None:
    head, body, tail = token(there).split(".")
    unsigned = f"eyJhbGciOiJub25lIn0.{body}."
    honest, there.key = there.key, made_key("first")
    forged, there.key = token(there), honest
    for each in (unsigned, forged, f"{head}.{body}.{tail[:-8]}AAAAAAAA", "eyJ.eyJ.eyJ", "eyJ.."):
        assert (await call(http, each)).status_code == 401


async def test_a_new_key_is_fetched_when_it_is_met(
    http: httpx2.AsyncClient, there: OpenIdProvider
) -> None:
    assert (await call(http, token(there))).status_code == 200
    there.rotate()
    assert (await call(http, token(there))).status_code == 200
    assert there.asked.count("/keys") == 2


async def test_an_address_that_was_somebody_elses_opens_nothing(
    http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    async def link(db: Db) -> None:
        made = Identity(
            new_id(), world.ids["ben"], there.issuer, "u-ben", "ben@acme.test", now(), now()
        )
        await identities.add(db, made)

    await world.database.write(world.ben.actor.workspace, link)
    assert (await call(http, token(there))).status_code == 200
    assert (await call(http, token(there, sub="u-benjamin"))).status_code == 401


async def test_who_has_left_is_refused(
    http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    assert (await call(http, token(there))).status_code == 200
    await world.ada("update_member", member_id=world.ids["ben"], is_active=False)
    assert (await call(http, token(there))).status_code == 401


async def test_keys_still_open_and_our_own_tokens_do_not(
    http: httpx2.AsyncClient, world: World
) -> None:
    assert (await call(http, await key_of(world.ben))).status_code == 200
    assert (await call(http, mint_token(Token.ACCESS))).status_code == 401


async def test_a_provider_that_is_away_is_503_and_never_401(
    world: World, settings: Settings, there: OpenIdProvider
) -> None:
    away = replace(settings, auth_issuer="http://127.0.0.1:9")
    async with browser(build_app(away, world.database), URL) as http:
        answer = await call(http, token(there))
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0


async def test_without_the_setting_no_signed_token_is_looked_at(
    world: World, settings: Settings, there: OpenIdProvider
) -> None:
    own = replace(settings, auth_issuer=None)
    async with browser(build_app(own, world.database), URL) as http:
        assert (await call(http, token(there))).status_code == 401
    assert there.asked == []


async def test_many_first_calls_at_once_make_one_grant(
    http: httpx2.AsyncClient, there: OpenIdProvider, world: World
) -> None:
    bearer = token(there)
    answers = await asyncio.gather(*(call(http, bearer) for _ in range(6)))
    assert {each.status_code for each in answers} == {200}
    assert len(await told(world, "grant.created")) == 1
