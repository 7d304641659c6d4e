"""What every page promises the browser: nothing inline, nothing from elsewhere, nothing kept."""

import re

import httpx2
import pytest

from tests.world import World

pytestmark = pytest.mark.anyio
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
ADDRESS = re.compile(r'(?:src|href|action)="([^"]*)"')
PAGES = ("/o/deals", "/o/people/new", "/search?q=a", "/settings/keys", "/o/unicorns")


async def every_page(ada: httpx2.AsyncClient, world: World) -> list[httpx2.Response]:
    values = {"name": "Atlas", "stage": "Won", "next_step": "Call", "tags": ["eu"]}
    deal = (await world.ada("create_record", object="deals", values=values))["id"]
    paths = [*PAGES, f"/o/deals/{deal}", f"/o/deals/{deal}/edit/stage", "/sign-in"]
    return [await ada.get(path) for path in paths]


async def test_pages_hold_nothing_inline_and_lead_nowhere_else(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for page in await every_page(ada, world):
        assert not INLINE.search(page.text), page.url
        for address in ADDRESS.findall(page.text):
            assert address.startswith(("/", "#")) and not address.startswith("//"), address


async def test_pages_say_what_a_browser_may_do_with_them(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for page in await every_page(ada, world):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"


async def test_files_are_kept_for_good_under_an_address_of_their_content(
    ada: httpx2.AsyncClient,
) -> None:
    page = await ada.get("/o/deals")
    addresses = set(re.findall(r'"(/static/[^"#]+)', page.text))
    assert {address.rpartition("/")[2] for address in addresses} >= {
        "app.css", "app.js", "page.js", "favicon.svg", "icons.svg",
    }  # fmt: skip
    for address in addresses:
        file = await ada.get(address)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
    assert (await ada.get("/static/x/nothing.css")).status_code == 404


async def test_theme_and_density_are_drawn_from_the_start(ada: httpx2.AsyncClient) -> None:
    ada.cookies.set("theme", "dark")
    ada.cookies.set("density", '"><script>')
    page = await ada.get("/o/deals")
    assert 'data-theme="dark" data-density="comfortable"' in page.text
