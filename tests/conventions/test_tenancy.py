"""Every statement keeps to its caller's workspace, and every key leads with it.

A row may be read or changed only where its table's `workspace_id` is equal to the WORKSPACE bind,
or to the `workspace_id` of another table of the same statement that is. Statements which look
beyond say why with `Query(…, across="…")`, and are listed here.
"""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Insert, Select, Table
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, BooleanClauseList
from sqlalchemy.sql.operators import and_, eq
from sqlalchemy.sql.selectable import Alias, Join

import handrail
from handrail.storage.database import Database, Db
from handrail.storage.query import QUERIES, Query

ROOT = Path(handrail.__file__).parent
ACROSS = {
    "a code is looked up before its workspace is known",
    "a key is looked up before its workspace is known",
    "a new workspace takes the number after the highest",
    "a session is looked up before its workspace is known",
    "a token is looked up before its workspace is known",
    "a worker works for every workspace; each job then runs in its own",
    "a person has one password, and sessions in each of their workspaces",
    "asked before any caller is known",
    "old deliveries are swept out for everybody at once",
    "old jobs are swept out for everybody at once",
    "old keys are swept out for everybody at once",
    "what was left lying is looked for in every workspace",
    "who comes from an OpenID provider has not said which workspace",
    "who signs in by passkey has not said which workspace",
    "one person's workspaces are looked up together",
    "who opens an invitation knows its secret and no workspace",
    "who signs in has not said which workspace",
    "whoever runs this server sees which workspaces it has",
}
SPELLED = {
    # SQL as text, where SQLAlchemy cannot force an index; the workspace is bound by hand
    "features/records/store/slots.py",
    "features/records/store/records.py",
    "features/records/store/links.py",
    "features/records/store/search/page.py",
    "features/records/store/search/access.py",
    "features/records/store/search/aggregates.py",
    "features/records/store/calculated.py",
    "storage/holding.py",  # no table at all: PostgreSQL's advisory locks
    # no workspace's table
    "features/workspaces/store/workspaces.py",  # LOCK TABLE, while a workspace gets its number
    "features/access/store/holders.py",  # a compiled Query, cached with what it found
    "storage/inserting.py",  # every row of it begins with the Db's own workspace
    "storage/migrating.py",  # the revision, for /readyz
    "storage/database.py",
    "storage/postgres.py",
}
KEYS_WITHOUT_WORKSPACE = {
    "alembic_version": "the revision is the whole database's",
    "rate_limit": "made by its store, unlogged, by the hash of a key",
    "workspace": "its own id is the workspace's; on Citus a reference table",
}
DIALECTS = ("sqlite", "postgresql")


def every_query() -> list[Query]:
    """All queries of the product; the whole package is imported for it."""
    for module in pkgutil.walk_packages([str(ROOT)], "handrail."):
        if not module.name.endswith("__main__") and ".versions" not in module.name:
            importlib.import_module(module.name)
    return QUERIES


def loose(query: Query, dialect: str) -> list[str]:
    """The tables that a statement reads or changes in every workspace."""
    return list(_loose(query.statement(dialect), frozenset()))


def _loose(statement: Any, held: frozenset[Any]) -> Iterator[str]:
    """`held` are the tables of the enclosing statement, which a subquery may lean on."""
    if isinstance(statement, Insert):
        yield from _loose_insert(statement)
        return
    tables = [each for each in _tables(statement) if _workspace_of(each) in each.c]
    safe = _safe(statement, held)
    # a correlated table is not read again: it is the enclosing one
    yield from (each.name for each in tables if each not in safe)
    for inner in _inner(statement):
        yield from _loose(inner, frozenset(safe))


def _loose_insert(statement: Insert) -> Iterator[str]:
    """An insert of values gets the workspace from its Db; one from a select reads tables."""
    for beside in statement._independent_ctes:
        yield from _loose(beside.element, frozenset())
    if statement.select is not None:
        yield from _loose(statement.select, frozenset())
    elif "workspace_id" in (statement._values or ()):
        yield statement.table.name


def _workspace_of(table: Any) -> str:
    return "id" if table.name == "workspace" else "workspace_id"


def _tables(statement: Any) -> list[Any]:
    if isinstance(statement, Select):
        froms = list(statement.get_final_froms())
    else:
        froms = [statement.table, *getattr(statement, "_extra_froms", ())]
    found: list[Any] = []
    while froms:
        each = froms.pop()
        if isinstance(each, Join):
            froms += [each.left, each.right]
        elif isinstance(each, Table) or (
            isinstance(each, Alias) and isinstance(each.element, Table)
        ):
            found.append(each)
    return found


def _safe(statement: Any, held: frozenset[Any]) -> set[Any]:
    """The tables that equalities tie to the WORKSPACE bind."""
    ties = [_sides(each) for condition in _conditions(statement) for each in _ands(condition)]
    safe = set(held)
    while True:
        more = {
            one
            for left, right in filter(None, ties)
            for one, other in ((left, right), (right, left))
            if (other == "bind" or other in safe) and one != "bind" and one not in safe
        }
        if not more:
            return safe
        safe |= more


def _conditions(statement: Any) -> Iterator[Any]:
    if statement.whereclause is not None:
        yield statement.whereclause
    if isinstance(statement, Select):
        joins = [each for each in statement.get_final_froms() if isinstance(each, Join)]
        while joins:
            join = joins.pop()
            yield join.onclause
            joins += [each for each in (join.left, join.right) if isinstance(each, Join)]


