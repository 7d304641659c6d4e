"""The real app, asked through its doors: MCP and REST, by the cast, each with a key.

    made = await doors.ben.mcp("create_record", object="deals", values={"name": "Big"})
    await doors.ben.rest("get_record", object="deals", record_id=made["id"])

The answer is the result as JSON; a refusal is raised as Refused. `say` gives either as it came.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import orjson
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from starlette.applications import Starlette

from handrail import catalog
from handrail.app import build_app
from handrail.context import Context
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.core.operation import AnyOperation, Door
from handrail.features.access.actions.keys import create_key
from handrail.settings import Settings
from handrail.storage.database import Db
from handrail.surfaces.rest.fields import WITH_BODY, path_names
from tests.world import OPERATIONS, VIA, Member, World

URL = "http://localhost:8400"
LONGEST = 10_000
TOOLSET = {each.name: toolset.name for toolset in catalog.TOOLSETS for each in toolset.operations}


class Refused(Exception):
    """What a door refused: the contracted error, and the HTTP status it came with."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{status} {error.get('code')}: {error.get('message')}")
        self.status = status
        self.error = error

    @property
    def code(self) -> str:
        return self.error["code"]


@dataclass(frozen=True)
class Said:
    """An answer as it came. `error` is the contracted error, None where the call was done."""

    status: int
    text: str
    result: Any
    error: dict[str, Any] | None


@dataclass(frozen=True)
class Caller:
    """Somebody with a key."""

    http: httpx2.AsyncClient
    key: str

    async def mcp(self, operation: str, **said: Any) -> dict[str, Any]:
        return _done(await self.say(Door.MCP, operation, said))

    async def rest(self, operation: str, **said: Any) -> dict[str, Any]:
        return _done(await self.say(Door.REST, operation, said))

    async def say(self, door: Door, operation: str, said: dict[str, Any]) -> Said:
        """Ask through a door for what can be said in JSON."""
        return await self.post(door, operation, {n: orjson.dumps(v) for n, v in said.items()})

    async def post(self, door: Door, operation: str, said: dict[str, bytes]) -> Said:
        """The same with each argument as it goes over the wire, be it JSON or not."""
        if door is Door.MCP:
            return await self._tool(operation, _object(said))
        return await self._route(OPERATIONS[operation], said)

    async def _tool(self, operation: str, said: bytes) -> Said:
        body = (
            b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%b","arguments":%b}}'
        )
        answer = await self.http.post(
            f"/mcp/x/{TOOLSET[operation]}",
            content=body % (operation.encode(), said),
            headers={"x-api-key": self.key, "content-type": "application/json"},
        )
        told = answer.json()
        if "result" not in told:
            return Said(answer.status_code, answer.text, None, told["error"])
        structured = told["result"]["structuredContent"]
        failed = told["result"]["isError"]
        error = structured["error"] if failed else None
        return Said(answer.status_code, answer.text, None if failed else structured, error)

    async def _route(self, operation: AnyOperation, said: dict[str, bytes]) -> Said:
        path, left = f"/v1{operation.path}", dict(said)
        for name in path_names(operation.path):
            path = path.replace(f"{{{name}}}", _quoted(left.pop(name, b"")))
        headers, content = {"x-api-key": self.key}, None
        if operation.method in WITH_BODY:
            headers["content-type"], content = "application/json", _object(left)
        elif left:
            path = f"{path}?{'&'.join(_pairs(left))}"
        answer = await self.http.request(operation.method, path, headers=headers, content=content)
        if answer.is_success:
            return Said(answer.status_code, answer.text, _told(answer), None)
        return Said(answer.status_code, answer.text, None, answer.json()["error"])


def _told(answer: httpx2.Response) -> Any:
    """A result; of a file its text."""
    is_json = answer.headers["content-type"].startswith("application/json")
    return answer.json() if is_json else answer.text


def _object(said: dict[str, bytes]) -> bytes:
    return b"{%b}" % b",".join(b"%b:%b" % (orjson.dumps(n), raw) for n, raw in said.items())


def _pairs(said: dict[str, bytes]) -> Iterator[str]:
    """What goes into a query string; lists repeat."""
    for name, raw in said.items():
        try:
            value = orjson.loads(raw)
        except ValueError:
            value = None
        each = map(orjson.dumps, value) if isinstance(value, list) and len(raw) < 1000 else [raw]
        yield from (f"{quote(name[:LONGEST])}={_quoted(one)}" for one in each)


def _quoted(raw: bytes) -> str:
    """Text as it is, anything else as JSON, percent-encoded; no server takes a longer URL."""
    try:
        value = orjson.loads(raw)
    except ValueError:
        value = raw.strip(b'"')
    text = value if isinstance(value, (str, bytes)) else raw
    return quote(text[:LONGEST], safe="")


def _done(said: Said) -> dict[str, Any]:
    if said.error is not None:
        raise Refused(said.status, said.error)
    return said.result


@dataclass(frozen=True)
class Doors:
    """Who asks, and the world they ask about."""

    world: World
    http: httpx2.AsyncClient
    ada: Caller
    ben: Caller
    cleo: Caller
    rex: Caller

    async def with_key(self, member: Member, **limits: Any) -> Caller:
        """Somebody with a further key: `scopes`, `objects`, `expires_at`."""
        return Caller(self.http, await key_of(member, **limits))


async def key_of(member: Member, **limits: Any) -> str:
    """The secret of a new key of a member, by which they may call as often as they like."""
    actor = await member.now()
    limits = {"scopes": actor.scopes, "per_minute": 0} | limits

    async def make(db: Db) -> str:
        ctx = Context(actor, VIA, db, now(), new_id())
        return (await create_key(ctx, "agent", **limits))[1]

    return await member.database.write(actor.workspace, make)


@asynccontextmanager
async def opened(world: World) -> AsyncIterator[Doors]:
    """The app on the world's database, without a server around it and without a worker."""
    settings = Settings(Path(), url_of(world), public_url=URL, worker=False)
    app = build_app(settings, world.database)
    transport = httpx2.ASGITransport(app)
    async with living(app), httpx2.AsyncClient(transport=transport, base_url=URL) as http:
        cast = (world.ada, world.ben, world.cleo, world.rex)
        yield Doors(world, http, *[Caller(http, await key_of(each)) for each in cast])


@asynccontextmanager
async def official(
    http: httpx2.AsyncClient, path: str, headers: dict[str, str]
) -> AsyncIterator[Client]:
    """The official MCP client at an endpoint of the app, with these headers of its own."""
    transport = http._transport  # type: ignore[reportPrivateUsage]
    async with (
        httpx2.AsyncClient(transport=transport, base_url=URL, headers=headers) as own,
        Client(streamable_http_client(f"{URL}{path}", http_client=own)) as client,
    ):
        yield client


def living(app: Starlette) -> AbstractAsyncContextManager[object]:
    """An app for as long as the block lasts, with no server around it; its connections end with it.

    A connection that nobody closed is closed by whichever thread collects garbage, and uvloop
    then crashes, in the middle of another test.
    """
    return app.router.lifespan_context(app)


def url_of(world: World) -> str:
    """Where calls are counted; in this process alone."""
    return getattr(world.database, "url", "sqlite:///nowhere.db")


def ways(operation: AnyOperation) -> Iterator[Door]:
    """The doors an operation is offered at, in an order that stays."""
    yield from sorted(operation.doors)
