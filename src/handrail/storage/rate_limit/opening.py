"""A rate limit from the database's URL."""

from handrail.storage.opening import sqlite_path
from handrail.storage.rate_limit.base import RateLimit
from handrail.storage.rate_limit.memory import MemoryRateLimit
from handrail.storage.rate_limit.postgres import PostgresRateLimit
from handrail.storage.rate_limit.sqlite import SqliteRateLimit

FILE = "state.db"


def open_rate_limit(url: str, *, alone: bool = False) -> RateLimit:
    """Beside the SQLite file, or in PostgreSQL; `alone` says that only one process serves it."""
    path = sqlite_path(url)
    if path is None:
        return PostgresRateLimit(url)
    return MemoryRateLimit() if alone else SqliteRateLimit(path.with_name(FILE))
