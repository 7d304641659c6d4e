"""Changes for tests that stand below the product: a fact, who told it, a write that keeps it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import orjson

from handrail.core.actor import ALL_SCOPES, Actor, Via
from handrail.core.clock import now
from handrail.core.event import Event
from handrail.core.ids import new_id
from handrail.storage import journal, queue
from handrail.storage.database import Database, Db

ROOT = Path(__file__).parents[2]
ADA = Actor(
    workspace=1,
    workspace_id=new_id(),
    workspace_slug="acme",
    member_id=new_id(),
    member_name="Ada",
    role="admin",
    scopes=ALL_SCOPES,
    schema_version=1,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    type: ClassVar[str] = "test.happened"


async def begin(database: Database, workspace: int = 1) -> None:
    await database.write(workspace, journal.begin)


async def tell(db: Db, *after: dict[str, Any]) -> int:
    """Journal one fact for each image; the last sequence number."""
    change = journal.Change(new_id(), now(), ADA, Via("test", new_id()), "test")
    return await journal.append(db, change, [Happened(after=each) for each in after])


async def keep(db: Db, number: int) -> int:
    """One write of two tables: a job that carries a number, and the fact of it."""
    await queue.enqueue(db, "kept", {"number": number})
    return await tell(db, {"number": number})


async def numbers(db: Db) -> list[int]:
    """The numbers of the jobs of all workspaces."""
    rows = await db.select("select payload from job", ())
    return sorted(orjson.loads(row[0])["number"] for row in rows)


async def kept(database: Database) -> list[int]:
    """The numbers of the jobs there are."""
    views = await database.read(1, lambda db: queue.list_jobs(db, limit=1_000_000))
    return sorted(view.payload["number"] for view in views)


async def told(database: Database) -> list[int]:
    """The numbers of the facts there are, in the order of the journal."""
    entries = await database.read(1, lambda db: journal.since(db, 0, 1_000_000))
    return [entry.after["number"] for entry in entries if entry.after]


def child(*arguments: str) -> "subprocess.Popen[bytes]":
    """Another Python process of ours, which we read from."""
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=paths, cwd=ROOT)
