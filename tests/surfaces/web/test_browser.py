"""The web app in a real browser: keys, drawer, edits in place, phones, and no complaint of its own.

They need an installed Chromium (Debian: `apt-get install chromium`); without one they are skipped.
"""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
import uvicorn
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from handrail.app import build_app
from handrail.settings import Settings
from tests.world import PASSWORD, World

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
Theme: TypeAlias = Literal["light", "dark"]
Open: TypeAlias = Callable[..., Awaitable[Page]]
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]


@pytest.fixture
async def site(world: World, database_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """The product served for real; where it is."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = build_app(Settings(tmp_path, database_url, public_url=origin), world.database)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        yield origin
        server.should_exit = True
        await serving


@pytest.fixture
async def chromium(anyio_backend: object) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def ada(chromium: Browser, site: str) -> AsyncIterator[Open]:
    """Opens a window of Ada's, signed in. Whatever a page complained of fails the test."""
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            complaints.append(said.text)

    async def open_window(size: ViewportSize = WIDE, theme: Theme = "light") -> Page:
        context = await chromium.new_context(
            viewport=size, color_scheme=theme, reduced_motion="reduce", base_url=site
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)
        await page.goto("/sign-in")
        await page.get_by_label("Email").fill("ada@acme.test")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/o/deals")
        return page

    yield open_window
    assert complaints == []


async def some_deals(world: World, count: int = 3) -> list[str]:
    company = {"name": "Atlas Ltd"}
    await world.ada("create_record", object="companies", values=company)
    made: list[str] = []
    for i in range(count):
        values = {
            "name": f"Deal {i:03}", "stage": "Lead", "value": 1000 + i,
            "companies": ["Atlas Ltd"], "owners": [world.ids["ben"]], "tags": ["eu", "urgent"],
        }  # fmt: skip
        made.append((await world.ada("create_record", object="deals", values=values))["id"])
    return made


async def test_a_table_is_walked_and_a_record_opened_by_keys(
    ada: Open, site: str, world: World
) -> None:
    deals = await some_deals(world)
    page = await ada()
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.locator("#drawer h2")).to_have_text("Deal 001")
    assert page.url == f"{site}/o/deals/{deals[1]}"
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()
    assert page.url == f"{site}/o/deals"
    await page.go_back()
    await expect(page.locator("#drawer h2")).to_have_text("Deal 001")
    await page.reload()
    await expect(page.locator("main h1")).to_have_text("Deal 001")


