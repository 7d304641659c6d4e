"""Workspaces: statement in, nouns out."""

from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from handrail.features.workspaces.model import Workspace
from handrail.features.workspaces.tables import workspaces
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_NUMBER = Query(
    select(func.coalesce(func.max(workspaces.c.id), 0).label("number")),
    across="a new workspace takes the number after the highest",
)
_FOUND = Query(insert(workspaces))
_EVERY = Query(
    select(workspaces).order_by(workspaces.c.id),
    across="whoever runs this server sees which workspaces it has",
)
_BY_SLUG = Query(
    select(workspaces).where(workspaces.c.slug == bindparam("slug")),
    across="asked before any caller is known",
)
_NAME = Query(
    update(workspaces).where(workspaces.c.id == WORKSPACE).values(name=bindparam("new_name"))
)
_VERSION = Query(select(workspaces.c.schema_version).where(workspaces.c.id == WORKSPACE))
_VERSION_HELD = Query(
    select(workspaces.c.schema_version)
    .where(workspaces.c.id == WORKSPACE)
    .with_for_update(read=True)
)
_VERSION_ALONE = Query(
    select(workspaces.c.schema_version).where(workspaces.c.id == WORKSPACE).with_for_update()
)
_BUMP = Query(
    update(workspaces)
    .where(workspaces.c.id == WORKSPACE)
    .values(schema_version=workspaces.c.schema_version + 1)
)


async def next_number(db: Db) -> int:
    """The number of the next workspace; no other is founded until this transaction ends."""
    if db.dialect == "postgresql":
        # held against writers of this table, not against those who read or share a row of it
        await db.execute('lock table "workspace" in share row exclusive mode', ())
    row = await db.first(_NUMBER)
    return row.number + 1 if row else 1


async def add_workspace(db: Db, made: Workspace) -> None:
    await db.run(
        _FOUND,
        id=made.number,
        public_id=made.id,
        slug=made.slug,
        name=made.name,
        schema_version=made.schema_version,
        settings={},
        plan=None,
        plan_overrides=None,
        entitlements=None,
        created_at=made.created_at,
    )


async def list_workspaces(db: Db) -> list[Workspace]:
    """All workspaces of this server, oldest first."""
    return [_workspace(row) for row in await db.all(_EVERY)]


async def workspace_by_slug(db: Db, slug: str) -> Workspace | None:
    row = await db.first(_BY_SLUG, slug=slug)
    return _workspace(row) if row else None


def _workspace(row: Any) -> Workspace:
    return Workspace(row.id, row.public_id, row.slug, row.name, row.schema_version, row.created_at)


async def set_workspace_name(db: Db, name: str) -> None:
    await db.run(_NAME, new_name=name)


async def schema_version(db: Db, *, lock: bool = False, alone: bool = False) -> int:
    """The version of the workspace's schema; with `lock` it cannot move before this write ends.

    `alone` waits for every write that goes by it now, and makes those that come wait.
    """
    row = await db.first(_VERSION_ALONE if alone else _VERSION_HELD if lock else _VERSION)
    if row is None:
        raise LookupError("The workspace does not exist.")
    return row.schema_version


async def bump_schema(db: Db) -> None:
    """Say that objects, attributes, options or members have changed; others wait to do so."""
    await db.run(_BUMP)
