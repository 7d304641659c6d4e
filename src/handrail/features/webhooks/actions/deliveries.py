"""The log of deliveries; sending again what was sent, or what the journal holds; trying out."""

from handrail.context import Context
from handrail.core.errors import Conflict, Invalid
from handrail.core.ids import is_id
from handrail.features.webhooks import rules, store
from handrail.features.webhooks.actions import delivering, owners, planning
from handrail.features.webhooks.actions.webhooks import OBJECT, every, found
from handrail.features.webhooks.events import DeliveryResent, WebhookReplayed, WebhookTested
from handrail.features.webhooks.model import Delivery, Planned, Webhook
from handrail.features.webhooks.shapes.base import Shape
from handrail.storage import journal, queue

TEST = "webhook.test"


async def log(
    ctx: Context,
    limit: int,
    *,
    webhook: Webhook | None = None,
    shape: Shape | None = None,
    words: str = "",
    before: str | None = None,
    skip: int = 0,
) -> list[Delivery]:
    """Deliveries of one webhook, or of all that this caller may know of, newest first. `words` are
    looked for in events and addresses; `before` is a delivery's id."""
    asked = store.Asked(await _ids(ctx, webhook, shape), words, before)
    return await store.log(ctx.db, asked, limit, skip)


async def count(
    ctx: Context, *, webhook: Webhook | None = None, shape: Shape | None = None, words: str = ""
) -> int:
    """How many deliveries there are, likewise."""
    return await store.count_log(ctx.db, store.Asked(await _ids(ctx, webhook, shape), words))


async def _ids(ctx: Context, webhook: Webhook | None, shape: Shape | None) -> list[str]:
    return [webhook.id] if webhook else [each.id for each in await every(ctx, shape)]


async def delivery(ctx: Context, delivery_id: str, shape: Shape | None = None) -> Delivery:
    """One delivery of a webhook this caller may know of; NotFound otherwise."""
    kept = await store.delivery(ctx.db, delivery_id) if is_id(delivery_id) else None
    seen = {each.id for each in await every(ctx, shape)} if kept else set[str]()
    if kept is None or kept.webhook_id not in seen:
        raise rules.missing_delivery(delivery_id)
    return kept


async def resend(ctx: Context, delivery_id: str, shape: Shape | None = None) -> Delivery:
    """A new delivery of what an earlier one told; it waits for others about the same record."""
    kept = await delivery(ctx, delivery_id, shape)
    webhook = await found(ctx, kept.webhook_id, shape, hold=True)
    await _must_listen(ctx, webhook)
    planned = Planned(kept.event, kept.seq, kept.object, kept.record_id, kept.id)
    made = await _left(ctx, webhook, planned)
    ctx.emit(
        DeliveryResent(
            object=OBJECT,
            record_id=webhook.id,
            after={"delivery_id": made.id, "resent_of": kept.id, "event": kept.event},
        )
    )
    return made


async def test(ctx: Context, webhook_id: str, shape: Shape | None = None) -> Delivery:
    """Send something that changes nothing, to see whether it arrives."""
    webhook = await found(ctx, webhook_id, shape, hold=True)
    await _must_listen(ctx, webhook)
    made = await _left(ctx, webhook, Planned(TEST))
    ctx.emit(WebhookTested(object=OBJECT, record_id=webhook.id, after={"delivery_id": made.id}))
    return made


async def _left(ctx: Context, webhook: Webhook, planned: Planned) -> Delivery:
    [made] = await store.plan(ctx.db, webhook.id, [planned], ctx.now)
    await planning.due(ctx.db, webhook.id, ctx.now)
    kept = await store.delivery(ctx.db, made)
    assert kept is not None
    return kept


async def replay(
    ctx: Context,
    webhook_id: str,
    after_seq: int,
    before_seq: int | None = None,
    shape: Shape | None = None,
) -> tuple[int, int]:
    """Deliver anew what stands in the journal between two places, neither included; the places.
    A job reads them; what it finds is delivered as new deliveries, in order."""
    webhook = await found(ctx, webhook_id, shape, hold=True)
    await _must_listen(ctx, webhook)
    seq, _ = await journal.hold(ctx.db)
    before = seq + 1 if before_seq is None else min(before_seq, seq + 1)
    if not 0 <= after_seq < before:
        raise Invalid(
            f"There is nothing between {after_seq} and {before}.",
            field="after_seq",
            hint=f"The journal has come to {seq}; 0 begins at its beginning.",
        )
    asked = {"webhook": webhook.id, "after": after_seq, "before": before}
    await queue.enqueue(ctx.db, delivering.REPLAY, asked)
    ctx.emit(
        WebhookReplayed(
            object=OBJECT,
            record_id=webhook.id,
            after={"after_seq": after_seq, "before_seq": before},
        )
    )
    return after_seq, before


async def _must_listen(ctx: Context, webhook: Webhook) -> None:
    if await owners.of(ctx.db, webhook, ctx.now) is None:
        raise Conflict(
            "This webhook is disabled or paused: nothing is sent.",
            field="webhook_id",
            hint="Enable it with update_webhook: enabled: true.",
        )
