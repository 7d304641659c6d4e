"""A database from its URL."""

from handrail.storage.database import Database
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.sqlite import SqliteDatabase


def open_database(url: str) -> Database:
    """`sqlite:///path/to/file.db` or `postgresql://…`; ValueError for anything else."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return SqliteDatabase(rest.removeprefix("/") if rest.startswith("//") else rest)
    if scheme in {"postgresql", "postgres", "postgresql+asyncpg"}:
        return PostgresDatabase(url)
    raise ValueError(f"Unknown database {scheme!r}: use sqlite:///FILE or postgresql://…")
