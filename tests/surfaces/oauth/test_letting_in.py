"""Letting an agent in, as it goes when nobody means harm."""

import pytest

from tests.surfaces.oauth.client import ORIGIN, Agent
from tests.surfaces.oauth.conftest import Browse
from tests.world import World

pytestmark = pytest.mark.anyio
PROTECTED = "/.well-known/oauth-protected-resource"


async def test_the_documents_say_where_to_go(agent: Agent) -> None:
    protected = (await agent.http.get(PROTECTED)).json()
    assert protected["resource"] == f"{ORIGIN}/mcp"
    assert protected["authorization_servers"] == [ORIGIN]
    suffixed = (await agent.http.get(f"{PROTECTED}/mcp/x/notes")).json()
    assert suffixed["resource"] == f"{ORIGIN}/mcp/x/notes"
    server = (await agent.http.get("/.well-known/oauth-authorization-server")).json()
    assert server["issuer"] == ORIGIN
    assert server["code_challenge_methods_supported"] == ["S256"]
    assert server["client_id_metadata_document_supported"] is True
    assert "none" in server["token_endpoint_auth_methods_supported"]


@pytest.mark.parametrize("path", ["/api/mcp", "/api/v1/mcp", "/nowhere"])
async def test_an_endpoint_that_takes_only_keys_has_no_document(agent: Agent, path: str) -> None:
    assert (await agent.http.get(f"{PROTECTED}{path}")).status_code == 404


async def test_a_browser_of_any_origin_may_discover_and_exchange(agent: Agent) -> None:
    origin = {"origin": "https://inspector.example"}
    for path in (PROTECTED, "/.well-known/oauth-authorization-server"):
        answer = await agent.http.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*"
    for path in ("/oauth/token", "/oauth/register", "/oauth/revoke"):
        ahead = await agent.http.options(path, headers=origin)
        assert ahead.status_code == 204
        assert "authorization" in ahead.headers["access-control-allow-headers"].lower()
    assert (await agent.http.post("/mcp", headers=origin)).status_code == 403


async def test_a_401_says_where_the_document_is(agent: Agent) -> None:
    bare = await agent.http.post("/mcp", json={})
    document = f'resource_metadata="{ORIGIN}{PROTECTED}"'
    assert bare.headers["www-authenticate"] == f"Bearer {document}"
    wrong = await agent.call("list_objects", token="hrat_nothing")
    assert wrong.status_code == 401
    assert wrong.headers["www-authenticate"] == f'Bearer error="invalid_token", {document}'
    other = await agent.http.post("/mcp/x/notes", json={})
    assert other.headers["www-authenticate"].endswith(f'{PROTECTED}/mcp/x/notes"')


async def test_a_person_lets_an_agent_in_and_it_reads(agent: Agent) -> None:
    await agent.register()
    page = await agent.authorize()
    assert "Robot wants to connect" in page.text
    assert page.workspaces == ["acme"]
    assert page.ticks == ["write", "send"]
    assert "checked" not in page.text.split('type="checkbox"')[1]
    said = await agent.decide(page, decision="allow")
    assert said["state"] == "xyz"
    assert said["iss"] == ORIGIN
    answer = await agent.redeem(said["code"])
    assert answer.json()["scope"] == "user:org:read read:data"
    assert answer.json()["expires_in"] == 3600
    assert "objects" in await agent.ask("list_objects")


async def test_nobody_signed_in_is_led_to_the_sign_in_page_and_back(
    agent: Agent, browse: Browse
) -> None:
    await agent.register()
    agent.person = await browse()
    page = await agent.authorize()
    assert page.answer.status_code == 303
    assert page.answer.headers["location"].startswith("/sign-in?next=/oauth/authorize%3F")


async def test_no_is_an_answer(agent: Agent) -> None:
    await agent.register()
    said = await agent.decide(await agent.authorize(), decision="deny")
    assert said["error"] == "access_denied"
    assert said["iss"] == ORIGIN


async def test_what_was_ticked_may_be_done_and_no_more(agent: Agent) -> None:
    await agent.connect("write")
    made = await agent.ask("create_record", object="companies", values={"name": "Initech"})
    assert made["values"]["name"] == "Initech"


async def test_every_tool_is_listed_for_an_agent_that_could_be_allowed_more(agent: Agent) -> None:
    await agent.connect()
    listed = await agent.http.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
        headers={"authorization": f"Bearer {agent.tokens['access_token']}"},
    )
    assert "create_record" in {tool["name"] for tool in listed.json()["result"]["tools"]}


async def test_a_tool_that_needs_more_names_the_page(agent: Agent) -> None:
    await agent.connect()
    answer = await agent.call("create_record", {"object": "companies", "values": {"name": "x"}})
    result = answer.json()["result"]
    assert answer.status_code == 200
    assert result["isError"]
    assert "Settings → Connected AI clients" in result["content"][0]["text"]
    [challenge] = result["_meta"]["mcp/www_authenticate"]
    assert 'error="insufficient_scope"' in challenge


