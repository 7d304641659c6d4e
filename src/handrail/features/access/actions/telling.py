"""What the journal is told of people coming and going, though no operation is called."""

from collections.abc import Iterable
from typing import Any

from handrail.core.actor import Actor, Via
from handrail.core.clock import Instant, now
from handrail.core.event import Event
from handrail.core.ids import new_id
from handrail.features.access.actions.touching import touch
from handrail.features.access.events import SignInFailed
from handrail.features.workspaces.model import actor_of
from handrail.storage import journal
from handrail.storage.database import Database, Db

SIGNING_IN, SIGNING_OUT = "sign_in", "sign_out"
"""What the journal names as the tool."""
MEMBERS = "members"


async def tell(
    db: Db, actor: Actor, tool: str, event: Event, at: Instant, surface: str = "web"
) -> None:
    """Journal one fact in the caller's transaction."""
    change = journal.Change(new_id(), at, actor, Via(surface, new_id()), tool)
    await journal.append(db, change, [event])


def tell_failed(database: Database, rows: Iterable[Any], address: str) -> None:
    """Journal in each workspace that they have been in that somebody failed to sign in as its
    member. What another's admin calls a member is no reason to tell who tries, and from where.

    Nobody waits for it: how long a refusal takes must not say whether there is such a member.
    """
    at = now()
    for row in (each for each in rows if each.proven_at is not None):
        actor = actor_of(row)
        event = SignInFailed(object=MEMBERS, record_id=actor.member_id, after={"address": address})

        async def work(db: Db, actor: Actor = actor, event: Event = event) -> None:
            await tell(db, actor, SIGNING_IN, event, at)

        touch(database, actor.workspace, f"failed {new_id()}", None, at, work)
