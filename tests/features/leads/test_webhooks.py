"""Webhooks in the words of this face: each event, its body, its signature."""

import hashlib
import hmac
import time
from typing import Any

import pytest
from pydantic import Field

from tests.doors import Doors
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Refused
from tests.features.webhooks.listening import Ears, relaxed
from tests.strangers.receiver import Received, receiving

pytestmark = pytest.mark.anyio


class Told(shapes.Strict):
    event: str
    timestamp: int
    data: shapes.Lead | shapes.Note = Field(union_mode="smart")


@pytest.fixture
def ada(doors: Doors) -> Asker:
    relaxed(doors.world)
    return Asker(doors.http, doors.ada.key)


async def make(who: Asker, **said: Any) -> str:
    body = {"name": "Acme", "source": "web", **said}
    return (await who.rest(shapes.Created, "POST", "/leads", body)).id


def told(received: Received) -> Told:
    return Told.model_validate_json(received.raw)


async def test_every_event_tells_the_whole_lead_or_note_and_is_signed(
    ada: Asker, doors: Doors
) -> None:
    ears = Ears(doors.world)
    async with receiving() as receiver:
        url = f"http://127.0.0.1:{receiver.port}/hook"
        hook = {"url": url, "secret": "hush"}
        made = await ada.rest(shapes.Webhook, "POST", "/webhooks", hook)
        assert len(made.events) == 6
        lead = await make(ada, email="a@acme.test", tags=["vip"])
        await ada.rest(shapes.Lead, "PUT", f"/leads/{lead}", {"city": "Paris"})
        rule = {"name": "R", "expression": "email != nil ? 30 : 0"}
        await ada.rest(shapes.Rule, "POST", "/scoring-rules", rule)
        await ada.rest(shapes.Scored, "POST", f"/leads/{lead}/score")
        note = await ada.rest(shapes.Note, "POST", f"/leads/{lead}/notes", {"content": "Hi"})
        await ada.gone(f"/notes/{note.id}")
        await ada.gone(f"/leads/{lead}")
        await ears.hear()
        said = [told(each) for each in receiver.got]
        assert [each.event for each in said] == [
            "lead.created",
            "lead.updated",
            "lead.scored",
            "note.created",
            "note.deleted",
            "lead.deleted",
        ]
        assert all(each.data.id in {lead, note.id} for each in said)
        leads = [each.data for each in said if isinstance(each.data, shapes.Lead)]
        assert [each.city for each in leads] == [None, "Paris", "Paris", "Paris"]
        assert [each.score for each in leads] == [0, 0, 30, 30]
        assert all(abs(each.timestamp - time.time()) < 60 for each in said)
        for each in receiver.got:
            signature = hmac.new(b"hush", each.raw, hashlib.sha256).hexdigest()
            assert each.headers["x-klozeo-signature"] == signature


async def test_without_a_secret_nothing_is_signed_and_only_what_is_asked_for_is_told(
    ada: Asker, doors: Doors
) -> None:
    async with receiving() as receiver:
        hook = {"url": f"http://127.0.0.1:{receiver.port}/", "events": ["lead.updated"]}
        await ada.rest(shapes.Webhook, "POST", "/webhooks", hook)
        lead = await make(ada, email="a@acme.test", city="Paris")
        await make(ada, email="a@acme.test", city="Paris")  # heard of again, and no news
        await make(ada, email="a@acme.test", city="Lyon")
        await ada.rest(shapes.Lead, "PUT", f"/leads/{lead}", {"city": "Lyon"})
        await Ears(doors.world).hear()
        [got] = receiver.got
        assert "x-klozeo-signature" not in got.headers
        assert told(got).data.id == lead and told(got).event == "lead.updated"


async def test_all_scored_at_once_are_told_each(ada: Asker, doors: Doors) -> None:
    async with receiving() as receiver:
        hook = {"url": f"http://127.0.0.1:{receiver.port}/", "events": ["lead.scored"]}
        await ada.rest(shapes.Webhook, "POST", "/webhooks", hook)
        for number in range(5):
            await make(ada, name=f"L{number}", rating=number)
        await ada.rest(shapes.Rule, "POST", "/scoring-rules", {"name": "R", "expression": "rating"})
        run = await ada.rest(shapes.Run, "POST", "/leads/score/batch")
        assert run.updated == 4
        await Ears(doors.world).hear()
        assert {told(each).event for each in receiver.got} == {"lead.scored"}
        scores = sorted(
            each.score for e in receiver.got if isinstance(each := told(e).data, shapes.Lead)
        )
        assert scores == [1, 2, 3, 4]


async def test_what_no_webhook_may_be(ada: Asker, doors: Doors) -> None:
    for said in (
        {"url": "nowhere"},
        {"url": "https://a.example/", "events": ["lead.sold"]},
        {"events": ["lead.created"]},
    ):
        with pytest.raises(Refused) as refused:
            await ada.rest(shapes.Webhook, "POST", "/webhooks", said)
        assert refused.value.code == "VALIDATION_ERROR"
    ben = Asker(doors.http, doors.ben.key)
    with pytest.raises(Refused) as refused:
        await ben.rest(shapes.Webhook, "POST", "/webhooks", {"url": "https://a.example/"})
    assert refused.value.status == 403
