"""Webhooks in the words of this face: fifteen events, what they carry, and what is not told."""

import hashlib
import hmac
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from handrail.features.entities.shape import ENTITIES
from tests.features.entities import shapes
from tests.features.entities.asking import Asker, Askers
from tests.features.entities.test_tools import one
from tests.features.webhooks.listening import Ears, relaxed
from tests.strangers.receiver import receiving

pytestmark = pytest.mark.anyio


def test_there_are_fifteen_events() -> None:
    assert len(ENTITIES.known) == 15 and "organization.deleted" in ENTITIES.known


async def hook(ada: Asker, url: str, **said: Any) -> dict[str, Any]:
    return await ada.tool(
        "create_webhook", **{"url": url, "events": list(ENTITIES.known), "secret": "s3cret"} | said
    )


async def test_what_is_told_of_a_contact_from_its_making_to_its_end(asked: Askers) -> None:
    ada, world = asked.ada, relaxed(asked.doors.world)
    column = await ada.tool("create_plain_custom_column", entityType="contact", label="Why")
    acme = await one(ada, "organization", name="Acme")
    async with receiving() as receiver:
        await hook(ada, receiver.url)
        contact = await one(
            ada, "contact", firstName="Max", lastName="M", organizationIds=[acme], notes="n"
        )
        await ada.tool(
            "update_contacts",
            contacts=[
                {"id": contact, "firstName": "Moritz", "notes": None, "organizationIds": [],
                 "userIds": [world.ids["ben"]],
                 "customFieldValues": [{"columnId": column["id"], "value": "x"}]}
            ],
        )  # fmt: skip
        await ada.tool("update_contacts", contacts=[{"id": contact, "firstName": "Moritz"}])
        await ada.tool("delete_entities", entity="contact", ids=[contact])
        await Ears(world).hear()
        got = receiver.got
        for each in got:
            mac = hmac.new(b"s3cret", each.raw, hashlib.sha256).hexdigest()
            assert each.headers["x-webhook-signature"] == mac
            data = each.body["data"]
            assert set(data) == {"userId", "companyId", "entityId", "payload"}
            assert data["userId"] == world.ids["ada"]
            assert data["companyId"] == world.ada.actor.workspace_id
            assert each.body["timestamp"].endswith("Z")
        of_contact = [e.body for e in got if e.body["data"]["entityId"] == contact]
        of_acme = [e.body for e in got if e.body["data"]["entityId"] == acme]
        assert [e["event"] for e in of_contact] == [
            "contact.created", "contact.updated", "contact.deleted",
        ]  # fmt: skip
        assert [e["event"] for e in of_acme] == ["organization.updated"] * 2
        created, updated, deleted = (e["data"]["payload"] for e in of_contact)
        assert set(created) == {"contact"}
        shapes.Contact.model_validate(created["contact"])
        assert created["contact"]["organizations"] == [{"id": acme, "name": "Acme"}]
        assert set(updated) == {"contact", "changes"}
        assert updated["changes"]["firstName"] == {"previous": "Max", "current": "Moritz"}
        assert updated["changes"]["notes"] == {"previous": "n", "current": None}
        assert updated["changes"]["organizations"] == {
            "previous": [{"id": acme, "name": "Acme"}], "current": [],
        }  # fmt: skip
        assert updated["changes"]["customFieldValues"] == {
            "previous": [], "current": [{"columnId": column["id"], "value": "x"}],
        }  # fmt: skip
        [ben] = updated["changes"]["users"]["current"]
        assert ben["firstName"] == "Ben" and set(updated["changes"]) == {
            "firstName", "notes", "organizations", "customFieldValues", "users",
        }  # fmt: skip
        assert deleted == {"contactId": contact}
        gained, lost = (e["data"]["payload"]["changes"]["contacts"] for e in of_acme)
        assert gained["previous"] == [] and gained["current"][0]["id"] == contact
        assert lost["current"] == [] and lost["previous"][0]["id"] == contact


