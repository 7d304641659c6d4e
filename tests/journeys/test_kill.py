"""The real server, killed in the middle of its work: what it acknowledged is there afterwards."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.databases import SECURED
from tests.doors import Caller, Refused, key_of
from tests.soundness import check
from tests.world import World

pytestmark = pytest.mark.anyio

ROUNDS = int(os.environ.get("HANDRAIL_KILL_ROUNDS", "2"))
CALLERS = 8


class Busy(Exception):
    """503: try again."""


async def asked(answer: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    try:
        return await answer
    except Refused as refused:
        if refused.status == 503:
            raise Busy from refused
        raise


@contextmanager
def serving(url: str, data: Path, workers: int) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """`handrail serve` on a free port; its address, and its process at the head of a group."""
    command = [sys.executable, "-m", "handrail", "serve", "--data", str(data), "--port", "0"]
    environment = os.environ | {"HANDRAIL_DATABASE_URL": url}
    server = subprocess.Popen(
        [*command, "--workers", str(workers), "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert server.stdout
        told = b""
        while not told.rstrip().endswith(b"}"):
            line = server.stdout.readline()
            assert line, "the server ended before it served"
            told += line
        yield orjson.loads(told)["url"], server
    finally:
        kill(server)
        assert server.stdout
        server.stdout.close()


def kill(server: "subprocess.Popen[bytes]") -> None:
    """All of its processes, at once and without a word."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


async def write_until_killed(
    base: str, key: str, server: "subprocess.Popen[bytes]", kept: dict[str, str]
) -> None:
    """Callers create and change records; what was answered goes into `kept`: id → name.

    Once there is some of it, the server is killed at a moment of chance.
    """
    doom = asyncio.Event()
    enough = len(kept) + 3 * CALLERS

    async def caller(number: int, http: httpx2.AsyncClient) -> None:
        who, n = Caller(http, key), 0
        try:
            while True:
                n += 1
                # a busy machine may be told to come back: that acknowledges nothing
                with suppress(Busy):
                    await twice(who, f"{number} made {n}", f"{number} changed {n}")
                if len(kept) > enough:
                    doom.set()
        except httpx2.TransportError:
            return

    async def twice(who: Caller, first: str, second: str) -> None:
        made = await asked(who.mcp("create_record", object="deals", values={"name": first}))
        kept[made["id"]] = first
        said = {"object": "deals", "record_id": made["id"], "values": {"name": second}}
        kept.pop(made["id"])  # until the answer comes, either may be so
        await asked(who.rest("update_record", **said))
        kept[made["id"]] = second

    async def killer() -> None:
        await doom.wait()
        asyncio.get_running_loop().call_later(random.uniform(0, 0.1), kill, server)

    async with httpx2.AsyncClient(base_url=base, timeout=10) as http:
        await asyncio.gather(killer(), *(caller(number, http) for number in range(CALLERS)))


@pytest.mark.skipif(SECURED, reason="the role of row-level security may not migrate")
@pytest.mark.parametrize("workers", [1, 2])
async def test_what_the_server_acknowledged_survives_kill_9(
    world: World, database_url: str, tmp_path: Path, workers: int
) -> None:
    key = await key_of(world.ben)
    kept: dict[str, str] = {}
    for _ in range(ROUNDS if workers == 1 else 1):
        with serving(database_url, tmp_path, workers) as (base, server):
            await write_until_killed(base, key, server, kept)
    assert len(kept) > CALLERS
    for record_id, name in kept.items():
        seen = await world.cleo("get_record", object="deals", record_id=record_id)
        assert seen["name"] == name
    assert await check(world.ada) >= len(kept)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_server_that_is_asked_to_stop_answers_what_it_has_begun(
    world: World, database_url: str, tmp_path: Path
) -> None:
    key = await key_of(world.ben)
    with serving(database_url, tmp_path, 1) as (base, server):
        async with httpx2.AsyncClient(base_url=base, timeout=10) as http:
            ben = Caller(http, key)
            assert (await http.get("/healthz")).text == "ok\n"
            assert (await http.get("/readyz")).json()["ready"] is True
            said = {"object": "deals", "values": {"name": "D"}}
            calls = [asyncio.create_task(ben.mcp("create_record", **said)) for _ in range(20)]
            made = [await calls[0]]
            server.send_signal(signal.SIGTERM)
            ended = await asyncio.gather(*calls[1:], return_exceptions=True)
            assert not [each for each in ended if isinstance(each, Refused)]
            made += [each for each in ended if isinstance(each, dict)]
        # uvicorn ends well and then dies of the signal, as a shell expects
        assert await asyncio.to_thread(server.wait, 10) in {0, -signal.SIGTERM}
    found = await world.cleo("search_records", object="deals", limit=100)
    assert {each["id"] for each in made} <= {each["id"] for each in found["records"]}
    assert await check(world.ada) == found["total"]