async def test_an_agent_that_did_not_ask_for_it_is_told_to_ask(agent: Agent) -> None:
    await agent.connect(scope="user:org:read read:data")
    answer = await agent.call("create_record", {"object": "companies", "values": {"name": "x"}})
    assert answer.status_code == 403
    said = answer.headers["www-authenticate"]
    assert said.startswith('Bearer error="insufficient_scope", ')
    assert 'scope="user:org:read read:data write:data"' in said
    assert f'resource_metadata="{ORIGIN}{PROTECTED}"' in said
    assert answer.json()["error"]["data"]["code"] == "FORBIDDEN"


async def test_rest_takes_the_token_of_mcp_and_steps_up_too(agent: Agent) -> None:
    await agent.connect(scope="read:data")
    bearer = {"authorization": f"Bearer {agent.tokens['access_token']}"}
    assert (await agent.http.get("/v1/objects", headers=bearer)).status_code == 200
    refused = await agent.http.post(
        "/v1/records/companies", json={"values": {"name": "x"}}, headers=bearer
    )
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]


async def test_a_second_consent_widens_the_one_grant(agent: Agent, world: World) -> None:
    await agent.connect()
    await agent.connect("write")
    found = await world.ada("list_grants")
    assert found["total"] == 1
    assert found["grants"][0]["scopes"] == ["read:data", "write:data"]
    page = await agent.authorize()
    assert "connected already" in page.text


async def test_a_person_of_two_workspaces_chooses(
    agent: Agent, world: World, browse: Browse
) -> None:
    await world.rex("create_member", name="Ada at Rival", email="ada@acme.test")
    agent.person = await browse()
    agent.person.headers["sec-fetch-site"] = "same-origin"
    await agent.person.post(
        "/sign-in",
        data={"email": "ada@acme.test", "password": "correct horse battery", "workspace": "acme"},
    )
    await agent.register()
    page = await agent.authorize()
    assert sorted(page.workspaces) == ["acme", "rival"]
    said = await agent.decide(page, decision="allow", workspace="rival")
    await agent.redeem(said["code"])
    [grant] = (await world.rex("list_grants"))["grants"]
    assert grant["member"] == "Ada at Rival"
    assert (await world.ada("list_grants"))["total"] == 0


async def test_a_client_with_a_secret_proves_itself_either_way(agent: Agent) -> None:
    for method in ("client_secret_basic", "client_secret_post"):
        await agent.register(token_endpoint_auth_method=method)
        code = await agent.code()
        assert (await agent.redeem(code)).status_code == 401
        wrong = await agent.redeem(code, client_secret="hrcs_wrong")
        assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
        if method == "client_secret_post":
            assert (await agent.redeem(code, client_secret=agent.secret)).status_code == 200
            continue
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": agent.verifier}
        done = await agent.post("/oauth/token", form, auth=(agent.client_id, agent.secret or ""))
        assert done.status_code == 200


async def test_tokens_are_renewed_and_then_ended(agent: Agent) -> None:
    await agent.connect()
    first = agent.tokens
    assert (await agent.refresh()).status_code == 200
    assert agent.tokens["refresh_token"] != first["refresh_token"]
    assert "objects" in await agent.ask("list_objects")
    ended = await agent.post(
        "/oauth/revoke",
        {"token": agent.tokens["refresh_token"], "client_id": agent.client_id},
    )
    assert ended.status_code == 200
    assert (await agent.call("list_objects")).status_code == 401
    assert (await agent.refresh()).json()["error"] == "invalid_grant"


async def test_a_revoked_grant_is_401_at_once_and_a_new_consent_begins_anew(
    agent: Agent, world: World
) -> None:
    await agent.connect("write")
    old = agent.tokens
    [grant] = (await world.ada("list_grants"))["grants"]
    await world.ada("revoke_grant", grant_id=grant["id"])
    assert (await agent.call("list_objects")).status_code == 401
    assert (await agent.refresh()).json()["error"] == "invalid_grant"
    await agent.connect()
    [again] = (await world.ada("list_grants"))["grants"]
    assert (again["id"], again["scopes"]) == (grant["id"], ["read:data"])
    assert (await agent.call("list_objects", token=old["access_token"])).status_code == 401


async def test_everything_an_agent_does_is_under_its_name(agent: Agent, world: World) -> None:
    before = (await world.ada("list_changes", limit=1000))["changes"][-1]["seq"]
    await agent.connect("write")
    made = await agent.ask("create_record", object="companies", values={"name": "Initech"})
    [grant] = (await world.ada("list_grants"))["grants"]
    changes = (await world.ada("list_changes", after_seq=before))["changes"]
    told = {each["type"]: each for each in changes}
    assert "grant.created" in told
    assert told["record.created"]["record_id"] == made["id"]
    assert told["grant.created"]["record_id"] == grant["id"]
    assert "Robot" in str(told["record.created"])
