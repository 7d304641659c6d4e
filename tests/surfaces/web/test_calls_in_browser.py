"""Calls in a real browser: quotes lead to their lines, files are chosen, and nothing overflows."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.features.calls.test_formats import VTT
from tests.surfaces.web.test_axe import judged
from tests.surfaces.web.test_browser import (
    CHROMIUM,
    PHONE,
    WIDE,
    Open,
    ada,
    chromium,
    site,
)
from tests.surfaces.web.test_calls import a_call, lines_of
from tests.world import World

__all__ = ("ada", "chromium", "site")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]
LONG_WORD = "rosters" * 40


async def a_long_call(world: World) -> str:
    call = await a_call(world, transcript=f"{lines_of(640)}\nBen: {LONG_WORD}", scored=False)
    rubric = await world.ada(
        "create_rubric", name="Long", type="demo", criteria=[{"name": "Pain", "weight": 1}]
    )
    quotes = ["line 250", "line 601"]
    found = {"criteria": [{"criterion": "Pain", "score": 30, "quotes": quotes}]}
    await world.ada("create_call_score", callId=call, rubricId=rubric["id"], **found)
    return call


async def test_a_quote_leads_to_its_line_on_this_page_and_on_another(
    ada: Open, world: World
) -> None:
    call = await a_long_call(world)
    page = await ada()
    await page.goto(f"/o/calls/{call}")
    line = page.locator("#line-250")
    await expect(line).not_to_be_in_viewport()
    await page.locator("a.quote", has_text="line 250").click()
    await expect(line).to_be_in_viewport()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Demo")
    await page.locator("a.quote", has_text="line 601").click()
    await expect(page.locator("#line-601")).to_be_in_viewport()
    await expect(page.locator("#line-601 mark")).to_have_text("line 601")


async def test_a_transcript_is_searched_by_keys(ada: Open, world: World) -> None:
    call = await a_long_call(world)
    page = await ada()
    await page.goto(f"/o/calls/{call}")
    await page.keyboard.press("/")
    await page.keyboard.type("line 60")
    await page.keyboard.press("Enter")
    await expect(page.locator(".transcript li")).to_have_count(11)
    await page.get_by_role("link", name="Line 601", exact=True).click()
    await expect(page.locator("#line-601")).to_be_in_viewport()
    await expect(page.locator(".transcript li")).to_have_count(41)


async def test_a_file_that_is_chosen_becomes_a_call(
    ada: Open, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "2026-11-20 Demo with Nova.vtt"
    file.write_text(VTT, encoding="utf-8")
    page = await ada()
    await page.goto("/o/calls")
    await page.get_by_role("link", name="Import").first.click()
    await page.get_by_label("Files").set_input_files(file)
    await page.get_by_role("button", name="Import").click()
    await expect(page.locator("h1")).to_have_text("2026-11-20 Demo with Nova")
    await expect(page.locator("#line-2 p")).to_have_text("We lose six hours a week on rosters.")
    await page.get_by_role("link", name="Details and history").click()
    await expect(page.locator('[data-field="duration"]')).to_contain_text("1 min")
    await page.get_by_role("link", name="Calls", exact=True).first.click()
    await page.get_by_role("link", name="2026-11-20 Demo with Nova").click()
    await page.locator("#drawer").get_by_role("link", name="Transcript and scores").click()
    await expect(page.locator("#line-1")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_page_of_calls_overflows_or_keeps_anybody_out(
    ada: Open, world: World, size: object
) -> None:
    long, scored = await a_long_call(world), await a_call(world)
    bare = await a_call(world, transcript=None, scored=False, title=LONG_WORD)
    page: Page = await ada(size=size)
    wrong: list[str] = []
    for path in (f"/o/calls/{long}?from=601", f"/o/calls/{scored}", f"/o/calls/{bare}",
                 f"/o/calls/{scored}?show=record", "/o/calls/import"):  # fmt: skip
        await page.goto(path)
        wide = "[document.documentElement, document.querySelector('main'), ...document.querySelectorAll('main > *, .call > *')].filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline').map(e => e.className || e.tagName)"  # noqa: E501
        assert await page.evaluate(wide) == [], path
        wrong += await judged(page, path)
    assert not wrong, "\n".join(wrong)
