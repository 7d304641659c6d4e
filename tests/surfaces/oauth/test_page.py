"""The page of connected AI clients: who was let in, and the ways to change that."""

from typing import Any

import httpx2
import pytest

from handrail.features.access.actions.passwords import set_password
from tests.surfaces.oauth.client import Agent
from tests.surfaces.oauth.conftest import Browse
from tests.world import PASSWORD, World

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]
HERE = "/settings/clients"


async def only(world: World) -> dict[str, Any]:
    [grant] = (await world.ada("list_grants", include_dead=True))["grants"]
    return grant


@pytest.fixture
async def bens(agent: Agent, browse: Browse, world: World) -> Agent:
    """An agent that Ben has let in to read."""
    acme = world.ada.actor.workspace
    await set_password(world.database, acme, world.ids["ben"], PASSWORD)
    agent.person = await browse("ben@acme.test")
    return await agent.connect()


async def send(person: httpx2.AsyncClient, path: str, **form: Any) -> httpx2.Response:
    return await person.post(f"{HERE}{path}", data=form)


async def test_nobody_is_connected_and_the_page_says_how(browse: Browse) -> None:
    ada = await browse("ada@acme.test")
    page = (await ada.get(HERE)).text
    assert "No agent is connected yet" in page
    assert "http://localhost:8400/mcp" in page
    assert "Pause all agents" not in page


async def test_its_owner_allows_more_and_it_holds_at_once(bens: Agent, world: World) -> None:
    new = {"object": "companies", "values": {"name": "Initech"}}
    assert (await bens.ask("create_record", **new))["error"]["code"] == "FORBIDDEN"
    grant = await only(world)
    await send(bens.person, f"/{grant['id']}", write="yes", reach="all")
    assert "error" not in await bens.ask("create_record", **new)
    await send(bens.person, f"/{grant['id']}", reach="some", objects=["people"])
    assert (await only(world))["objects"] == ["people"]
    assert (await bens.ask("create_record", **new))["error"]["code"] == "FORBIDDEN"


async def test_an_admin_sees_all_and_narrows_but_allows_nothing_in_anothers_name(
    bens: Agent, browse: Browse, world: World
) -> None:
    ada = await browse("ada@acme.test")
    page = (await ada.get(HERE)).text
    assert "Ben Seller" in page
    grant = await only(world)
    assert "Only Ben Seller can allow it." in (await ada.get(f"{HERE}/{grant['id']}")).text
    refused = await send(ada, f"/{grant['id']}", write="yes", reach="all")
    assert "Only its owner can let a connection do more" in refused.text
    await send(ada, f"/{grant['id']}", reach="some", objects=["people"])
    assert (await only(world))["limited_by"] == "Ada Admin"
    widened = await send(bens.person, f"/{grant['id']}", reach="all")
    assert "An admin has narrowed this connection." in widened.text


async def test_another_members_agents_are_nobodys_business(
    bens: Agent, browse: Browse, world: World
) -> None:
    acme = world.ada.actor.workspace
    await set_password(world.database, acme, world.ids["cleo"], PASSWORD)
    cleo = await browse("cleo@acme.test")
    assert "No agent is connected yet" in (await cleo.get(HERE)).text
    grant = await only(world)
    for path in ("pause", "resume", "revoke"):
        answer = await send(cleo, f"/{grant['id']}/{path}")
        assert answer.status_code == 404
    assert (await only(world))["status"] == "live"


async def test_what_is_paused_is_refused_and_says_where_to_resume_it(
    bens: Agent, world: World
) -> None:
    grant = await only(world)
    await send(bens.person, f"/{grant['id']}/pause")
    refused = await bens.call("list_objects")
    assert refused.status_code == 403
    assert refused.json()["error"]["data"]["code"] == "FORBIDDEN"
    assert "Settings → Connected AI clients" in refused.text
    assert (await bens.authorize()).answer.status_code == 200
    code = await bens.person.post(
        "/oauth/consent", data=(await bens.authorize()).form | {"decision": "allow"}
    )
    assert code.status_code == 403
    await send(bens.person, f"/{grant['id']}/resume")
    assert "objects" in await bens.ask("list_objects")


async def test_one_click_pauses_every_agent_and_only_an_admin_undoes_an_admins(
    bens: Agent, browse: Browse, world: World
) -> None:
    ada = await browse("ada@acme.test")
    await send(ada, "/pause")
    assert (await bens.call("list_objects")).status_code == 403
    await send(bens.person, "/resume")
    grant = await only(world)
    assert grant["paused_by"] == "Ada Admin"
    refused = await send(bens.person, f"/{grant['id']}/resume")
    assert "An admin has paused this connection." in refused.text
    await send(ada, "/resume", client=grant["client_id"])
    assert "objects" in await bens.ask("list_objects")


