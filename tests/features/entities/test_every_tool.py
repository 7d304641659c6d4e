"""Every one of the 57 tools: what it is listed as, done well, asked badly, and of a stranger."""

import re
from typing import Any

import pytest

from handrail import catalog
from handrail.surfaces.mcp.offer import sizes
from tests.features.entities.asking import Asker, Askers, Refused
from tests.features.entities.test_columns import CHIP, OPTIONS
from tests.features.entities.test_tools import one

pytestmark = pytest.mark.anyio
NOBODY = "00000000-0000-7000-8000-000000000000"
MOST_TOKENS = 16_000
HOOK = {"url": "https://hooks.acme.com/in", "events": ["contact.created"], "secret": "s3cret"}
PROFILE = {"firstName": "Ada", "lastName": "Admin", "country": "de"}
COMPANY = {"name": "Acme", "street": "S 1", "city": "Berlin", "postalCode": "1", "country": "de"}
WIDGET = {
    "name": "W", "entityType": "deal", "displayType": "doughnutChart", "groupByType": "none",
    "aggregationType": "count",
}  # fmt: skip


async def things(asker: Asker) -> dict[str, str]:
    """What somebody has, by what it is."""
    contact = await one(asker, "contact", firstName="Max", lastName="M", notes="one")
    organization = await one(asker, "organization", name="Acme")
    service = await one(asker, "service", name="S", amount=1)
    deal = await one(asker, "deal", name="D", services=[{"serviceId": service}])
    task = await one(asker, "task", name="T")
    made = {"contact": contact, "organization": organization, "deal": deal, "service": service,
            "task": task}  # fmt: skip
    made["widget"] = (await asker.tool("create_widget", **WIDGET))["id"]
    made["webhook"] = (await asker.tool("create_webhook", **HOOK))["id"]
    for name, extras in {
        "plain": {}, "date": {}, "datetime": {}, "currency": {"currency": "eur"},
        "single_select": {"options": OPTIONS}, "link": CHIP, "email": CHIP, "phone": CHIP,
    }.items():  # fmt: skip
        column = await asker.tool(
            f"create_{name}_custom_column", entityType="contact", label=name, **extras
        )
        made[name] = column["id"]
    return made


