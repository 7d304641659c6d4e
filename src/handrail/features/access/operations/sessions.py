"""Sessions: which browsers somebody is signed in with, and ending that."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import iso
from handrail.core.operation import Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams
from handrail.features.access.actions import sessions
from handrail.features.access.model import (
    RevokedSession,
    RevokedSessions,
    Session,
    SessionList,
    SessionSeen,
)
from handrail.features.access.rules import device_of

Whose = Annotated[str, Field(description="Whose; yours by default.", max_length=64)]


class ListSessions(Params):
    member_id: Whose | None = None
    limit: Limit = 100
    offset: Offset = 0


class RevokeSession(WriteParams):
    session_id: Annotated[str, Field(description="Session id.", min_length=1, max_length=64)]


class RevokeSessions(WriteParams):
    member_id: Whose | None = None


@operation("GET /sessions", effect=Effect.READ, scope=Scope.READ_DATA)
async def list_sessions(ctx: Context, params: ListSessions) -> SessionList:
    """List the browsers you are signed in with; an admin may name another member."""
    found = await sessions.list_sessions(ctx, params.member_id)
    page = page_of(found, params.limit, params.offset)
    return SessionList(
        sessions=[_seen(ctx, each) for each in page.rows],
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


@operation("DELETE /sessions/{session_id}", effect=Effect.DELETE, scope=Scope.WRITE_DATA)
async def revoke_session(ctx: Context, params: RevokeSession) -> RevokedSession:
    """End a session of yours, or, as an admin, of another member."""
    ended = _seen(ctx, await sessions.revoke_session(ctx, params.session_id))
    return RevokedSession(**ended.model_dump(), change_id=ctx.change_id, replayed=False)


@operation("DELETE /sessions", effect=Effect.DELETE, scope=Scope.WRITE_DATA)
async def revoke_sessions(ctx: Context, params: RevokeSessions) -> RevokedSessions:
    """End all sessions of yours but this one, or, as an admin, all of another member."""
    ended = await sessions.revoke_sessions(ctx, params.member_id)
    return RevokedSessions(ended=len(ended), change_id=ctx.change_id, replayed=False)


def _seen(ctx: Context, session: Session) -> SessionSeen:
    return SessionSeen(
        id=session.id,
        member_id=session.member_id,
        device=device_of(session.user_agent),
        is_this=session.id == ctx.actor.session_id,
        last_seen_at=iso(session.last_seen_at),
        expires_at=iso(session.expires_at),
        created_at=iso(session.created_at),
    )
