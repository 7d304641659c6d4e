"""One record in a browser with no script: seeing it, changing it, making one, deleting it."""

import re

import httpx2
import pytest
from starlette.applications import Starlette

from tests.surfaces.web.conftest import browser, sign_in
from tests.world import World

pytestmark = pytest.mark.anyio


async def a_deal(world: World, **values: object) -> str:
    values = {"name": "Atlas – Platform", "stage": "Lead", "value": 1200, **values}
    return (await world.ada("create_record", object="deals", values=values))["id"]


def version_in(page: httpx2.Response) -> str:
    found = re.search(r'name="version" value="(\d+)"', page.text)
    assert found is not None
    return found[1]


async def test_a_record_shows_all_it_holds_and_where_it_leads(
    ada: httpx2.AsyncClient, world: World
) -> None:
    company = await world.ada("create_record", object="companies", values={"name": "Atlas Ltd"})
    deal = await a_deal(world, companies=["Atlas Ltd"], owners=[world.ids["ben"]])
    page = await ada.get(f"/o/deals/{deal}")
    assert page.status_code == 200
    for words in ("Atlas – Platform", "$1,200", "Ben Seller", "Close date"):
        assert words in page.text
    assert f'href="/o/companies/{company["id"]}"' in page.text
    other_side = await ada.get(f"/o/companies/{company['id']}")
    assert f'href="/o/deals/{deal}"' in other_side.text


async def test_a_value_is_changed_by_a_plain_form(ada: httpx2.AsyncClient, world: World) -> None:
    deal = await a_deal(world)
    form = await ada.get(f"/o/deals/{deal}/edit/value")
    assert '<form class="editing"' in form.text
    saved = await ada.post(
        f"/o/deals/{deal}/edit/value", data={"value": "$2,500", "version": version_in(form)}
    )
    assert (saved.status_code, saved.headers["location"]) == (303, f"/o/deals/{deal}")
    page = await ada.get(f"/o/deals/{deal}")
    assert "$2,500" in page.text
    assert re.search(r"<b>Ada Admin</b> changed Value", page.text)


async def test_the_answer_to_an_edit_by_script_is_the_record_and_its_row(
    ada: httpx2.AsyncClient, world: World
) -> None:
    deal = await a_deal(world)
    headers = {"x-partial": "drawer"}
    stages = await world.ada("list_stages", object="deals", attribute="stage")
    won = next(each["id"] for each in stages["stages"] if each["title"] == "Won")
    saved = await ada.post(f"/o/deals/{deal}/edit/stage", data={"stage": won}, headers=headers)
    assert saved.status_code == 200
    assert f'data-record="{deal}"' in saved.text and "<html" not in saved.text
    assert f'<template data-for="r-{deal}">' in saved.text
    assert (await world.ada("get_record", object="deals", record_id=deal))["values"][
        "stage"
    ] == "Won"


async def test_a_refused_value_stays_in_the_form_with_the_reason(
    ada: httpx2.AsyncClient, world: World
) -> None:
    deal = await a_deal(world)
    refused = await ada.post(f"/o/deals/{deal}/edit/value", data={"value": "a lot"})
    assert refused.status_code == 422
    assert 'value="a lot"' in refused.text and 'role="alert"' in refused.text
    emptied = await ada.post(
        f"/o/deals/{deal}/edit/name", data={"name": " "}, headers={"x-partial": "drawer"}
    )
    assert emptied.status_code == 422
    assert 'data-field="name"' in emptied.text and "may not be empty" in emptied.text
    assert (await world.ada("get_record", object="deals", record_id=deal))["version"] == 1


async def test_whoever_edits_what_an_agent_has_just_changed_is_told(
    ada: httpx2.AsyncClient, world: World
) -> None:
    deal = await a_deal(world)
    version = version_in(await ada.get(f"/o/deals/{deal}/edit/value"))
    await world.ben("update_record", object="deals", record_id=deal, values={"value": 9})
    said = {"value": "10", "version": version}
    told = await ada.post(f"/o/deals/{deal}/edit/value", data=said)
    assert told.status_code == 409
    assert "has changed since you opened it" in told.text and 'value="10"' in told.text
    again = await ada.post(
        f"/o/deals/{deal}/edit/value", data={"value": "10", "version": version_in(told)}
    )
    assert again.status_code == 303


