"""What knowing the caller costs: `get_record` at /mcp with a key, with a token, and with nobody
asked who calls.

In one process, without a socket: processor time of the whole path, the best of many rounds, so that
what else the machine does weighs little. `python -m bench.letting_in`
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware

from handrail import __version__, catalog
from handrail.app import build_app
from handrail.context import Context
from handrail.core.actor import Actor, Scope, Via
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.dispatch import Call, dispatch
from handrail.features.access.actions import tokens
from handrail.features.access.actions.grants import consent
from handrail.features.access.actions.keys import create_key
from handrail.features.access.actions.touching import settled
from handrail.features.access.delegation import Asked
from handrail.features.records.actions import definitions, records
from handrail.features.workspaces.actions.founding import found
from handrail.settings import Settings
from handrail.storage import migrating
from handrail.storage.database import Database, Db
from handrail.storage.opening import open_database
from handrail.surfaces.http import Admit, Edge, Origins, Shortcut
from handrail.surfaces.identity import credential_in, identify
from handrail.surfaces.mcp.front import McpFront

MCP = frozenset({"/mcp"})
ROUNDS, CALLS = 60, 200
MOST = 1.15
"""How much knowing the caller may cost (the issue that made it)."""
Ask = Callable[[], Awaitable[None]]


async def measured() -> list[float]:
    """Microseconds of a call with a key, with an access token, and with neither."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        migrating.migrate(url)
        database = open_database(url)
        try:
            return await _measured(database, Settings(Path(folder), url))
        finally:
            await settled(database)
            await database.close()


async def _measured(database: Database, settings: Settings) -> list[float]:
    actor = await found(
        database, "Bench", "bench", "a@bench.test", "Ada", "long enough 1", then=definitions.found
    )
    secret, record_id = await database.write(actor.workspace, lambda db: _made(db, actor))
    token = await _token(database, actor)
    body = orjson.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {
                "name": "get_record",
                "arguments": {"object": "deals", "record_id": record_id},
            },
        }
    )
    product = build_app(settings, database)
    known = await identify(database, secret)

    async def by_token(headers: Mapping[str, str], scope: Any) -> Actor:
        return await identify(database, credential_in(headers), MCP)

    async def anybody(headers: Mapping[str, str], scope: Any) -> Actor:
        return known

    ways = [
        _asking(product, secret, body),
        # not through the product's own door: there a grant makes no more than 60 calls a minute
        _asking(_front(database, by_token), token, body),
        _asking(_front(database, anybody), secret, body),
    ]
    best = [float("inf")] * len(ways)
    for _ in range(ROUNDS):
        for place, ask in enumerate(ways):
            best[place] = min(best[place], await _round(ask))
    return best


async def _made(db: Db, actor: Actor) -> tuple[str, str]:
    ctx = Context(actor, Via("bench", new_id()), db, now(), new_id())
    _, secret = await create_key(ctx, "Bench", scopes=actor.scopes, per_minute=0)
    made = await records.create(ctx, "deals", {"name": "Big", "value": 100, "stage": "Lead"})
    return secret, made.row.id


async def _token(database: Database, actor: Actor) -> str:
    """What a client has after consent."""
    scopes = frozenset({Scope.READ_DATA})
    asked = Asked("bench", "Bench", "bench.test", "http://127.0.0.1/", "", "/mcp", scopes)

    async def agreed(db: Db) -> str:
        ctx = Context(actor, Via("bench", new_id()), db, now(), new_id())
        return (await consent(ctx, asked, scopes))[1]

    code = await tokens.code_of(database, await database.write(actor.workspace, agreed))
    assert code
    pair = await tokens.redeem(database, code)
    assert pair
    return pair.access


def _front(database: Database, admit: Admit) -> Starlette:
    """The same way in, with the same layers around it, but for who is let in."""

    async def run(call: Call) -> Any:
        return await dispatch(call, database)

    everyday = [o for each in catalog.TOOLSETS if each.default for o in each.operations]
    front = McpFront(everyday, run, admit, name="handrail", version=__version__)
    origins = Origins(["http://127.0.0.1:8400"])
    layers = [Middleware(Edge, origins=origins), Middleware(Shortcut, paths={"/mcp": front})]
    return Starlette(middleware=layers)


def _asking(app: Any, secret: str, body: bytes) -> Ask:
    headers = [
        (b"host", b"127.0.0.1:8400"),
        (b"content-type", b"application/json"),
        (b"authorization", f"Bearer {secret}".encode()),
    ]

    async def ask() -> None:
        scope: dict[str, Any] = {
            "type": "http", "method": "POST", "path": "/mcp", "raw_path": b"/mcp",
            "query_string": b"", "headers": list(headers), "http_version": "1.1",
            "scheme": "http", "server": ("127.0.0.1", 8400), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        told: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        await app(scope, receive, send)
        assert told[0]["status"] == 200, told

    return ask


async def _round(ask: Ask) -> float:
    begun = time.process_time()
    for _ in range(CALLS):
        await ask()
    return (time.process_time() - begun) / CALLS * 1e6


def main() -> None:
    with_key, with_token, without = asyncio.run(measured())
    print(f"get_record with nobody asked who calls: {without:.0f} µs")
    for name, cost in (("key", with_key), ("token", with_token)):
        met = "met" if cost / without <= MOST else "not met"
        ratio = cost / without
        print(f"with a {name}: {cost:.0f} µs, {ratio:.2f} of it; aim at most {MOST:.2f}: {met}")


if __name__ == "__main__":
    main()
