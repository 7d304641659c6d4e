"""The reference page: everything of every operation, safe, and the same in a browser."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import uvicorn
from playwright.async_api import async_playwright, expect
from starlette.applications import Starlette

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()),
    os.environ.get("HANDRAIL_TEST_CHROMIUM"),
)


@pytest.fixture
async def page(http: httpx2.AsyncClient) -> str:
    return (await http.get("/v1/docs", headers={"x-api-key": ""})).text


async def test_it_has_every_operation_under_its_group(page: str) -> None:
    assert page.index("<h2>Shelves</h2>") < page.index("<h2>Books</h2>") < page.index("<h2>More")
    for name in ("find_books", "add_book", "drop_book", "burn"):
        assert f'<article id="{name}">' in page
    assert "whisper" not in page


async def test_it_shows_how_to_call_in_three_ways(page: str) -> None:
    assert "curl -X POST &#34;http://test/v1/books&#34;" in page
    assert "handrail.post(" in page
    assert "&#34;method&#34;: &#34;tools/call&#34;" in page
    assert page.count('value="mcp"') == 7  # burn is no tool


async def test_examples_are_quoted_for_where_they_stand(page: str) -> None:
    assert "It&#39;\\&#39;&#39;s a &lt;b&gt;book" in page
    assert "/v1/shelves/top%20%26%20left/books?limit=5&amp;fields=title&amp;fields=isbn" in page
    assert "<b>book" not in page


async def test_it_says_what_fields_may_be(page: str) -> None:
    assert "1 to 100" in page
    assert "At most 5 items" in page
    assert "<code>en</code>, <code>fr</code>" in page
    assert "<code>authors[].name</code>" in page
    assert "integer or null" in page
    assert "<p>One book on the shelf.</p>" in page


async def test_its_policy_lets_in_nothing_of_others(http: httpx2.AsyncClient, page: str) -> None:
    policy = (await http.get("/v1/docs")).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "style=" not in page
    assert "<script>" not in page
    for name, kind in (("reference.css", "text/css"), ("reference.js", "text/javascript")):
        answer = await http.get(f"/v1/docs/{name}")
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"


@pytest.fixture
async def origin(app: Starlette) -> AsyncIterator[str]:
    """A real server for a real browser."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
async def test_in_a_browser_it_filters_switches_and_tries(origin: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        await page.goto(f"{origin}/v1/docs")
        await page.keyboard.press("/")
        await page.keyboard.type("drop")
        await expect(page.locator(".side li:visible")).to_have_count(1)
        await page.get_by_role("searchbox").fill("")
        article = page.locator("#add_book")
        await article.locator("label", has_text="Python").click()
        shown = page.locator("#get_book .way:visible")
        await expect(shown).to_contain_text("handrail.get(")
        await page.fill("#key", "ada")
        await article.locator("details.try summary").click()
        await article.get_by_role("button", name="Send").click()
        await expect(article.locator("output")).to_contain_text("201 Created")
        await expect(article.locator("output")).to_contain_text("change_id")
        await page.reload()
        await expect(shown).to_contain_text("handrail.get(")
        await page.set_viewport_size({"width": 390, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("button", name="Operations").click()
        await page.locator(".side").get_by_role("link", name="drop_book").click()
        await expect(page.locator(".side")).to_be_hidden()
        assert said == []
        await browser.close()
