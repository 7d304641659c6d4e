"""The verbs of webhooks, for admins and whoever has the permission."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import Instant, iso
from handrail.core.operation import Effect, operation
from handrail.core.page import Limit, Offset, page_of
from handrail.core.shapes import Params, WriteParams, at_most
from handrail.features.records.actions.reading import id_cursor
from handrail.features.records.model import Cursor
from handrail.features.webhooks import rules, store
from handrail.features.webhooks.actions import deliveries, owners, webhooks
from handrail.features.webhooks.model import (
    CreatedWebhook,
    DeletedWebhook,
    Delivery,
    DeliveryId,
    DeliveryPage,
    DeliverySeen,
    Description,
    Enabled,
    Events,
    Objects,
    Replaying,
    Secret,
    Url,
    Webhook,
    WebhookId,
    WebhookList,
    WebhookSeen,
    WrittenDelivery,
    WrittenWebhook,
)
from handrail.features.webhooks.shapes.native import NATIVE
from handrail.features.workspaces.actions.members import list_members

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA
MANAGE = "webhooks.manage"
"""The permission by which a custom role may do all of this."""
Seq = Annotated[int, Field(ge=0, le=2**62)]


class ListWebhooks(Params):
    limit: Limit = 100
    offset: Offset = 0


@operation("GET /webhooks", effect=Effect.READ, scope=READ, role="admin", needs=MANAGE)
async def list_webhooks(ctx: Context, params: ListWebhooks) -> WebhookList:
    """List webhooks: where they go, what they hear, and what still waits."""
    page = page_of(await webhooks.every(ctx), params.limit, params.offset)
    return WebhookList(
        webhooks=await _seen(ctx, page.rows),
        total=page.total,
        has_more=page.has_more,
        next_offset=page.next_offset,
    )


class GetWebhook(Params):
    webhook_id: WebhookId


@operation("GET /webhooks/{webhook_id}", effect=Effect.READ, scope=READ, role="admin", needs=MANAGE)
async def get_webhook(ctx: Context, params: GetWebhook) -> WebhookSeen:
    """Get a webhook. Its secret is never shown again."""
    [seen] = await _seen(ctx, [await webhooks.found(ctx, params.webhook_id)])
    return seen


class CreateWebhook(WriteParams):
    url: Url
    events: Events
    objects: Objects | None = None
    description: Description = ""
    secret: Secret | None = None
    enabled: Enabled = True


@operation("POST /webhooks", effect=Effect.CREATE, scope=WRITE, role="admin", needs=MANAGE)
async def create_webhook(ctx: Context, params: CreateWebhook) -> CreatedWebhook:
    """Post events to an address from now on, signed. The secret is shown once."""
    secret = params.secret or webhooks.made_secret()
    made = await webhooks.create(
        ctx,
        NATIVE,
        url=params.url,
        events=params.events,
        objects=params.objects,
        description=params.description,
        secret=secret,
        enabled=params.enabled,
    )
    [seen] = await _seen(ctx, [made])
    return CreatedWebhook(**dict(seen), secret=secret, change_id=ctx.change_id, replayed=False)


class UpdateWebhook(WriteParams):
    webhook_id: WebhookId
    url: Url | None = None
    events: Events | None = None
    objects: Annotated[Objects | None, Field(description="Only these; null for all.")] = None
    description: Description | None = None
    secret: Secret | None = None
    enabled: Enabled | None = None


NULLABLE = frozenset({"objects"})


@operation(
    "PATCH /webhooks/{webhook_id}", effect=Effect.UPDATE, scope=WRITE, role="admin", needs=MANAGE
)
async def update_webhook(ctx: Context, params: UpdateWebhook) -> WrittenWebhook:
    """Change a webhook. Enabling one that is paused takes it over."""
    said = params.model_dump(exclude_unset=True, exclude={"webhook_id", "idempotency_key"})
    meant = {name: value for name, value in said.items() if value is not None or name in NULLABLE}
    changed = await webhooks.update(ctx, NATIVE, params.webhook_id, meant, any_shape=True)
    [seen] = await _seen(ctx, [changed])
    return WrittenWebhook(**dict(seen), change_id=ctx.change_id, replayed=False)


class DeleteWebhook(WriteParams):
    webhook_id: WebhookId


@operation(
    "DELETE /webhooks/{webhook_id}", effect=Effect.DELETE, scope=WRITE, role="admin", needs=MANAGE
)
async def delete_webhook(ctx: Context, params: DeleteWebhook) -> DeletedWebhook:
    """Delete a webhook, its log, and what it has not been told yet."""
    gone = await webhooks.delete(ctx, params.webhook_id)
    return DeletedWebhook(deleted=True, id=gone, change_id=ctx.change_id, replayed=False)


# deliveries -------------------------------------------------------------------------------


class ListDeliveries(Params):
    webhook_id: WebhookId | None = None
    limit: Annotated[int, Field(description="Page size, at most 100.", ge=1), at_most(100)] = 25
    cursor: Cursor | None = None


@operation("GET /webhook-deliveries", effect=Effect.READ, scope=READ, role="admin", needs=MANAGE)
async def list_webhook_deliveries(ctx: Context, params: ListDeliveries) -> DeliveryPage:
    """List deliveries, newest first: what was sent, and what was answered."""
    one = None
    if params.webhook_id is not None:
        one = await webhooks.found(ctx, params.webhook_id)
    before = id_cursor(params.cursor)
    rows = await deliveries.log(ctx, params.limit + 1, webhook=one, before=before)
    page, more = rows[: params.limit], len(rows) > params.limit
    return DeliveryPage(
        deliveries=await _deliveries(ctx, page),
        has_more=more,
        next_cursor=page[-1].id if more else None,
    )


class ResendDelivery(WriteParams):
    delivery_id: DeliveryId


@operation(
    "POST /webhook-deliveries/{delivery_id}/resend",
    effect=Effect.SEND,
    scope=WRITE,
    role="admin",
    needs=MANAGE,
)
async def resend_webhook_delivery(ctx: Context, params: ResendDelivery) -> WrittenDelivery:
    """Deliver again what a delivery told: as a new one."""
    return await _written(ctx, await deliveries.resend(ctx, params.delivery_id))


class ReplayWebhook(WriteParams):
    webhook_id: WebhookId
    after_seq: Annotated[Seq, Field(description="From after this seq of the journal.")]
    before_seq: Annotated[Seq, Field(description="Up to before it; else to now.")] | None = None


@operation(
    "POST /webhooks/{webhook_id}/replay",
    effect=Effect.SEND,
    scope=WRITE,
    role="admin",
    needs=MANAGE,
)
async def replay_webhook(ctx: Context, params: ReplayWebhook) -> Replaying:
    """Deliver anew what the journal holds between two places, in order."""
    after, before = await deliveries.replay(
        ctx, params.webhook_id, params.after_seq, params.before_seq
    )
    return Replaying(
        webhook_id=params.webhook_id,
        after_seq=after,
        before_seq=before,
        change_id=ctx.change_id,
        replayed=False,
    )


class TestWebhook(WriteParams):
    webhook_id: WebhookId


@operation(
    "POST /webhooks/{webhook_id}/test",
    effect=Effect.SEND,
    scope=WRITE,
    role="admin",
    needs=MANAGE,
)
async def test_webhook(ctx: Context, params: TestWebhook) -> WrittenDelivery:
    """Send a test to a webhook; its delivery says how it went."""
    return await _written(ctx, await deliveries.test(ctx, params.webhook_id))


# as callers get them ----------------------------------------------------------------------


async def _seen(ctx: Context, found: Sequence[Webhook]) -> list[WebhookSeen]:
    names = {member.id: member.name for member in await list_members(ctx.db)}
    waiting = await store.waiting(ctx.db)
    active = await owners.of_all(ctx.db, found, ctx.now)
    return [
        WebhookSeen(
            id=each.id,
            url=each.url,
            shape=each.shape,
            events=list(each.events),
            objects=rules.plain(each.objects),
            description=each.description,
            enabled=each.is_enabled,
            status=_status(each, each.id in active),
            signed=each.secret is not None,
            member_id=each.member_id,
            member=names.get(each.member_id, ""),
            waiting=waiting.get(each.id, 0),
            created_at=iso(each.created_at),
            updated_at=iso(each.updated_at),
        )
        for each in found
    ]


def _status(webhook: Webhook, active: bool) -> Literal["active", "disabled", "paused"]:
    if not webhook.is_enabled:
        return "disabled"
    return "active" if active else "paused"


async def _deliveries(ctx: Context, found: Sequence[Delivery]) -> list[DeliverySeen]:
    urls = {each.id: each.url for each in await store.every(ctx.db)}
    return [_delivery_seen(each, urls.get(each.webhook_id, "")) for each in found]


def _delivery_seen(each: Delivery, url: str) -> DeliverySeen:
    return DeliverySeen(
        id=each.id,
        webhook_id=each.webhook_id,
        url=each.url or url,
        event=each.event,
        seq=each.seq,
        object=each.object,
        record_id=each.record_id,
        status=each.status,
        attempts=each.attempts,
        next_at=_iso(each.due_at),
        body=each.body,
        status_code=each.status_code,
        response=each.response,
        resent_of=each.resent_of,
        created_at=iso(each.created_at),
        delivered_at=_iso(each.delivered_at),
    )


async def _written(ctx: Context, delivery: Delivery) -> WrittenDelivery:
    [seen] = await _deliveries(ctx, [delivery])
    return WrittenDelivery(**dict(seen), change_id=ctx.change_id, replayed=False)


def _iso(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
