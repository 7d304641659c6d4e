"""The table of an object: what it shows, how it is narrowed and sorted, and where more is."""

import re

import httpx2
import pytest

from tests.world import World

pytestmark = pytest.mark.anyio
NAME = re.compile(r'<th scope="row">.*?<span>([^<]+)</span></a>', re.S)


def names(page: httpx2.Response) -> list[str]:
    return NAME.findall(page.text)


async def some_deals(world: World) -> None:
    for name, stage, value in (
        ("Alpha", "Lead", 300),
        ("Beta", "Won", 8312.5),
        ("Gamma <b>", "Lead", None),
    ):
        values = {"name": name, "stage": stage, "value": value, "owners": [world.ids["ben"]]}
        await world.ada("create_record", object="deals", values=values)


async def test_the_first_page_is_a_table_of_deals(ada: httpx2.AsyncClient) -> None:
    home = await ada.get("/")
    assert (home.status_code, home.headers["location"]) == (303, "/o/deals")


async def test_an_empty_table_says_the_next_step(ada: httpx2.AsyncClient) -> None:
    page = await ada.get("/o/deals")
    assert "No deals yet" in page.text
    assert 'href="/settings/keys" data-into="main">' in page.text
    assert 'href="/o/deals/new"' in page.text


async def test_values_look_like_what_they_are(ada: httpx2.AsyncClient, world: World) -> None:
    await some_deals(world)
    page = await ada.get("/o/deals?sort=name")
    assert names(page) == ["Alpha", "Beta", "Gamma &lt;b&gt;"]
    assert "3 records" in page.text
    assert "$300" in page.text and "$8,312.50" in page.text
    assert re.search(r'class="tag" data-hue="5">Won<', page.text)
    assert "Ben Seller" in page.text


async def test_a_column_head_sorts_and_sorts_the_other_way(
    ada: httpx2.AsyncClient, world: World
) -> None:
    await some_deals(world)
    page = await ada.get("/o/deals?sort=-value")
    assert names(page)[:2] == ["Beta", "Alpha"]
    assert re.search(r'aria-sort="descending"><a href="/o/deals\?sort=value"', page.text)
    assert names(await ada.get("/o/deals?sort=value"))[:2] == ["Alpha", "Beta"]


async def test_words_and_choices_narrow_it(ada: httpx2.AsyncClient, world: World) -> None:
    await some_deals(world)
    assert names(await ada.get("/o/deals?q=bet")) == ["Beta"]
    stages = await world.ada("list_stages", object="deals", attribute="stage")
    lead = next(each["id"] for each in stages["stages"] if each["title"] == "Lead")
    narrowed = await ada.get(f"/o/deals?stage={lead}&owners={world.ids['ben']}&sort=name")
    assert names(narrowed) == ["Alpha", "Gamma &lt;b&gt;"]
    assert f'value="{lead}" selected' in narrowed.text
    nothing = await ada.get("/o/deals?q=zebra")
    assert "No deals match" in nothing.text and 'href="/o/deals"' in nothing.text


async def test_every_record_is_reached_by_following_the_links(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for i in range(120):
        await world.ada("create_record", object="companies", values={"name": f"Company {i:03}"})
    page = await ada.get("/o/companies?sort=name")
    seen = names(page)
    while link := re.search(r'<a href="([^"]+)" data-more>', page.text):
        page = await ada.get(link[1].replace("&amp;", "&"))
        seen += names(page)
    assert seen == [f"Company {i:03}" for i in range(120)]


async def test_a_fragment_holds_only_what_was_asked_for(
    ada: httpx2.AsyncClient, world: World
) -> None:
    await some_deals(world)
    main = await ada.get("/o/deals", headers={"x-partial": "main"})
    assert "<html" not in main.text and "<table" in main.text
    rows = await ada.get("/o/deals", headers={"x-partial": "rows"})
    assert "<table" not in rows.text and len(names(rows)) == 3


async def test_what_is_not_there_gets_a_page_that_says_so(ada: httpx2.AsyncClient) -> None:
    page = await ada.get("/o/unicorns")
    assert page.status_code == 404
    assert "There is no object" in page.text
    line = await ada.get("/o/unicorns", headers={"x-partial": "main"})
    assert line.headers["content-type"].startswith("text/plain")


async def test_the_palette_finds_records_of_every_object(
    ada: httpx2.AsyncClient, world: World
) -> None:
    person = await world.ada("create_record", object="people", values={"name": "Nova Lopez"})
    await world.ada("create_record", object="companies", values={"name": "Novaworks"})
    found = (await ada.get("/suggest?q=nov")).json()["found"]
    assert {each["name"] for each in found} == {"Nova Lopez", "Novaworks"}
    assert f"/o/people/{person['id']}" in {each["href"] for each in found}
    assert "Novaworks" in (await ada.get("/search?q=nov")).text
    only = (await ada.get("/suggest?object=companies&q=nov")).json()["found"]
    assert [each["name"] for each in only] == ["Novaworks"]


async def test_a_name_that_begins_so_comes_before_what_an_email_found(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for object_slug, values in (
        ("companies", {"name": "Great Nova"}),
        ("companies", {"name": "Novaworks"}),
        ("people", {"name": "Zoe Kim", "emails": ["nova@kim.test"]}),
    ):
        await world.ada("create_record", object=object_slug, values=values)
    found = (await ada.get("/suggest?q=nova")).json()["found"]
    assert [each["name"] for each in found] == ["Novaworks", "Great Nova", "Zoe Kim"]


HEADS = re.compile(r'<th scope="col".*?>([^<]+)(?:</a>)?</th>')


async def test_columns_are_what_the_records_hold_and_stay_while_one_filters(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for slug, title, kind in (("close_value", "Close value", "currency"),
                              ("engage_date", "Engaged", "date")):  # fmt: skip
        said = {"object": "deals", "slug": slug, "title": title, "type": kind}
        await world.ada("create_attribute", **said)
    values = {"stage": "Won", "close_value": 12, "engage_date": "2026-05-01"}
    for i in range(60):
        await world.ada("create_record", object="deals", values={"name": f"D {i:02}", **values})
    page = await ada.get("/o/deals?sort=name")
    shown = HEADS.findall(page.text)
    assert shown[:2] == ["Name", "Stage"] and {"Close value", "Engaged"} <= set(shown)
    assert len(shown) == 6
    assert HEADS.findall((await ada.get("/o/deals?q=D+01")).text) == shown
    more = re.search(r'<a href="([^"]+)" data-more>', page.text)
    assert more is not None
    rows = await ada.get(more[1].replace("&amp;", "&"), headers={"x-partial": "rows"})
    assert len(names(rows)) == 10 and rows.text.count("<td") == 10 * (len(shown) - 1)
