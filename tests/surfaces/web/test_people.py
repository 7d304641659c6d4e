"""People in the web app: invited, let in, given roles and teams, signed out; and oneself."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.core.errors import Forbidden
from handrail.features.access.actions.passwords import set_password
from handrail.features.workspaces.actions.founding import found
from handrail.outbound.mail import post_of
from handrail.surfaces.identity import identify
from tests.mailing import link_in_mail, mailed, work_off
from tests.strangers.mailserver import serving
from tests.surfaces.web.conftest import browser, sign_in
from tests.world import PASSWORD, Member, World

pytestmark = pytest.mark.anyio
DEE = "dee@acme.test"
PAGES = ["members", "teams", "roles", "roles/new", "profile", "keys"]


@pytest.fixture
async def ben(app: Starlette, world: World) -> AsyncIterator[httpx2.AsyncClient]:
    """Ben's browser, signed in."""
    await set_password(world.database, world.ada.actor.workspace, world.ids["ben"], PASSWORD)
    async with browser(app) as client:
        await sign_in(client, "ben@acme.test")
        yield client


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_is_there_for_whoever_is_in_and_nobody_else(
    ada: httpx2.AsyncClient, ben: httpx2.AsyncClient, visitor: httpx2.AsyncClient, page: str
) -> None:
    for client in (ada, ben):
        shown = await client.get(f"/settings/{page}")
        assert shown.status_code == 200 and "style=" not in shown.text
    assert (await visitor.get(f"/settings/{page}")).status_code == 303


# Joining ------------------------------------------------------------------------------------


async def test_an_admin_invites_and_the_invited_joins_by_real_mail(
    ada: httpx2.AsyncClient, visitor: httpx2.AsyncClient, world: World
) -> None:
    sent = await ada.post("/settings/members/invite", data={"email": DEE, "role_id": "manager"})
    assert f"An invitation to {DEE} is on its way." in sent.text
    with serving() as server:
        await work_off(world.database, post_of(server.url, "Handrail <crm@acme.test>"))
    [mail] = server.mails
    [link] = re.findall(r"http://localhost:8400(/join/\S+)", mail.get_content())
    assert "/join/" not in sent.text and "Dee" not in (await ada.get("/settings/members")).text

    offer = await visitor.get(link)
    assert "Join Acme" in offer.text and "Ada Admin invites you" in offer.text
    assert offer.headers["cache-control"] == "no-store"
    assert (await visitor.get(link)).status_code == 200  # looking is not joining

    short = await visitor.post(link, data={"name": "Dee Dealer", "password": "short"})
    assert short.status_code == 422 and 'value="Dee Dealer"' in short.text
    joined = await visitor.post(link, data={"name": "Dee Dealer", "password": PASSWORD})
    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    assert "Dee Dealer" in (await visitor.get("/settings/profile")).text
    assert "Dee Dealer" in (await ada.get("/settings/members")).text
    again = await visitor.post(link, data={"name": "Eve", "password": PASSWORD})
    assert again.status_code == 404 and "no longer good" in again.text


async def test_used_late_and_made_up_links_get_the_same_page(
    ada: httpx2.AsyncClient, visitor: httpx2.AsyncClient, world: World
) -> None:
    await ada.post("/settings/members/invite", data={"email": DEE})
    link = await link_in_mail(world.database)
    [made] = (await world.ada("list_invitations"))["invitations"]
    await ada.post(f"/settings/invitations/{made['id']}/revoke")
    pages = [await visitor.get(each) for each in (link, "/join/made-up")]
    assert [each.status_code for each in pages] == [404, 404]
    assert pages[0].text == pages[1].text


async def test_a_form_of_another_site_lets_nobody_in(
    ada: httpx2.AsyncClient, visitor: httpx2.AsyncClient, world: World
) -> None:
    await ada.post("/settings/members/invite", data={"email": DEE})
    link = await link_in_mail(world.database)
    forged = {"sec-fetch-site": "cross-site"}
    said = {"name": "Dee", "password": PASSWORD, "email": "ada@acme.test"}
    for path in (link, "/forgot", "/reset/x", "/switch"):
        assert (await visitor.post(path, data=said, headers=forged)).status_code == 403


async def test_a_refused_invitation_says_why_beside_the_form(ada: httpx2.AsyncClient) -> None:
    again = await ada.post("/settings/members/invite", data={"email": "ben@acme.test"})
    assert again.status_code == 409
    assert "is the address of Ben Seller" in again.text
    assert 'value="ben@acme.test"' in again.text


# Forgotten passwords ------------------------------------------------------------------------


