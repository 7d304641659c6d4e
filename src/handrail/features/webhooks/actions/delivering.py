"""One delivery: what is sent, and what comes after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from handrail.core.clock import Instant
from handrail.features.webhooks import store
from handrail.features.webhooks.actions import owners, planning
from handrail.features.webhooks.actions.planning import Shapes, context
from handrail.features.webhooks.actions.telling import telling
from handrail.features.webhooks.model import Delivery, Webhook
from handrail.features.webhooks.shapes.base import Heard, Shape
from handrail.storage import journal, queue
from handrail.storage.database import Db
from handrail.storage.queue import Job

REPLAY = "webhooks.replay"
REPLAY_PAGE = 200


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted where."""

    url: str
    body: bytes
    headers: Mapping[str, str]


async def compose(db: Db, shapes: Shapes, delivery: Delivery, at: Instant) -> Message | None:
    """What a delivery says now; None where its webhook's owner may not know it any more."""
    webhook = await store.get(db, delivery.webhook_id)
    if webhook is None:
        return None
    shape = shapes[webhook.shape]
    body = await _body(db, shape, webhook, delivery, at)
    if body is None:
        return None
    raw = orjson.dumps(body)
    secret = store.opened(db, webhook)
    signed = {} if secret is None else shape.signed(secret, raw, at)
    return Message(webhook.url, raw, _headers(delivery) | signed)


def _headers(delivery: Delivery) -> dict[str, str]:
    """The id stays the same at every try: by it a receiver knows what it has had already."""
    return {
        "content-type": "application/json",
        "x-handrail-event": delivery.event,
        "x-handrail-delivery": delivery.id,
        "x-handrail-attempt": str(delivery.attempts + 1),
    }


async def _body(
    db: Db, shape: Shape, webhook: Webhook, delivery: Delivery, at: Instant
) -> dict[str, Any] | None:
    actor = await owners.of(db, webhook, at)
    if actor is None:
        return None
    if delivery.seq is None:
        return shape.ping(actor.workspace_id, delivery.created_at)
    entry = await journal.at(db, delivery.seq)
    if entry is None or delivery.object is None or delivery.record_id is None:
        return None
    ctx = context(db, actor, at)
    told = await telling(ctx, entry, Heard(delivery.event, delivery.object, delivery.record_id))
    return None if told is None else await shape.body(ctx, told)


async def leave(db: Db, job: Job, webhook_id: str, at: Instant, resting: int) -> None:
    """Finish a webhook's job, and leave the next where more is to be done: when that is due, and
    not before the rest is over."""
    webhook = await store.get(db, webhook_id, hold=True)
    await queue.finish(db, job)
    # paused or disabled, it is taken up again by whoever lets it go on
    if webhook is None or await owners.of(db, webhook, at) is None:
        return
    if (due := await store.next_due(db, webhook_id)) is not None:
        await planning.due(db, webhook_id, max(due, at + resting))


async def take_up(db: Db, webhook_id: str, at: Instant) -> None:
    """See that what waits is delivered when it is due."""
    webhook = await store.get(db, webhook_id, hold=True)
    if webhook is None or await owners.of(db, webhook, at) is None:
        return
    if (due := await store.next_due(db, webhook_id)) is not None:
        await planning.due(db, webhook_id, max(due, at))


async def replay_page(
    db: Db, shapes: Shapes, webhook_id: str, after: int, before: int, at: Instant
) -> int | None:
    """Plan a page of the journal anew; where it ended, None at the end of all."""
    webhook = await store.get(db, webhook_id, hold=True)
    if webhook is None or (actor := await owners.of(db, webhook, at)) is None:
        return None
    read = await journal.since(db, after, REPLAY_PAGE)
    entries = [each for each in read if each.seq < before]
    await planning.plan(db, shapes, webhook, actor, entries, at, anew=True)
    return entries[-1].seq if len(entries) == REPLAY_PAGE else None
