"""Forms with no script: what is wrong stands beside its field, what was typed stays, and the next
page tells what was done."""

import re

import httpx2
import pytest

from tests.world import World

pytestmark = pytest.mark.anyio


def control(page: httpx2.Response, name: str) -> str:
    """The tag of a form's control."""
    found = re.search(rf'<(?:input|select|textarea)[^>]* name="{re.escape(name)}"[^>]*>', page.text)
    assert found is not None, name
    return found[0]


async def test_a_form_tells_what_it_did_once_and_how_to_take_it_back(
    ada: httpx2.AsyncClient, world: World
) -> None:
    ben = world.ids["ben"]
    gone = await ada.post(f"/settings/members/{ben}/deactivate")
    assert gone.headers["location"] == "/settings/members"
    cookie = gone.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    page = (await ada.get("/settings/members")).text
    assert "Ben Seller is deactivated." in page
    [undo] = re.findall(r'action="([^"]+)"><button class="button" type="submit">Undo', page)
    assert "is deactivated." not in (await ada.get("/settings/members")).text
    await ada.post(undo)
    members = (await world.ada("list_members"))["members"]
    assert ben in [each["id"] for each in members]


@pytest.mark.parametrize("undo", ["https://evil.test/x", "//evil.test/x", "/x?y=1", "/sign-out"])
async def test_what_another_puts_into_the_cookie_leads_nowhere(
    ada: httpx2.AsyncClient, undo: str
) -> None:
    ada.cookies.set("news", str(httpx2.QueryParams({"text": "<b>Gone</b>", "undo": undo})))
    page = (await ada.get("/settings/members")).text
    assert "&lt;b&gt;Gone" in page and ">Undo<" not in page


async def test_a_refused_new_record_keeps_what_was_ticked_and_says_why_beside_the_field(
    ada: httpx2.AsyncClient, world: World
) -> None:
    typed = {
        "name": "Nova", "value": "a lot", "owners": [world.ids["ben"]], "companies.add": "Atlas",
    }  # fmt: skip
    page = await ada.post("/o/deals/new", data=typed)
    assert page.status_code == 422
    assert 'aria-invalid="true" aria-describedby="wrong-value"' in control(page, "value")
    assert re.search(r'id="wrong-value" role="alert">[^<]*is no number', page.text)
    assert 'class="alert"' not in page.text
    assert 'value="Atlas"' in control(page, "companies.add")
    assert re.search(rf'value="{world.ids["ben"]}" checked', page.text)
    nobody = await ada.post("/o/deals/new", data={"name": "Nova", "companies.add": "Nobody Ltd"})
    assert 'aria-invalid="true"' in control(nobody, "companies.add")


async def test_owners_who_left_are_never_dropped_unseen(
    ada: httpx2.AsyncClient, world: World
) -> None:
    ben, cleo = world.ids["ben"], world.ids["cleo"]
    deal = (await world.ada("create_record", object="deals",
                            values={"name": "Nova", "owners": [ben, cleo]}))["id"]  # fmt: skip
    await world.ada("update_member", member_id=ben, is_active=False)

    async def save(*owners: str) -> httpx2.Response:
        return await ada.post(f"/o/deals/{deal}/edit/owners", data={"owners": owners})

    form = await ada.get(f"/o/deals/{deal}/edit/owners")
    shown = re.findall(r'name="owners" value="([^"]+)" checked', form.text)
    assert set(shown) == {ben, cleo}
    refused = await save(*shown, world.ids["ada"])
    assert refused.status_code == 422 and "Ben Seller is no longer active" in refused.text
    assert re.search(rf'value="{world.ids["ada"]}" checked', refused.text)
    await save(cleo, world.ids["ada"])
    kept = await world.ada("get_record", object="deals", record_id=deal)
    assert {each["id"] for each in kept["values"]["owners"]} == {cleo, world.ids["ada"]}


async def test_everybody_may_be_chosen_however_many_they_are(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for i in range(101):
        await world.ada("create_member", name=f"Rep {i:03}")
    for path in ("/o/deals", "/o/deals/new", "/settings/audit"):
        assert "Rep 100" in (await ada.get(path)).text, path


async def test_a_refused_team_keeps_what_was_typed(ada: httpx2.AsyncClient, world: World) -> None:
    west = (await world.ada("create_team", name="West"))["id"]
    await world.ada("create_team", name="East")
    said = {"name": "West", "region": "EMEA", "manager_name": "Cleo"}
    new = await ada.post("/settings/teams", data=said)
    assert new.status_code == 409
    assert 'aria-invalid="true"' in control(new, "name") and 'value="EMEA"' in new.text
    changed = await ada.post(f"/settings/teams/{west}", data=said | {"name": "East"})
    assert changed.status_code == 409
    opened = changed.text[changed.text.index("<details") :]
    assert re.search(r'wide" open>', opened) and 'value="Cleo"' in opened
    assert 'aria-invalid="true"' in opened and "aria-invalid" not in control(changed, "name")


async def test_a_password_that_is_wrong_is_marked(ada: httpx2.AsyncClient) -> None:
    page = await ada.post("/settings/password", data={"old": "wrong", "new": "long enough 1"})
    assert page.status_code in {403, 409, 422}
    assert 'aria-invalid="true"' in control(page, "old")


async def test_a_webhook_that_is_gone_is_told_on_a_page_with_the_way_on(
    ada: httpx2.AsyncClient,
) -> None:
    page = await ada.post("/settings/webhooks/nothing/test")
    assert page.status_code == 404 and "Back to the records" in page.text