async def test_the_answer_is_the_same_for_whoever_is_asked_about(
    visitor: httpx2.AsyncClient, world: World
) -> None:
    known = await visitor.post("/forgot", data={"email": "ada@acme.test"})
    other = await visitor.post("/forgot", data={"email": "who@acme.test"})
    assert known.status_code == other.status_code == 200
    assert known.text.replace("ada@acme.test", "") == other.text.replace("who@acme.test", "")
    said = await mailed(world.database)
    assert "Mail to ada@acme.test" in said and "who@acme.test" not in said


async def test_a_mailed_link_sets_a_password_and_signs_out(
    ada: httpx2.AsyncClient, visitor: httpx2.AsyncClient, world: World
) -> None:
    await visitor.post("/forgot", data={"email": "ada@acme.test"})
    link = await link_in_mail(world.database)
    assert "ada@acme.test" in (await visitor.get(link)).text
    short = await visitor.post(link, data={"password": "short"})
    assert short.status_code == 422
    done = await visitor.post(link, data={"password": "battery staple"})
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?said=password")
    assert "Your new password is set" in (await visitor.get("/sign-in?said=password")).text
    assert (await ada.get("/settings/profile")).status_code == 303
    used, unknown = await visitor.get(link), await visitor.get("/reset/made-up")
    assert (used.status_code, used.text) == (404, unknown.text)
    assert (await sign_in(visitor)).status_code == 401


async def test_asking_is_slowed_down_alike_for_known_and_unknown(
    visitor: httpx2.AsyncClient,
) -> None:
    for email in ("ada@acme.test", "who@acme.test"):
        answers = [await visitor.post("/forgot", data={"email": email}) for _ in range(4)]
        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert int(answers[3].headers["retry-after"]) > 0


# Who may what -------------------------------------------------------------------------------


async def test_an_admin_gives_roles_and_teams_and_takes_people_out(
    ada: httpx2.AsyncClient, ben: httpx2.AsyncClient, world: World
) -> None:
    await ada.post("/settings/teams", data={"name": "West", "manager_name": "", "region": ""})
    [team] = (await world.ada("list_teams"))["teams"]
    assert team["manager_name"] is None
    path = f"/settings/members/{world.ids['ben']}"
    assert "Signed in with 1 browser" in (await ada.get(path)).text
    form = {"name": "Benno", "email": "ben@acme.test", "role_id": "manager", "team_id": team["id"]}
    assert (await ada.post(path, data=form)).status_code == 303
    listed = (await ada.get("/settings/members")).text
    assert "Benno" in listed and "West" in listed
    kept = await ada.post(f"/settings/teams/{team['id']}/delete", data={})
    assert kept.status_code == 409 and "Benno" in kept.text
    await ada.post(f"{path}/end-sessions")
    assert (await ben.get("/settings/profile")).status_code == 303
    await sign_in(ben, "ben@acme.test")
    await ada.post(f"{path}/deactivate")
    assert (await ben.get("/settings/profile")).status_code == 303
    assert "1 who has left" in (await ada.get("/settings/members")).text
    await ada.post(f"{path}/activate")
    assert (await sign_in(ben, "ben@acme.test")).status_code == 303


async def test_the_last_admin_stays(ada: httpx2.AsyncClient, world: World) -> None:
    path = f"/settings/members/{world.ids['ada']}"
    refused = await ada.post(f"{path}/deactivate")
    assert refused.status_code == 409 and "only admin" in refused.text
    form = {"name": "Ada", "email": "ada@acme.test", "role_id": "rep", "team_id": ""}
    assert (await ada.post(path, data=form)).status_code == 409


async def test_a_rep_sees_people_and_keys_and_changes_nothing(
    ben: httpx2.AsyncClient, world: World
) -> None:
    for page in ("members", "teams", "roles", "keys"):
        shown = (await ben.get(f"/settings/{page}")).text
        assert 'method="post" action="/settings' not in shown, page
    mine = f"/settings/members/{world.ids['ben']}"
    for path, form in (
        ("/settings/members/invite", {"email": DEE}),
        (mine, {"name": "Ben", "role_id": "admin", "email": "x@y.test"}),
        (f"{mine}/deactivate", {}),
        ("/settings/teams", {"name": "Mine"}),
        ("/settings/roles", {"name": "Mine", "rank": "manager"}),
        ("/settings/keys", {"name": "Mine", "reach": "write"}),
    ):
        assert (await ben.post(path, data=form)).status_code == 403, path
    assert (await world.ada("list_api_keys"))["total"] == 0
    everyone = (await world.ada("list_members"))["members"]
    assert {each["role"] for each in everyone if each["name"] != "Ada Admin"} == {"rep"}


