"""Workspaces, members and teams: statement in, nouns out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, func, insert, select, update

from handrail.core.actor import Actor
from handrail.features.workspaces.model import Member, Team, Workspace, actor_of
from handrail.features.workspaces.tables import members, teams, workspaces
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

# workspaces -------------------------------------------------------------------------------

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


# members ----------------------------------------------------------------------------------

_MEMBERS = Query(
    select(
        members.c.id,
        members.c.name,
        members.c.email,
        members.c.role,
        members.c.team_id,
        members.c.is_active,
        members.c.created_at,
    )
    .where(members.c.workspace_id == WORKSPACE)
    .order_by(members.c.created_at, members.c.id)
)
_ADD_MEMBER = Query(insert(members))
_SET_MEMBER = Query(
    update(members)
    .where(members.c.workspace_id == WORKSPACE, members.c.id == bindparam("which"))
    .values(
        name=bindparam("new_name"),
        email=bindparam("new_email"),
        role=bindparam("new_role"),
        team_id=bindparam("new_team"),
        is_active=bindparam("active"),
    )
)
_SET_PASSWORD = Query(
    update(members)
    .where(members.c.workspace_id == WORKSPACE, members.c.id == bindparam("which"))
    .values(password_hash=bindparam("new_hash"))
)


async def list_members(db: Db) -> list[Member]:
    """Every member, those who have left included, oldest first."""
    return [_member(row) for row in await db.all(_MEMBERS)]


def _member(row: Any) -> Member:
    return Member(
        row.id, row.name, row.email, row.role, row.team_id, bool(row.is_active), row.created_at
    )


async def add_member(db: Db, made: Member, password_hash: str | None) -> None:
    await db.run(
        _ADD_MEMBER,
        id=made.id,
        name=made.name,
        email=made.email,
        role=made.role,
        team_id=made.team_id,
        is_active=made.is_active,
        created_at=made.created_at,
        password_hash=password_hash,
    )


async def set_member(db: Db, made: Member) -> None:
    await db.run(
        _SET_MEMBER,
        which=made.id,
        new_name=made.name,
        new_email=made.email,
        new_role=made.role,
        new_team=made.team_id,
        active=made.is_active,
    )


async def set_password_hash(db: Db, member_id: str, password_hash: str) -> bool:
    """Whether there is such a member."""
    return await db.run(_SET_PASSWORD, which=member_id, new_hash=password_hash) == 1


# teams ------------------------------------------------------------------------------------

_TEAMS = Query(
    select(teams.c.id, teams.c.name, teams.c.manager_name, teams.c.region)
    .where(teams.c.workspace_id == WORKSPACE)
    .order_by(teams.c.name)
)
_ADD_TEAM = Query(insert(teams))


async def list_teams(db: Db) -> list[Team]:
    return [Team(*row) for row in await db.all(_TEAMS)]


async def add_team(db: Db, made: Team) -> None:
    await db.run(
        _ADD_TEAM,
        id=made.id,
        name=made.name,
        manager_name=made.manager_name,
        region=made.region,
    )


# who is calling ---------------------------------------------------------------------------

_CALLER = (
    workspaces.c.id.label("workspace"),
    workspaces.c.public_id.label("workspace_id"),
    workspaces.c.slug.label("workspace_slug"),
    workspaces.c.schema_version.label("schema_version"),
    members.c.id.label("member_id"),
    members.c.name.label("member_name"),
    members.c.role.label("role"),
    members.c.is_active.label("is_active"),
)


def callers(of: Table) -> Select[*tuple[Any, ...]]:
    """What of workspace and member makes an Actor, for the rows of a table that name their member.

    For the stores of rooms above, which add what is theirs, so that one query knows the caller.
    """
    theirs = and_(members.c.workspace_id == of.c.workspace_id, members.c.id == of.c.member_id)
    workspace = workspaces.c.id == of.c.workspace_id
    return select(*_CALLER).select_from(of.join(members, theirs).join(workspaces, workspace))


_SIGNING_IN = Query(
    select(*_CALLER, members.c.password_hash)
    .join(workspaces, workspaces.c.id == members.c.workspace_id)
    .where(members.c.email == bindparam("email"))
    .order_by(members.c.workspace_id),
    across="who signs in has not said which workspace",
)
_ADMINS = Query(
    select(*_CALLER)
    .join(workspaces, workspaces.c.id == members.c.workspace_id)
    .where(
        members.c.workspace_id == WORKSPACE,
        members.c.role == "admin",
        members.c.is_active.is_(True),
    )
    .order_by(members.c.created_at, members.c.id)
)


async def signing_in(db: Db, email: str) -> Sequence[Any]:
    """The rows of every member with this email, in all workspaces, with `password_hash`."""
    return await db.all(_SIGNING_IN, email=email)


async def first_admin(db: Db) -> Actor | None:
    """The workspace's first active admin, as the one who runs this server acts."""
    row = await db.first(_ADMINS)
    return actor_of(row) if row else None
