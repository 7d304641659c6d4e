"""Webhooks: who is told what happens here, and how each telling went."""

from collections.abc import Awaitable
from urllib.parse import urlencode

from starlette.responses import Response

from handrail.core.errors import Invalid
from handrail.features.webhooks.model import CreatedWebhook
from handrail.features.webhooks.operations import (
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhook_deliveries,
    list_webhooks,
    replay_webhook,
    resend_webhook_delivery,
    test_webhook,
    update_webhook,
)
from handrail.features.webhooks.shapes.native import NATIVE
from handrail.surfaces.web.pages.asking import REFUSALS
from handrail.surfaces.web.visit import Form, Visit, once
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/webhooks"
WORDS = {
    "record.created": "A record is made",
    "record.updated": "A record changes",
    "record.linked": "A record gains or loses a link",
    "record.deleted": "A record is deleted",
    "note.created": "A note is written",
    "note.updated": "A note changes",
    "note.deleted": "A note is deleted",
}
EVENTS = [(each, WORDS.get(each, each)) for each in NATIVE.known]


async def webhooks(visit: Visit) -> Response:
    return await _all(visit)


async def _all(
    visit: Visit,
    *,
    made: CreatedWebhook | None = None,
    problem: Problem | None = None,
    said: Form | None = None,
) -> Response:
    found = await visit.ask(list_webhooks)
    return await visit.show(
        "webhooks/list.html",
        "Webhooks",
        "settings/webhooks",
        problem.status if problem else 200,
        webhooks=found.webhooks,
        words=WORDS,
        may_change=visit.may(create_webhook),
        events=EVENTS,
        made=made,
        problem=problem,
        said=said or {},
    )


async def create(visit: Visit) -> Response:
    """The page with the new webhook's secret on it: the one time that it is shown."""
    form = await visit.form()
    wanted = {
        "url": form.get("url", [""])[0].strip(),
        "events": form.get("events", []),
        "description": form.get("description", [""])[0].strip(),
    }
    try:
        made = await visit.ask(create_webhook, **wanted, idempotency_key=once(form))
    except REFUSALS as error:
        return await _all(visit, problem=for_people(error), said=form)
    return await _all(visit, made=made)


async def webhook(visit: Visit) -> Response:
    return await _one(visit)


async def _one(visit: Visit, problem: Problem | None = None) -> Response:
    webhook_id = visit.path["id"]
    cursor = visit.request.query_params.get("after")
    said = {"cursor": cursor} if cursor else {}
    found = await visit.ask(get_webhook, webhook_id=webhook_id)
    log = await visit.ask(list_webhook_deliveries, webhook_id=webhook_id, **said)
    return await visit.show(
        "webhooks/one.html",
        "Webhook",
        "settings/webhooks",
        problem.status if problem else 200,
        webhook=found,
        deliveries=log.deliveries,
        older=f"{_here(visit)}?{urlencode({'after': log.next_cursor})}" if log.next_cursor else "",
        is_later=bool(cursor),
        words=WORDS,
        may_change=visit.may(update_webhook),
        problem=problem,
    )


def _here(visit: Visit) -> str:
    return f"{HERE}/{visit.path['id']}"


async def test(visit: Visit) -> Response:
    asked = visit.ask(test_webhook, webhook_id=visit.path["id"])
    return await _done(visit, asked, "A test is on its way.")


async def _done(visit: Visit, asked: Awaitable[object], said: str) -> Response:
    try:
        await asked
    except REFUSALS as error:
        return await _one(visit, for_people(error))
    return visit.goto(_here(visit), said)


async def switch(visit: Visit) -> Response:
    """Let it hear again, or not any more."""
    on = (await visit.form()).get("enabled", [""])[0] == "yes"
    asked = visit.ask(update_webhook, webhook_id=visit.path["id"], enabled=on)
    return await _done(visit, asked, "It listens." if on else "It is off: nothing is kept for it.")


async def delete(visit: Visit) -> Response:
    await visit.ask(delete_webhook, webhook_id=visit.path["id"])
    return visit.goto(HERE, "The webhook is deleted.")


async def resend(visit: Visit) -> Response:
    form = await visit.form()
    asked = visit.ask(
        resend_webhook_delivery,
        delivery_id=form.get("delivery", [""])[0],
        idempotency_key=once(form),
    )
    return await _done(visit, asked, "It is on its way again.")


async def replay(visit: Visit) -> Response:
    """Tell again what the journal holds from a number on."""
    form = await visit.form()
    said = form.get("after_seq", [""])[0].strip()
    try:
        if not said.isdecimal() or len(said) > 18:
            raise Invalid("Type a number of the journal.", field="after_seq")
        await visit.ask(
            replay_webhook,
            webhook_id=visit.path["id"],
            after_seq=int(said),
            idempotency_key=once(form),
        )
    except REFUSALS as error:
        return await _one(visit, for_people(error))
    return visit.goto(_here(visit), f"Everything after number {said} is told again.")
