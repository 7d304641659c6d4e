"""The nouns of webhooks."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from handrail.core.clock import Instant
from handrail.core.shapes import Result, Written

# As rules and stores see them -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Webhook:
    """One listener. It belongs to a member, and reaches no further than they do, nor than the key
    or grant it was made with (`bearer_id`).

    `objects` narrows it to some objects, None for all its shape knows. `secret` is sealed, None
    where nothing is signed. It hears what comes after `from_seq` while it is enabled.
    """

    id: str
    member_id: str
    credential: str
    bearer_id: str | None
    shape: str
    url: str
    events: tuple[str, ...]
    objects: tuple[str, ...] | None
    description: str
    secret: str | None
    is_enabled: bool
    from_seq: int
    created_at: Instant
    updated_at: Instant


Status = Literal["pending", "delivered", "failed", "dead"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook.

    `pending` has not been tried, `failed` waits for its next try at `due_at`; the others are over.
    `place` is its number among the webhook's own. `url`, `body`, `status_code` and `response` are
    of the last try. `resent_of` is the delivery that this one repeats. A test has no `seq` and no
    record.
    """

    id: str
    webhook_id: str
    place: int
    event: str
    seq: int | None
    object: str | None
    record_id: str | None
    status: Status
    attempts: int
    due_at: Instant | None
    url: str | None
    body: str | None
    status_code: int | None
    response: str | None
    resent_of: str | None
    created_at: Instant
    delivered_at: Instant | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery that is to be made."""

    event: str
    seq: int | None = None
    object: str | None = None
    record_id: str | None = None
    resent_of: str | None = None


# What callers say -------------------------------------------------------------------------

WebhookId = Annotated[str, Field(description="Webhook id.", min_length=1, max_length=64)]
DeliveryId = Annotated[str, Field(description="Delivery id.", min_length=1, max_length=64)]
Url = Annotated[str, Field(description="https address to post to.", min_length=1, max_length=2000)]
Events = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(description="Such as record.updated.", min_length=1, max_length=50),
]
Objects = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(description="Only these object slugs.", min_length=1, max_length=100),
]
Description = Annotated[str, Field(description="What it is for.", max_length=500)]
Secret = Annotated[str, Field(description="Signs; made if left out.", max_length=255)]
Enabled = Annotated[bool, Field(description="False: hears nothing.")]

# What callers get -------------------------------------------------------------------------


class WebhookSeen(Result):
    """`status` is paused while its member may do nothing; `waiting` deliveries are not over."""

    id: str
    url: str
    shape: str
    events: list[str]
    objects: list[str] | None
    description: str
    enabled: bool
    status: Literal["active", "disabled", "paused"]
    signed: bool
    member_id: str
    member: str
    waiting: int
    created_at: str
    updated_at: str


class WebhookList(Result):
    webhooks: list[WebhookSeen]
    total: int
    has_more: bool
    next_offset: int | None


class WrittenWebhook(WebhookSeen, Written):
    """A webhook as a write left it."""


class CreatedWebhook(WrittenWebhook):
    """`secret` is shown this once: a repeat of the call with the same idempotency_key has null."""

    secret: str | None

    def kept(self) -> dict[str, Any]:
        return {**self.model_dump(mode="json"), "secret": None}


class DeletedWebhook(Written):
    deleted: Literal[True]
    id: str


class DeliverySeen(Result):
    """`body` is what was sent at the last try, None before the first."""

    id: str
    webhook_id: str
    url: str
    event: str
    seq: int | None
    object: str | None
    record_id: str | None
    status: Status
    attempts: int
    next_at: str | None
    body: str | None
    status_code: int | None
    response: str | None
    resent_of: str | None
    created_at: str
    delivered_at: str | None


class DeliveryPage(Result):
    deliveries: list[DeliverySeen]
    has_more: bool
    next_cursor: str | None


class WrittenDelivery(DeliverySeen, Written):
    """A delivery that a write left to be made."""


class Replaying(Written):
    """What the journal holds after `after_seq`, and before `before_seq`, is being delivered."""

    webhook_id: str
    after_seq: int
    before_seq: int
