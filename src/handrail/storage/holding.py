"""Names that one write holds at a time: for what must not happen twice, and has no row yet.

SQLite has one writer, who holds everything. PostgreSQL holds a name by an advisory lock that ends
with the transaction. Whoever holds the whole of a group waits for those who hold names of it.
"""

import hashlib
from collections.abc import Collection

from handrail.storage.database import Db

MOST_NAMES = 20
"""PostgreSQL has room for some thousands of locks: many names are held by holding the whole."""


async def hold(db: Db, group: str, names: Collection[str]) -> None:
    """Wait until nobody else of the workspace holds any of the names; then hold them until this
    write has ended. What is read after it is what those before have committed."""
    if db.dialect == "sqlite" or not names:
        return
    if len(names) > MOST_NAMES:
        await _lock(db, "", [_number(db.workspace, group)])
        return
    await _lock(db, "_shared", [_number(db.workspace, group)])
    # in one order for everybody, so that nobody waits in a circle
    await _lock(db, "", sorted({_number(db.workspace, group, name) for name in names}))


async def _lock(db: Db, kind: str, numbers: Collection[int]) -> None:
    for number in numbers:
        await db.select(f"select pg_advisory_xact_lock{kind}($1)", [number])


def _number(*parts: object) -> int:
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
