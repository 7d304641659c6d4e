"""What knowing the caller costs: `get_record` at /mcp with a key, and with nobody asked who calls.

In one process, without a socket: processor time of the whole path, the best of many rounds, so that
what else the machine does weighs little. `python -m bench.letting_in`
"""

import asyncio
import sys
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
from handrail.core.actor import Actor, Via
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.dispatch import Call, dispatch
from handrail.features.access.actions.keys import create_key
from handrail.features.records.actions import definitions, records
from handrail.features.workspaces.actions.founding import found
from handrail.settings import Settings
from handrail.storage import migrating
from handrail.storage.database import Database, Db
from handrail.storage.opening import open_database
from handrail.surfaces.http import Edge, Origins, Shortcut
from handrail.surfaces.identity import identify
from handrail.surfaces.mcp.front import McpFront

ROUNDS, CALLS = 60, 200
MOST = 1.15
"""How much knowing the caller may cost (the issue that made it)."""
Ask = Callable[[], Awaitable[None]]


async def measured() -> tuple[float, float]:
    """Microseconds of a call with a key, and of one without."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        migrating.migrate(url)
        database = open_database(url)
        try:
            return await _measured(database, Settings(Path(folder), url))
        finally:
            await database.close()


async def _measured(database: Database, settings: Settings) -> tuple[float, float]:
    actor = await found(
        database, "Bench", "bench", "a@bench.test", "Ada", "long enough 1", then=definitions.found
    )
    secret, record_id = await database.write(actor.workspace, lambda db: _made(db, actor))
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
    asked = _asking(build_app(settings, database), secret, body)
    known = await identify(database, secret)
    trusted = _asking(_front(database, known), secret, body)
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for place, ask in enumerate((asked, trusted)):
            best[place] = min(best[place], await _round(ask))
    return best[0], best[1]


async def _made(db: Db, actor: Actor) -> tuple[str, str]:
    ctx = Context(actor, Via("bench", new_id()), db, now(), new_id())
    _, secret = await create_key(ctx, "Bench", scopes=actor.scopes, per_minute=0)
    made = await records.create(ctx, "deals", {"name": "Big", "value": 100, "stage": "Lead"})
    return secret, made.row.id


def _front(database: Database, actor: Actor) -> Starlette:
    """The same way in, with the same layers around it, that asks nobody who they are."""

    async def run(call: Call) -> Any:
        return await dispatch(call, database)

    async def admit(headers: Mapping[str, str], scope: Any) -> Actor:
        return actor

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
    with_key, without = asyncio.run(measured())
    ratio = with_key / without
    print(
        f"get_record with a key {with_key:.0f} µs, with nobody asked {without:.0f} µs: {ratio:.2f}"
    )
    print(f"Aim: {MOST:.2f}.", "Met." if ratio <= MOST else "Not met.")
    sys.exit(0)


if __name__ == "__main__":
    main()