def calls(t: dict[str, str]) -> dict[str, tuple[dict[str, Any], dict[str, Any], bool]]:
    """Tool → what it is asked, what it is asked badly, and whether it names somebody's things."""
    new = {"entityType": "deal", "label": "New"}
    one_contact = {"entity": "contact", "items": [{"id": t["contact"], "notes": "x"}]}
    fields = [{"columnId": t["plain"], "value": "x"}]
    link = {"entity": "contact", "sourceId": t["contact"], "relation": "organizations",
            "ids": [t["organization"]]}  # fmt: skip

    def column(name: str, **extras: Any) -> dict[str, Any]:
        return {"id": t[name], "label": "L", **extras}

    changed = [{**each} for each in OPTIONS]
    return {
        "get_entity_configuration": ({"entity": "deal"}, {"entity": "lead"}, False),
        "filter_entity": ({"entity": "deal"}, {"entity": "deal", "pageSize": 3}, False),
        "count_entity": ({"entity": "deal"}, {"entity": "deal", "filters": [{}]}, False),
        "search_all_entities": ({"searchTerm": "a"}, {"searchTerm": ""}, False),
        "get_entities": (
            {"items": [{"entity": "deal", "id": t["deal"]}]}, {"items": []}, False),
        "update_entity_notes": (one_contact, {"entity": "contact", "items": []}, True),
        "append_entity_notes": (one_contact, {"entity": "contact", "items": [
            {"id": t["contact"], "notes": ""}]}, True),
        "update_entity_custom_fields": (
            {"entity": "contact", "items": [{"id": t["contact"], "customFieldValues": fields}]},
            {"entity": "contact", "items": [{"id": t["contact"]}]}, True),
        "link_entities": (link, {**link, "relation": "services"}, True),
        "unlink_entities": (link, {**link, "ids": []}, True),
        "create_contacts": (
            {"contacts": [{"firstName": "A", "lastName": "", "dealIds": [t["deal"]]}]},
            {"contacts": [{"firstName": "", "lastName": ""}]}, True),
        "update_contacts": (
            {"contacts": [{"id": t["contact"], "firstName": "B"}]}, {"contacts": []}, True),
        "create_organizations": (
            {"organizations": [{"name": "A", "contactIds": [t["contact"]]}]},
            {"organizations": [{"nam": "A"}]}, True),
        "update_organizations": (
            {"organizations": [{"id": t["organization"], "name": "B"}]},
            {"organizations": [{"id": "x"}]}, True),
        "create_deals": (
            {"deals": [{"name": "A", "services": [{"serviceId": t["service"], "quantity": 2}]}]},
            {"deals": [{"name": "A", "services": [{"serviceId": t["service"], "quantity": -1}]}]},
            True),
        "update_deals": (
            {"deals": [{"id": t["deal"], "contactIds": [t["contact"]]}]},
            {"deals": [{"id": t["deal"], "services": None}]}, True),
        "create_services": (
            {"services": [{"name": "A", "amount": 2, "dealIds": [t["deal"]]}]},
            {"services": [{"name": "A", "amount": 0}]}, True),
        "update_services": (
            {"services": [{"id": t["service"], "amount": 5}]},
            {"services": [{"id": t["service"], "dealIds": None}]}, True),
        "create_tasks": ({"tasks": [{"name": "A"}]}, {"tasks": [{"name": ""}]}, False),
        "update_tasks": (
            {"tasks": [{"id": t["task"], "name": "B"}]},
            {"tasks": [{"id": t["task"], "userIds": None}]}, True),
        "list_widgets": ({}, {"page": 1}, False),
        "get_widgets": ({"ids": [t["widget"]]}, {"ids": []}, False),
        "create_widget": (WIDGET, {**WIDGET, "groupByType": "contact"}, False),
        "update_widget": (
            {"id": t["widget"], "name": "X"}, {"id": t["widget"], "barColors": ["red"]}, True),
        "list_webhooks": ({}, {"searchTerm": 5}, False),
        "get_webhook": ({"id": t["webhook"]}, {"id": 5}, True),
        "create_webhook": (HOOK, {**HOOK, "url": "http://acme.com"}, False),
        "update_webhook": (
            {"id": t["webhook"], "enabled": False}, {"id": t["webhook"], "events": ["x"]}, True),
        "list_webhook_deliveries": ({}, {"pageSize": 10}, False),
        "resend_webhook_delivery": ({"id": NOBODY}, {"id": "x"}, False),
        "list_custom_columns": ({}, {"entityType": "lead"}, False),
        "create_plain_custom_column": (new, {"entityType": "deal"}, False),
        "update_plain_custom_column": (column("plain"), column("date"), True),
        "create_date_custom_column": (new, {**new, "displayFormat": "long"}, False),
        "update_date_custom_column": (column("date"), column("plain"), True),
        "create_datetime_custom_column": (new, {**new, "displayFormat": "x"}, False),
        "update_datetime_custom_column": (column("datetime"), column("date"), True),
        "create_currency_custom_column": ({**new, "currency": "usd"}, new, False),
        "update_currency_custom_column": (
            column("currency", currency="chf"), column("currency", currency="xxx"), True),
        "create_single_select_custom_column": (
            {**new, "options": OPTIONS}, {**new, "options": []}, False),
        "update_single_select_custom_column": (
            column("single_select", options=changed), column("plain", options=changed), True),
        "create_link_custom_column": ({**new, **CHIP}, {**new, "color": "info"}, False),
        "update_link_custom_column": (column("link", **CHIP), column("email", **CHIP), True),
        "create_email_custom_column": ({**new, **CHIP}, {**new, **CHIP, "color": "red"}, False),
        "update_email_custom_column": (column("email", **CHIP), column("phone", **CHIP), True),
        "create_phone_custom_column": ({**new, **CHIP}, new, False),
        "update_phone_custom_column": (column("phone", **CHIP), column("link", **CHIP), True),
        "get_current_user": ({}, {"id": "me"}, False),
        "update_my_profile": (PROFILE, {**PROFILE, "country": "DE"}, False),
        "list_users": ({}, {"page": 1}, False),
        "get_company": ({}, {"id": "x"}, False),
        "update_company": (COMPANY, {**COMPANY, "country": "xx"}, False),
        "list_roles": ({}, {"page": 1}, False),
        # last: what they name is gone then
        "delete_custom_column": ({"id": t["plain"]}, {"id": "x"}, True),
        "delete_webhook": ({"id": t["webhook"]}, {"id": "x"}, True),
        "delete_widget": ({"id": t["widget"]}, {"id": "x"}, True),
        "delete_entities": (
            {"entity": "contact", "ids": [t["contact"]]}, {"entity": "contact", "ids": []}, True),
    }  # fmt: skip