async def test_a_form_of_another_site_changes_nothing(bens: Agent, world: World) -> None:
    grant = await only(world)
    answer = await bens.person.post(
        f"{HERE}/{grant['id']}", data={"write": "yes"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert (await only(world))["scopes"] == ["read:data"]


async def test_its_own_page_shows_and_changes_policy_and_budgets(
    bens: Agent, browse: Browse, world: World
) -> None:
    grant = await only(world)
    path = f"/{grant['id']}"
    new = {"object": "companies", "values": {"name": "Initech"}}
    form = {
        "write": "yes",
        "reach": "all",
        "rows.*": "all",
        "create.*": "on",
        "update.*": "on",
        "delete.*": "on",
        "rows.companies": "own",
        "field.companies.industry": "none",
        "budget.hour.calls": "50",
    }
    await send(bens.person, path, **form)
    kept = await only(world)
    assert kept["policy"]["objects"].keys() == {"companies"}
    assert kept["policy"]["objects"]["companies"]["fields"] == {"industry": "none"}
    assert kept["budgets"] == {"hour": {"calls": 50}}
    assert (await bens.ask("create_record", **new))["error"]["code"] == "FORBIDDEN"
    page = (await bens.person.get(f"{HERE}{path}")).text
    assert 'value="own" selected' in page and 'value="none" selected' in page
    assert 'name="budget.hour.calls" value="50"' in page
    told = (await bens.person.get(HERE)).text
    assert "Companies: their own, reading only, industry hidden" in told
    assert "At most 50 calls an hour" in told
    await send(bens.person, path, write="yes", reach="all")  # a part that is not said stays
    assert (await only(world))["policy"] == kept["policy"]
    free = {k: v for k, v in form.items() if "companies" not in k} | {"budget.hour.calls": ""}
    await send(bens.person, path, **free)
    assert ((await only(world))["policy"], (await only(world))["budgets"]) == (None, None)
    wrong = await send(bens.person, path, **form | {"budget.hour.calls": "lots"})
    assert wrong.status_code == 422 and "is no number of them" in wrong.text
    assert 'value="lots"' in wrong.text and 'value="own" selected' in wrong.text
    stranger = await browse()
    assert (await stranger.get(f"{HERE}{path}")).status_code == 303


async def test_who_sees_less_than_a_policy_names_may_still_save_the_rest(
    bens: Agent, world: World
) -> None:
    """What their page cannot show it cannot say either, and so leaves as it is."""
    grant = await only(world)
    hidden = {"objects": {"leads": {"rows": "own"}}}
    await world.ada("update_grant", grant_id=grant["id"], policy=hidden)
    role = await world.ada(
        "create_role", name="No leads", policy={"objects": {"leads": {"verbs": []}}}
    )
    await world.ada("update_member", member_id=world.ids["ben"], role_id=role["id"])
    everything = {f"{verb}.*": "on" for verb in ("create", "update", "delete")}
    form = {"write": "yes", "reach": "all", "rows.*": "all", **everything}
    saved = await send(bens.person, f"/{grant['id']}", **form, **{"budget.day.calls": "9"})
    assert saved.status_code == 303
    kept = await only(world)
    assert (kept["policy"]["objects"].keys(), kept["budgets"]) == ({"leads"}, {"day": {"calls": 9}})
    assert kept["scopes"] == ["read:data", "write:data"]


async def test_a_policy_and_a_budget_narrow_a_grant(bens: Agent, world: World) -> None:
    grant = await only(world)
    policy = {"objects": {"companies": {"verbs": ["read"], "fields": {"industry": "none"}}}}
    kept = await world.ben("update_grant", grant_id=grant["id"], policy=policy)
    assert kept["policy"]["objects"]["companies"]["fields"] == {"industry": "none"}
    made = await world.ada(
        "create_record", object="companies", values={"name": "Initech", "industry": "Energy"}
    )
    seen = await bens.ask("get_record", object="companies", record_id=made["id"])
    assert "industry" not in seen["values"]
    await world.ben("update_grant", grant_id=grant["id"], budgets={"hour": {"calls": 0}})
    spent = await bens.ask("list_objects")
    assert spent["error"]["code"] == "RATE_LIMITED"
