"""The tools of the entities face, through the official client with a key as x-api-key."""

import pytest

from tests.features.entities.asking import Asker, Askers, Refused

pytestmark = pytest.mark.anyio


async def refused(asker: Asker, name: str, /, **said: object) -> str:
    with pytest.raises(Refused) as refusal:
        await asker.tool(name, **said)
    return refusal.value.text


async def one(asker: Asker, entity: str, **said: object) -> str:
    plural = f"{entity}s"
    made = await asker.tool(f"create_{plural}", **{plural: [said]})
    return made["items"][0]["id"]


async def test_contacts_are_made_linked_read_and_changed(asked: Askers) -> None:
    ada = asked.ada
    acme = await one(ada, "organization", name="Acme GmbH", notes="# Hi")
    made = await ada.tool(
        "create_contacts",
        contacts=[
            {"firstName": "Max", "lastName": "Mustermann", "organizationIds": [acme],
             "userIds": [asked.doors.world.ids["ben"]]},
            {"firstName": "Cher", "lastName": ""},
        ],
    )  # fmt: skip
    assert [each["name"] for each in made["items"]] == ["Max Mustermann", "Cher"]
    max_id, cher = (each["id"] for each in made["items"])
    [told, gone, org] = await ada.tool(
        "get_entities",
        items=[
            {"entity": "contact", "id": max_id},
            {"entity": "contact", "id": acme},
            {"entity": "organization", "id": acme, "include": "withNotes"},
        ],
    )
    assert gone == {"error": "Contact not found"}
    contact = told["contact"]
    assert set(told) == {"contact"} and "notes" not in contact
    assert contact["organizations"] == [{"id": acme, "name": "Acme GmbH"}]
    assert contact["users"][0] | {"id": 0} == {
        "id": 0, "firstName": "Ben", "lastName": "Seller", "avatarUrl": None,
        "email": "ben@acme.test",
    }  # fmt: skip
    assert org["notes"] == "# Hi"
    assert org["organization"]["contacts"][0]["firstName"] == "Max"
    said = await ada.tool("update_contacts", contacts=[{"id": cher, "organizationIds": [acme]}])
    assert said == "Updated 1 contact(s)"
    found = await ada.tool("filter_entity", entity="contact", searchTerm="acme")
    assert found["total"] == 2 and "filters" not in found and found["page"] == 1
    text = await refused(ada, "update_contacts", contacts=[{"id": cher, "organizationIds": None}])
    assert text.startswith("Validation error: contacts.0.organizationIds: null is refused")
    assert "link_entities / unlink_entities" in text and "pass []" in text


async def test_totals_quantities_and_links_of_deals(asked: Askers) -> None:
    ada = asked.ada
    design = await one(ada, "service", name="Design", amount=100.5)
    build = await one(ada, "service", name="Build", amount=1000)
    deal = await one(
        ada, "deal", name="Site",
        services=[{"serviceId": design, "quantity": 2}, {"serviceId": build}],
    )  # fmt: skip
    small = await one(ada, "deal", name="Small")
    [told] = await ada.tool("get_entities", items=[{"entity": "deal", "id": deal}])
    assert (told["deal"]["totalValue"], told["deal"]["totalQuantity"]) == (1201, 3)
    assert {each["name"]: each["quantity"] for each in told["deal"]["services"]} == {
        "Design": 2, "Build": 1,
    }  # fmt: skip
    said = await ada.tool(
        "link_entities", entity="deal", sourceId=deal, relation="services", ids=[design]
    )
    assert said == f"Linked 1 services to deal {deal} (was 2, now 2)"
    said = await ada.tool(
        "link_entities", entity="service", sourceId=build, relation="deals", ids=[small, deal]
    )
    assert said == f"Linked 2 deals to service {build} (was 1, now 2)"
    [told] = await ada.tool("get_entities", items=[{"entity": "deal", "id": deal}])
    assert told["deal"]["totalQuantity"] == 3
    for field, first in (("totalValue", "Small"), ("totalQuantity", "Small")):
        found = await ada.tool(
            "filter_entity", entity="deal", sortDescriptor={"field": field, "direction": "asc"}
        )
        assert [each["name"] for each in found["items"]] == [first, "Site"]
    said = await ada.tool("update_deal", deals=[{"id": deal, "services": []}])
    assert said == "Updated 1 deal(s)"
    said = await ada.tool(
        "unlink_entities", entity="deal", sourceId=small, relation="services", ids=[build, design]
    )
    assert said == f"Unlinked 2 services from deal {small} (was 1, now 0)"
    text = await refused(
        ada, "link_entities", entity="task", sourceId=deal, relation="deals", ids=[deal]
    )
    assert text == (
        'Validation error: relation: Relation "deals" is not allowed on task. '
        "Allowed for task: users."
    )
