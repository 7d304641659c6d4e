"""Exactly so many calls in any minute, in every store, across processes."""

import asyncio
import os
import random
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from handrail.core.clock import SECOND
from handrail.core.errors import Unavailable
from handrail.core.ids import new_id
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.rate_limit import RateLimit, open_rate_limit
from handrail.storage.rate_limit.base import SWEEP_EVERY
from handrail.storage.rate_limit.memory import MemoryRateLimit
from handrail.storage.rate_limit.postgres import PostgresRateLimit
from handrail.storage.rate_limit.sqlite import SqliteRateLimit

ROOT = Path(__file__).parents[3]


class Clock:
    def __init__(self) -> None:
        self.at = 1_800_000_000 * SECOND

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
async def limit(
    request: pytest.FixtureRequest, clock: Clock, tmp_path: Path
) -> AsyncIterator[RateLimit]:
    """Those whose clock a test can set."""
    made: RateLimit = MemoryRateLimit(clock)
    if request.param == "sqlite":
        made = SqliteRateLimit(tmp_path / "state.db", clock)
    yield made
    await made.close()


@pytest.fixture
async def shared(database_url: str) -> AsyncIterator[RateLimit]:
    """The store of several processes, on each database."""
    made = open_rate_limit(database_url)
    yield made
    await made.close()


async def test_calls_beyond_the_limit_are_refused_until_the_oldest_is_a_minute_old(
    limit: RateLimit, clock: Clock
) -> None:
    for remaining in (2, 1, 0):
        verdict = await limit.hit("ada", 3)
        assert (verdict.allowed, verdict.remaining, verdict.retry_after) == (True, remaining, 0)
        clock.at += 10 * SECOND
    refused = await limit.hit("ada", 3)
    assert (refused.allowed, refused.remaining, refused.retry_after) == (False, 0, 30)
    clock.at += 30 * SECOND - 1
    assert (await limit.hit("ada", 3)).retry_after == 1
    clock.at += 1
    assert (await limit.hit("ada", 3)).allowed
    assert (await limit.hit("ada", 3)).retry_after == 10


async def test_a_refused_call_does_not_count(limit: RateLimit, clock: Clock) -> None:
    assert (await limit.hit("ada", 1)).allowed
    for _ in range(59):
        clock.at += SECOND
        assert not (await limit.hit("ada", 1)).allowed
    clock.at += SECOND
    assert (await limit.hit("ada", 1)).allowed


