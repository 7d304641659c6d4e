"""From the journal to deliveries: every fact once, in order, for whoever listens and may hear it.

A cursor says how far the journal has been read. It moves in the transaction that leaves the
deliveries, and is held meanwhile: so no fact is planned twice or passed over, whatever is killed
and however many processes read along. Locks are taken in one order everywhere: the cursor, the
webhooks, the journal.
"""

from collections.abc import Mapping, Sequence

from handrail.context import Context
from handrail.core.actor import Actor, Via
from handrail.core.clock import Instant
from handrail.features.webhooks import rules, store
from handrail.features.webhooks.actions import owners
from handrail.features.webhooks.actions.telling import heard_of
from handrail.features.webhooks.model import Planned, Webhook
from handrail.features.webhooks.shapes.base import Shape
from handrail.storage import journal, queue
from handrail.storage.database import Db
from handrail.storage.journal import Entry

DELIVER, QUEUE = "webhooks.deliver", "webhooks"
PAGE = 200
Shapes = Mapping[str, Shape]


def context(db: Db, actor: Actor, at: Instant) -> Context:
    """What is looked at in the name of whoever listens."""
    return Context(actor, Via("webhook", ""), db, at)


async def read_on(db: Db, shapes: Shapes, at: Instant) -> bool:
    """Plan for the next page of the journal; False where there was nothing to read."""
    cursor = await store.cursor(db) or 0
    entries = await journal.since(db, cursor, PAGE)
    if not entries:
        return False
    webhooks = await store.listening(db)
    actors = await owners.of_all(db, webhooks, at)
    for webhook in webhooks:
        if (actor := actors.get(webhook.id)) is not None:
            await plan(db, shapes, webhook, actor, entries, at)
    await store.move_cursor(db, entries[-1].seq)
    return True


async def is_through(db: Db) -> bool:
    """Whether everything has been read. The journal is held from here on: who goes on to finish
    the job leaves nobody waiting, since the next change leaves a new one."""
    cursor = await store.cursor(db) or 0
    seq, _ = await journal.hold(db)
    return seq <= cursor


async def plan(
    db: Db,
    shapes: Shapes,
    webhook: Webhook,
    actor: Actor,
    entries: Sequence[Entry],
    at: Instant,
    *,
    anew: bool = False,
) -> int:
    """Leave what a webhook is to be told of some facts; how much that is. It is held. `anew`,
    also what was before it listened."""
    shape = shapes.get(webhook.shape)
    if shape is None:
        return 0
    ctx = context(db, actor, at)
    pairs = [
        (entry, heard)
        for entry in entries
        if anew or entry.seq > webhook.from_seq
        for heard in shape.events(entry)
        if rules.wants(webhook, heard.event, heard.object)
    ]
    planned = [
        Planned(heard.event, entry.seq, heard.object, heard.record_id)
        for (entry, heard), may in zip(pairs, await heard_of(ctx, pairs), strict=True)
        if may
    ]
    if planned:
        await store.plan(db, webhook.id, planned, at)
        await due(db, webhook.id, at)
    return len(planned)


async def due(db: Db, webhook_id: str, at: Instant) -> None:
    """See that a webhook's deliveries are looked at by then. It is held."""
    await queue.ensure(
        db,
        DELIVER,
        {"webhook": webhook_id},
        unique_key=f"webhook:{webhook_id}",
        run_at=at,
        max_attempts=journal.FOREVER,
        queue=QUEUE,
    )


async def listen(db: Db) -> int:
    """Let the journal know how many listen now; its last sequence number. The cursor is held."""
    seq, were = await journal.hold(db)
    there_are = await store.count_enabled(db)
    await journal.set_readers(db, there_are)
    if not were:  # whoever listens first need not read what was before
        await store.move_cursor(db, seq)
    return seq
