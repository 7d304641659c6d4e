"""Tools for webhooks, and the log of what they were told."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.errors import NotFound
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result
from handrail.features.entities.model import Uuid
from handrail.features.entities.operations.shared import (
    AGAIN,
    DELETES,
    READ,
    READS,
    TOOL,
    WRITE,
    WRITES,
)
from handrail.features.entities.said import Page
from handrail.features.entities.seen import Done
from handrail.features.entities.shape import ENTITIES
from handrail.features.webhooks.actions import deliveries, webhooks
from handrail.features.webhooks.model import Delivery
from handrail.features.webhooks.model import Webhook as Kept
from handrail.features.webhooks.operations import MANAGE

ROLE = "admin"
EVENTS = ", ".join(ENTITIES.known)
Url = Annotated[str, Field(description="https address.", min_length=1, max_length=2000)]
Events = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(
        description=f"Each one of: {EVENTS}.",
        min_length=1,
        max_length=30,
    ),
]
Description = Annotated[str, Field(max_length=500)]
Secret = Annotated[str, Field(description="Signs the body; null for none.", max_length=255)]
Term = Annotated[str, Field(max_length=200)]


class Webhook(Result):
    id: str
    url: str
    description: str | None
    events: list[str]
    enabled: bool
    createdAt: str
    updatedAt: str


class WebhookWhole(Webhook):
    secret: str | None


class WebhookList(Result):
    items: list[Webhook]
    total: int


def seen(kept: Kept) -> Webhook:
    return Webhook(
        id=kept.id,
        url=kept.url,
        description=kept.description or None,
        events=list(kept.events),
        enabled=kept.is_enabled,
        createdAt=iso(kept.created_at),
        updatedAt=iso(kept.updated_at),
    )


def whole(ctx: Context, kept: Kept) -> WebhookWhole:
    return WebhookWhole(**seen(kept).model_dump(), secret=webhooks.secret_of(ctx, kept))


async def found(ctx: Context, webhook_id: str, *, hold: bool = False) -> Kept:
    try:
        return await webhooks.found(ctx, webhook_id, ENTITIES, hold=hold)
    except NotFound:
        raise missing() from None


def missing() -> NotFound:
    return NotFound("Webhook ID not found or not accessible.", field="id")


class ListWebhooks(Params):
    searchTerm: Term | None = None


@operation(
    "POST /tools/list_webhooks",
    effect=Effect.READ, scope=READ, doors=TOOL, hints=READS, role=ROLE, needs=MANAGE,
)  # fmt: skip
async def list_webhooks(ctx: Context, params: ListWebhooks) -> WebhookList:
    """Webhooks: where they go and which events they hear."""
    items = await listed(ctx, params.searchTerm)
    return WebhookList(items=items, total=len(items))


async def listed(ctx: Context, term: str | None = None) -> list[Webhook]:
    words = (term or "").casefold().split()
    return [
        seen(each)
        for each in await webhooks.every(ctx, ENTITIES)
        if all(word in f"{each.url} {each.description}".casefold() for word in words)
    ]


class WebhookId(Params):
    id: Uuid


@operation(
    "POST /tools/get_webhook",
    effect=Effect.READ, scope=READ, doors=TOOL, hints=READS, role=ROLE, needs=MANAGE,
)  # fmt: skip
async def get_webhook(ctx: Context, params: WebhookId) -> WebhookWhole:
    """One webhook, with the secret it signs with."""
    return whole(ctx, await found(ctx, params.id))


class CreateWebhook(Params):
    url: Url
    events: Events
    description: Description | None = None
    secret: Secret | None = None
    enabled: bool = True


async def create(ctx: Context, params: CreateWebhook) -> Kept:
    return await webhooks.create(
        ctx,
        ENTITIES,
        url=params.url,
        events=params.events,
        description=params.description or "",
        secret=params.secret or None,
        enabled=params.enabled,
    )


@operation(
    "POST /tools/create_webhook",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs=MANAGE,
)  # fmt: skip
async def create_webhook(ctx: Context, params: CreateWebhook) -> WebhookWhole:
    """Post events to an https address; signed in X-Webhook-Signature where there is a secret."""
    return whole(ctx, await create(ctx, params))


class UpdateWebhook(Params):
    id: Uuid
    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    secret: Secret | None = None
    enabled: bool | None = None


@operation(
    "POST /tools/update_webhook",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs=MANAGE,
)  # fmt: skip
async def update_webhook(ctx: Context, params: UpdateWebhook) -> WebhookWhole:
    """Change a webhook; what you leave out stays. WARNING: events REPLACE those there are."""
    said = {name: getattr(params, name) for name in params.model_fields_set - {"id"}}
    for name in ("url", "events", "enabled"):
        if said.get(name, ...) is None:
            del said[name]
    if "description" in said:
        said["description"] = said["description"] or ""
    if "secret" in said:
        said["secret"] = said["secret"] or None
    await found(ctx, params.id)
    return whole(ctx, await webhooks.update(ctx, ENTITIES, params.id, said))


@operation(
    "POST /tools/delete_webhook",
    effect=Effect.DELETE, scope=WRITE, doors=TOOL, hints=DELETES, role=ROLE, needs=MANAGE,
)  # fmt: skip
async def delete_webhook(ctx: Context, params: WebhookId) -> Done:
    """IRREVERSIBLE. Delete a webhook with its deliveries. Ask the user before."""
    gone = await found(ctx, params.id)
    await webhooks.delete(ctx, gone.id, ENTITIES)
    return Done(message=f"Deleted webhook {gone.id}")


# deliveries -------------------------------------------------------------------------------


class DeliverySeen(Result):
    """`success` is null while it is on its way."""

    id: str
    url: str
    event: str
    requestBody: str | None
    statusCode: int | None
    responseMessage: str | None
    success: bool
    status: str
    deliveredAt: str | None
    createdAt: str


class DeliveryList(Result):
    items: list[DeliverySeen]
    total: int
    page: int


class ListDeliveries(Params):
    searchTerm: Annotated[Term, Field(description="In the event or the url.")] | None = None
    page: Page = 1
    pageSize: Annotated[Literal[25, 100], Field(description="One of: 25, 100.")] = 25


@operation(
    "POST /tools/list_webhook_deliveries",
    effect=Effect.READ, scope=READ, doors=TOOL, hints=READS, role=ROLE, needs=MANAGE,
)  # fmt: skip
async def list_webhook_deliveries(ctx: Context, params: ListDeliveries) -> DeliveryList:
    """What was sent to webhooks and what they answered, newest first."""
    words = params.searchTerm or ""
    found = await deliveries.log(
        ctx,
        params.pageSize,
        shape=ENTITIES,
        words=words,
        skip=(params.page - 1) * params.pageSize,
    )
    total = await deliveries.count(ctx, shape=ENTITIES, words=words)
    return DeliveryList(items=await _told(ctx, found), total=total, page=params.page)


async def _told(ctx: Context, found: Sequence[Delivery]) -> list[DeliverySeen]:
    urls = {each.id: each.url for each in await webhooks.every(ctx, ENTITIES)}
    return [
        DeliverySeen(
            id=each.id,
            url=each.url or urls.get(each.webhook_id, ""),
            event=each.event,
            requestBody=each.body,
            statusCode=each.status_code,
            responseMessage=each.response,
            success=each.status == "delivered",
            status=each.status,
            deliveredAt=None if each.delivered_at is None else iso(each.delivered_at),
            createdAt=iso(each.created_at),
        )
        for each in found
    ]


class DeliveryId(Params):
    id: Uuid


@operation(
    "POST /tools/resend_webhook_delivery",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs=MANAGE,
)  # fmt: skip
async def resend_webhook_delivery(ctx: Context, params: DeliveryId) -> DeliverySeen:
    """Send a delivery again, as a NEW delivery; ids come from list_webhook_deliveries."""
    try:
        made = await deliveries.resend(ctx, params.id, ENTITIES)
    except NotFound:
        raise NotFound("Delivery ID not found or not accessible.", field="id") from None
    return (await _told(ctx, [made]))[0]
