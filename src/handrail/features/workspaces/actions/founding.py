"""Founding a workspace, and acting in one as the person who runs the server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from handrail.context import Context
from handrail.core.actor import ALL_SCOPES, Actor, Via
from handrail.core.clock import Instant, now
from handrail.core.errors import Conflict, Invalid, NotFound
from handrail.core.ids import new_id
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.actions.members import OBJECT, journalled
from handrail.features.workspaces.events import MemberCreated, WorkspaceCreated
from handrail.features.workspaces.model import Member, Workspace
from handrail.features.workspaces.store import accounts
from handrail.storage import journal
from handrail.storage.database import Database, Db
from handrail.vault import hash as hashing

FOUNDING = "found_workspace"
"""What the journal names as the tool."""
NOBODY = 0
"""The workspace of a transaction in which none is known yet."""


@dataclass(frozen=True, slots=True)
class Founding:
    name: str
    slug: str
    admin_email: str
    admin_name: str


async def found(
    database: Database,
    name: str,
    slug: str,
    admin_email: str,
    admin_name: str,
    password: str | None,
    *,
    via: Via | None = None,
    at: Instant | None = None,
    then: Callable[[Context], Awaitable[None]] | None = None,
) -> Actor:
    """Make a workspace with its first admin; that admin, able to do everything.

    Without a `password` the admin signs in as they do elsewhere: they must have one already.
    `then` is what else belongs to a new workspace (its objects, a key): it runs in the same
    transaction, so either all of it stands afterwards or nothing. `at` is the moment it counts
    from, now unless it is said. Raises Invalid, and Conflict where the slug is taken.
    """
    said = Founding(name, slug, admin_email, admin_name)
    came = via or Via("cli", new_id())
    password_hash = None
    if password is not None:
        password_hash = await hashing.hash_password(hashing.acceptable(password))

    async def work(db: Db) -> Actor:
        ctx = await begin(db, said, password_hash, came, at or now())
        if then is not None:
            await then(ctx)
        change = journal.Change(ctx.change_id, ctx.now, ctx.actor, came, FOUNDING)
        await journal.append(db, change, ctx.events)
        return replace(ctx.actor, schema_version=await store.schema_version(db))

    return await database.write(NOBODY, work)


async def begin(
    db: Db, said: Founding, password_hash: str | None, via: Via, at: Instant
) -> Context:
    """Make the workspace in a transaction of nobody's, which is the new workspace's from here on.

    The facts are in the context: who calls this appends them to the journal.
    """
    email, admin_name = rules.email_ok(said.admin_email), rules.named(said.admin_name)
    assert email is not None
    admin = Member(new_id(), admin_name, email, "admin", None, True, at)
    slug, name = rules.slug_ok(said.slug), rules.named(said.name)
    number = await store.next_number(db)
    if await store.workspace_by_slug(db, slug) is not None:
        raise _taken(slug)
    await _let_in(db, email, password_hash, at)
    made = Workspace(number, new_id(), slug, name, 1, at)
    await store.add_workspace(db, made)
    db.workspace = number
    await store.add_member(db, admin)
    await store.prove(db, admin.id, email, at)  # by whoever runs the server
    await journal.begin(db)
    ctx = Context(_actor(made, admin), via, db, at, new_id())
    ctx.emit(WorkspaceCreated(after={"name": made.name, "slug": made.slug}))
    ctx.emit(MemberCreated(object=OBJECT, record_id=admin.id, after=journalled(admin)))
    return ctx


async def _let_in(db: Db, email: str, password_hash: str | None, at: Instant) -> None:
    if password_hash is not None:
        await accounts.set_password(db, email, password_hash, at)
    elif await accounts.password_of(db, email) is None:
        raise Invalid(
            f"{email} has no password yet.", field="password", hint="Give the admin a password."
        )


def _taken(slug: str) -> Conflict:
    return Conflict(
        f"There is a workspace {slug!r} already.", field="slug", hint="Choose another slug."
    )


def _actor(workspace: Workspace, admin: Member) -> Actor:
    return Actor(
        workspace=workspace.number,
        workspace_id=workspace.id,
        workspace_slug=workspace.slug,
        member_id=admin.id,
        member_name=admin.name,
        role=admin.role,
        scopes=ALL_SCOPES,
        schema_version=workspace.schema_version,
        per_minute=0,
    )


async def list_workspaces(database: Database) -> list[Workspace]:
    """All workspaces of this server, oldest first."""
    return await database.read(NOBODY, store.list_workspaces)


async def acting(database: Database, slug: str | None = None) -> Actor:
    """A workspace's first admin, for who runs the server: its only workspace, or the one named.

    Raises NotFound, and Invalid where there are several and none is named.
    """
    every = await list_workspaces(database)
    chosen = [each for each in every if slug is None or each.slug == slug]
    if len(chosen) > 1:
        slugs = [each.slug for each in chosen]
        raise Invalid(
            "This server has several workspaces.", hint="Name one by its slug.", allowed=slugs
        )
    if not chosen:
        which = f"no workspace {slug!r}" if slug else "no workspace yet"
        raise NotFound(
            f"There is {which}.",
            hint="Make one with handrail init.",
            allowed=[each.slug for each in every] or None,
        )
    actor = await database.read(chosen[0].number, store.first_admin)
    if actor is None:
        raise NotFound("The workspace has no active admin.")
    return replace(actor, per_minute=0)