async def test_a_role_is_made_and_changed_on_a_grid(ada: httpx2.AsyncClient, world: World) -> None:
    form = {
        "name": "Own deals",
        "description": "Sees their own deals",
        "rank": "rep",
        "permission": "teams.create",
        "rows.*": "none",
        "rows.deals": "own",
        "update.deals": "on",
        "field.deals.value": "mask",
        "rows.people": "all",
        "rows.companies": "same",
    }
    assert (await ada.post("/settings/roles", data=form)).headers["location"] == "/settings/roles"
    made = (await world.ada("list_roles"))["roles"][-1]
    objects = made["policy"]["objects"]
    assert (made["permissions"], objects["*"]["verbs"]) == (["teams.create"], [])
    assert (objects["deals"]["verbs"], objects["deals"]["rows"]) == (["read", "update"], "own")
    assert objects["deals"]["fields"] == {"value": "mask"}
    assert objects["people"]["verbs"] == ["read"] and "companies" not in objects

    path = f"/settings/roles/{made['id']}"
    shown = (await ada.get(path)).text
    assert 'value="own" selected' in shown and 'value="mask" selected' in shown
    filtered = {**objects, "deals": {**objects["deals"], "filter": {"value": {"gte": 5}}}}
    await world.ada("update_role", role_id=made["id"], policy={"objects": filtered})
    assert "also by filter" in (await ada.get(path)).text
    assert (await ada.post(path, data={**form, "name": "Deals"})).status_code == 303
    kept = (await world.ada("list_roles"))["roles"][-1]
    assert kept["name"] == "Deals"
    assert kept["policy"]["objects"]["deals"]["filter"] == {"value": {"gte": 5}}

    await world.ada("update_member", member_id=world.ids["ben"], role_id=made["id"])
    refused = await ada.post(f"{path}/delete", data={})
    assert refused.status_code == 409 and "Ben Seller" in refused.text
    await ada.post(f"{path}/delete", data={"reassign_to": "rep"})
    assert len((await world.ada("list_roles"))["roles"]) == 3
    assert (await ada.get("/settings/roles/admin")).status_code == 404


async def test_a_key_is_narrowed_by_its_form(ada: httpx2.AsyncClient, world: World) -> None:
    form = {
        "name": "Ben's agent",
        "reach": "read",
        "member_id": world.ids["ben"],
        "rows.*": "own",
        "object": "deals",
        "per_minute": "5",
        "expires": "2999-01-01",
        "style": "leads",
    }
    made = await ada.post("/settings/keys", data=form)
    assert "sk_live_" in made.text
    [key] = (await world.ada("list_api_keys"))["keys"]
    assert (key["member"], key["objects"], key["per_minute"]) == ("Ben Seller", ["deals"], 5)
    assert key["policy"]["objects"]["*"]["rows"] == "own"
    assert key["expires_at"].startswith("2999-01-02T00:00")
    bad = await ada.post("/settings/keys", data={"name": "X", "policy": "not json"})
    assert bad.status_code == 422 and "JSON" in bad.text
    unknown = await ada.post(
        "/settings/keys", data={"name": "X", "policy": '{"objects": {"no": {}}}'}
    )
    assert unknown.status_code == 422
    twice = {"name": "X", "policy": '{"objects": {"deals": {}}}', "rows.*": "own"}
    assert "Say it once" in (await ada.post("/settings/keys", data=twice)).text


async def test_a_key_gets_a_policy_on_the_grid_and_budgets(
    ada: httpx2.AsyncClient, world: World
) -> None:
    team = await world.ada("create_team", name="West")
    form = {
        "name": "Agent",
        "rows.*": "none",
        "rows.deals": "team",
        "update.deals": "on",
        "field.deals.value": "mask",
        "rows.people": "all",
        "team": team["id"],
        "budget.hour.calls": "100",
        "budget.day.messages": "0",
    }
    assert (await ada.post("/settings/keys", data=form)).status_code == 200
    [key] = (await world.ada("list_api_keys"))["keys"]
    said = key["policy"]["objects"]
    assert said["*"]["verbs"] == [] and said["people"]["verbs"] == ["read"]
    assert (said["deals"]["verbs"], said["deals"]["rows"]) == (["read", "update"], "team")
    assert said["deals"]["fields"] == {"value": "mask"}
    assert {each["teams"][0] for each in said.values()} == {team["id"]}
    assert key["budgets"] == {"hour": {"calls": 100}, "day": {"messages": 0}}
    shown = (await ada.get("/settings/keys")).text
    assert "Deals: their team&#39;s, narrowed by teams, no creating, no deleting" in shown
    assert "value masked" in shown and "Every other object: none" in shown
    assert "At most 100 calls an hour, 0 messages sent a day" in shown


