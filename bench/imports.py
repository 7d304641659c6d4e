"""How fast many records come in: by the verbs themselves, and by `handrail import` from a file."""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import uvloop

from bench.accounts import OBJECT, Account, accounts
from handrail.context import Context
from handrail.core.actor import Via
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.features.records.actions.records import create_many
from handrail.features.workspaces.actions.founding import acting
from handrail.storage import journal
from handrail.storage.database import Db
from handrail.storage.opening import open_database

CHUNK = 500


async def by_verbs(said: dict[str, Any]) -> dict[str, float]:
    """`{url, many, members}`: the whole write path, journal included, 500 to a transaction."""
    database = open_database(said["url"])
    actor = await acting(database, "bench")
    rows = [each.said() for each in accounts(said["many"], said["members"], seed=7)]
    began = time.perf_counter()
    for place in range(0, len(rows), CHUNK):
        chunk = rows[place : place + CHUNK]

        async def work(db: Db, chunk: list[dict[str, Any]] = chunk) -> None:
            via = Via("bench", new_id())
            ctx = Context(actor, via, db, now(), new_id())
            await create_many(ctx, OBJECT, chunk)
            change = journal.Change(ctx.change_id, ctx.now, actor, via, "create_records")
            await journal.append(db, change, ctx.events)

        await database.write(actor.workspace, work)
    took = time.perf_counter() - began
    await database.close()
    return {"rate": round(len(rows) / took), "seconds": round(took, 2), "rows": len(rows)}


def by_command(
    url: str, folder: Path, many: int, members: list[str], *, match: bool
) -> dict[str, Any]:
    """A CSV by the command line, its start included.

    With `match`, the address says which record a row is; without, rows are compared with the
    records that have their address.
    """
    file = folder / "accounts.csv"
    seed = 8 + match
    _write(file, (each for each in accounts(2 * many, members, seed) if each.email), many)
    command = ["-m", "handrail.surfaces.cli.main", "import", str(file), "--object", OBJECT]
    command += ["--match", "Email"] if match else []
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command, "--data", str(folder), "--json"],
        env={**os.environ, "PYTHONPATH": "src", "HANDRAIL_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        check=False,
    )
    took = time.perf_counter() - began
    report = json.loads(done.stdout)
    if report.get("created") != many:
        raise SystemExit(f"The import did not go well: {done.stdout[:2000]!r}")
    return {"rate": round(many / took), "seconds": round(took, 2), "rows": many}


def _write(file: Path, rows: Iterable[Account], many: int) -> None:
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([slug.replace("_", " ").capitalize() for slug in Account.__slots__])
        for each in islice(rows, many):
            writer.writerow([_cell(getattr(each, slug)) for slug in Account.__slots__])


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case list():
            return "; ".join(value)
        case dict():
            return f"{value['lat']},{value['lng']}"
        case _:
            return str(value)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(by_verbs(json.load(sys.stdin)))))
