"""Inviting people by mail: the link is in the mail and nowhere else, and opens the door once."""

from dataclasses import dataclass, fields, replace
from typing import Any

from handrail.context import Context
from handrail.core.actor import Actor, Role, Via
from handrail.core.clock import Instant, iso
from handrail.core.errors import Conflict, Forbidden, Invalid, NotFound
from handrail.core.ids import is_id, new_id
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.actions import mails, members
from handrail.features.workspaces.actions.founding import NOBODY
from handrail.features.workspaces.events import (
    InvitationAccepted,
    InvitationCreated,
    InvitationRevoked,
    InvitationSent,
)
from handrail.features.workspaces.model import INVITATION_LIFE, Invitation, Member, actor_of
from handrail.features.workspaces.store import accounts
from handrail.features.workspaces.store import invitations as invited
from handrail.storage import journal
from handrail.storage.database import Database, Db
from handrail.vault import hash as hashing
from handrail.vault import tokens

OBJECT = "invitations"
PAGE = "/join/"
ACCEPTING = "accept_invitation"
"""What the journal names as the tool."""
INVITING = "members.create"
"""Who may invite, beside admins."""
OPEN_AT_MOST = 200
"""Invitations of one workspace that may wait for an answer: its mails reach strangers."""


async def create_invitation(
    ctx: Context,
    email: str,
    *,
    role: Role | None = None,
    role_id: str | None = None,
    team_id: str | None = None,
) -> Invitation:
    """Invite somebody. Raises Invalid; Conflict where they are here or invited already; Forbidden
    where the role reaches further than the actor."""
    await store.bump_schema(ctx.db)
    address = rules.email_ok(email)
    assert address is not None
    rank, custom = rules.role_of(role, role_id, await store.list_roles(ctx.db))
    rules.may_let_in(ctx.actor, rank, custom, team_id)
    rules.team_known(await store.list_teams(ctx.db), team_id)
    rules.email_free(await store.list_members(ctx.db), address)
    await _room_for(ctx, address)
    made = Invitation(
        id=new_id(),
        email=address,
        role=rank,
        role_id=custom.id if custom else None,
        team_id=team_id,
        invited_by=ctx.actor.member_id,
        created_at=ctx.now,
        sent_at=ctx.now,
        expires_at=ctx.now + INVITATION_LIFE,
        made_with=ctx.actor.key_id if ctx.actor.credential == "key" else None,
    )
    secret = tokens.mint_session()
    await invited.add(ctx.db, made, hashing.of_secret(secret))
    await _mail(ctx, made, secret)
    ctx.emit(InvitationCreated(object=OBJECT, record_id=made.id, after=_journalled(made)))
    return made


async def _room_for(ctx: Context, address: str) -> None:
    waiting = [each for each in await invited.list_invitations(ctx.db) if each.is_open(ctx.now)]
    if known := next((each for each in waiting if each.email == address), None):
        raise Conflict(
            f"{address} is invited already.",
            field="email",
            hint="Send it again, or revoke it first.",
            fix={"tool": "send_invitation", "arguments": {"invitation_id": known.id}},
        )
    if len(waiting) >= OPEN_AT_MOST:
        raise Conflict(
            f"{OPEN_AT_MOST} invitations wait for an answer.", hint="Revoke some of them first."
        )


def _journalled(invitation: Invitation) -> dict[str, Any]:
    return {
        "email": invitation.email,
        "role": invitation.role,
        "role_id": invitation.role_id,
        "team_id": invitation.team_id,
        "expires_at": iso(invitation.expires_at),
    }


async def _mail(ctx: Context, invitation: Invitation, secret: str) -> None:
    name = await _workspace_name(ctx)
    await mails.leave(
        ctx.db,
        invitation.email,
        f"{ctx.actor.member_name} invites you to {name}",
        f"{ctx.actor.member_name} invites you to work in {name} on Handrail.\n\n"
        "Open this address to join. It is yours alone, works once, and for seven days:",
        f"{PAGE}{secret}",
        "If you did not expect this, leave it: nothing happens unless you open it and say so.",
    )


async def _workspace_name(ctx: Context) -> str:
    here = await store.caller_of(ctx.db, ctx.actor.workspace, ctx.actor.member_id)
    return here.workspace_name if here else ctx.actor.workspace_slug


async def list_invitations(db: Db) -> list[Invitation]:
    """All there were, newest first."""
    return await invited.list_invitations(db)


async def send_invitation(ctx: Context, invitation_id: str) -> Invitation:
    """Mail it again, with another link and seven more days; the earlier link is dead.

    Raises NotFound; Conflict where it was answered or revoked; Forbidden as for a new one.
    """
    old = await _get(ctx, invitation_id)
    custom = _custom(await store.list_roles(ctx.db), old)
    rules.may_let_in(ctx.actor, old.role, custom, old.team_id)
    secret, until = tokens.mint_session(), ctx.now + INVITATION_LIFE
    if not await invited.renew(ctx.db, old.id, hashing.of_secret(secret), ctx.now, until):
        raise _answered()
    new = replace(old, sent_at=ctx.now, expires_at=until)
    await _mail(ctx, new, secret)
    before, after = {"expires_at": iso(old.expires_at)}, {"expires_at": iso(until)}
    ctx.emit(InvitationSent(object=OBJECT, record_id=new.id, before=before, after=after))
    return new


def _custom(every: list[Any], invitation: Invitation) -> Any:
    if invitation.role_id is None:
        return None
    found = next((each for each in every if each.id == invitation.role_id), None)
    if found is None:
        raise Conflict(
            "The role that was offered is no longer there.", hint="Invite them with another role."
        )
    return found


