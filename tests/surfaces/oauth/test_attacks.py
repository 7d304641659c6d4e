"""What somebody who means harm might try, each refused."""

import inspect
import secrets
from typing import Any
from urllib.parse import urlencode

import pytest

from handrail.core import clock
from handrail.core.clock import DAY, SECOND
from handrail.features.access.actions import sessions
from handrail.features.access.actions.passwords import set_password
from handrail.features.access.store import keys as key_store
from handrail.features.access.store import tokens as token_store
from handrail.features.workspaces import store as workspaces
from handrail.storage.database import Database, Db
from tests.surfaces.oauth.client import CALLBACK, ORIGIN, Agent
from tests.surfaces.oauth.conftest import Browse
from tests.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock of the whole product on."""
    begun = clock.now

    def move(by: int) -> None:
        at = lambda: begun() + by  # noqa: E731
        from handrail.features.access.actions import clients, sessions, tokens
        from handrail.surfaces.oauth import server, token

        for module in (clients, sessions, tokens, server, token):
            monkeypatch.setattr(module, "now", at)

    return move


def wrong(answer: Any) -> str:
    assert answer.status_code == 400, answer.text
    return answer.json()["error"]


# codes ------------------------------------------------------------------------------------


async def test_a_code_that_is_used_twice_ends_what_it_made(agent: Agent) -> None:
    await agent.register()
    code = await agent.code()
    assert (await agent.redeem(code)).status_code == 200
    made = agent.tokens
    assert wrong(await agent.redeem(code)) == "invalid_grant"
    assert (await agent.call("list_objects")).status_code == 401
    assert wrong(await agent.refresh(made["refresh_token"])) == "invalid_grant"


async def test_a_code_is_good_for_the_client_the_verifier_and_the_address_it_was_made_for(
    agent: Agent,
) -> None:
    await agent.register()
    mine = agent.client_id
    code = await agent.code()
    await agent.register(client_name="Thief")
    assert wrong(await agent.redeem(code)) == "invalid_grant"
    agent.client_id = mine
    assert (
        wrong(await agent.redeem(code, code_verifier=secrets.token_urlsafe(48))) == "invalid_grant"
    )
    assert wrong(await agent.redeem(code, code_verifier=None)) == "invalid_request"
    assert wrong(await agent.redeem(code, code_verifier="short")) == "invalid_grant"
    assert wrong(await agent.redeem(code, redirect_uri="https://thief.example/")) == "invalid_grant"
    assert wrong(await agent.redeem(code, resource=f"{ORIGIN}/v1")) == "invalid_target"
    assert (await agent.redeem(code)).status_code == 200


async def test_a_code_is_over_after_a_minute(agent: Agent, later: Any) -> None:
    await agent.register()
    code = await agent.code()
    later(61 * SECOND)
    assert wrong(await agent.redeem(code)) == "invalid_grant"


@pytest.mark.parametrize(
    "said",
    [
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge": "tooshort"},
        {"code_challenge": "x" * 129},
    ],
)
async def test_there_is_no_way_around_pkce(agent: Agent, said: dict[str, str | None]) -> None:
    await agent.register()
    page = await agent.authorize(**said)
    assert "error=invalid_request" in page.answer.headers["location"]


# tokens -----------------------------------------------------------------------------------


async def test_a_refresh_token_that_comes_again_ends_its_whole_family(
    agent: Agent, later: Any
) -> None:
    await agent.connect()
    old = agent.tokens["refresh_token"]
    await agent.refresh()
    young = agent.tokens
    later(11 * SECOND)
    assert wrong(await agent.refresh(old)) == "invalid_grant"
    assert (await agent.call("list_objects", token=young["access_token"])).status_code == 401
    assert wrong(await agent.refresh(young["refresh_token"])) == "invalid_grant"


async def test_an_answer_that_got_lost_may_be_asked_for_again(agent: Agent, later: Any) -> None:
    await agent.connect()
    old = agent.tokens["refresh_token"]
    await agent.refresh()
    later(9 * SECOND)
    assert (await agent.refresh(old)).status_code == 200
    assert "objects" in await agent.ask("list_objects")


async def test_a_refresh_token_is_its_clients_alone(agent: Agent) -> None:
    await agent.connect()
    token = agent.tokens["refresh_token"]
    await agent.register(client_name="Thief")
    assert wrong(await agent.refresh(token)) == "invalid_grant"


async def test_tokens_run_out(agent: Agent, later: Any) -> None:
    await agent.connect()
    later(3601 * SECOND)
    assert (await agent.call("list_objects")).status_code == 401
    later(29 * DAY)
    assert (await agent.refresh()).status_code == 200
    later(60 * DAY)
    assert wrong(await agent.refresh()) == "invalid_grant"


async def test_a_token_opens_the_endpoint_it_was_made_for(agent: Agent) -> None:
    await agent.connect()
    for path in ("/mcp/x/notes", "/mcp/x/schema", "/api/mcp"):
        refused = await agent.call("list_objects", path=path)
        assert refused.status_code == 401, path
    await agent.connect(resource=f"{ORIGIN}/mcp/x/schema")
    assert (await agent.call("list_objects")).status_code == 401
    answer = await agent.call("create_object", path="/mcp/x/schema")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "resource",
    [
        "https://elsewhere.example/mcp",
        "http://localhost:8400.elsewhere.example/mcp",
        f"{ORIGIN}/api/mcp",
        f"{ORIGIN}/mcp/../v1",
        f"{ORIGIN}/mcp?x=1",
        f"{ORIGIN}/mcp#x",
        ORIGIN,
        "mcp",
        "http://[",
    ],
)
async def test_there_are_no_tokens_for_others(agent: Agent, resource: str) -> None:
    await agent.register()
    page = await agent.authorize(resource=resource)
    assert "error=invalid_target" in page.answer.headers["location"]


async def test_a_refresh_token_and_a_code_open_nothing_by_themselves(agent: Agent) -> None:
    await agent.connect()
    code = await agent.code()
    for token in (agent.tokens["refresh_token"], code, "hrat_", "hrat_x y", "hrat_é"):
        answer = await agent.http.post(
            "/mcp", json={}, headers={b"authorization": f"Bearer {token}".encode()}
        )
        assert answer.status_code == 401


async def test_a_token_sees_one_workspace(agent: Agent, world: World) -> None:
    theirs = await world.rex("create_record", object="companies", values={"name": "Secret"})
    await agent.connect("write")
    for tool, more in (("get_record", {}), ("update_record", {"values": {"name": "x"}})):
        found = await agent.ask(tool, object="companies", record_id=theirs["id"], **more)
        assert found["error"]["code"] == "RESOURCE_NOT_FOUND"


async def test_who_has_left_takes_the_agent_along(
    agent: Agent, world: World, browse: Browse
) -> None:
    acme, ben = world.ada.actor.workspace, world.ids["ben"]
    await set_password(world.database, acme, ben, "correct horse")
    agent.person = await browse("ben@acme.test", "correct horse")
    await agent.connect()
    await world.ada("update_member", member_id=ben, is_active=False)
    assert (await agent.call("list_objects")).status_code == 401
    assert wrong(await agent.refresh()) == "invalid_grant"


async def test_a_failing_store_is_503(
    agent: Agent, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agent.connect()

    async def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(world.database, "read", fail)
    answer = await agent.call("list_objects")
    assert answer.status_code == 503
    assert "www-authenticate" not in answer.headers


def test_secrets_are_found_by_their_hash_and_never_compared() -> None:
    for store in (key_store, token_store):
        source = inspect.getsource(store)
        assert ".c.hash == bindparam(" in source
        assert "secret" not in source


async def test_no_secret_is_kept(agent: Agent, database: Database) -> None:
    await agent.register(token_endpoint_auth_method="client_secret_post")
    code = await agent.code()
    await agent.redeem(code, client_secret=agent.secret)
    known = [
        code,
        agent.secret or "",
        *(agent.tokens[n] for n in ("access_token", "refresh_token")),
    ]

    async def everything(db: Db) -> str:
        rows: list[Any] = []
        for table in ("oauth_client", "oauth_grant", "oauth_code", "oauth_token", "journal"):
            rows += await db.select(f"select * from {table}", ())
        return "".join(repr(tuple(row)) for row in rows)

    kept = await database.read(1, everything)
    assert "Robot" in kept
    for secret in known:
        assert secret not in kept
        assert secret.partition("_")[2] not in kept


# redirects --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "vbscript:x",
        "blob:https://x",
        "about:blank",
        "http://agent.example/callback",
        "http://localhost.agent.example/",
        "http://127.0.0.1.nip.io/",
        "http://localhost@agent.example/",
        "https://agent.example/#fragment",
        "https://user:pass@agent.example/",
        "https://agent.example\\@thief.example/",
        "https://*.agent.example/",
        "https://agent.example;sandbox/cb",  # it would stand in the page's policy
        "https://agent.example,default-src/cb",
        "https://",
        "//agent.example/",
        "/callback",
        "unknown-scheme://callback",
        "",
    ],
)
async def test_an_address_that_could_do_harm_is_not_registered(agent: Agent, uri: str) -> None:
    answer = await agent.register(redirect_uris=[uri])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")


async def test_a_bad_address_among_good_ones_is_dropped(agent: Agent) -> None:
    good = ["https://agent.example/cb", "http://localhost/cb", "cursor://anysphere/cb"]
    answer = await agent.register(redirect_uris=["javascript:alert(1)", *good])
    assert answer.json()["redirect_uris"] == good


@pytest.mark.parametrize(
    "redirect",
    [
        "https://thief.example/",
        "https://agent.example/cb/../evil",
        "https://agent.example/cb?next=https://thief.example",
        "https://agent.example/cb/",
        "https://AGENT.example/cb",
        "https://agent.example:444/cb",
        "https://agent.example.thief.example/cb",
        "http://agent.example/cb",
        "http://localhost:1234/other",
        "https://localhost/cb",
        "http://127.0.0.1/cb",
    ],
)
async def test_an_answer_goes_to_no_address_that_was_not_given(agent: Agent, redirect: str) -> None:
    await agent.register(redirect_uris=["https://agent.example/cb", "http://localhost/cb"])
    page = await agent.authorize(redirect_uri=redirect)
    assert page.answer.status_code == 400
    assert "location" not in page.answer.headers
    assert "is none that it has given us" in page.text


async def test_the_port_of_a_loopback_address_is_free(agent: Agent) -> None:
    await agent.register(redirect_uris=["http://127.0.0.1/cb", "http://[::1]:1/cb"])
    for redirect in ("http://127.0.0.1:51234/cb", "http://[::1]:51234/cb"):
        agent.redirect = redirect
        page = await agent.authorize()
        assert "It runs on this computer" in page.text
        assert (await agent.decide(page, decision="allow"))["code"]


@pytest.mark.parametrize("said", [{"client_id": "unknown"}, {"client_id": None}])
async def test_an_unknown_client_is_told_to_the_person_and_nobody_else(
    agent: Agent, said: dict[str, str | None]
) -> None:
    await agent.register()
    page = await agent.authorize(**said)
    assert page.answer.status_code == 400
    assert "location" not in page.answer.headers


async def test_every_answer_names_its_issuer(agent: Agent) -> None:
    await agent.register()
    for said in ({"response_type": "token"}, {"resource": "x"}, {"prompt": "none"}):
        page = await agent.authorize(**said)
        location = page.answer.headers["location"]
        assert location.startswith(f"{CALLBACK}?error=")
        assert f"iss={urlencode({'': ORIGIN})[1:]}" in location
        assert "state=xyz" in location


async def test_a_parameter_that_comes_twice_is_refused(agent: Agent) -> None:
    await agent.register()
    query = f"{urlencode(agent.asked())}&redirect_uri=https%3A%2F%2Fthief.example"
    answer = await agent.person.get(f"/oauth/authorize?{query}")
    assert answer.status_code == 400
    twice = "grant_type=refresh_token&client_id=a&client_id=b"
    told = await agent.http.post(
        "/oauth/token",
        content=twice,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert wrong(told) == "invalid_request"


# consent ----------------------------------------------------------------------------------


async def test_another_site_cannot_say_yes(agent: Agent, world: World) -> None:
    await agent.register()
    page = await agent.authorize()
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ):
        answer = await agent.person.post(
            "/oauth/consent", data=page.form | {"decision": "allow"}, headers=headers
        )
        assert answer.status_code == 403
    foreign = {"origin": "https://thief.example"}
    answer = await agent.person.post(
        "/oauth/consent", data=page.form | {"decision": "allow"}, headers=foreign
    )
    assert answer.status_code == 403
    assert (await world.ada("list_grants"))["total"] == 0


async def test_a_yes_holds_for_what_was_shown_in_this_session(
    agent: Agent, browse: Browse, world: World
) -> None:
    await agent.register()
    page = await agent.authorize(scope="read:data")
    more = urlencode(agent.asked())
    for said in (
        {"query": more},
        {"word": ""},
        {"word": "0" * 64},
        {"word": "é"},
        {"query": "", "word": ""},
    ):
        answer = await agent.person.post(
            "/oauth/consent", data=page.form | {"decision": "allow"} | said
        )
        assert answer.status_code == 403
    other = await browse("ada@acme.test")
    answer = await other.post("/oauth/consent", data=page.form | {"decision": "allow"})
    assert answer.status_code == 403
    assert (await world.ada("list_grants"))["total"] == 0


async def test_more_form_fields_give_nothing_more(agent: Agent, world: World) -> None:
    await agent.register(scope="write:data send:messages", scopes=["write:data"], role="admin")
    page = await agent.authorize(scope="user:org:read read:data")
    assert page.ticks == []
    said = await agent.decide(
        page,
        decision="allow",
        write="yes",
        send="yes",
        scope="write:data",
        scopes="write:data",
        member_id=world.ids["ben"],
        role="admin",
    )
    answer = await agent.redeem(said["code"], scope="write:data send:messages")
    assert answer.json()["scope"] == "user:org:read read:data"
    [grant] = (await world.ada("list_grants"))["grants"]
    assert grant["scopes"] == ["read:data"]
    assert grant["member_id"] == world.ids["ada"]


async def test_refreshing_brings_no_more_than_was_asked_for(agent: Agent) -> None:
    await agent.connect(scope="user:org:read read:data")
    answer = await agent.refresh(scope="read:data write:data")
    assert wrong(answer) == "invalid_scope"


async def test_a_workspace_is_chosen_among_ones_own(agent: Agent, world: World) -> None:
    await agent.register()
    page = await agent.authorize()
    for slug in ("rival", "nowhere", ""):
        answer = await agent.person.post(
            "/oauth/consent", data=page.form | {"decision": "allow", "workspace": slug}
        )
        assert answer.status_code == 403, slug
    assert (await world.rex("list_grants"))["total"] == 0


async def test_no_admin_elsewhere_becomes_somebody_by_calling_a_member_so(
    agent: Agent, world: World, browse: Browse
) -> None:
    """A session that proved no email, such as a passkey's, opens the one workspace it is of."""
    not_ada = await world.rex("create_member", name="Not Ada", email="ada@acme.test")
    secret = await begun_without_email(world, not_ada["id"])
    agent.person = await browse()
    agent.person.headers["sec-fetch-site"] = "same-origin"
    agent.person.cookies.set("handrail", secret)
    await agent.register()
    page = await agent.authorize()
    assert page.workspaces == ["rival"]
    answer = await agent.person.post(
        "/oauth/consent", data=page.form | {"decision": "allow", "workspace": "acme"}
    )
    assert answer.status_code == 403


