"""The web app without a mouse: where the focus is, what Escape closes, and what keys reach."""

import pytest
from playwright.async_api import Page, expect

from tests.surfaces.web.test_browser import CHROMIUM, PHONE, Open, ada, chromium, site, some_deals
from tests.world import World

__all__ = ("ada", "chromium", "site")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]
ROWS = "#rows tr[id]"
SHOWN = """() => {
  const now = document.activeElement, box = now.getBoundingClientRect();
  const style = getComputedStyle(now);
  const held = now.closest("label, .field, tr");
  const ringed = each => getComputedStyle(each).outlineStyle !== "none";
  return {
    name: now.outerHTML.slice(0, 80),
    inside: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    ringed: ringed(now) || (held !== null && ringed(held)) || style.boxShadow !== "none",
    end: now === document.body,
  };
}"""


async def test_tab_reaches_all_of_a_page_and_shows_where_one_is(ada: Open, world: World) -> None:
    await some_deals(world, 2)
    page = await ada()
    for path in ("/o/deals", "/settings/keys", "/settings/members", "/settings/profile"):
        await page.goto(path)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        unseen: list[str] = []
        for stops in range(200):
            await page.keyboard.press("Tab")
            now = await page.evaluate(SHOWN)
            if now["end"]:
                assert stops > 15
                break
            if not (now["inside"] and now["ringed"]):
                unseen.append(now["name"])
        assert unseen == [], path


async def test_the_skip_link_skips(ada: Open, world: World) -> None:
    page = await ada()
    await page.goto("/settings/members")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('main') !== null")


async def test_dialogs_keep_the_focus_and_give_it_back(ada: Open, world: World) -> None:
    await some_deals(world)
    page = await ada()
    await page.keyboard.press("j")
    await expect(page.locator(ROWS).first).to_be_focused()
    for key, dialog in (("Control+k", "#palette"), ("?", "#sheet")):
        await page.keyboard.press(key)
        for _ in range(4):
            await page.keyboard.press("Tab")
            assert await page.evaluate(
                "which => document.activeElement === document.body ||"
                " document.activeElement.closest(which) !== null",
                dialog,
            )
        await page.keyboard.press("Escape")
        await expect(page.locator(dialog)).to_be_hidden()
        await expect(page.locator(ROWS).first).to_be_focused()


async def test_an_open_drawer_follows_j_and_k_and_gives_the_focus_back(
    ada: Open, site: str, world: World
) -> None:
    deals = await some_deals(world)
    page = await ada()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.locator("#drawer h2")).to_have_text("Deal 002")
    await page.keyboard.press("j")
    await expect(page.locator("#drawer h2")).to_have_text("Deal 001")
    await expect(page.locator(ROWS).nth(1)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#drawer h2")).to_have_text("Deal 000")
    assert page.url == f"{site}/o/deals/{deals[0]}"
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()
    await expect(page.locator(ROWS).nth(2)).to_be_focused()


async def test_a_menu_opens_and_closes_by_keys_and_leaves_the_drawer_open(
    ada: Open, world: World
) -> None:
    await some_deals(world)
    page = await ada()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    more = page.locator("#drawer").get_by_label("More")
    await more.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Delete deal")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#acts")).to_be_hidden()
    await expect(more).to_be_focused()
    await expect(page.locator("#drawer")).to_be_visible()


async def test_another_page_takes_the_focus_along_and_is_told(ada: Open, world: World) -> None:
    await some_deals(world)
    page = await ada()
    await page.goto("/settings/members")
    await page.locator("main").get_by_role("link", name="Change Ben Seller").press("Enter")
    await expect(page.locator("main h1")).to_have_text("Ben Seller")
    await expect(page.locator("main")).to_be_focused()
    await expect(page.locator("#said")).to_contain_text("Ben Seller")


async def test_single_keys_can_be_turned_off(ada: Open, world: World) -> None:
    await some_deals(world)
    page = await ada()
    await page.keyboard.press("?")
    await page.get_by_label("Keys without").uncheck()
    await page.get_by_label("Close").press("Enter")
    await page.reload()
    await page.keyboard.press("j")
    await page.keyboard.press("?")
    assert await page.evaluate("document.activeElement === document.body")
    await expect(page.locator("#sheet")).to_be_hidden()
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette")).to_be_visible()


async def test_on_a_phone_nothing_behind_the_drawer_is_reached(ada: Open, world: World) -> None:
    await some_deals(world)
    page = await ada(PHONE)
    await page.get_by_role("link", name="Deal 000").click()
    await expect(page.locator("#drawer h2")).to_have_text("Deal 000")
    for _ in range(60):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body ||"
            " document.activeElement.closest('#drawer') !== null"
        )
    await page.locator("#drawer").get_by_label("Close", exact=True).click()
    await expect(page.get_by_role("link", name="Deal 000")).to_be_visible()


async def test_a_form_sent_twice_at_once_still_shows_the_secret(ada: Open, world: World) -> None:
    page = await ada()
    await page.goto("/settings/keys")
    await page.get_by_label("Name", exact=True).fill("Robot")
    await page.locator(".keyform").evaluate("form => [1, 2].forEach(() => form.requestSubmit())")
    await expect(page.locator(".made code").first).to_contain_text("mcp_")
    assert len((await world.ada("list_api_keys"))["keys"]) == 1


TO_MORE = """() => {
  const link = document.querySelector("[data-more]");
  link?.scrollIntoView();
  return link !== null;
}"""


async def far_down(page: Page) -> None:
    """Scroll to the end, as often as more rows come in."""
    for _ in range(200):
        if not await page.evaluate(TO_MORE):
            return
        await page.wait_for_load_state("networkidle")


async def test_a_long_table_lays_out_only_the_rows_nearby(ada: Open, world: World) -> None:
    await some_deals(world, 600)
    page = await ada()
    await far_down(page)
    assert await page.locator(ROWS).count() < 400
    assert await page.get_by_role("link", name="Deal 000").is_visible()
    await page.evaluate("document.querySelector('.scroll').scrollTo(0, 0)")
    first = page.get_by_role("link", name="Deal 599")
    await expect(first).to_be_visible()
    await first.click()
    await expect(page.locator("#drawer h2")).to_have_text("Deal 599")
    box = await page.locator(ROWS).first.bounding_box()
    assert box is not None and box["height"] == 36
