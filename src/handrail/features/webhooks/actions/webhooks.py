"""Making webhooks, changing and removing them; the shape says in whose words."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.errors import Invalid
from handrail.core.event import Event, differences
from handrail.core.ids import is_id, new_id
from handrail.features.records.actions import reading as records
from handrail.features.webhooks import rules, store
from handrail.features.webhooks.actions import delivering, owners, planning
from handrail.features.webhooks.events import WebhookCreated, WebhookDeleted, WebhookUpdated
from handrail.features.webhooks.model import Webhook
from handrail.features.webhooks.shapes.base import Shape
from handrail.outbound import private

OBJECT = "webhooks"
"""What the journal calls them."""


def made_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


async def create(
    ctx: Context,
    shape: Shape,
    *,
    url: str,
    events: Sequence[str],
    objects: Sequence[str] | None = None,
    description: str = "",
    secret: str | None = None,
    enabled: bool = True,
) -> Webhook:
    """Let an address hear events from now on, in the words of a shape; signed where there is a
    secret. Raises Invalid, Forbidden, NotFound for an object, Conflict where there are too many."""
    rules.may_make(ctx.actor)
    address(ctx, shape, url)
    chosen = rules.chosen(events, shape.known)
    slugs = await _slugs(ctx, objects)
    await store.cursor(ctx.db)
    rules.room_for_more(len(await store.every(ctx.db)))
    made_id = new_id()
    made = Webhook(
        id=made_id,
        member_id=ctx.actor.member_id,
        credential=ctx.actor.credential,
        bearer_id=ctx.actor.key_id,
        shape=shape.name,
        url=url,
        events=chosen,
        objects=slugs,
        description=description,
        secret=store.sealed(ctx.db, made_id, secret),
        is_enabled=enabled,
        from_seq=0,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    await store.add(ctx.db, made)
    made = await _listening(ctx, made)
    ctx.emit(WebhookCreated(object=OBJECT, record_id=made.id, after=_journalled(made)))
    return made


def address(ctx: Context, shape: Shape, url: str) -> None:
    relaxed = private.is_allowed(ctx.db.cache)
    rules.address(url, https_only=shape.https_only, relaxed=relaxed)


async def _slugs(ctx: Context, said: Sequence[str] | None) -> tuple[str, ...] | None:
    if said is None:
        return None
    return tuple(dict.fromkeys([await records.slug_of(ctx, each) for each in said]))


async def _listening(ctx: Context, webhook: Webhook) -> Webhook:
    """The webhook, hearing what comes from here on; the journal knows how many there are."""
    made = replace(webhook, from_seq=await planning.listen(ctx.db))
    await store.change(ctx.db, made)
    return made


def _journalled(webhook: Webhook) -> dict[str, Any]:
    return {
        "host": rules.host_of(webhook.url),
        "shape": webhook.shape,
        "events": list(webhook.events),
        "objects": None if webhook.objects is None else list(webhook.objects),
        "description": webhook.description,
        "enabled": webhook.is_enabled,
        "signed": webhook.secret is not None,
        "member_id": webhook.member_id,
    }


# reading ----------------------------------------------------------------------------------


async def every(ctx: Context, shape: Shape | None = None) -> list[Webhook]:
    """The webhooks this caller may know of, oldest first; of one shape, or of all."""
    return [
        each
        for each in await store.every(ctx.db)
        if rules.sees(ctx.actor, each) and (shape is None or each.shape == shape.name)
    ]


async def found(
    ctx: Context, webhook_id: str, shape: Shape | None = None, *, hold: bool = False
) -> Webhook:
    """One that this caller may know of; NotFound otherwise. Held, after the cursor."""
    webhook = None
    if is_id(webhook_id):
        if hold:
            await store.cursor(ctx.db)
        webhook = await store.get(ctx.db, webhook_id, hold=hold)
    hidden = webhook is None or not rules.sees(ctx.actor, webhook)
    if webhook is None or hidden or (shape is not None and webhook.shape != shape.name):
        raise rules.missing(webhook_id)
    return webhook


def secret_of(ctx: Context, webhook: Webhook) -> str | None:
    """What it signs with, for the face whose contract shows that; not for who only reads, who
    could then speak in our name."""
    return store.opened(ctx.db, webhook) if Scope.WRITE_DATA in ctx.actor.scopes else None


# changing ---------------------------------------------------------------------------------


async def update(
    ctx: Context, shape: Shape, webhook_id: str, said: Mapping[str, Any], *, any_shape: bool = False
) -> Webhook:
    """Change what is said: url, events, objects, description, secret, enabled.

    With `any_shape` also one of another shape, but for its events. Enabling one that is paused
    takes it over: from then on it reaches as far as the caller, and no further. So does a key or
    grant that gives it another address: it hears nothing more when its bearer may not.
    """
    rules.may_make(ctx.actor)
    before = await found(ctx, webhook_id, None if any_shape else shape, hold=True)
    after = await _changed(ctx, shape, before, said)
    paused = said.get("enabled") and await owners.of(ctx.db, after, ctx.now) is None
    if paused or _led_elsewhere(ctx, before, after):
        taken = replace(
            after,
            member_id=ctx.actor.member_id,
            credential=ctx.actor.credential,
            bearer_id=ctx.actor.key_id,
        )
        await store.pass_on(ctx.db, taken)
        after = taken
    if after == before:
        return before
    after = replace(after, updated_at=ctx.now)
    await store.change(ctx.db, after)
    if after.is_enabled != before.is_enabled:
        seq = await planning.listen(ctx.db)
        if after.is_enabled:
            after = replace(after, from_seq=seq)
            await store.change(ctx.db, after)
    await delivering.take_up(ctx.db, after.id, ctx.now)
    ctx.emit(_told(before, after))
    return after


def _led_elsewhere(ctx: Context, before: Webhook, after: Webhook) -> bool:
    actor = ctx.actor
    own = (before.member_id, before.bearer_id) == (actor.member_id, actor.key_id)
    return actor.credential != "person" and after.url != before.url and not own


async def _changed(ctx: Context, shape: Shape, before: Webhook, said: Mapping[str, Any]) -> Webhook:
    after = before
    if "url" in said and said["url"] != before.url:
        address(ctx, shape, said["url"])
        after = replace(after, url=said["url"])
    if before.shape != shape.name and {"events", "objects"} & said.keys():
        raise Invalid(
            f"This webhook speaks the words of {before.shape}: its events are chosen there.",
            field="events",
            hint=f"Change it by the {before.shape} surface.",
        )
    if "events" in said:
        after = replace(after, events=rules.chosen(said["events"], shape.known))
    if "objects" in said:
        after = replace(after, objects=await _slugs(ctx, said["objects"]))
    if "description" in said:
        after = replace(after, description=said["description"])
    if "enabled" in said:
        after = replace(after, is_enabled=said["enabled"])
    if "secret" in said and said["secret"] != store.opened(ctx.db, before):
        after = replace(after, secret=store.sealed(ctx.db, before.id, said["secret"]))
    return after


def _told(before: Webhook, after: Webhook) -> Event:
    told_before, told_after = differences(_journalled(before), _journalled(after))
    for name in ("secret", "url"):  # neither is told, but that it is another now
        if getattr(before, name) != getattr(after, name):
            told_after[f"{name}_changed"] = True
    return WebhookUpdated(object=OBJECT, record_id=after.id, before=told_before, after=told_after)


async def delete(ctx: Context, webhook_id: str, shape: Shape | None = None) -> str:
    """Remove a webhook with all its deliveries, those that wait included."""
    webhook = await found(ctx, webhook_id, shape, hold=True)
    await store.drop(ctx.db, webhook.id)
    await planning.listen(ctx.db)
    ctx.emit(WebhookDeleted(object=OBJECT, record_id=webhook.id, before=_journalled(webhook)))
    return webhook.id