async def test_members_and_links_are_ticked_added_and_taken_away(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for name in ("Atlas Ltd", "Nova Inc"):
        await world.ada("create_record", object="companies", values={"name": name})
    deal = await a_deal(world, companies=["Atlas Ltd"])
    here = f"/o/deals/{deal}/edit"
    both = [world.ids["ada"], world.ids["ben"]]
    assert (await ada.post(f"{here}/owners", data={"owners": both})).status_code == 303
    added = await ada.post(f"{here}/companies", data={"companies.add": "Nova Inc"})
    assert added.status_code == 303
    now = (await world.ada("get_record", object="deals", record_id=deal))["values"]
    assert [each["name"] for each in now["owners"]] == ["Ada Admin", "Ben Seller"]
    assert [each["name"] for each in now["companies"]] == ["Nova Inc"]
    unknown = await ada.post(f"{here}/companies", data={"companies.add": "Nobody GmbH"})
    assert unknown.status_code == 422 and "Nothing is named" in unknown.text


async def test_a_record_is_made_and_deleted(ada: httpx2.AsyncClient, world: World) -> None:
    form = await ada.get("/o/people/new")
    assert 'name="name"' in form.text
    said = {"name": "Inès Dupont", "emails": "ines@atlas.test\ni.dupont@example.com"}
    made = await ada.post("/o/people/new", data=said)
    assert made.status_code == 303
    page = await ada.get(made.headers["location"])
    assert "Inès Dupont" in page.text and "ines@atlas.test" in page.text
    gone = await ada.post(f"{made.headers['location']}/delete")
    assert (gone.status_code, gone.headers["location"]) == (303, "/o/people")
    assert (await ada.get(made.headers["location"])).status_code == 404


async def test_a_new_record_that_lacks_something_keeps_what_was_typed(
    ada: httpx2.AsyncClient,
) -> None:
    refused = await ada.post("/o/deals/new", data={"name": "", "value": "12"})
    assert refused.status_code == 422
    assert 'value="12"' in refused.text and 'role="alert"' in refused.text


async def test_nothing_of_another_workspace_can_be_seen_or_touched(
    app: Starlette, world: World
) -> None:
    deal = await a_deal(world)
    async with browser(app) as rex:
        await sign_in(rex, "rex@rival.test")
        for path in (f"/o/deals/{deal}", f"/o/deals/{deal}/edit/name"):
            assert (await rex.get(path)).status_code == 404
        for path, said in (
            (f"/o/deals/{deal}/edit/name", {"name": "Mine"}),
            (f"/o/deals/{deal}/delete", {}),
        ):
            assert (await rex.post(path, data=said)).status_code == 404
    assert (await world.ada("get_record", object="deals", record_id=deal))["version"] == 1


async def test_words_of_others_are_shown_and_never_obeyed(
    ada: httpx2.AsyncClient, world: World
) -> None:
    wicked = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    deal = await a_deal(world, name=wicked, next_step=wicked, notes=wicked)
    await world.ada("create_note", object="deals", record_id=deal, content=wicked)
    for path in ("/o/deals", f"/o/deals/{deal}", f"/o/deals/{deal}/edit/next_step"):
        page = await ada.get(path)
        assert "<script>alert" not in page.text and "<img src=x" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


async def test_a_form_sent_twice_does_its_work_once(ada: httpx2.AsyncClient, world: World) -> None:
    form = await ada.get("/o/deals/new")
    once = re.search(r'name="once" value="([^"]+)"', form.text)
    assert once is not None
    said = {"name": "Atlas – Pilot", "once": once[1]}
    first, second = [await ada.post("/o/deals/new", data=said) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert (await world.ada("search_records", object="deals"))["total"] == 1


async def test_links_a_form_does_not_show_and_what_is_known_of_them_stay(
    ada: httpx2.AsyncClient, world: World
) -> None:
    services = [{"name": f"Service {i:02}"} for i in range(30)]
    for values in services:
        await world.ada("create_record", object="services", values=values)
    links = [{"name": each["name"], "data": {"quantity": 7}} for each in services]
    deal = await a_deal(world, services=links)
    form = await ada.get(f"/o/deals/{deal}/edit/services")
    ticked = re.findall(r'name="services" value="([^"]+)" checked', form.text)
    assert len(ticked) == 25
    answer = await ada.post(f"/o/deals/{deal}/edit/services", data={"services": ticked[1:]})
    assert answer.status_code == 303
    now = await world.ada("get_record", object="deals", record_id=deal)
    assert now["more"]["services"] == 29
    assert {each["data"]["quantity"] for each in now["values"]["services"]} == {7}
