"""A database from its URL."""

from pathlib import Path

from handrail.storage.database import Database
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.sealing import Sealer, install
from handrail.storage.sqlite import SqliteDatabase

POSTGRES = {"postgresql", "postgres", "postgresql+asyncpg"}


def open_database(
    url: str, *, row_security: bool = False, sealer: Sealer | None = None
) -> Database:
    """`sqlite:///path/to/file.db` or `postgresql://…`; ValueError for anything else.

    `row_security` is PostgreSQL's only: see storage.row_security. Without a `sealer` no secret
    can be read or written.
    """
    database = _opened(url, row_security)
    if sealer is not None:
        install(database, sealer)
    return database


def _opened(url: str, row_security: bool) -> Database:
    if (path := sqlite_path(url)) is not None:
        return SqliteDatabase(path)
    return PostgresDatabase(url, row_security=row_security)


def sqlite_path(url: str) -> Path | None:
    """The file an SQLite URL names, None for a PostgreSQL one; ValueError for anything else."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return Path(rest.removeprefix("/"))  # three slashes and a relative path, or four
    if scheme in POSTGRES:
        return None
    raise ValueError(f"Unknown database {scheme!r}: use sqlite:///FILE or postgresql://…")
