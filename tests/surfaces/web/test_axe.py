"""Accessibility of every page, as axe-core judges it, in both themes.

Pages are found by following links from the first one, so a new page is looked at as soon as
something leads to it. They need an installed Chromium; without one they are skipped.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, Page
from starlette.routing import compile_path

from handrail.surfaces.web.routes import PAGES
from tests.surfaces.oauth.client import Agent
from tests.surfaces.web.test_browser import CHROMIUM, PHONE, WIDE, chromium, site, some_deals
from tests.world import PASSWORD, World

__all__ = ("chromium", "site")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]
PATTERNS = [(path, compile_path(path)[0]) for method, path, _ in PAGES if method == "GET"]
NO_PAGES = {"/", "/suggest", "/settings/audit/export"}
JUDGE = """async themed => {
  const only = themed ? {type: "rule", values: ["color-contrast"]} :
    {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                           "best-practice"]};
  const found = await axe.run({resultTypes: ["violations"], runOnly: only});
  return found.violations.map(each => `${each.id}: ${each.help}: ` +
    each.nodes.slice(0, 3).map(node => `${node.target} ${node.any[0]?.message ?? ""}`).join("; "));
}"""
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
LINKS = "[...document.querySelectorAll('a[href^=\"/\"]')].map(each => each.getAttribute('href'))"


async def judged(page: Page, where: str) -> list[str]:
    """What is wrong with a page as it stands: all rules in light, contrast in dark."""
    if not await page.evaluate("window.axe !== undefined"):
        await page.evaluate(AXE_SCRIPT)
    wrong: list[str] = []
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found: list[str] = await page.evaluate(JUDGE, theme == "dark")
        wrong += [f"{where} ({theme}): {each}" for each in found]
    return wrong


def pattern_of(path: str) -> str | None:
    return next((shape for shape, known in PATTERNS if known.match(path)), None)


async def one_of_each(world: World, site: str) -> Agent:
    """Something to show on every page; the agent, which Ada has let in."""
    await some_deals(world)
    await world.ada(
        "create_record", object="people", values={"name": "Ann", "emails": ["a@x.test"]}
    )
    bot = world.ada.narrowed()
    [deal] = (await world.ada("search_records", object="deals", limit=1))["records"]
    said = {"stage": "Won", "value": 5, "owners": [world.ids["ben"]], "next_step": "Sign"}
    await bot("update_record", object="deals", record_id=deal["id"], values=said)
    note = "# Call\n\n- <b>one</b>\n\n> quoted\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    await bot("create_note", object="deals", record_id=deal["id"], content=note)
    await world.ada("create_team", name="West")
    await world.ada("create_role", name="Bookkeeper", rank="rep", description="Counts")
    await world.ada("create_invitation", email="dee@acme.test")
    await world.ada("create_api_key", name="Robot", scopes=["read:data", "write:data"])
    hook = await world.ada(
        "create_webhook", url="https://hooks.acme.test/in", events=["record.created"]
    )
    await world.ada("test_webhook", webhook_id=hook["id"])
    await world.ada("update_member", member_id=world.ids["cleo"], is_active=False)
    person = httpx2.AsyncClient(base_url=site, headers={"sec-fetch-site": "same-origin"})
    await person.post("/sign-in", data={"email": "ada@acme.test", "password": PASSWORD})
    return await Agent(httpx2.AsyncClient(base_url=site), person).connect(resource=f"{site}/mcp")


async def signed_in(chromium: Browser, site: str, **context: Any) -> Page:
    page = await (await chromium.new_context(base_url=site, **context)).new_page()
    await page.goto("/sign-in")
    await page.get_by_label("Email").fill("ada@acme.test")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/o/deals")
    return page


async def test_axe_finds_nothing_wrong_with_any_page(
    chromium: Browser, site: str, world: World
) -> None:
    agent = await one_of_each(world, site)
    page = await signed_in(chromium, site, viewport=WIDE)
    todo = ["/o/deals", "/o/calls", "/o/tasks", "/search?q=a", "/search", "/nowhere"]
    seen: set[str] = set()
    wrong: list[str] = []
    while todo:
        path = todo.pop(0)
        await page.goto(path)
        await page.evaluate(OPEN_ALL)
        wrong += await judged(page, path)
        for href in await page.evaluate(LINKS):
            known = pattern_of(urlsplit(href).path)
            if known and known not in seen | NO_PAGES:
                seen.add(known)
                todo.append(href)
    await page.goto(f"/oauth/authorize?{urlencode(agent.asked(resource=f'{site}/mcp'))}")
    wrong += await judged(page, "consent")
    assert wrong == []
    missed = {shape for shape, _ in PATTERNS} - seen - NO_PAGES
    assert missed == set(), "no link leads there"
    await agent.http.aclose()
    await agent.person.aclose()


async def test_axe_finds_nothing_wrong_with_what_opens(
    chromium: Browser, site: str, world: World
) -> None:
    """Drawer, forms with what was refused, menus, dialogs, and a phone's menu."""
    await some_deals(world)
    page = await signed_in(chromium, site, viewport=WIDE)
    await page.get_by_role("link", name="Deal 000").click()
    await page.locator("#drawer .record").wait_for()
    wrong = await judged(page, "drawer")
    await page.locator("#drawer").get_by_label("More").click()
    wrong += await judged(page, "menu")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.keyboard.press("c")
    await page.get_by_label("Name", exact=True).fill("Nova")
    await page.get_by_label("Value", exact=True).fill("a lot")
    await page.get_by_role("button", name="Create deal").click()
    await page.locator("#drawer .wrong").wait_for()
    wrong += await judged(page, "refused")
    await page.goto("/o/deals")
    await page.keyboard.press("Control+k")
    await page.locator("#palette li").first.wait_for()
    wrong += await judged(page, "palette")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    wrong += await judged(page, "sheet")
    await page.set_viewport_size(PHONE)
    await page.goto("/o/deals")
    wrong += await judged(page, "phone")
    await page.get_by_label("Menu").click()
    wrong += await judged(page, "phone's menu")
    assert wrong == []


async def test_axe_finds_nothing_wrong_before_one_is_in(
    chromium: Browser, site: str, world: World
) -> None:
    await world.ada("create_invitation", email="dee@acme.test")
    page = await (await chromium.new_context(base_url=site)).new_page()
    wrong: list[str] = []
    for path in ("/sign-in", "/forgot", "/reset/made-up", "/join/made-up"):
        await page.goto(path)
        wrong += await judged(page, path)
    await page.goto("/sign-in")
    await page.get_by_label("Email").fill("ada@acme.test")
    await page.get_by_label("Password").fill("wrong")
    await page.keyboard.press("Enter")
    await page.get_by_role("alert").wait_for()
    wrong += await judged(page, "refused")
    assert wrong == []