async def test_what_is_told_is_what_the_openapi_document_describes(asked: Askers) -> None:
    document = (await asked.doors.http.get("/api/v1/openapi")).json()
    ada, world = asked.ada, relaxed(asked.doors.world)
    seen = set[str]()
    async with receiving() as receiver:
        await hook(ada, receiver.url)
        service = await one(ada, "service", name="S", amount=10)
        for kind in ("contact", "organization", "deal", "task"):
            said: dict[str, Any] = {"name": "A"}
            if kind == "contact":
                said = {"firstName": "A", "lastName": "B"}
            if kind == "deal":
                said["services"] = [{"serviceId": service, "quantity": 2}]
            made = await one(ada, kind, **said)
            change = {"entity": kind, "items": [{"id": made, "notes": "n"}]}
            await ada.tool("update_entity_notes", **change)
            await ada.tool("delete_entities", entity=kind, ids=[made])
        await ada.tool("delete_entities", entity="service", ids=[service])
        await Ears(world).hear()
        for each in receiver.got:
            told = document["webhooks"][each.body["event"]]["post"]
            schema = told["requestBody"]["content"]["application/json"]["schema"]
            Draft202012Validator({**schema, "components": document["components"]}).validate(
                each.body
            )
            assert {p["name"].lower() for p in told["parameters"]} <= set(each.headers)
            seen.add(each.body["event"])
    assert seen == set(ENTITIES.known)


async def test_a_deal_tells_its_totals_and_a_service_the_deal_it_came_into(asked: Askers) -> None:
    ada, world = asked.ada, relaxed(asked.doors.world)
    service = await one(ada, "service", name="S", amount=10)
    deal = await one(ada, "deal", name="D")
    async with receiving() as receiver:
        await hook(ada, receiver.url, events=["deal.updated", "service.updated"])
        await ada.tool(
            "update_deals",
            deals=[{"id": deal, "services": [{"serviceId": service, "quantity": 3}]}],
        )
        await Ears(world).hear()
        told = {e.body["event"]: e.body["data"]["payload"] for e in receiver.got}
        changes = told["deal.updated"]["changes"]
        assert changes["totalValue"] == {"previous": 0, "current": 30}
        assert changes["services"]["current"][0]["quantity"] == 3
        assert told["service.updated"]["changes"]["deals"]["current"][0]["id"] == deal


async def test_what_this_face_does_not_show_is_not_told(asked: Askers) -> None:
    ada, world, native = asked.ada, relaxed(asked.doors.world), asked.doors.ada
    contact = await one(ada, "contact", firstName="Max", lastName="M")
    lead = await native.mcp("create_record", object="leads", values={"name": "L"})
    await native.mcp("create_object", slug="pets", singular_noun="Pet", plural_noun="Pets")
    await native.mcp(
        "create_attribute", object="people", title="Pets", type="relationship",
        relationship={"target_object_id": "pets", "cardinality": "many_to_many"},
    )  # fmt: skip
    pet = await native.mcp("create_record", object="pets", values={"name": "Rex"})
    async with receiving() as receiver:
        await hook(ada, receiver.url)
        said = {"object": "people", "record_id": contact}
        await native.rest("update_record", **said, values={"job_title": "Boss"})
        await native.rest("update_record", **said, values={"pets": [pet["id"]]})
        await native.rest("create_note", **said, content="x")
        await native.rest("update_record", object="leads", record_id=lead["id"],
                          values={"name": "M"})  # fmt: skip
        await Ears(world).hear()
        assert receiver.got == []


async def test_deliveries_are_listed_and_sent_again_as_new_ones(asked: Askers) -> None:
    ada, world = asked.ada, relaxed(asked.doors.world)
    async with receiving() as receiver:
        made = await hook(ada, receiver.url, events=["task.created"], description="Log")
        await one(ada, "task", name="T")
        await Ears(world).hear()
        page = await ada.tool("list_webhook_deliveries", searchTerm="task")
        [delivery] = page["items"]
        assert page["total"] == 1 and delivery["success"] and delivery["statusCode"] == 200
        assert delivery["requestBody"] == receiver.got[0].raw.decode()
        assert (delivery["event"], delivery["status"]) == ("task.created", "delivered")
        again = await ada.tool("resend_webhook_delivery", id=delivery["id"])
        assert again["id"] != delivery["id"] and again["success"] is False
        await Ears(world).hear()
        assert len(receiver.got) == 2
        page = await ada.tool("list_webhook_deliveries", pageSize=100)
        assert [each["id"] for each in page["items"]] == [again["id"], delivery["id"]]
        assert (await asked.rex.tool("list_webhook_deliveries"))["total"] == 0
        kept = await ada.tool("get_webhook", id=made["id"])
        assert kept["secret"] == "s3cret" and kept["description"] == "Log"
        changed = await ada.tool(
            "update_webhook", id=made["id"], events=["deal.created"], secret=None
        )
        assert changed["events"] == ["deal.created"] and changed["secret"] is None
        assert (await ada.tool("list_webhooks", searchTerm="log"))["total"] == 1
        assert (await ada.tool("list_webhooks", searchTerm="nothing"))["total"] == 0
        gone = await ada.tool("delete_webhook", id=made["id"])
        assert gone == f"Deleted webhook {made['id']}"
