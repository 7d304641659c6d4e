"""What happens is told: once each, in order, signed, and to nobody who may not hear it."""

import asyncio
import hashlib
import hmac
import re
import socket
import struct
from typing import Any

import pytest

from handrail.core.errors import Invalid
from handrail.storage.database import Database
from handrail.storage.queue import Job
from handrail.surfaces.worker.loop import Handler
from tests.features.webhooks.listening import Ears, changes, listening, log_of, relaxed
from tests.strangers.receiver import Answer, Received, receiving
from tests.world import World

pytestmark = pytest.mark.anyio


async def test_a_change_arrives_signed_with_the_record_as_it_left_it(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        made = await world.ben("create_record", object="deals", values={"name": "Big", "value": 5})
        await Ears(world).hear()
        [received] = receiver.got
        stamp, mac = received.headers["x-handrail-signature"].split(",")
        signed = stamp.removeprefix("t=").encode() + b"." + received.raw
        secret = webhook["secret"].encode()
        assert mac == f"v1={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"
        body = received.body
        assert body["event"] == "record.created" and body["actor"] == "Ben Seller"
        assert body["after"]["name"] == "Big" and body["before"] is None
        seen = await world.ben("get_record", object="deals", record_id=made["id"])
        assert body["record"] == seen
        [logged] = await log_of(world.ada, webhook)
        assert logged["status"] == "delivered" and logged["body"] == received.raw.decode()
        assert (logged["status_code"], logged["response"]) == (200, "thanks")
        assert logged["id"] == received.delivery


async def test_what_is_told_later_says_what_was_then(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        await listening(world.ada, receiver.url)
        firm = await world.ben("create_record", object="companies", values={"name": "Acorn"})
        deal = await world.ben("create_record", object="deals", values={"name": "One", "value": 1})
        at = {"object": "deals", "record_id": deal["id"]}
        seen = [await world.ben("get_record", **at)]
        for values in ({"value": 2}, {"companies": [firm["id"]]}, {"name": "Two", "value": None}):
            await world.ben("update_record", **at, values=values)
            seen.append(await world.ben("get_record", **at))
        await world.ben("delete_record", **at)
        await Ears(world).hear()
        told = [each.body for each in receiver.got if each.body["record_id"] == deal["id"]]
        assert [each["event"].partition(".")[2] for each in told] == [
            "created", "updated", "updated", "updated", "deleted",
        ]  # fmt: skip
        assert [each["record"] for each in told] == [*seen, seen[-1]]


async def test_an_update_that_changes_nothing_is_not_told(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        deal = await world.ben("create_record", object="deals", values={"name": "One"})
        await listening(world.ada, receiver.url)
        at = {"object": "deals", "record_id": deal["id"]}
        await world.ben("update_record", **at, values={"name": "One"})
        await Ears(world).hear()
        assert receiver.got == []


async def test_a_receiver_that_is_down_gets_everything_in_order_once_it_is_up(
    world: World,
) -> None:
    relaxed(world)
    ears = Ears(world)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        await receiver.down()
        deals = [
            await world.ben("create_record", object="deals", values={"name": f"{i}", "value": 0})
            for i in range(3)
        ]
        for value in (1, 2, 3):
            for each in deals:
                at = {"object": "deals", "record_id": each["id"]}
                await world.ben("update_record", **at, values={"value": value})
        await ears.hear()
        logged = await log_of(world.ada, webhook)
        assert {each["status"] for each in logged} == {"pending", "failed"}
        assert all(each["attempts"] == 0 for each in logged if each["status"] == "pending")
        await receiver.up()
        await ears.hear()
        assert receiver.got == []
        ears.skip(60)
        await ears.hear()
        for each in deals:
            told = [r.body["after"] for r in receiver.got if r.body["record_id"] == each["id"]]
            assert [after.get("value") for after in told] == [0, 1, 2, 3]
        assert {each["status"] for each in await log_of(world.ada, webhook)} == {"delivered"}


async def test_a_delivery_that_fails_holds_up_its_own_record_only(world: World) -> None:
    relaxed(world)
    ears = Ears(world, tries=3)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        bad = await world.ben("create_record", object="deals", values={"name": "Bad"})
        good = await world.ben("create_record", object="deals", values={"name": "Good"})
        for each in (bad, good):
            at = {"object": "deals", "record_id": each["id"]}
            await world.ben("update_record", **at, values={"value": 9})
        refused = (bad["id"], "record.created")

        def decide(got: Received) -> Answer:
            about = got.body["record_id"], got.body["event"]
            return Answer(500 if about == refused else 200)

        receiver.decide = decide
        await ears.hear()
        arrived = [(r.body["record_id"], r.body["event"]) for r in receiver.got]
        assert (good["id"], "record.updated") in arrived
        assert (bad["id"], "record.updated") not in arrived
        for _ in range(3):
            ears.skip(3600)
            await ears.hear()
        dead, *rest = [e for e in await log_of(world.ada, webhook) if e["record_id"] == bad["id"]]
        assert (dead["status"], dead["attempts"], dead["status_code"]) == ("dead", 3, 500)
        assert [each["status"] for each in rest] == ["delivered"]
        tries = [r for r in receiver.got if r.delivery == dead["id"]]
        assert [each.headers["x-handrail-attempt"] for each in tries] == ["1", "2", "3"]


# receivers of all kinds -------------------------------------------------------------------


async def tried(world: World, ears: Ears, webhook: dict[str, Any]) -> dict[str, Any]:
    """The one delivery of a new deal, after one try."""
    await world.ben("create_record", object="deals", values={"name": "D"})
    await ears.hear()
    [logged] = await log_of(world.ada, webhook)
    return logged


async def test_who_does_not_answer_in_time_is_asked_again(world: World) -> None:
    relaxed(world)
    never = asyncio.Event()
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        receiver.decide = lambda got: Answer(after=never.wait)
        logged = await tried(world, Ears(world, timeout=0.2), webhook)
        never.set()
    assert (logged["status"], logged["status_code"]) == ("failed", None)
    assert "did not answer within 0.2 seconds" in logged["response"]
    assert logged["next_at"] is not None and logged["body"] is not None


CUT_OFF = struct.pack("ii", 1, 0)
"""What makes a closed connection one that is reset (SO_LINGER of no time)."""


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 O", b"\x00 this is no HTTP\r\n\r\n"])
@pytest.mark.parametrize("reset", [False, True])
async def test_who_hangs_up_is_asked_again_and_the_log_says_why(
    world: World, begun: bytes, reset: bool
) -> None:
    relaxed(world)

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(begun)
        if reset:
            taken = writer.get_extra_info("socket")
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT_OFF)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        webhook = await listening(world.ada, f"http://127.0.0.1:{port}/hook")
        logged = await tried(world, Ears(world), webhook)
    assert (logged["status"], logged["status_code"], logged["attempts"]) == ("failed", None, 1)
    assert re.fullmatch(r"127\.0\.0\.1 gave no answer: \w.{9,}\.", logged["response"])
    assert logged["next_at"] is not None


async def test_gone_is_no_more_than_a_refusal(world: World) -> None:
    relaxed(world)
    ears = Ears(world)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        receiver.decide = lambda got: Answer(410)
        logged = await tried(world, ears, webhook)
        assert (logged["status"], logged["status_code"]) == ("failed", 410)
        receiver.decide = lambda got: Answer()
        ears.skip(10)
        await ears.hear()
        [logged] = await log_of(world.ada, webhook)
        assert (logged["status"], logged["attempts"]) == ("delivered", 2)
        assert [each.delivery for each in receiver.got] == [logged["id"]] * 2


async def test_a_redirect_is_not_followed(world: World) -> None:
    relaxed(world)
    async with receiving() as elsewhere, receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        to = (("location", elsewhere.url),)
        receiver.decide = lambda got: Answer(302, headers=to)
        logged = await tried(world, Ears(world), webhook)
        assert elsewhere.got == []
    assert (logged["status"], logged["status_code"]) == ("failed", 302)
    assert "redirect" in logged["response"]


async def test_a_long_answer_is_cut_and_what_is_no_text_is_kept_as_text(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        receiver.decide = lambda got: Answer(body=b"\x00\xff" + b"long " * 100_000)
        logged = await tried(world, Ears(world), webhook)
    assert logged["status"] == "delivered" and len(logged["response"]) == 1000


async def test_a_name_that_leads_to_a_private_address_is_not_asked(world: World) -> None:
    """However it was spelled when the webhook was made: it is looked up at each try."""

    async def inward(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async with receiving() as receiver:
        url = f"https://hooks.example.com:{receiver.port}/in"
        webhook = await listening(world.ada, url)
        ears = Ears(world, allow_private=False, resolve=inward)
        logged = await tried(world, ears, webhook)
        assert receiver.got == []
    assert (logged["status"], logged["status_code"]) == ("failed", None)
    assert "not on the public internet" in logged["response"]


async def test_an_address_that_became_private_is_not_asked(world: World) -> None:
    """Made while private addresses were allowed, delivered when they are not."""
    relaxed(world)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        logged = await tried(world, Ears(world, allow_private=False), webhook)
        assert receiver.got == []
    assert "not on the public internet" in logged["response"]


# sending again ----------------------------------------------------------------------------


async def test_what_was_given_up_is_sent_again_by_hand_as_a_new_delivery(world: World) -> None:
    relaxed(world)
    ears = Ears(world, tries=1)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        receiver.decide = lambda got: Answer(500, b"broken")
        dead = await tried(world, ears, webhook)
        assert (dead["status"], dead["response"]) == ("dead", "broken")
        receiver.decide = lambda got: Answer()
        again = await world.ada("resend_webhook_delivery", delivery_id=dead["id"])
        assert again["resent_of"] == dead["id"] and again["id"] != dead["id"]
        ears.skip(60)
        await ears.hear()
        first, second = receiver.got
        assert second.body == first.body
        assert (first.delivery, second.delivery) == (dead["id"], again["id"])
        assert [e["status"] for e in await log_of(world.ada, webhook)] == ["dead", "delivered"]


async def test_the_journal_is_told_again_from_any_place(world: World) -> None:
    relaxed(world)
    ears = Ears(world)
    for number in range(3):
        await world.ben("create_record", object="deals", values={"name": f"Before {number}"})
    seqs = [each["seq"] for each in await changes(world.ada) if each["type"] == "record.created"]
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        await world.ada("replay_webhook", webhook_id=webhook["id"], after_seq=seqs[0])
        await ears.hear()
        assert sorted(r.body["after"]["name"] for r in receiver.got) == ["Before 1", "Before 2"]
        receiver.got.clear()
        said = {"webhook_id": webhook["id"], "after_seq": 0, "before_seq": seqs[1]}
        await world.ada("replay_webhook", **said)
        await ears.hear()
        assert [r.body["after"]["name"] for r in receiver.got] == ["Before 0"]
        with pytest.raises(Invalid):
            await world.ada("replay_webhook", webhook_id=webhook["id"], after_seq=10**9)


async def test_a_replay_of_more_than_a_page_tells_everything_once(world: World) -> None:
    relaxed(world)
    many = [{"values": {"name": f"{number:03}"}} for number in range(450)]
    for begin in range(0, 450, 150):
        for each in many[begin : begin + 150]:
            await world.ben("create_record", object="deals", **each)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url)
        await world.ada("replay_webhook", webhook_id=webhook["id"], after_seq=0)
        await Ears(world).hear()
        told = sorted(each.body["after"]["name"] for each in receiver.got)
        assert told == [each["values"]["name"] for each in many]


async def test_a_test_arrives_and_is_logged(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        webhook = await listening(world.ada, receiver.url, events=["note.created"])
        made = await world.ada("test_webhook", webhook_id=webhook["id"])
        await Ears(world).hear()
        [received] = receiver.got
        assert received.body["event"] == "webhook.test" and received.delivery == made["id"]
        [logged] = await log_of(world.ada, webhook)
        assert logged["status"] == "delivered"


# notes, links, what is chosen -------------------------------------------------------------


async def test_notes_are_told_with_the_record_they_are_on(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        events = ["note.created", "note.updated", "note.deleted"]
        await listening(world.ada, receiver.url, events=events)
        deal = await world.ben("create_record", object="deals", values={"name": "D"})
        note = await world.ben("create_note", object="deals", record_id=deal["id"], content="first")
        await world.ben("update_note", note_id=note["id"], content="second")
        await world.ben("delete_note", note_id=note["id"])
        await Ears(world).hear()
        told = [each.body for each in receiver.got]
        assert [each["event"] for each in told] == events
        assert [(each["after"] or each["before"])["content"] for each in told] == [
            "first", "second", "second",
        ]  # fmt: skip
        assert all(each["record"]["name"] == "D" for each in told)


async def test_only_the_events_and_objects_asked_for_are_told(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        only = {"events": ["record.created"], "objects": ["people"]}
        await listening(world.ada, receiver.url, **only)
        person = await world.ben("create_record", object="people", values={"name": "Pia"})
        await world.ben("create_record", object="deals", values={"name": "D"})
        at = {"object": "people", "record_id": person["id"]}
        await world.ben("update_record", **at, values={"name": "Pia P."})
        await Ears(world).hear()
        assert [each.body["after"]["name"] for each in receiver.got] == ["Pia"]


async def test_what_was_before_a_webhook_listened_is_not_told(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        await world.ben("create_record", object="deals", values={"name": "Before"})
        webhook = await listening(world.ada, receiver.url)
        await world.ben("create_record", object="deals", values={"name": "Heard"})
        await Ears(world).hear()
        await world.ada("update_webhook", webhook_id=webhook["id"], enabled=False)
        await world.ben("create_record", object="deals", values={"name": "Meanwhile"})
        await world.ada("update_webhook", webhook_id=webhook["id"], enabled=True)
        await world.ben("create_record", object="deals", values={"name": "After"})
        await Ears(world).hear()
        assert [each.body["after"]["name"] for each in receiver.got] == ["Heard", "After"]


async def test_a_link_made_later_is_not_in_what_is_told_of_before(world: World) -> None:
    relaxed(world)
    async with receiving() as receiver:
        await listening(world.ada, receiver.url, objects=["companies"])
        firm = await world.ben("create_record", object="companies", values={"name": "Acorn"})
        said = {"name": "D", "companies": [firm["id"]]}
        deal = await world.ben("create_record", object="deals", values=said)
        at = {"object": "deals", "record_id": deal["id"]}
        await world.ben("update_record", **at, values={"companies": []})
        await Ears(world).hear()
        created, *_ = [each.body for each in receiver.got]
        assert created["record"]["values"]["deals"] == []
        assert [each.body["event"] for each in receiver.got] == ["record.created", "record.linked"]


# many at once -----------------------------------------------------------------------------


async def test_two_workers_tell_each_event_once_and_each_record_in_order(world: World) -> None:
    relaxed(world)
    ears = [Ears(world, name=f"worker {number}") for number in range(2)]
    async with receiving() as receiver:
        await listening(world.ada, receiver.url)
        writing = asyncio.Event()

        async def write(number: int) -> None:
            made = await world.ben("create_record", object="deals", values={"name": f"{number}"})
            at = {"object": "deals", "record_id": made["id"]}
            for value in range(5):
                await world.ben("update_record", **at, values={"value": value})

        async def work(mine: Ears) -> None:
            while not writing.is_set():
                await mine.hear()
                await asyncio.sleep(0)
            await mine.hear()

        working = [asyncio.create_task(work(each)) for each in ears]
        await asyncio.gather(*(write(number) for number in range(12)))
        writing.set()
        await asyncio.gather(*working)
        await ears[0].hear()
        deliveries = [each.delivery for each in receiver.got]
        assert len(deliveries) == len(set(deliveries)) == 12 * 6
        seqs: dict[str, list[int]] = {}
        for each in receiver.got:
            seqs.setdefault(each.body["record_id"], []).append(each.body["seq"])
        assert all(each == sorted(each) for each in seqs.values())


async def test_a_killed_worker_has_sent_what_is_sent_again_under_the_same_id(
    world: World,
) -> None:
    """Killed between the delivery and its being written down: as if its lease had run out."""
    relaxed(world)
    async with receiving() as receiver:
        await listening(world.ada, receiver.url)
        await world.ben("create_record", object="deals", values={"name": "D"})

        def dies(handler: Handler) -> Handler:
            async def run(job: Job, database: Database) -> None:
                working = asyncio.ensure_future(handler(job, database))
                if job.kind == "webhooks.deliver":
                    await receiver.until(lambda got: len(got) == 1)
                    working.cancel()
                    await asyncio.wait([working])
                    job.finished = True  # nobody is left to say so
                else:
                    await working

            return run

        held = asyncio.Event()
        receiver.decide = lambda got: Answer(after=held.wait)
        await Ears(world, around=dies, name="killed").hear()
        held.set()
        other = Ears(world, name="other")
        await other.hear()
        assert len(receiver.got) == 1
        other.skip(61)
        await other.hear()
        first, second = receiver.got
        assert first.delivery == second.delivery and first.body == second.body
