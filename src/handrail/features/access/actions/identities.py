"""Who members are at OpenID providers: finding, linking and forgetting it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handrail.context import Context
from handrail.core.actor import Actor, Via
from handrail.core.clock import Instant
from handrail.core.errors import NotFound, Unauthorized
from handrail.core.ids import is_id, new_id
from handrail.features.access import rules
from handrail.features.access.events import IdentityLinked, IdentityUnlinked
from handrail.features.access.model import Identity
from handrail.features.access.store import identities as store
from handrail.features.workspaces import store as workspaces
from handrail.features.workspaces.actions.founding import NOBODY, list_workspaces
from handrail.features.workspaces.actions.members import add_member
from handrail.features.workspaces.model import actor_of
from handrail.outbound.openid_code import Person
from handrail.storage import journal
from handrail.storage.database import Database, Db

OBJECT = "identities"
"""What the journal calls them."""
SIGNING_IN = "sign_in"
"""What the journal names as the tool."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Who may join by themselves: the workspace's slug by email domain, None for the only one."""

    domains: Mapping[str, str | None] = field(default_factory=dict[str, str | None])


async def list_identities(ctx: Context) -> list[Identity]:
    """The caller's own, newest first."""
    return await store.of_member(ctx.db, ctx.actor.member_id)


async def unlink(ctx: Context, identity_id: str) -> Identity:
    """Forget one of the caller's own. Raises Forbidden, NotFound."""
    rules.in_person(ctx.actor)
    known = is_id(identity_id)
    found = await store.get(ctx.db, ctx.actor.member_id, identity_id) if known else None
    if found is None:
        raise NotFound("You have no such identity.", hint="Look at the list of yours.")
    await store.remove(ctx.db, found.id)
    ctx.emit(IdentityUnlinked(object=OBJECT, record_id=found.id, before=_journalled(found)))
    return found


def _journalled(identity: Identity) -> dict[str, Any]:
    return {
        "member_id": identity.member_id,
        "issuer": identity.issuer,
        "subject": identity.subject,
        "email": identity.email,
    }


@dataclass(frozen=True, slots=True)
class Found:
    """A member, as a row of `callers`; and the email that they have proved to be theirs."""

    row: Any
    email: str | None


async def identity_holder(
    database: Database,
    person: Person,
    joining: Joining,
    via: Via,
    at: Instant,
    workspace: str | None = None,
) -> Found:
    """The member who is this person. Linked by their subject before, else found by their verified
    email and linked now, else joined where their domain may join.

    Raises Unauthorized; Invalid where a workspace must be named.
    """
    known, recycled = await _known(database, person)
    row = rules.the_one(known, workspace)
    if row is None:
        row = await _joined(database, person, joining, via, at)
    else:
        await _linked(database, row, person, via, at)
    return Found(row, None if recycled else person.email)


async def _known(database: Database, person: Person) -> tuple[list[Any], bool]:
    """Everybody they may be, and whether somebody else had their address. Whoever is linked to
    another subject of this provider is not them: an address is given to new people, a subject
    never is."""

    async def look(db: Db) -> tuple[list[Any], list[Any]]:
        linked = list(await store.callers_as(db, person.issuer, person.subject))
        places = {row.workspace for row in linked}
        called = await workspaces.signing_in(db, person.email) if person.email else []
        return linked, [row for row in called if row.workspace not in places]

    linked, called = await database.read(NOBODY, look)
    theirs = [row for row in called if not await is_another(database, row, person.issuer)]
    return linked + theirs, len(theirs) < len(called)


async def is_another(database: Database, row: Any, issuer: str) -> bool:
    """Whether a member whom an address was found of is linked to a subject of this provider: then
    to another one, or they would have been found by that."""

    async def look(db: Db) -> bool:
        return any(each.issuer == issuer for each in await store.of_member(db, row.member_id))

    return await database.read(row.workspace, look)


async def _linked(database: Database, row: Any, person: Person, via: Via, at: Instant) -> None:
    """Write down that a member is this person, or that they came again."""

    async def work(db: Db) -> None:
        if hasattr(row, "identity_id"):
            await store.used(db, row.identity_id, at)
            return
        actor = actor_of(row)
        ctx = Context(actor, via, db, at)
        await _link(ctx, row.member_id, person)
        await _journal(ctx, actor)

    await database.write(row.workspace, work)


async def _link(ctx: Context, member_id: str, person: Person) -> None:
    made = Identity(
        new_id(), member_id, person.issuer, person.subject, person.email, ctx.now, ctx.now
    )
    await store.add(ctx.db, made)
    ctx.emit(IdentityLinked(object=OBJECT, record_id=made.id, after=_journalled(made)))


async def _journal(ctx: Context, actor: Actor) -> None:
    change = journal.Change(ctx.change_id, ctx.now, actor, ctx.via, SIGNING_IN)
    await journal.append(ctx.db, change, ctx.events)


async def _joined(
    database: Database, person: Person, joining: Joining, via: Via, at: Instant
) -> Any:
    """A new member, as a rep, where whoever runs the server lets this domain in."""
    email = person.email or ""
    domain = email.rpartition("@")[2]
    if not domain or domain not in joining.domains:
        raise _stranger(person)
    number = await _workspace(database, joining.domains[domain])
    if number is None:
        raise _stranger(person)

    async def work(db: Db) -> None:
        if any(row.workspace == number for row in await workspaces.signing_in(db, email)):
            raise _stranger(person)  # one who has left is let in by an admin, not by themselves
        host = await workspaces.first_admin(db)
        if host is None:
            raise _stranger(person)
        ctx = Context(host, via, db, at)
        made = await add_member(ctx, person.name.strip() or email, email=email)
        await _link(ctx, made.id, person)
        # it was nobody but the new member who did this
        await _journal(ctx, replace(host, member_id=made.id, member_name=made.name, role="rep"))

    await database.write(number, work)

    async def look(db: Db) -> Any:
        found = await store.callers_as(db, person.issuer, person.subject)
        return next(row for row in found if row.workspace == number)

    return await database.read(NOBODY, look)


async def _workspace(database: Database, slug: str | None) -> int | None:
    """The number of the workspace named, or of the only one there is; never a guess."""

    every = await list_workspaces(database)
    found = [each.number for each in every if slug in {None, each.slug}]
    return found[0] if len(found) == 1 else None


def _stranger(person: Person) -> Unauthorized:
    who = (
        f"No member has the address {person.email}."
        if person.email
        else "Your identity provider has not verified your email address."
    )
    return Unauthorized(who, hint="Ask an admin of your workspace to add you.")