async def test_any_minute_holds_exactly_the_limit_and_never_more(
    limit: RateLimit, clock: Clock
) -> None:
    chance, allowed, asked = random.Random(7), [], 0
    while asked < 1500:
        clock.at += chance.randrange(3 * SECOND)
        asked += 1
        window = [at for at in allowed if at > clock.at - 60 * SECOND]
        verdict = await limit.hit("ada", 20)
        assert verdict.allowed is (len(window) < 20)
        if verdict.allowed:
            assert verdict.remaining == 19 - len(window)
            allowed.append(clock.at)
        else:
            free = window[0] + 60 * SECOND - clock.at
            assert verdict.retry_after == max(1, -(-free // SECOND))


async def test_keys_do_not_share(limit: RateLimit) -> None:
    assert (await limit.hit("ada", 1)).allowed
    assert (await limit.hit("ben", 1)).allowed
    assert not (await limit.hit("ada", 1)).allowed


async def test_a_limit_that_is_lowered_holds_at_once(limit: RateLimit, clock: Clock) -> None:
    for _ in range(5):
        await limit.hit("ada", 5)
        clock.at += SECOND
    assert (await limit.hit("ada", 2)).retry_after == 58
    assert (await limit.hit("ada", 6)).allowed


async def test_a_clock_that_is_set_back_shuts_nobody_out(limit: RateLimit, clock: Clock) -> None:
    assert (await limit.hit("ada", 1)).allowed
    clock.at -= 3600 * SECOND
    assert (await limit.hit("ada", 1)).allowed
    clock.at -= SECOND
    assert (await limit.hit("ada", 1)).retry_after == 60


async def test_keys_nobody_uses_are_forgotten(limit: RateLimit, clock: Clock) -> None:
    for n in range(50):
        await limit.hit(f"sign-in as {n}", 10)
    clock.at += SWEEP_EVERY + 1
    await limit.hit("ada", 10)
    if isinstance(limit, SqliteRateLimit):
        left = limit._connection.execute("select key from rate_limit").fetchall()
        assert left == [("ada",)]
    else:
        assert list(limit._logs) == ["ada"]  # type: ignore[attr-defined]


async def test_a_shared_store_counts_exactly(shared: RateLimit) -> None:
    key = new_id()
    verdicts = await asyncio.gather(*(shared.hit(key, 25) for _ in range(60)))
    assert sum(verdict.allowed for verdict in verdicts) == 25
    assert {v.remaining for v in verdicts if v.allowed} == set(range(25))
    assert {v.retry_after for v in verdicts if not v.allowed} <= {59, 60}
    assert (await shared.hit(new_id(), 25)).remaining == 24
    assert (await shared.hit(key, 0)).remaining is None
    assert (await shared.hit(key, 26)).remaining == 0


def test_four_processes_share_one_key_exactly(database_url: str) -> None:
    command = [sys.executable, "-m", "tests.storage.rate_limit.caller", database_url, new_id()]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    callers = [
        subprocess.Popen(
            [*command, "100", "60"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        for _ in range(4)
    ]
    for each in callers:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in callers:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    allowed = [int(each.communicate(timeout=60)[0]) for each in callers]
    assert sum(allowed) == 60


def test_many_may_begin_at_once_on_a_new_file(tmp_path: Path) -> None:
    """As the processes of one server do; one in two hundred failed."""
    together = threading.Barrier(8)

    def begin(path: Path) -> SqliteRateLimit:
        together.wait()
        return SqliteRateLimit(path)

    with ThreadPoolExecutor(8) as pool:
        for number in range(60):
            path = tmp_path / f"{number}.db"
            for limit in list(pool.map(begin, [path] * 8)):
                asyncio.run(limit.close())


async def test_hits_survive_a_restart_of_the_process(database_url: str) -> None:
    key = new_id()
    first = open_rate_limit(database_url)
    await first.hit(key, 1)
    await first.close()
    second = open_rate_limit(database_url)
    assert not (await second.hit(key, 1)).allowed
    await second.close()


async def test_in_postgresql_a_minute_passes_too(postgres: PostgresDatabase) -> None:
    limit, key = PostgresRateLimit(postgres.url), new_id()
    assert (await limit.hit(key, 2)).allowed
    assert (await limit.hit(key, 2)).allowed
    assert (await limit.hit(key, 2)).retry_after in {59, 60}
    pool = await postgres.pool()
    age = """update rate_limit set hits = array(select hit - $2::bigint from unnest(hits) hit)
        where key = $1"""
    await pool.execute(age, key, 59 * SECOND)
    assert (await limit.hit(key, 2)).retry_after == 1
    await pool.execute(age, key, SECOND)
    assert (await limit.hit(key, 2)).remaining == 1
    assert len(await pool.fetchval("select hits from rate_limit where key = $1", key)) == 1
    await pool.execute(age, key, -3600 * SECOND)
    assert (await limit.hit(key, 1)).allowed
    await limit.close()


async def test_a_torn_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"this was a database once" * 1000)
    limit = SqliteRateLimit(path)
    assert (await limit.hit("ada", 1)).allowed
    await limit.close()


async def test_a_store_that_fails_is_unavailable(tmp_path: Path) -> None:
    limit = SqliteRateLimit(tmp_path / "state.db")
    await limit.close()
    with pytest.raises(Unavailable):
        await limit.hit("ada", 1)
    nowhere = PostgresRateLimit("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable):
        await nowhere.hit("ada", 1)