async def test_a_value_is_edited_in_place_and_the_row_follows(
    ada: Open, site: str, world: World
) -> None:
    [deal] = await some_deals(world, 1)
    page = await ada()
    await page.get_by_role("link", name="Deal 000").click()
    value = page.locator('[data-field="value"]')
    await value.hover()
    await value.get_by_label("Edit Value").click()
    await value.get_by_label("Value", exact=True).fill("a lot")
    await page.keyboard.press("Enter")
    await expect(value.get_by_role("alert")).to_contain_text("is no number")
    await value.get_by_label("Value", exact=True).fill("2,500")
    await page.keyboard.press("Enter")
    await expect(value).to_contain_text("$2,500")
    await expect(page.locator(f"#r-{deal}")).to_contain_text("$2,500")
    await expect(page.locator(".timeline li").first).to_contain_text("changed Value")
    await value.get_by_label("Edit Value").click()
    await expect(value.get_by_label("Value", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(value).to_contain_text("$2,500")
    await page.get_by_label("Note", exact=True).fill("They want a pilot.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".timeline li").first).to_contain_text("They want a pilot.")


async def test_a_click_on_a_value_edits_it_and_one_on_a_link_follows_it(
    ada: Open, site: str, world: World
) -> None:
    await some_deals(world, 1)
    page = await ada()
    await expect(page).to_have_title("Deals · Handrail")
    await page.get_by_role("link", name="Deal 000").click()
    await expect(page).to_have_title("Deal 000 · Handrail")
    await expect(page.locator(".bar .sub")).to_have_text("1 record")
    await page.locator('#drawer [data-field="next_step"] .value').click()
    await expect(page.get_by_label("Next step", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await page.locator('#drawer [data-field="services"] .value').click()
    await expect(page.get_by_label("Add to Services")).to_be_focused()
    await page.locator("#drawer dl.values").get_by_role("link", name="Atlas Ltd").click()
    await expect(page).to_have_title("Atlas Ltd · Handrail")
    await page.keyboard.press("Escape")
    await expect(page).to_have_title("Deals · Handrail")


async def test_a_record_is_made_from_the_keyboard(ada: Open, site: str, world: World) -> None:
    await some_deals(world, 1)
    page = await ada()
    await page.keyboard.press("c")
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()
    await page.keyboard.type("Nova – Pilot")
    await page.get_by_label("Add to Companies").fill("At")
    await expect(page.locator("datalist option")).to_have_attribute("value", "Atlas Ltd")
    await page.get_by_label("Add to Companies").fill("Atlas Ltd")
    await page.get_by_role("button", name="Create deal").click()
    await expect(page.locator("main h1")).to_have_text("Nova – Pilot")
    await expect(page.locator('[data-field="companies"]')).to_contain_text("Atlas Ltd")


async def test_filters_apply_as_one_types_and_can_be_shared(
    ada: Open, site: str, world: World
) -> None:
    await some_deals(world, 12)
    page = await ada()
    await page.keyboard.press("/")
    await page.keyboard.type("011")
    await expect(page.locator("#rows tr[id]")).to_have_count(1)
    await expect(page.locator("#q")).to_be_focused()
    assert page.url.endswith("/o/deals?q=011")
    await page.get_by_role("link", name="Clear").click()
    await expect(page.locator("#rows tr[id]")).to_have_count(12)
    await page.get_by_label("Stage").select_option("Won")
    await expect(page.locator(".empty h2")).to_have_text("No deals match")


async def test_more_rows_come_in_as_one_scrolls(ada: Open, site: str, world: World) -> None:
    await some_deals(world, 120)
    page = await ada()
    rows = page.locator("#rows tr[id]")
    await expect(rows).to_have_count(50)
    for expected in (100, 120):
        await page.locator(".scroll").evaluate("box => box.scrollTo(0, box.scrollHeight)")
        await expect(rows).to_have_count(expected)


async def test_the_palette_finds_a_record_and_opens_it(ada: Open, site: str, world: World) -> None:
    await some_deals(world)
    page = await ada()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("atlas")
    await expect(page.locator("#palette li").first).to_contain_text("Atlas Ltd")
    await page.keyboard.press("Enter")
    await expect(page.locator("#drawer h2")).to_have_text("Atlas Ltd")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_page_is_wider_than_a_phone_or_complains(
    ada: Open, site: str, world: World, theme: Theme
) -> None:
    [deal] = await some_deals(world, 1)
    page = await ada(PHONE, theme)
    for path in ("/o/deals", f"/o/deals/{deal}", "/o/deals/new", "/o/calls", "/settings/keys",
                 f"/o/deals/{deal}/edit/owners", "/search?q=atlas"):  # fmt: skip
        await page.goto(path)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], path
        nameless = await page.evaluate(NAMELESS)
        assert nameless == [], path


NAMELESS = """() => [...document.querySelectorAll("a, button, input, select, textarea")]
  .filter(each => each.type !== "hidden")
  .filter(each => each.checkVisibility())
  .filter(each => !(each.ariaLabel || each.title || each.textContent.trim() ||
    [...(each.labels ?? [])].some(label => label.textContent.trim())))
  .map(each => each.outerHTML)"""


async def test_a_phone_has_a_menu(ada: Open, site: str, world: World) -> None:
    page = await ada(PHONE)
    await expect(page.get_by_role("link", name="Companies")).to_be_hidden()
    await page.get_by_label("Menu").click()
    await page.locator("nav").get_by_role("link", name="Companies").click()
    await expect(page.locator("main h1")).to_have_text("Companies")
    await expect(page.get_by_role("link", name="People")).to_be_hidden()


async def test_theme_and_density_are_kept(ada: Open, site: str, world: World) -> None:
    page = await ada()
    await page.get_by_label("Light or dark").click()
    await page.get_by_label("Density").click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.locator("html")).to_have_attribute("data-density", "compact")


async def test_without_script_everything_still_works(
    chromium: Browser, site: str, world: World
) -> None:
    await some_deals(world, 60)
    context = await chromium.new_context(java_script_enabled=False, base_url=site, viewport=PHONE)
    page = await context.new_page()
    await page.goto("/o/deals?sort=name")
    await page.get_by_label("Email").fill("ada@acme.test")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Show more").click()
    await page.get_by_role("link", name="Deal 059").click()
    await page.get_by_label("Edit Next step").click()
    await page.get_by_label("Next step", exact=True).fill("Legal review")
    await page.get_by_role("button", name="Save").click()
    assert "Legal review" in await page.inner_text('[data-field="next_step"]')
    await page.get_by_label("Menu").click()
    await page.locator("nav").get_by_role("link", name="Companies").click()
    assert page.url == f"{site}/o/companies"
