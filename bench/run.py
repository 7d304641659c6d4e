"""`make bench`: everything in one run, told as ratios, in a table or as JSON.

    make bench ARGS="--quick"                          10,000 records, under a minute and a half
    make bench ARGS="--records 1000000 --database sqlite"

Each figure is the median of several runs; the echo is measured right after each, so that whatever
else the machine does weighs on both. Where it does much else, trust the processor time a call
costs the server more than calls a second.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from bench import imports, questions, servers, stock, table
from bench.questions import Call
from bench.servers import Server
from bench.stock import Stock

POSTGRES = os.environ.get(
    "HANDRAIL_BENCH_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test"
)
SIZES = (10_000, 1_000_000)
AT_ONCE = (1, 16)
WRITES = frozenset({"create_record", "update_record"})


@dataclass(frozen=True, slots=True)
class Effort:
    """Seconds of each run and of its warm-up, how many runs, rows of each import."""

    seconds: float
    warm: float
    repeat: int
    rows: int
    raw_writes: int
    starts: int


QUICK = Effort(seconds=0.7, warm=0.2, repeat=2, rows=5_000, raw_writes=600, starts=2)
FULL = Effort(seconds=4.0, warm=1.0, repeat=5, rows=20_000, raw_writes=2_000, starts=5)


def main() -> None:
    said = _arguments()
    effort = QUICK if said.quick else FULL
    found: list[dict[str, Any]] = []
    for many in said.records:
        full = stock.stock(many, _say)
        for dialect in said.database:
            _say(f"{table.NAMES[dialect]}, {many:,} records …")
            with database(dialect, full) as url:
                found.append(measure(dialect, url, full, many, effort))
    report = {"machine": machine(), "quick": said.quick, "results": found}
    if said.out:
        said.out.write_text(json.dumps(report, indent=1))
    print(json.dumps(report, indent=1) if said.json else table.shown(report))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench.run", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--quick", action="store_true", help="10,000 records and short runs")
    parser.add_argument("--records", type=int, action="append", help="how many; may be repeated")
    parser.add_argument(
        "--database", choices=list(table.NAMES), action="append", help="only this one"
    )
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="keep the JSON in a file")
    said = parser.parse_args()
    said.records = said.records or (SIZES[:1] if said.quick else SIZES)
    said.database = said.database or _databases()
    return said


def _databases() -> list[str]:
    try:
        asyncio.run(_answers())
    except (OSError, asyncpg.PostgresError) as error:
        parts = urlsplit(POSTGRES)
        _say(f"PostgreSQL is not measured: {parts.hostname}:{parts.port or 5432}: {error}")
        return ["sqlite"]
    return ["sqlite", "postgresql"]


async def _answers() -> None:
    await (await asyncpg.connect(POSTGRES, timeout=5)).close()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "processor": platform.machine(),
    }


@contextmanager
def database(dialect: str, full: Stock) -> Iterator[str]:
    """A copy to be measured on, gone afterwards."""
    if dialect == "sqlite":
        folder = stock.FOLDER / "run"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            yield stock.copied(full.path, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    schema = f"handrail_bench_{os.getpid()}"
    try:
        began = time.perf_counter()
        url = asyncio.run(stock.poured(full.path, POSTGRES, schema))
        _say(f"  poured into PostgreSQL in {time.perf_counter() - began:.0f} s")
        yield url
    finally:
        asyncio.run(stock.emptied(POSTGRES, schema))


# one database -----------------------------------------------------------------------------


def measure(dialect: str, url: str, full: Stock, many: int, effort: Effort) -> dict[str, Any]:
    """Everything about one database of one size."""
    folder = stock.FOLDER / "data"
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"database": dialect, "records": many}
    found["start"] = _starts(url, folder, effort)
    with servers.product(url, folder) as server, servers.echo() as echo:
        found["memory"] = {"idle": servers.memory(server.pid)}
        under = Load(server, echo, full, effort)
        found["operations"] = under.operations()
        found["pages"] = under.pages()
        found["memory"]["loaded"] = servers.memory(server.pid)
    found["import"] = _imports(url, folder, full, effort)
    # last: what is replayed on several connections leaves the head of the journal anywhere
    found["raw"] = _raw(url, full, effort)
    shutil.rmtree(folder, ignore_errors=True)
    return found


def _starts(url: str, folder: Path, effort: Effort) -> float:
    """Seconds from the command to the first answer."""
    times: list[float] = []
    for _ in range(effort.starts):
        with servers.product(url, folder) as server:
            times.append(server.started)
    return round(statistics.median(times), 2)


class Load:
    """Runs against the product, each with one against the echo right after it."""

    def __init__(self, server: Server, echo: Server, full: Stock, effort: Effort) -> None:
        self.server, self.echo, self.full, self.effort = server, echo, full, effort
        self.next = 0

    def operations(self) -> list[dict[str, Any]]:
        calls = {
            "get_record": questions.gets(self.full),
            "search_records": questions.mixed(self.full),
            "create_record": questions.creates(self.full),
            "update_record": questions.updates(self.full),
        }
        return [
            self._compared(name, asked, connections)
            for name, asked in calls.items()
            for connections in AT_ONCE
        ]

    def _compared(self, name: str, calls: list[Call], connections: int) -> dict[str, Any]:
        bodies = questions.bodies(calls)
        ours: list[dict[str, Any]] = []
        echoed: list[dict[str, Any]] = []
        for _ in range(self.effort.repeat):
            ours.append(self._run(self.server, "/mcp", bodies, connections))
            echoed.append(self._run(self.echo, "/", bodies, connections))
        pairs = list(zip(ours, echoed, strict=True))
        return {
            "operation": name,
            "connections": connections,
            **_median(ours),
            "echo": statistics.median(each["rate"] for each in echoed),
            "echo_cpu": round(statistics.median(each["cpu"] for each in echoed), 1),
            "of_echo": _ratio((mine["rate"], theirs["rate"]) for mine, theirs in pairs),
            "of_echo_by_cpu": _ratio((theirs["cpu"], mine["cpu"]) for mine, theirs in pairs),
        }

    def _run(
        self, server: Server, path: str, bodies: list[str], connections: int
    ) -> dict[str, Any]:
        before = servers.worked(server.pid)
        seen = servers.load(
            server.port,
            path,
            bodies,
            connections=connections,
            seconds=self.effort.seconds,
            warm=self.effort.warm,
            secret=self.full.secret,
            first=self.next,
        )
        self.next = seen["next"] + 1_000
        seen["cpu"] = (servers.worked(server.pid) - before) / seen["answers"] * 1e6
        if seen["errors"]:
            raise SystemExit(f"{seen['errors']} calls failed: {seen['said']}")
        return seen

    def pages(self) -> list[dict[str, Any]]:
        """Each kind of search alone, one at a time: how long a page takes."""
        found: list[dict[str, Any]] = []
        for kind in questions.KINDS:
            bodies = questions.bodies(questions.searches(self.full, kind))
            runs = [self._run(self.server, "/mcp", bodies, 1) for _ in range(self.effort.repeat)]
            found.append({"kind": kind, **_median(runs)})
        return found


def _ratio(pairs: Iterable[tuple[float, float]]) -> float:
    return round(statistics.median(one / other for one, other in pairs), 3)


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("rate", "p50", "p95", "p99", "cpu", "bytes")
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in names}


def _raw(url: str, full: Stock, effort: Effort) -> list[dict[str, Any]]:
    """The same statements by the raw driver; on SQLite a read has one thread and no more."""
    calls = {
        "get_record": questions.gets(full)[:400],
        "search_records": questions.mixed(full)[:400],
    }
    for asked in (questions.creates(full), questions.updates(full)):
        calls[asked[0][0]] = [asked[i % len(asked)] for i in range(effort.raw_writes)]
    found: list[dict[str, Any]] = []
    for name, asked in calls.items():
        for connections in AT_ONCE:
            said = {
                "url": url, "calls": asked, "writes": name in WRITES,
                "connections": connections, "seconds": effort.seconds,
            }  # fmt: skip
            seen = servers.told("bench.raw", said)
            found.append({"operation": name, "connections": connections, **seen})
    return found


def _imports(url: str, folder: Path, full: Stock, effort: Effort) -> dict[str, Any]:
    said = {"url": url, "many": effort.rows, "members": full.members}
    found = {"verbs": servers.told("bench.imports", said)}
    for name, match in (("matched", True), ("unmatched", False)):
        found[name] = imports.by_command(url, folder, effort.rows, full.members, match=match)
    return found


if __name__ == "__main__":
    main()
