"""Migrations make the very tables that the code speaks to, on both databases."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from handrail.core.errors import Unavailable
from handrail.storage import migrating, migrations, row_security
from handrail.storage.database import Database, Db
from handrail.storage.migrations import make
from handrail.storage.opening import sqlite_path
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.sqlite import SqliteDatabase
from tests.databases import SECURED, secure
from tests.storage.facts import begin, child

CATALOG = {
    "sqlite": "select type, name, sql from sqlite_schema where name not like 'sqlite_%'",
    "postgresql": """
        select 'index', indexname, replace(indexdef, schemaname || '.', '') from pg_indexes
        where schemaname = current_schema()
        union all
        select 'column', table_name || '.' || column_name,
            concat_ws(' ', data_type, is_nullable, collation_name, column_default)
        from information_schema.columns where table_schema = current_schema()""",
}


def on_connection(url: str, look: Any) -> Any:
    """Look at a database through SQLAlchemy, the way Alembic does."""
    if path := sqlite_path(url):
        engine = sa.create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            return look(connection)

    async def ask() -> Any:
        engine = migrating.engine(url)
        async with engine.begin() as connection:
            return await connection.run_sync(look)

    return asyncio.run(ask())


def catalog(connection: sa.Connection) -> set[tuple[str, ...]]:
    rows = connection.exec_driver_sql(CATALOG[connection.dialect.name])
    return {
        (kind, name, *(_defined(said) if kind == "table" else [said]))
        for kind, name, said in rows
        if not re.match("(ix_|pk_)?(alembic_version|rate_limit)", name)
    }


def _defined(table: str) -> list[str]:
    """What SQLite keeps as a table's text, part by part: neither the order of its columns and
    constraints nor the space between them means anything, and a later step writes at the end."""
    parts, depth = [""], 0
    for each in table:
        depth += (each == "(") - (each == ")")
        edge = {"(": 1, ",": 1, ")": 0}.get(each) == depth
        parts = [*parts, ""] if edge else [*parts[:-1], parts[-1] + each]
    return sorted(" ".join(part.split()) for part in parts)


def test_the_head_is_the_newest_file_and_the_files_are_one_line_of_steps() -> None:
    script = ScriptDirectory(str(migrations.HERE))
    assert script.get_heads() == [migrating.head()]
    steps = [step.revision for step in script.walk_revisions()]
    assert steps[::-1] == migrations.numbers()
    assert steps[::-1] == [f"{n + 1:04d}" for n in range(len(steps))]


def test_alembic_finds_nothing_to_add(database_url: str) -> None:
    def differences(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts=make.options())
        return compare_metadata(context, make.whole_metadata())

    assert on_connection(database_url, differences) == []


def test_migrated_tables_are_those_the_metadata_makes(database_url: str, tmp_path: Path) -> None:
    """Alembic compares neither collations nor the conditions of indexes: the catalog does."""

    def made(connection: sa.Connection) -> set[tuple[str, ...]]:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("create schema made_by_metadata")
            connection.exec_driver_sql("set local search_path = made_by_metadata")
        make.whole_metadata().create_all(connection)
        try:
            return catalog(connection)
        finally:
            connection.rollback()

    empty = database_url.partition("&role=")[0]
    if sqlite_path(database_url):
        empty = f"sqlite:///{tmp_path / 'made.db'}"
    assert on_connection(database_url, catalog) == on_connection(empty, made)


def test_a_table_that_a_later_step_adds_to_is_the_same_table() -> None:
    def kept(*steps: str) -> set[tuple[str, ...]]:
        with sa.create_engine("sqlite://").connect() as connection:
            for step in steps:
                connection.exec_driver_sql(step)
            return catalog(connection)

    whole = "create table a (x integer not null, y decimal(3, 2), primary key (x)) without rowid"
    before = "create table a (x integer not null, primary key (x)) without rowid"
    assert kept(whole) == kept(before, "alter table a add column y decimal(3, 2)")
    assert kept(whole) != kept(before, "alter table a add column y decimal(3, 1)")
    assert kept(whole) != kept(before)


def test_migrating_again_changes_nothing(database_url: str) -> None:
    assert migrating.current(database_url) == migrating.head()
    assert migrating.migrate(database_url) == []


def test_a_new_file_has_no_revision_and_asking_does_not_make_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert migrating.current(url) is None
    assert not (tmp_path / "new.db").exists()
    assert migrating.migrate(url) == migrations.numbers()
    assert migrating.current(url) == migrating.head()


async def test_migrating_works_inside_an_event_loop(tmp_path: Path) -> None:
    assert migrating.migrate(f"sqlite:///{tmp_path / 'new.db'}") == migrations.numbers()


def test_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    said = f"from handrail.storage import migrating; print(len(migrating.migrate({url!r})))"
    started = [child("-c", said) for _ in range(4)]
    applied = sorted(int(process.communicate()[0]) for process in started)
    assert applied == [0, 0, 0, len(migrations.numbers())]


async def test_an_open_file_is_not_migrated(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "open.db")
    with pytest.raises(RuntimeError, match="open in this process"):
        migrating.migrate(f"sqlite:///{tmp_path / 'open.db'}")
    await database.close()
    assert migrating.migrate(f"sqlite:///{tmp_path / 'open.db'}")


async def test_a_database_from_the_future_is_refused(sqlite_file: Path) -> None:
    database = SqliteDatabase(sqlite_file)

    async def jump(db: Db) -> None:
        await db.execute("update alembic_version set version_num = '9999'", ())

    await database.write(0, jump)
    await database.close()
    with pytest.raises(Unavailable, match="9999"):
        migrating.migrate(f"sqlite:///{sqlite_file}")


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        migrating.migrate("postgresql://nobody@127.0.0.1:1/nothing")


async def test_row_level_security_hides_what_a_statement_forgot_to(
    emptied_postgres: Database, postgres_url: str
) -> None:
    """As the owner of the tables and no superuser: those are above policies."""
    await begin(emptied_postgres, 1)
    await begin(emptied_postgres, 2)
    url = postgres_url if SECURED else await secure(postgres_url)
    secured = PostgresDatabase(url, row_security=True)
    try:
        forgetful = "select workspace_id from journal_head order by 1"
        seen = [
            [row[0] for row in await secured.read(n, lambda db: db.select(forgetful, ()))]
            for n in (0, 1, 2, 3)
        ]
        assert seen == [[1, 2], [1], [2], []]
        with pytest.raises(Exception, match="row-level security"):
            await secured.write(3, lambda db: db.execute(INTO_ANOTHER, ()))
    finally:
        await secured.close()
        if not SECURED:
            row_security.disable(postgres_url)


INTO_ANOTHER = "insert into journal_head (workspace_id, seq, hash) values (4, 0, '')"
