"""Attacks that must fail, at every door there is: found by walking the routes, not by a list."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from handrail.app import build_app
from handrail.settings import Settings
from handrail.storage.sqlite import SqliteDatabase
from handrail.storage.types import metadata
from handrail.surfaces.http import MAX_HEADERS, Edge
from tests.world import PASSWORD, World, build

ORIGIN = "http://localhost:8400"
SECURE = "https://crm.example.test"
PROGRAMS = ("/v1", "/api", "/leads", "/entities", "/mcp")
"""What is called with a credential of its own, and looks at no cookie."""
WITHOUT_COOKIE = {"/oauth/token", "/oauth/register", "/oauth/revoke"}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|\sstyle=\"|\son[a-z]+=\"|<style|javascript:",
    re.I,
)


@pytest.fixture
async def world(opened_sqlite: SqliteDatabase) -> World:
    """What a page answers does not hang on the database."""
    return await build(opened_sqlite)


@pytest.fixture
def app(world: World, tmp_path: Path) -> Starlette:
    counted = f"sqlite:///{tmp_path / 'counted.db'}"
    return build_app(Settings(tmp_path, counted, public_url=ORIGIN), world.database)


def client(app: Starlette, origin: str = ORIGIN, **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=origin, headers=headers)


@asynccontextmanager
async def signed_in(app: Starlette, origin: str = ORIGIN) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(app, origin) as browser:
        said = {"email": "ada@acme.test", "password": PASSWORD}
        answer = await browser.post(
            "/sign-in", data=said, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 303, answer.text
        yield browser


def pages(app: Starlette, method: str) -> Iterator[str]:
    """The addresses that take a method and are pages, each with something in its place holders."""
    for route in app.routes:
        if not isinstance(route, Route) or route.path.startswith((*PROGRAMS, "/.well-known")):
            continue
        if route.path == "/{rest:path}":  # says that there is no such page, and does nothing
            continue
        if method in (route.methods or ()):
            yield re.sub(r"\{[^}]+\}", "x", route.path)


# Forms of other sites ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.test"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {},
    ],
    ids=str,
)
async def test_a_form_of_another_site_is_refused_at_every_post_there_is(
    app: Starlette, world: World, headers: dict[str, str]
):
    async with signed_in(app) as browser:
        paths = [each for each in pages(app, "POST") if each not in WITHOUT_COOKIE]
        assert len(paths) > 15
        for path in paths:
            answer = await browser.post(path, data={"name": "x"}, headers=headers)
            assert answer.status_code == 403, (path, answer.status_code, answer.text[:200])
    [last] = (await world.ada("list_audit", limit=1))["entries"]
    assert last["type"] == "session.started"  # and nothing since


async def test_what_is_posted_without_the_form_guard_looks_at_no_cookie(app: Starlette):
    async with signed_in(app) as browser, client(app) as stranger:
        for path in sorted(WITHOUT_COOKIE):
            known = await browser.post(path, data={"token": "x", "grant_type": "x"})
            unknown = await stranger.post(path, data={"token": "x", "grant_type": "x"})
            assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


async def test_a_session_opens_no_door_for_programs(app: Starlette):
    async with signed_in(app) as browser:
        for path in ("/v1/objects", "/api/v1/leads", "/v1/audit"):
            assert (await browser.get(path)).status_code == 401, path
        for path in ("/mcp", "/api/v1/mcp", "/api/mcp", "/v1/records/people"):
            assert (await browser.post(path, json={})).status_code == 401, path


# What pages may do ------------------------------------------------------------------------


async def test_every_page_has_a_strict_policy_and_nothing_inline(app: Starlette):
    seen = 0
    async with signed_in(app) as browser:
        for path in [*pages(app, "GET"), "/o/people", "/o/deals", "/nowhere-at-all"]:
            answer = await browser.get(path)
            policy = answer.headers.get("content-security-policy", "")
            assert policy, path
            assert "unsafe-" not in policy, path
            assert "frame-ancestors 'none'" in policy, path
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.status_code < 500, (path, answer.text[:300])
            if "html" in answer.headers.get("content-type", ""):
                seen += 1
                assert not INLINE.search(answer.text), (path, INLINE.search(answer.text))
                assert "default-src 'none'" in policy or "default-src 'self'" in policy, path
    assert seen > 15


async def test_over_https_the_cookie_is_of_this_host_alone(world: World, tmp_path: Path):
    counted = f"sqlite:///{tmp_path / 'counted.db'}"
    app = build_app(Settings(tmp_path, counted, public_url=SECURE), world.database)
    async with client(app, SECURE) as browser:
        answer = await browser.post(
            "/sign-in",
            data={"email": "ada@acme.test", "password": PASSWORD},
            headers={"sec-fetch-site": "same-origin"},
        )
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-")
        said = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= said
        assert not any(part.startswith("domain") for part in said)
        assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "crm.example.test.evil.test"])
async def test_no_door_answers_to_a_name_that_is_not_ours(app: Starlette, host: str):
    async with client(app) as stranger:
        for path in (
            "/",
            "/sign-in",
            "/v1/objects",
            "/mcp",
            "/.well-known/oauth-authorization-server",
        ):
            answer = await stranger.get(path, headers={"host": host})
            assert answer.status_code == 403, path
            assert "set-cookie" not in answer.headers


# Guessing ---------------------------------------------------------------------------------


async def test_neither_a_wrong_password_nor_being_locked_out_tells_who_is_a_member(app: Starlette):
    async with client(app, **{"sec-fetch-site": "same-origin"}) as stranger:

        async def tries(email: str) -> list[tuple[int, str]]:
            told = []
            for _ in range(12):
                said = {"email": email, "password": "wrong password"}
                answer = await stranger.post("/sign-in", data=said)
                text = re.sub(r"\d+ seconds?", "N seconds", answer.text.replace(email, "EMAIL"))
                told.append((answer.status_code, re.sub(r'value="[\w-]{20,}"', "", text)))
            return told

        known = await tries("ada@acme.test")
        unknown = await tries("nobody@acme.test")
    assert [status for status, _ in known] == [401] * 10 + [429] * 2
    assert known == unknown


async def test_a_locked_out_email_is_locked_out_for_the_right_password_too(app: Starlette):
    async with client(app, **{"sec-fetch-site": "same-origin"}) as stranger:
        for _ in range(10):
            await stranger.post(
                "/sign-in", data={"email": "ada@acme.test", "password": "wrong one"}
            )
        said = {"email": "ada@acme.test", "password": PASSWORD}
        answer = await stranger.post("/sign-in", data=said)
        assert answer.status_code == 429
        assert int(answer.headers.get("retry-after", "1")) >= 1


# Sizes and times --------------------------------------------------------------------------


async def test_a_body_over_four_mebibytes_is_refused_at_every_door(app: Starlette, world: World):
    from tests.doors import key_of

    large = b" " * (4 * 1024 * 1024 + 1)
    headers = {"x-api-key": await key_of(world.ada), "content-type": "application/json"}
    async with client(app) as program:
        for path in ("/mcp", "/v1/records/people", "/api/v1/leads", "/api/v1/mcp"):
            answer = await program.post(path, content=large, headers=headers)
            assert answer.status_code in (413, 400), (path, answer.status_code)
        for path in ("/oauth/token", "/oauth/register"):
            assert (await program.post(path, content=large)).status_code in (400, 413)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """A real server on a free port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # who comes before the server has started waits here
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", http="httptools", lifespan="off")
    )
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await running


