"""Webhooks in the words of this face."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import iso
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result, WriteParams
from handrail.features.leads.model import Gone
from handrail.features.leads.operations.said import Deleting, confirmed
from handrail.features.leads.rules.ids import finding
from handrail.features.leads.shape import LEADS
from handrail.features.webhooks.actions import webhooks
from handrail.features.webhooks.model import Webhook as Native
from handrail.features.webhooks.operations import MANAGE

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA


class Webhook(Result):
    id: str
    url: str
    events: list[str]
    active: bool
    created_at: str


class WebhookList(Result):
    webhooks: list[Webhook]


class ListWebhooks(Params):
    pass


@operation("GET /webhooks", effect=Effect.READ, scope=READ, role="admin", needs=MANAGE)
async def list_webhooks(ctx: Context, params: ListWebhooks) -> WebhookList:
    """List webhooks: where they go and what they hear."""
    return WebhookList(webhooks=[_seen(each) for each in await webhooks.every(ctx, LEADS)])


class CreateWebhook(WriteParams):
    url: Annotated[str, Field(description="https address.", min_length=1, max_length=2000)]
    events: Annotated[
        list[Annotated[str, Field(max_length=100)]],
        Field(description="lead.created …; all by default.", max_length=20),
    ] = Field(default=list(LEADS.known))
    secret: (
        Annotated[str, Field(description="What it signs with.", min_length=1, max_length=500)]
        | None
    ) = None


@operation("POST /webhooks", effect=Effect.CREATE, scope=WRITE, role="admin", needs=MANAGE)
async def create_webhook(ctx: Context, params: CreateWebhook) -> Webhook:
    """Post events to an address, signed where there is a secret."""
    events = params.events or list(LEADS.known)
    made = await webhooks.create(ctx, LEADS, url=params.url, events=events, secret=params.secret)
    return _seen(made)


class DeleteWebhook(Deleting):
    webhook_id: Annotated[str, Field(description="Webhook id.", min_length=1, max_length=64)]


@operation(
    "DELETE /webhooks/{webhook_id}", effect=Effect.DELETE, scope=WRITE, role="admin", needs=MANAGE
)
async def delete_webhook(ctx: Context, params: DeleteWebhook) -> Gone:
    """Delete a webhook: what waits for it is not sent."""
    confirmed(ctx, params)
    with finding("Webhook"):
        await webhooks.delete(ctx, params.webhook_id, LEADS)
    return Gone(id=params.webhook_id)


def _seen(webhook: Native) -> Webhook:
    return Webhook(
        id=webhook.id,
        url=webhook.url,
        events=list(webhook.events),
        active=webhook.is_enabled,
        created_at=iso(webhook.created_at),
    )
