"""The real server, its workers and a receiver, each a process, killed: nothing is lost, nothing is
made up, and what is sent twice has one id."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from handrail.storage.sealing import SEALER
from tests.databases import SECURED
from tests.doors import Caller, key_of
from tests.features.webhooks.listening import Ears, changes, listening, relaxed
from tests.journeys.test_kill import kill, serving
from tests.strangers.receiver import Answer, Received, receiving
from tests.world import World

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(SECURED, reason="the role of row-level security may not migrate"),
]


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """What processes need to deliver to this one: private addresses, and the master keys."""
    keyring = world.database.cache[SEALER].keyring
    monkeypatch.setenv("HANDRAIL_ALLOW_PRIVATE_ADDRESSES", "1")
    monkeypatch.setenv("HANDRAIL_MASTER_KEYS", " ".join(map(str, keyring.keys())))
    relaxed(world)


@contextmanager
def working(url: str, data: Path, many: int) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """`handrail worker`, so many of them."""
    command = [sys.executable, "-m", "handrail", "worker", "--data", str(data)]
    environment = os.environ | {"HANDRAIL_DATABASE_URL": url}
    workers = [
        subprocess.Popen(command, env=environment, start_new_session=True) for _ in range(many)
    ]
    try:
        yield workers
    finally:
        for each in workers:
            kill(each)


async def make(base: str, key: str, many: int) -> list[str]:
    """Deals made through the real server; their ids."""
    async with httpx2.AsyncClient(base_url=base, timeout=10) as http:
        who = Caller(http, key)
        said = [{"object": "deals", "values": {"name": f"{n}"}} for n in range(many)]
        return [(await who.mcp("create_record", **each))["id"] for each in said]


def ids(got: list[Received]) -> list[str]:
    return [each.body["record_id"] for each in got]


@pytest.mark.usefixtures("allowed")
async def test_what_was_committed_before_the_kill_is_delivered_after_it(
    world: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_WORKER", "off")
    key = await key_of(world.ben)
    async with receiving() as receiver:
        await listening(world.ada, receiver.url)
        with serving(database_url, tmp_path, 1) as (base, server):
            made = await make(base, key, 5)
            kill(server)
        assert receiver.got == []
        with working(database_url, tmp_path, 1):
            await receiver.until(lambda got: len(got) == 5)
        assert sorted(ids(receiver.got)) == sorted(made)


@pytest.mark.usefixtures("allowed")
async def test_killed_while_it_delivers_it_delivers_again_under_the_same_id(
    world: World, database_url: str, tmp_path: Path
) -> None:
    key = await key_of(world.ben)
    async with receiving() as receiver:
        await listening(world.ada, receiver.url)
        held = asyncio.Event()
        with serving(database_url, tmp_path, 1) as (base, server):
            receiver.decide = lambda got: Answer(after=held.wait)
            [made] = await make(base, key, 1)
            await receiver.until(lambda got: len(got) == 1)
            kill(server)  # it was received, and nobody has written that down
        held.set()
        receiver.decide = lambda got: Answer()
        ears = Ears(world)
        await ears.hear()
        assert len(receiver.got) == 1
        ears.skip(61)  # its lease has run out
        await ears.hear()
        first, second = receiver.got
        assert ids(receiver.got) == [made, made]
        assert first.delivery == second.delivery and first.raw == second.raw


@pytest.mark.usefixtures("allowed")
async def test_two_workers_deliver_everything_once(
    world: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_WORKER", "off")
    key = await key_of(world.ben)
    async with receiving() as receiver:
        await listening(world.ada, receiver.url)
        with (
            working(database_url, tmp_path, 2) as workers,
            serving(database_url, tmp_path, 1) as (base, _),
        ):
            made = await make(base, key, 40)
            await receiver.until(lambda got: len(got) >= 40)
            for each in workers:
                each.send_signal(signal.SIGTERM)
            codes = [await asyncio.to_thread(each.wait, 20) for each in workers]
        assert codes == [0, 0]
        assert sorted(ids(receiver.got)) == sorted(made)
        assert len({each.delivery for each in receiver.got}) == 40


@pytest.mark.usefixtures("allowed")
async def test_a_receiver_that_is_killed_has_everything_in_the_end(
    world: World, tmp_path: Path
) -> None:
    """It writes down what it gets before it answers; killed, it comes back on the same port."""
    kept = tmp_path / "received"
    command = [sys.executable, "-m", "tests.strangers.receiver"]

    def begin(port: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*command, str(port), str(kept)], stdout=subprocess.PIPE)

    process = begin(0)
    assert process.stdout
    port = int(await asyncio.to_thread(process.stdout.readline))
    ears = Ears(world)
    try:
        await listening(world.ada, f"http://127.0.0.1:{port}/in")
        for number in range(60):
            await world.ben("create_record", object="deals", values={"name": f"{number}"})
        hearing = asyncio.create_task(ears.hear())
        for _ in range(10):  # it says a line for each delivery
            await asyncio.to_thread(process.stdout.readline)
        process.kill()
        await hearing
        await asyncio.to_thread(process.communicate)
        process = begin(port)
        assert process.stdout
        await asyncio.to_thread(process.stdout.readline)
        for _ in range(5):
            ears.skip(3600)
            await ears.hear()
    finally:
        process.kill()
        await asyncio.to_thread(process.communicate)
    lines: list[dict[str, Any]] = [orjson.loads(line) for line in kept.read_bytes().splitlines()]
    told = {each["delivery"]: each["body"]["seq"] for each in lines}
    journalled = [e["seq"] for e in await changes(world.ada) if e["type"] == "record.created"]
    assert sorted(told.values()) == journalled