@pytest.mark.parametrize("said", ["-1", "1.5", "many", "1" * 13, "٣"])
async def test_a_budget_that_is_no_number_is_refused_beside_the_form(
    ada: httpx2.AsyncClient, world: World, said: str
) -> None:
    form = {"name": "Agent", "rows.*": "own", "budget.day.calls": said}
    refused = await ada.post("/settings/keys", data=form)
    assert refused.status_code == 422 and "is no number of them" in refused.text
    assert f'value="{said}"' in refused.text and 'value="own" selected' in refused.text
    assert (await world.ada("list_api_keys"))["keys"] == []


async def test_keys_are_paused_resumed_and_ended_with_what_they_made(
    ada: httpx2.AsyncClient, world: World
) -> None:
    made = await world.ada("create_api_key", name="Maker", scopes=["read:data", "write:data"])
    maker = Member(world.database, await identify(world.database, made["secret"]))
    await maker("create_api_key", name="Made")
    path = f"/settings/keys/{made['id']}"
    page = (await ada.get("/settings/keys")).text
    assert "1 key was made with it, and stops with it" in page and "made with Maker" in page
    assert "Revoke all 2" in page
    await ada.post(f"{path}/pause")
    assert (await ada.get("/settings/keys")).text.count("Paused by Ada Admin") == 2
    await ada.post(f"{path}/resume")
    assert "Paused" not in (await ada.get("/settings/keys")).text
    await ada.post(f"{path}/revoke")
    assert "No key yet" in (await ada.get("/settings/keys")).text


async def test_pausing_all_agents_pauses_keys_too_and_says_so(
    ada: httpx2.AsyncClient, world: World
) -> None:
    made = await world.ada("create_api_key", name="Agent")
    page = (await ada.get("/settings/clients")).text
    assert "Pause all agents" in page and "1 that comes with a" in page
    await ada.post("/settings/clients/pause")
    with pytest.raises(Forbidden, match="This key is paused"):
        await identify(world.database, made["secret"])
    await ada.post("/settings/clients/resume")
    assert (await identify(world.database, made["secret"])).key_id == made["id"]


async def test_more_keys_than_one_page_are_all_shown(ada: httpx2.AsyncClient, world: World) -> None:
    for n in range(101):
        await world.ada("create_api_key", name=f"Key {n}")
    shown = (await ada.get("/settings/keys")).text
    assert "101 live" in shown and "Key 0<" in shown and "Key 100<" in shown


# Oneself ------------------------------------------------------------------------------------


async def test_one_changes_ones_own_name_and_password(
    ada: httpx2.AsyncClient, app: Starlette
) -> None:
    async with browser(app) as other:
        await sign_in(other)
        page = (await ada.get("/settings/profile")).text
        assert page.count("Sign out everywhere else") == 1 and "this one" in page
        await ada.post("/settings/profile", data={"name": "Ada Lovelace"})
        assert "Ada Lovelace" in (await ada.get("/settings/profile")).text
        wrong = await ada.post("/settings/password", data={"old": "wrong", "new": "a new one"})
        assert wrong.status_code == 422 and "not your password" in wrong.text
        done = await ada.post("/settings/password", data={"old": PASSWORD, "new": "a new one"})
        assert done.headers["location"] == "/settings/profile"
        assert "Your new password is set." in (await ada.get("/settings/profile")).text
        assert (await other.get("/settings/profile")).status_code == 303


async def test_one_ends_another_session(ada: httpx2.AsyncClient, app: Starlette) -> None:
    async with browser(app) as other:
        await sign_in(other)
        page = (await ada.get("/settings/profile")).text
        [end] = re.findall(r'action="(/settings/sessions/[^"]+/end)"', page)
        assert (await ada.post(end)).status_code == 303
        assert (await other.get("/settings/profile")).status_code == 303
        assert (await ada.post(end)).status_code == 404
        await sign_in(other)
        await ada.post("/settings/sessions/end-others")
        assert (await other.get("/settings/profile")).status_code == 303


async def test_the_switch_is_there_for_who_is_in_several_workspaces(
    app: Starlette, world: World
) -> None:
    async with browser(app) as ada:
        await sign_in(ada)
        assert 'action="/switch"' not in (await ada.get("/settings/profile")).text
        await found(world.database, "Third Place", "third", "ada@acme.test", "Ada", None)
        assert "Third Place" in (await ada.get("/settings/profile")).text
        before = ada.cookies["handrail"]
        there = await ada.post("/switch", data={"workspace": "third"})
        assert there.headers["location"] == "/" and ada.cookies["handrail"] != before
        assert "<small>Third Place</small>" in (await ada.get("/settings/profile")).text
        assert (await ada.post("/switch", data={"workspace": "rival"})).status_code == 404
    async with browser(app) as left:
        left.cookies.set("handrail", before)
        assert (await left.get("/settings/profile")).status_code == 303
