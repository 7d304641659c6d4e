"""A database for each test: SQLite always, PostgreSQL where one answers.

`database` is open and `database_url` is not yet; both are migrated and empty. The tables are made
once a session: a test on SQLite gets a copy of that file, one on PostgreSQL finds every table of
the session's own schema emptied. HANDRAIL_TEST_DATABASE_URL says where PostgreSQL is;
HANDRAIL_TEST_ROW_SECURITY=1 runs the suite under row-level security.
"""

import asyncio
import os
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import asyncpg
import pytest

from handrail.storage import migrating, row_security
from handrail.storage.database import Database, Db
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.row_security import TABLES
from handrail.storage.sealing import install
from handrail.storage.sqlite import SqliteDatabase
from handrail.storage.sqlite_connection import connect
from handrail.vault.keyring import GivenKeys, made_key
from handrail.vault.seal import Sealer

POSTGRES = os.environ.get("HANDRAIL_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
SECURED = os.environ.get("HANDRAIL_TEST_ROW_SECURITY") == "1"
STALE = 6 * 3600
"""Seconds after which a schema that a killed session left behind is dropped."""
ROLE = "handrail_test"
SHARED = """
select relname from pg_class where relnamespace = current_schema()::regnamespace
and relname in ('workspace', 'rate_limit')
"""
SEALER = Sealer(GivenKeys([made_key()]))
"""What seals secrets in the databases of this session's tests."""
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def where() -> str:
    """Where PostgreSQL is looked for, without its password."""
    parts = urlsplit(POSTGRES)
    return f"{parts.hostname}:{parts.port or 5432}{parts.path}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "handrail.db"
    migrating.migrate(f"sqlite:///{path}")
    connect(path).close()  # leaves it in WAL mode
    return path


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A schema of this session's own, migrated; skips where no PostgreSQL answers."""
    schema = f"handrail_{int(time.time())}_{os.getpid()}_{worker_id}"
    try:
        asyncio.run(_make(schema))
    except (OSError, asyncpg.PostgresError) as error:
        pytest.skip(f"PostgreSQL does not answer at {where()}: {error}")
    url = f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}search_path={quote(schema)}"
    migrating.migrate(url)
    yield asyncio.run(secure(url)) if SECURED else url
    asyncio.run(_say(POSTGRES, f"drop schema {schema} cascade"))


async def _make(schema: str) -> None:
    """Make the schema, and drop what killed sessions left."""
    connection = await asyncpg.connect(POSTGRES, timeout=5)
    names = r"select nspname from pg_namespace where nspname ~ '^handrail_\d+_\d+_\w+$'"
    for row in await connection.fetch(names):
        if int(row[0].split("_")[1]) < time.time() - STALE:
            await connection.execute(f"drop schema if exists {row[0]} cascade")
    await connection.execute(f"create schema {schema}")
    await connection.close()


async def secure(url: str) -> str:
    """Put the schema under row-level security; the URL of a role that it holds."""
    row_security.enable(url)
    await _say(
        url,
        f"""do $$ begin create role {ROLE}; exception when duplicate_object then null; end $$;
        do $$ begin
        execute format('grant usage, create on schema %I to {ROLE}', current_schema());
        execute format('grant all on all tables in schema %I to {ROLE}', current_schema());
        end $$""",
    )
    return f"{url}&role={ROLE}"


async def _say(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


@pytest.fixture(scope="session")
async def postgres(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    """The session's connections to PostgreSQL."""
    database = PostgresDatabase(postgres_url, row_security=SECURED)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """The database this test runs on; ask for `database`, or for `database_url`, beside it."""
    request.node.user_properties.append(("database", request.param))
    return request.param


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, anyio_backend: Any) -> str:
    """The URL of a migrated, empty database that nobody has open."""
    if dialect == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    return request.getfixturevalue("emptied_postgres").url


@pytest.fixture
def database(dialect: str, request: pytest.FixtureRequest, anyio_backend: Any) -> Database:
    """A migrated, empty database."""
    return request.getfixturevalue("opened_sqlite" if dialect == "sqlite" else "emptied_postgres")


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(sqlite_template, tmp_path / "handrail.db"))


@pytest.fixture
async def opened_sqlite(sqlite_file: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(sqlite_file)
    install(database, SEALER)
    yield database
    await database.close()


@pytest.fixture
async def emptied_postgres(postgres: PostgresDatabase) -> PostgresDatabase:
    """Deleting few rows costs less than truncating many tables."""

    async def empty(db: Db) -> None:
        rows = await db.select(TABLES, ()) + await db.select(SHARED, ())
        await db.execute(";".join(f'delete from "{row[0]}"' for row in rows), ())

    await postgres.write(0, empty)
    postgres.cache.clear()
    install(postgres, SEALER)
    return postgres


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which databases the suite ran on."""
    ran: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            ran.update(value for name, value in report.user_properties if name == "database")
    if not ran:
        return
    said = [f"{NAMES[name]} ({ran[name]} tests)" for name in NAMES if ran[name]]
    terminalreporter.write_line(f"Databases: {', '.join(said)}.")
    if not ran["postgresql"]:
        terminalreporter.write_line(
            f"PostgreSQL was NOT tested: what asks for it runs where one answers at {where()}."
        )