def _ands(condition: Any) -> Iterator[Any]:
    """What must hold all together: nothing below OR or NOT counts."""
    if isinstance(condition, BooleanClauseList) and condition.operator is and_:
        for each in condition.clauses:
            yield from _ands(each)
    else:
        yield getattr(condition, "element", condition) if _grouped(condition) else condition


def _grouped(condition: Any) -> bool:
    return type(condition).__name__ == "Grouping"


def _sides(condition: Any) -> tuple[Any, Any] | None:
    """The two tables whose workspaces a condition equates; "bind" stands for the caller's."""
    if not isinstance(condition, BinaryExpression) or condition.operator is not eq:
        return None
    sides = [_side(condition.left), _side(condition.right)]
    return (sides[0], sides[1]) if None not in sides else None


def _side(side: Any) -> Any:
    if isinstance(side, BindParameter):
        return "bind" if side.key == "workspace" else None
    table = getattr(side, "table", None)
    return table if table is not None and side.key == _workspace_of(table) else None


def _inner(statement: Any) -> Iterator[Any]:
    """The selects right below this one, wherever they stand."""
    children = list(statement.get_children())
    if isinstance(statement, Select):
        children += statement.get_final_froms()
    seen: set[int] = set()
    while children:
        each = children.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, Select) and each is not statement:
            yield each
        elif not isinstance(each, Table):
            children += list(each.get_children())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_keeps_to_its_workspace(dialect: str) -> None:
    wrong = {
        query.on(dialect).sql: tables
        for query in every_query()
        if query.across is None and (tables := loose(query, dialect))
    }
    assert wrong == {}


def test_what_looks_across_workspaces_is_listed_with_its_reason() -> None:
    said = {query.across for query in every_query() if query.across is not None}
    assert said - ACROSS == set(), "a new reason to look across workspaces needs a review"
    assert ACROSS - said == set(), "no statement gives this reason any more"


def test_across_is_only_said_where_it_is_needed() -> None:
    needless = {
        query.on("sqlite").sql
        for query in every_query()
        if query.across is not None
        and not any(loose(query, dialect) for dialect in DIALECTS)
        and not isinstance(query.statement("sqlite"), Insert)
    }
    assert needless == set()


def test_sql_as_text_stands_only_where_it_is_listed() -> None:
    raw = {"select", "execute", "execute_many"}
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in raw
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in {"db", "self"}
            ):
                found.add(path.relative_to(ROOT).as_posix())
    assert found - SPELLED == set()


KEYS = {
    "sqlite": """
        select m.name, i.name, group_concat(c.name) from sqlite_schema m
        join pragma_index_list(m.name) i join pragma_index_info(i.name) c
        where m.type = 'table' and i."unique" group by 1, 2
        union all
        select m.name, 'primary', group_concat(c.name) from sqlite_schema m
        join pragma_table_info(m.name) c where m.type = 'table' and c.pk group by 1""",
    "postgresql": """
        select t.relname, i.relname, string_agg(a.attname, ',') from pg_index x
        join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = any (x.indkey)
        where x.indisunique and t.relnamespace = current_schema()::regnamespace
        group by 1, 2""",
}


async def test_every_key_holds_the_workspace(database: Database) -> None:
    """So that a PostgreSQL of many machines can shard by it."""

    async def look(db: Db) -> list[tuple[Any, ...]]:
        return await db.select(KEYS[db.dialect], ())

    keys = await database.read(0, look)
    assert len(keys) > 10
    without = {
        table: (index, columns)
        for table, index, columns in keys
        if "workspace_id" not in columns.split(",") and table not in KEYS_WITHOUT_WORKSPACE
    }
    assert without == {}


def test_the_test_itself_finds_what_is_loose() -> None:
    from sqlalchemy import delete, exists, insert, or_, select, update

    from handrail.storage.journal import journal
    from handrail.storage.query import WORKSPACE
    from handrail.storage.queue.base import jobs

    own = jobs.c.workspace_id == WORKSPACE
    tied = journal.c.workspace_id == jobs.c.workspace_id
    inner = jobs.alias()
    wrong = [
        select(jobs),
        select(jobs).where(or_(own, jobs.c.kind == "x")),
        select(jobs, journal).where(own, jobs.c.id == journal.c.record_id),
        select(jobs).where(own, jobs.c.id.in_(select(inner.c.id))),
        select(jobs).where(own, jobs.c.id.in_(select(journal.c.record_id))),
        select(select(jobs).subquery()),
        select(select(jobs).cte()),
        select(jobs).where(tied, own, exists(select(inner.c.id).where(inner.c.id == jobs.c.id))),
        update(jobs).values(state="x"),
        insert(journal).add_cte(update(jobs).values(state="x").cte("moved")),
        delete(jobs).where(jobs.c.id.in_(select(journal.c.record_id))),
        select(jobs).join(journal, journal.c.record_id == jobs.c.id).where(own),
    ]
    right = [
        select(jobs).where(own),
        select(jobs, journal).where(own, tied),
        select(jobs).join(journal, tied).where(own),
        select(jobs).where(own, exists(select(journal.c.seq).where(tied))),
        select(select(jobs).where(own).subquery()),
        update(jobs).where(own).values(state="x"),
        delete(jobs).where(own, jobs.c.kind == "x"),
    ]
    assert [bool(list(_loose(each, frozenset()))) for each in wrong] == [True] * len(wrong)
    assert [list(_loose(each, frozenset())) for each in right] == [[]] * len(right)
