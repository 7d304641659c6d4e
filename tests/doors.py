"""The real app, asked through its doors: MCP and REST, by the cast, each with a key.

    made = await doors.ben.mcp("create_record", object="deals", values={"name": "Big"})
    await doors.ben.rest("get_record", object="deals", record_id=made["id"])

The answer is the result as JSON; a refusal is raised as Refused. `say` gives either as it came.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import orjson

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
        return await self.post(door, operation, orjson.dumps(said))

    async def post(self, door: Door, operation: str, said: bytes) -> Said:
        """The same with arguments as bytes, whatever they are; only MCP takes those for reads."""
        if door is Door.MCP:
            return await self._tool(operation, said)
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

    async def _route(self, operation: AnyOperation, said: bytes) -> Said:
        whole = orjson.loads(said)
        path = operation.path
        for name in path_names(operation.path):
            path = path.replace(f"{{{name}}}", quote(str(whole.pop(name)), safe=""))
        asked: dict[str, Any] = {"params": _query(whole)}
        if operation.method in WITH_BODY:
            asked = {"content": orjson.dumps(whole), "headers": {"content-type": JSON}}
        asked.setdefault("headers", {})["x-api-key"] = self.key
        answer = await self.http.request(operation.method, f"/v1{path}", **asked)
        told = answer.json()
        if answer.is_success:
            return Said(answer.status_code, answer.text, told, None)
        return Said(answer.status_code, answer.text, None, told["error"])


JSON = "application/json"


def _query(said: dict[str, Any]) -> list[tuple[str, str]]:
    """What goes into a query string: lists repeat, texts are as they are."""
    listed = [(n, each) for n, v in said.items() for each in (v if isinstance(v, list) else [v])]
    return [(n, v if isinstance(v, str) else orjson.dumps(v).decode()) for n, v in listed]


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
    settings = Settings(Path(), url_of(world), public_url=URL)
    transport = httpx2.ASGITransport(build_app(settings, world.database))
    async with httpx2.AsyncClient(transport=transport, base_url=URL) as http:
        cast = (world.ada, world.ben, world.cleo, world.rex)
        yield Doors(world, http, *[Caller(http, await key_of(each)) for each in cast])


def url_of(world: World) -> str:
    """Where calls are counted; in this process alone."""
    return getattr(world.database, "url", "sqlite:///nowhere.db")


def ways(operation: AnyOperation) -> Iterator[Door]:
    """The doors an operation is offered at, in an order that stays."""
    yield from sorted(operation.doors)
