"""The facts webhooks announce. An address may hold a token: only its host is told."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCreated(Event):
    type: ClassVar[str] = "webhook.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookUpdated(Event):
    type: ClassVar[str] = "webhook.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeleted(Event):
    type: ClassVar[str] = "webhook.deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookReplayed(Event):
    type: ClassVar[str] = "webhook.replayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTested(Event):
    type: ClassVar[str] = "webhook.tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResent(Event):
    type: ClassVar[str] = "webhook.resent"
