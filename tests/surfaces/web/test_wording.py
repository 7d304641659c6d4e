"""What a person reads and types: refusals without agents' words, percentages, Markdown."""

import re

import httpx2
import pytest

from tests.world import World

pytestmark = pytest.mark.anyio


async def a_deal(world: World, **values: object) -> str:
    made = await world.ada("create_record", object="deals", values={"name": "Atlas", **values})
    return made["id"]


async def test_a_refusal_names_no_slug_and_no_tool(ada: httpx2.AsyncClient, world: World) -> None:
    here = f"/o/deals/{await a_deal(world)}"
    amount = (await ada.post(f"{here}/edit/value", data={"value": "abc"})).text
    assert "Value: &#39;abc&#39; is no number." in amount
    assert "Type an amount as a plain number" in amount
    nobody = (await ada.post(f"{here}/edit/companies", data={"companies.add": "Nobody"})).text
    assert "Nothing is named &#39;Nobody&#39;" in nobody
    assert "Choose one of the names offered" in nobody
    gone = (await ada.get("/o/deals/0190a000-0000-7000-8000-000000000000")).text
    unknown = (await ada.get("/o/unicorns")).text
    for page in (amount, nobody, gone, unknown):
        assert "search_records" not in page and "list_objects" not in page


async def test_a_probability_is_typed_and_shown_as_a_percentage(
    ada: httpx2.AsyncClient, world: World
) -> None:
    deal = await a_deal(world)
    here = f"/o/deals/{deal}/edit/probability"
    for typed, kept in (("40%", 0.4), ("0.25", 0.25), ("7 %", 0.07), ("100%", 1)):
        assert (await ada.post(here, data={"probability": typed})).status_code == 303
        now = await world.ada("get_record", object="deals", record_id=deal)
        assert now["values"]["probability"] == kept
    assert "100%" in (await ada.get(f"/o/deals/{deal}")).text
    for typed in ("40", "a lot", "140%"):
        refused = await ada.post(here, data={"probability": typed})
        assert refused.status_code == 422 and "Type a percentage, such as 40%." in refused.text


async def test_how_long_a_call_lasted_is_told_in_minutes(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for seconds in (45, 1231, 3725.5):
        values = {"name": f"Call of {seconds}", "duration": seconds}
        await world.ada("create_record", object="calls", values=values)
    page = (await ada.get("/o/calls")).text
    for told in (">45 s<", ">20 min<", ">1 h 2 min<"):
        assert told in re.sub(r"\s*([<>])\s*", r"\1", page)


async def test_notes_are_markdown_and_nothing_in_them_acts(
    ada: httpx2.AsyncClient, world: World
) -> None:
    written = "# Plan\n\n**Budget** is [agreed](https://atlas.test).\n\n- one\n- two\n\n"
    wicked = '[x](javascript:alert(1)) ![p](https://evil.test/p.png) <b style="x">y</b>'
    deal = await a_deal(world, notes=written + wicked)
    await world.ada("create_note", object="deals", record_id=deal, content=written + wicked)
    page = (await ada.get(f"/o/deals/{deal}")).text
    assert page.count("<h4>Plan</h4>") >= 2
    assert page.count("<strong>Budget</strong>") >= 2 and "<li>one</li>" in page
    assert 'rel="nofollow noopener noreferrer">agreed</a>' in page
    for never in ('href="javascript', 'evil.test/p.png" alt', '<img src="https', "<b style"):
        assert never not in page