async def test_every_tool_does_what_is_asked_refuses_what_is_wrong_and_tells_no_stranger(
    asked: Askers,
) -> None:
    mine = await things(asked.ada)
    said = calls(mine)
    assert set(said) == {each.name for each in catalog.ENTITIES} and len(said) == 57
    for name, (_, bad, _) in said.items():
        with pytest.raises(Refused) as refused:
            await asked.ada.tool(name, **bad)
        assert refused.value.code == "VALIDATION_ERROR", name
        assert re.match(r"Validation error: \S+", refused.value.text), name
    for name, (good, _, of_mine) in said.items():
        if of_mine:
            with pytest.raises(Refused) as refused:
                await asked.rex.tool(name, **good)
            text = refused.value.text
            assert "not found or not accessible" in text or "not found" in text, (name, text)
    for name, (good, _, _) in said.items():
        if name == "resend_webhook_delivery":
            with pytest.raises(Refused) as refused:
                await asked.ada.tool(name, **good)
            assert refused.value.text == "Error: id: Delivery ID not found or not accessible."
        else:
            await asked.ada.tool(name, **good)


async def test_the_list_says_what_its_contract_says_and_is_not_too_long(asked: Askers) -> None:
    weighed = sizes(catalog.ENTITIES)
    print(f"entities: {len(weighed)} tools, {sum(weighed.values())} tokens")
    assert sum(weighed.values()) <= MOST_TOKENS
    assert asked.ada.tools is not None
    listed = (await asked.ada.tools.list_tools()).tools
    assert len(listed) == 57 and "update_deal" not in {each.name for each in listed}
    again = {"create_": False, "append_": False, "resend_": False}
    for tool in listed:
        hints = tool.annotations
        assert hints is not None and hints.open_world_hint is False, tool.name
        about = tool.description or ""
        if tool.name.startswith(("get_", "list_", "filter_", "count_", "search_")):
            assert hints.read_only_hint and hints.idempotent_hint, tool.name
        elif tool.name.startswith("delete_"):
            assert hints.destructive_hint and not hints.read_only_hint, tool.name
            assert about.startswith("IRREVERSIBLE"), tool.name
        else:
            assert not hints.read_only_hint and not hints.destructive_hint, tool.name
            is_again = not tool.name.startswith(tuple(again))
            assert hints.idempotent_hint is is_again, tool.name
        _check_schema(tool.name, tool.input_schema)
        if re.fullmatch(r"update_(contacts|organizations|deals|services|tasks)", tool.name):
            assert "WARNING" in about and "link_entities / unlink_entities" in about


def _check_schema(name: str, schema: dict[str, Any], at: str = "") -> None:
    """Enumerations are told in words too, and filters have an example."""
    for field, said in schema.get("properties", {}).items():
        branches = [said, *said.get("anyOf", ())]
        for each in branches:
            if "enum" in each:
                about = " ".join(b.get("description", "") for b in branches)
                assert all(str(v) in about for v in each["enum"]), (name, field)
            if isinstance(each.get("items"), dict):
                inner = each["items"]
                if "enum" in inner:
                    about = " ".join(b.get("description", "") for b in branches)
                    assert all(str(v) in about for v in inner["enum"]), (name, field)
                _check_schema(name, inner, field)
            _check_schema(name, each, field)
        if field.lower().endswith("filters"):
            assert 'Example: [{"field":' in str(said), (name, field)