async def told(reader: asyncio.StreamReader) -> str:
    """All that is said until the other side hangs up."""
    async with asyncio.timeout(20):
        return (await reader.read()).decode()


@pytest.mark.parametrize("path", ["/sign-in", "/oauth/token", "/oauth/register"])
async def test_who_sends_a_body_byte_by_byte_is_hung_up_on(app: Starlette, path: str):
    (edge,) = [each for each in app.user_middleware if each.cls is Edge]
    edge.kwargs["body_time"] = 0.3
    async with served(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        form = b"application/x-www-form-urlencoded"
        writer.write(
            b"POST %b HTTP/1.1\r\nhost: localhost:8400\r\nsec-fetch-site: same-origin\r\n"
            b"content-type: %b\r\ncontent-length: 1000\r\n\r\nemail=a" % (path.encode(), form)
        )
        await writer.drain()
        answer = await told(reader)  # no second request is waited for: the connection is closed
        assert answer.startswith("HTTP/1.1 408"), answer
        writer.close()


async def test_headers_beyond_measure_are_refused(app: Starlette):
    async with served(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        many = b"".join(b"x-%d: %b\r\n" % (n, b"y" * 1000) for n in range(MAX_HEADERS // 1000 + 1))
        writer.write(
            b"GET /sign-in HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n" + many + b"\r\n"
        )
        await writer.drain()
        assert (await told(reader)).startswith("HTTP/1.1 431")
        writer.close()


# Secrets are found by their hash ----------------------------------------------------------

HASHED = {"api_key", "session", "oauth_token", "oauth_code", "invitation"}
PLAIN = re.compile(r"(^|_)(secret|token|password|key)$")
KEPT = {
    "passkey.public_key": "the public half",
    "token.token": "a word of a name, for search",
    "idempotency.key": "the caller's own word for a call",
    "unique_key.key": "a value that may stand only once",
    "job.unique_key": "which job it is",
}


def test_no_secret_is_kept_in_the_clear_nor_compared_byte_by_byte():
    """What is looked up is a hash, by an index: how long that takes says nothing of the secret."""
    from handrail.storage.migrations.make import whole_metadata
    from handrail.storage.sealing import Sealed

    whole_metadata()
    for name in HASHED:
        table = metadata.tables[name]
        assert "hash" in table.c
        assert any([column.name for column in each.columns] == ["hash"] for each in table.indexes)
    for table in metadata.tables.values():
        for column in table.c:
            full = f"{table.name}.{column.name}"
            if PLAIN.search(column.name) and full not in KEPT:
                assert isinstance(column.type, Sealed), f"{full} would hold a secret in the clear"
