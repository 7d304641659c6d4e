"""Addresses that lead nowhere, and accidents: a page for browsers, a line for everybody else."""

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.core.shapes import Result
from handrail.dispatch import Call
from handrail.storage.rate_limit import open_rate_limit
from handrail.surfaces.web.routes import web_routes
from handrail.surfaces.web.sessions import Sessions
from handrail.surfaces.web.visit import Door
from tests.surfaces.web.conftest import browser, sign_in
from tests.world import World

pytestmark = pytest.mark.anyio
BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nope", 404, "There is no page at /nope."),
        ("GET", "/o/deals/x/y/z/<b>", 404, "&lt;b&gt;"),
        ("GET", "/sign-out", 405, "it only takes what a form sends"),
        ("POST", "/o/deals", 405, "it only takes what a form sends"),
    ],
)
async def test_a_browser_gets_a_page_with_the_way_back(
    ada: httpx2.AsyncClient, method: str, path: str, status: int, words: str
) -> None:
    page = await ada.request(method, path, headers=BROWSER)
    assert page.status_code == status
    assert words in page.text and "Back to the records" in page.text
    assert 'aria-label="Main"' in page.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nope", 404), ("DELETE", "/o/deals", 405)]
)
async def test_whoever_asks_for_no_html_gets_a_line(
    visitor: httpx2.AsyncClient, method: str, path: str, status: int
) -> None:
    line = await visitor.request(method, path)
    assert line.status_code == status
    assert line.headers["content-type"].startswith("text/plain") and len(line.text) < 30


async def test_a_slash_too_many_leads_to_the_page(ada: httpx2.AsyncClient) -> None:
    moved = await ada.get("/o/deals/", headers=BROWSER)
    assert (moved.status_code, moved.headers["location"]) == (307, "http://localhost:8400/o/deals")


async def test_an_accident_is_told_with_its_number(world: World, database_url: str) -> None:
    async def run(call: Call) -> Result:
        raise ZeroDivisionError

    limit = open_rate_limit(database_url, alone=True)
    sessions = Sessions(world.database, limit)
    async with browser(Starlette(routes=web_routes(Door(run, sessions)))) as client:
        await sign_in(client)
        page = await client.get("/o/deals", headers={**BROWSER, "x-request-id": "r-7"})
    await limit.close()
    assert page.status_code == 500
    assert "Something went wrong on our side." in page.text and "r-7" in page.text