async def test_every_tool_that_a_refusal_names_is_there(asked: Askers) -> None:
    """A refusal that names tools of another face would send a model astray."""
    names = {each.name for each in catalog.ENTITIES} | {"update_deal"}
    verbs = "list|search|get|create|update|delete|filter|count|link|unlink|append|resend"
    mine = await things(asked.ada)
    for name, (_, bad, _) in calls(mine).items():
        with pytest.raises(Refused) as refused:
            await asked.ada.tool(name, **bad)
        found = {m[0] for m in re.finditer(rf"\b({verbs})_[a-z_]+\b", refused.value.text)}
        assert found <= names, (name, refused.value.text)


async def test_a_key_that_only_reads_is_offered_what_reads(asked: Askers) -> None:
    assert asked.cleo.tools is not None
    listed = {each.name for each in (await asked.cleo.tools.list_tools()).tools}
    assert "filter_entity" in listed and not any(
        each.startswith(("create_", "update_", "delete_", "link_")) for each in listed
    )
    with pytest.raises(Refused) as refused:
        await asked.cleo.tool("create_tasks", tasks=[{"name": "T"}])
    assert refused.value.code == "FORBIDDEN" and refused.value.text.startswith("Error: ")


async def test_a_batch_is_done_wholly_or_not_at_all_and_says_which_was_wrong(
    asked: Askers,
) -> None:
    ada = asked.ada
    good = {"firstName": "A", "lastName": "B"}
    for wrong, place in (
        ({**good, "organizationIds": [NOBODY]}, "contacts.1.organizationIds.0"),
        ({**good, "userIds": [NOBODY]}, "contacts.1.userIds.0"),
        ({"firstName": "A"}, "contacts.1.lastName"),
        ({**good, "notes": "x" * 65_536}, "contacts.1.notes"),
    ):
        with pytest.raises(Refused) as refused:
            await ada.tool("create_contacts", contacts=[good, wrong])
        assert refused.value.text.startswith(f"Validation error: {place}"), refused.value.text
    contact = await one(ada, "contact", **good)
    with pytest.raises(Refused) as refused:
        await ada.tool(
            "update_contacts",
            contacts=[{"id": contact, "firstName": "Z"}, {"id": NOBODY, "firstName": "Z"}],
        )
    assert refused.value.text == "Error: contacts.1.id: Contact ID not found or not accessible."
    with pytest.raises(Refused) as refused:
        await ada.tool("delete_entities", entity="contact", ids=[contact, NOBODY])
    assert refused.value.text == "Error: ids.1: Contact ID not found or not accessible."
    [told] = await ada.tool("get_entities", items=[{"entity": "contact", "id": contact}])
    assert told["contact"]["firstName"] == "A"
    assert (await ada.tool("count_entity", entity="contact"))["total"] == 1


async def test_a_refusal_names_what_would_be_taken_and_where(asked: Askers) -> None:
    address = "https://hooks.example/e"
    for name, said, told in (
        (
            "create_webhook",
            {"url": address, "events": ["contact.create"]},
            "events: There is no event 'contact.create'. Use one of contact.created, ",
        ),
        (
            "create_contacts",
            {"contacts": [{"firstName": "A", "lastName": "B", "organisationIds": []}]},
            "Unknown argument 'contacts.0.organisationIds'. Did you mean 'organizationIds'?",
        ),
        (
            "filter_entity",
            {"entity": "contact", "filters": [{"field": "name", "op": "contains", "value": "x"}]},
            "Unknown argument 'filters.0.op'. Did you mean 'operator'?",
        ),
        (
            "create_services",
            {"services": [{"name": "S", "amount": 0}]},
            "services.0.amount must be more than 0.",
        ),
    ):
        with pytest.raises(Refused) as refused:
            await asked.ada.tool(name, **said)
        assert refused.value.text.startswith(f"Validation error: {told}"), refused.value.text