async def begun_without_email(world: World, member_id: str) -> str:
    async def look(db: Db) -> Any:
        return await workspaces.caller_of(db, world.rex.actor.workspace, member_id)

    row = await world.database.read(0, look)
    return (await sessions.begin_session(world.database, [row])).secret


async def test_the_page_is_framed_by_nobody_and_leads_to_the_client_alone(agent: Agent) -> None:
    await agent.register(redirect_uris=["https://agent.example/cb"])
    agent.redirect = "https://agent.example/cb"
    page = await agent.authorize()
    policy = page.answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://agent.example;" in policy
    assert page.answer.headers["x-frame-options"] == "DENY"


async def test_a_name_is_shown_and_never_run(agent: Agent) -> None:
    await agent.register(client_name="<script>alert(1)</script>\u202e\n Evil")
    page = await agent.authorize()
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "\u202e" not in page.text


# grants -----------------------------------------------------------------------------------


async def test_no_agent_widens_itself(agent: Agent, world: World) -> None:
    await agent.connect(resource=f"{ORIGIN}/mcp/x/grants")
    [grant] = (await world.ada("list_grants"))["grants"]

    async def ask(tool: str, **said: Any) -> dict[str, Any]:
        answer = await agent.call(tool, said, path="/mcp/x/grants")
        return answer.json()["result"]["structuredContent"]

    every = ["read:data", "write:data"]
    widened = await ask("update_grant", grant_id=grant["id"], scopes=every)
    assert widened["error"]["code"] == "FORBIDDEN"
    narrowed = await ask("update_grant", grant_id=grant["id"], objects=["companies"])
    assert narrowed["objects"] == ["companies"]
    assert (await ask("update_grant", grant_id=grant["id"], objects=None))["error"]
    assert (await ask("pause_grants", everything=True))["grants"][0]["status"] == "paused"
    answer = await agent.call("resume_grants", {"everything": True}, path="/mcp/x/grants")
    assert answer.status_code == 403
    assert "Connected AI clients" in answer.text