async def revoke_invitation(ctx: Context, invitation_id: str) -> Invitation:
    """Its link opens nothing from now on. Raises NotFound, and Conflict where it was accepted."""
    old = await _get(ctx, invitation_id)
    if old.accepted_at is not None:
        raise _answered()
    await _revoked(ctx, old)
    return await _get(ctx, invitation_id)


async def revoke_made_with(ctx: Context, key_id: str) -> int:
    """Take back what was made with a key and nobody has answered yet; how many."""
    known = [each for each in await invited.made_with(ctx.db, key_id) if each.is_open(ctx.now)]
    return sum([await _revoked(ctx, each) for each in known])


async def _revoked(ctx: Context, invitation: Invitation) -> bool:
    if not await invited.revoke(ctx.db, invitation.id, ctx.now):
        return False
    before, after = {"revoked_at": None}, {"revoked_at": iso(ctx.now)}
    ctx.emit(InvitationRevoked(object=OBJECT, record_id=invitation.id, before=before, after=after))
    return True


async def _get(ctx: Context, invitation_id: str) -> Invitation:
    found = await invited.get(ctx.db, invitation_id) if is_id(invitation_id) else None
    if found is None:
        raise NotFound(
            f"No invitation has the id {invitation_id[:80]!r}.",
            field="invitation_id",
            hint="Find invitations with list_invitations.",
        )
    return found


def _answered() -> Conflict:
    return Conflict("This invitation was answered or revoked.", hint="Invite them again.")


# Answering one ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody who holds a link is offered. `has_account` where they have a password."""

    workspace: int
    workspace_name: str
    workspace_slug: str
    invited_by: str
    invitation: Invitation
    has_account: bool


def no_offer() -> NotFound:
    """The same words whether a link was used, revoked, is late or made up."""
    return NotFound(
        "This invitation is no longer good.", hint="Ask whoever invited you for another one."
    )


async def offer_of(database: Database, secret: str, at: Instant) -> Offer:
    """What a link offers. Raises NotFound."""
    hash_ = hashing.of_secret(secret)

    async def look(db: Db) -> Offer | None:
        return await _offer(db, hash_, at)

    found = await database.read(NOBODY, look)
    if found is None:
        raise no_offer()
    return found


async def _offer(db: Db, hash_: bytes, at: Instant) -> Offer | None:
    """Good while whoever sent it is still here, may still invite, and may still give that much."""
    row = await invited.by_hash(db, hash_)
    if row is None:
        return None
    invitation = Invitation(*row[: len(fields(Invitation))])
    host = await store.caller_of(db, row.workspace, invitation.invited_by)
    if not invitation.is_open(at) or host is None or not host.is_active:
        return None
    if not await _may_still_give(db, actor_of(host), invitation):
        return None
    return Offer(
        row.workspace,
        row.workspace_name,
        row.workspace_slug,
        host.member_name,
        invitation,
        await accounts.password_of(db, invitation.email) is not None,
    )


async def _may_still_give(db: Db, host: Actor, invitation: Invitation) -> bool:
    """In a transaction of nobody's, which is that again afterwards."""
    if host.role != "admin" and INVITING not in host.permissions:
        return False
    db.workspace = host.workspace
    roles = await store.list_roles(db)
    db.workspace = NOBODY
    custom = next((each for each in roles if each.id == invitation.role_id), None)
    try:
        rules.may_let_in(
            host, custom.rank if custom else invitation.role, custom, invitation.team_id
        )
    except Forbidden:
        return False
    return True


async def accept(
    database: Database, secret: str, name: str, password_hash: str | None, via: Via, at: Instant
) -> Any:
    """Make the member that a link offers; a row of `callers`, for `begin_session`.

    `password_hash` is the first password of somebody who has none; who has one has proved it
    before this is called, and says None. Raises NotFound, Invalid, Conflict.
    """
    hash_ = hashing.of_secret(secret)

    async def work(db: Db) -> Any:
        offer = await _offer(db, hash_, at)
        if offer is None or offer.has_account is (password_hash is not None):
            raise no_offer()
        if password_hash is not None:
            await accounts.set_password(db, offer.invitation.email, password_hash, at)
        db.workspace = offer.workspace
        return await _join(db, offer, name, via, at)

    return await database.write(NOBODY, work)


async def _join(db: Db, offer: Offer, name: str, via: Via, at: Instant) -> Any:
    invitation = offer.invitation
    if not await invited.accept(db, invitation.id, at):
        raise no_offer()
    host = await store.caller_of(db, offer.workspace, invitation.invited_by)
    assert host is not None
    ctx = Context(actor_of(host), via, db, at)
    custom = _custom(await store.list_roles(db), invitation)
    teams = {team.id for team in await store.list_teams(db)}
    team_id = invitation.team_id if invitation.team_id in teams else None
    made = await members.join(
        ctx,
        name,
        invitation.email,
        custom.rank if custom else invitation.role,
        invitation.role_id,
        team_id,
    )
    after = {"accepted_at": iso(at)}
    ctx.emit(
        InvitationAccepted(
            object=OBJECT, record_id=invitation.id, before={"accepted_at": None}, after=after
        )
    )
    change = journal.Change(ctx.change_id, at, _themselves(ctx.actor, made), via, ACCEPTING)
    await journal.append(db, change, ctx.events)
    return await store.caller_of(db, offer.workspace, made.id)


def _themselves(host: Actor, made: Member) -> Actor:
    """It was the new member who did this, and nobody else."""
    return replace(
        host,
        member_id=made.id,
        member_name=made.name,
        role=made.role,
        policies=(),
        permissions=frozenset(),
    )


def name_ok(name: str) -> str:
    """Raises Invalid."""
    if len(name) > 200:
        raise Invalid("A name has 200 characters at most.", field="name", hint="Shorten it.")
    return rules.named(name)