async def test_no_agent_sees_the_others(agent: Agent, world: World) -> None:
    await agent.connect()
    await agent.register(client_name="Second")
    await agent.connect(resource=f"{ORIGIN}/mcp/x/grants")
    answer = await agent.call("list_grants", path="/mcp/x/grants")
    found = answer.json()["result"]["structuredContent"]
    assert [each["client"] for each in found["grants"]] == ["Second"]
    [first] = [e for e in (await world.ada("list_grants"))["grants"] if e["client"] == "Robot"]
    answer = await agent.call("get_grant", {"grant_id": first["id"]}, path="/mcp/x/grants")
    assert answer.json()["result"]["structuredContent"]["error"]["code"] == "RESOURCE_NOT_FOUND"


async def test_no_agent_makes_a_key_that_outlives_it(agent: Agent) -> None:
    await agent.connect("write", resource=f"{ORIGIN}/mcp/x/admin")
    answer = await agent.call("create_api_key", {"name": "mine"}, path="/mcp/x/admin")
    assert answer.json()["result"]["structuredContent"]["error"]["code"] == "FORBIDDEN"


# registration -----------------------------------------------------------------------------


async def test_registrations_are_counted_by_address(agent: Agent) -> None:
    answers = [await agent.register() for _ in range(21)]
    assert [each.status_code for each in answers[:20]] == [201] * 20
    assert answers[20].status_code == 429
    assert int(answers[20].headers["retry-after"]) > 0


async def test_a_registration_that_nobody_used_is_forgotten_in_a_day(
    agent: Agent, later: Any
) -> None:
    await agent.connect()
    used = agent.client_id
    await agent.register()
    unused = agent.client_id
    later(DAY + SECOND)
    await agent.register()
    assert "is not known here" in (await agent.authorize(client_id=unused)).text
    assert "wants to connect" in (await agent.authorize(client_id=used)).text


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"redirect_uris": 7}', b'{"redirect_uris": [7]}']
)
async def test_what_is_no_registration_is_refused(agent: Agent, body: bytes) -> None:
    answer = await agent.http.post("/oauth/register", content=body)
    assert answer.status_code == 400


async def connected_ben(agent: Agent, world: World, browse: Browse, *ticks: str) -> str:
    """Ben's agent, let in; the id of its grant."""
    await set_password(world.database, world.ada.actor.workspace, world.ids["ben"], "correct horse")
    agent.person = await browse("ben@acme.test", "correct horse")
    await agent.connect(*ticks)
    [grant] = (await world.ben("list_grants"))["grants"]
    return grant["id"]


async def test_revoking_and_letting_in_anew_is_no_way_around_what_an_admin_narrowed(
    agent: Agent, world: World, browse: Browse
) -> None:
    grant_id = await connected_ben(agent, world, browse, "write")
    await world.ada("update_grant", grant_id=grant_id, scopes=["read:data"], objects=["deals"])
    await world.ben("revoke_grant", grant_id=grant_id)
    page = await agent.authorize()
    refused = await agent.person.post(
        "/oauth/consent", data=page.form | {"decision": "allow", "write": "yes"}
    )
    assert (refused.status_code, "narrowed" in refused.text) == (403, True)
    await agent.connect()
    [grant] = (await world.ben("list_grants"))["grants"]
    assert (grant["scopes"], grant["objects"]) == (["read:data"], ["deals"])


async def test_revoking_and_letting_in_anew_is_no_way_around_an_admins_pause(
    agent: Agent, world: World, browse: Browse
) -> None:
    grant_id = await connected_ben(agent, world, browse)
    await world.ada("pause_grants", grant_id=grant_id)
    await world.ben("revoke_grant", grant_id=grant_id)
    page = await agent.authorize()
    refused = await agent.person.post("/oauth/consent", data=page.form | {"decision": "allow"})
    assert (refused.status_code, "paused" in refused.text) == (403, True)
    await world.ada("revoke_grant", grant_id=grant_id)  # an admin's own word ends the pause
    await world.ada("resume_grants", grant_id=grant_id)
