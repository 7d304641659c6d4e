"""The 33 tools through the official client: each done, each refused, none for a stranger."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from handrail.features.leads.operations.every import OPERATIONS
from handrail.surfaces.mcp.offer import definition, sizes
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Askers, Refused

pytestmark = pytest.mark.anyio

NOWHERE = "00000000-0000-7000-8000-000000000000"
Ids = Mapping[str, str]
Said = Callable[[Ids], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """What is said to a tool so that it does it, and so that it refuses; `shape` is its answer.
    `names` is the argument that names something of the workspace's."""

    good: Said
    bad: Said
    shape: type[BaseModel] | None = None
    names: str | None = None


def some(**said: Any) -> Said:
    return lambda ids: said


def of(which: str, /, **said: Any) -> Said:
    return lambda ids: {which: ids[which], **said}


LEAD = {"name": "Acme", "source": "web", "city": "Paris", "email": "a@acme.test"}
CASES: dict[str, Case] = {
    "list_leads": Case(
        some(filters=["and.eq.city.Paris"], sort="name", sort_order="ASC", query="Acm"),
        some(filters=["eq.city.Paris"]),
        shapes.Page,
    ),
    "get_lead": Case(of("lead_id"), some(), shapes.Lead, "lead_id"),
    "create_lead": Case(
        some(**LEAD, rating=4.5, tags=["vip"]), some(name="No source"), shapes.Created
    ),
    "update_lead": Case(
        of("lead_id", rating=5, status="won"), of("lead_id", rating=6), shapes.Lead, "lead_id"
    ),
    "create_lead_tag": Case(of("lead_id", tag="hot"), of("lead_id"), shapes.Tags, "lead_id"),
    "batch_create_leads": Case(
        some(leads=[LEAD, {"name": "B", "source": "web"}, {"name": "C"}]),
        some(leads=[]),
        shapes.BatchCreated,
    ),
    "batch_update_leads": Case(
        lambda ids: {"ids": [ids["lead_id"], "cl_none"], "data": {"state": "IDF"}},
        lambda ids: {"ids": [ids["lead_id"]], "data": {"rating": "many"}},
        shapes.BatchDone,
    ),
    "create_note": Case(
        of("lead_id", content="Called."), of("lead_id", content=""), shapes.Note, "lead_id"
    ),
    "list_notes": Case(of("lead_id"), some(), shapes.Notes, "lead_id"),
    "update_note": Case(
        of("note_id", content="Called twice."), of("note_id"), shapes.Note, "note_id"
    ),
    "create_attribute": Case(
        of("lead_id", name="industry", type="text", value="Software"),
        of("lead_id", name="industry2", type="number", value="Software"),
        shapes.Attribute,
        "lead_id",
    ),
    "list_attributes": Case(of("lead_id"), some(), shapes.Attributes, "lead_id"),
    "update_attribute": Case(
        lambda ids: {k: ids[k] for k in ("lead_id", "attribute_id")} | {"value": 501},
        lambda ids: {k: ids[k] for k in ("lead_id", "attribute_id")} | {"value": "many"},
        shapes.Attribute,
        "lead_id",
    ),
    "create_scoring_rule": Case(
        some(name="Mail", expression="email != nil ? 30 : 0"),
        some(name="Mail", expression="emial != nil ? 30 : 0"),
        shapes.Rule,
    ),
    "list_scoring_rules": Case(some(), some(page=2), shapes.Rules),
    "get_scoring_rule": Case(of("rule_id"), some(), shapes.Rule, "rule_id"),
    "update_scoring_rule": Case(
        of("rule_id", priority=2), of("rule_id", expression="1 +"), shapes.Rule, "rule_id"
    ),
    "update_lead_score": Case(of("lead_id"), some(), shapes.Scored, "lead_id"),
    "update_all_scores": Case(some(), some(really=True), shapes.Run),
    "create_webhook": Case(
        some(url="https://acme.example/hook", events=["lead.created"], secret="s"),
        some(url="ftp://acme.example"),
        shapes.Webhook,
    ),
    "list_webhooks": Case(some(), some(page=2), shapes.Webhooks),
    "create_api_key": Case(some(name="agent"), some(name=""), shapes.Key),
    "list_api_keys": Case(some(), some(page=2), shapes.Keys),
    "get_stats": Case(some(), some(by="city")),
    "list_categories": Case(some(), some(by="city")),
    "list_cities": Case(some(), some(by="city")),
    "delete_attribute": Case(
        lambda ids: {k: ids[k] for k in ("lead_id", "attribute_id")} | {"confirm": True},
        lambda ids: {k: ids[k] for k in ("lead_id", "attribute_id")},
        None,
        "lead_id",
    ),
    "delete_note": Case(of("note_id", confirm=True), of("note_id"), None, "note_id"),
    "delete_scoring_rule": Case(of("rule_id", confirm=True), of("rule_id"), None, "rule_id"),
    "delete_webhook": Case(of("webhook_id", confirm=True), of("webhook_id"), None, "webhook_id"),
    "delete_api_key": Case(of("key_id", confirm=True), of("key_id"), None, "key_id"),
    "batch_delete_leads": Case(
        lambda ids: {"ids": [ids["other_id"], ids["other_id"]], "confirm": True},
        lambda ids: {"ids": [ids["other_id"]]},
        shapes.BatchDone,
    ),
    "delete_lead": Case(of("lead_id", confirm=True), of("lead_id"), None, "lead_id"),
}


async def things(who: Asker) -> dict[str, str]:
    """One of everything, by the argument that names it."""
    lead = await who.tool(
        "create_lead",
        **LEAD,
        attributes=[{"name": "employees", "type": "number", "value": 500}],
    )
    other = await who.tool("create_lead", name="Other", source="web")
    note = await who.tool("create_note", lead_id=lead["id"], content="Hello.")
    [attribute] = (await who.tool("list_attributes", lead_id=lead["id"]))["attributes"]
    rule = await who.tool("create_scoring_rule", name="Base", expression="attr_employees / 100")
    webhook = await who.tool("create_webhook", url="https://acme.example/hook")
    key = await who.tool("create_api_key", name="agent")
    return {
        "lead_id": lead["id"],
        "other_id": other["id"],
        "note_id": note["id"],
        "attribute_id": attribute["id"],
        "rule_id": rule["id"],
        "webhook_id": webhook["id"],
        "key_id": key["id"],
    }


def test_every_tool_of_the_contract_is_offered() -> None:
    offered = [each.name for each in OPERATIONS if "mcp" in each.doors]
    assert sorted(offered) == sorted(CASES) and len(offered) == 33


def test_the_list_is_short_and_says_little_of_much() -> None:
    weighed = sizes(OPERATIONS)
    print(f"\nleads: {len(weighed)} tools, {sum(weighed.values())} tokens")
    assert sum(weighed.values()) <= 9000, weighed
    for each in (definition(o) for o in OPERATIONS if "mcp" in o.doors):
        assert len(each["description"]) <= 80, each["name"]
        assert all(len(said) <= 40 for said in described(each["inputSchema"])), each["name"]
        begins = ("list_", "get_", "create_", "update_", "delete_")
        assert each["name"].removeprefix("batch_").startswith(begins)


def described(schema: Any) -> Iterator[str]:
    """What is said of parameters, however deep they stand."""
    if isinstance(schema, dict):
        if isinstance(said := schema.get("description"), str):
            yield said
        yield from (text for inner in schema.values() for text in described(inner))
    elif isinstance(schema, list):
        yield from (text for inner in schema for text in described(inner))


@pytest.mark.parametrize("said", ["yes", "true", 1, None, [True], {}])
async def test_only_true_confirms(asked: Askers, said: Any) -> None:
    lead_id = (await asked.ada.tool("create_lead", **LEAD))["id"]
    with pytest.raises(Refused) as refused:
        await asked.ada.tool("delete_lead", lead_id=lead_id, confirm=said)
    assert refused.value.code == "CONFIRMATION_REQUIRED"
    assert (await asked.ada.tool("get_lead", lead_id=lead_id))["id"] == lead_id


async def test_a_refusal_says_what_would_be_taken(asked: Askers) -> None:
    for name, said, told in (
        ("list_leads", {"sort_order": "up"}, "'ASC' or 'DESC', not the text 'up'"),
        ("get_lead", {"id": "cl_1"}, "Unknown argument 'id'. Did you mean 'lead_id'?"),
        (
            "create_webhook",
            {"url": "https://a.example/", "events": ["lead.sold"]},
            "Use one of lead.created, lead.updated, lead.deleted, lead.scored, note.created,",
        ),
    ):
        with pytest.raises(Refused) as refused:
            await asked.ada.tool(name, **said)
        assert told in refused.value.message
    assert (await asked.ada.tool("list_leads", sort="name", sort_order="desc"))["count"] == 0


async def test_every_tool_does_what_it_is_asked(asked: Askers) -> None:
    ids = await things(asked.ada)
    for name, case in CASES.items():
        answer = await asked.ada.tool(name, **case.good(ids))
        if case.shape is not None:
            case.shape.model_validate(answer)
    with pytest.raises(Refused):
        await asked.ada.tool("get_lead", lead_id=ids["lead_id"])


async def test_every_tool_refuses_what_it_cannot_take_and_changes_nothing(asked: Askers) -> None:
    ids = await things(asked.ada)
    before = await everything(asked.ada)
    for name, case in CASES.items():
        with pytest.raises(Refused) as refused:
            await asked.ada.tool(name, **case.bad(ids))
        deletes = "delete" in name
        expected = "CONFIRMATION_REQUIRED" if deletes else "VALIDATION_ERROR"
        assert (refused.value.code, refused.value.status) == (expected, 400), name
        if deletes:
            assert refused.value.message == "Set confirm: true to delete."
    assert await everything(asked.ada) == before


async def everything(who: Asker) -> list[Any]:
    lists = ("list_leads", "list_scoring_rules", "list_webhooks", "list_api_keys", "get_stats")
    leads = await who.tool("list_leads")
    notes = [await who.tool("list_notes", lead_id=each["id"]) for each in leads["leads"]]
    said = [await who.tool(name) for name in lists]
    for key in said[3]["api_keys"]:
        key["last_used_at"] = None
    return [*said, *notes]


async def test_what_is_of_another_workspace_is_said_to_be_missing_in_the_same_words(
    asked: Askers,
) -> None:
    ids = await things(asked.ada)
    before = await everything(asked.ada)
    for name, case in CASES.items():
        if case.names is None:
            continue
        foreign = case.good(ids)
        missing = foreign | {case.names: prefix_of(foreign[case.names]) + NOWHERE}
        said: list[tuple[str, int, str]] = []
        for each in (foreign, missing):
            with pytest.raises(Refused) as refused:
                await asked.rex.tool(name, **each)
            said.append((refused.value.code, refused.value.status, refused.value.message))
        assert said[0] == said[1], name
        assert said[0][:2] == ("RESOURCE_NOT_FOUND", 404), name
    with pytest.raises(Refused, match=r"Lead not found\."):
        await asked.rex.tool("get_lead", lead_id=ids["lead_id"])
    assert await everything(asked.ada) == before


def prefix_of(identifier: str) -> str:
    head, line, _ = identifier.rpartition("_")
    return head + line


async def test_a_stranger_sees_none_of_it_in_lists_and_merges_into_none_of_it(
    asked: Askers,
) -> None:
    await things(asked.ada)
    assert (await asked.rex.tool("list_leads"))["leads"] == []
    assert (await asked.rex.tool("list_scoring_rules"))["rules"] == []
    assert (await asked.rex.tool("list_webhooks"))["webhooks"] == []
    assert (await asked.rex.tool("list_cities"))["cities"] == []
    assert (await asked.rex.tool("get_stats"))["total_leads"] == 0
    assert [k["name"] for k in (await asked.rex.tool("list_api_keys"))["api_keys"]] == ["agent"]
    made = await asked.rex.tool("create_lead", **LEAD)
    assert "duplicate" not in made
    done = await asked.rex.tool("batch_create_leads", leads=[{**LEAD, "source_id": "1"}])
    assert done["created"][0]["duplicate"] is True
    assert done["created"][0]["id"] == made["id"]


async def test_some_of_what_a_batch_names_may_be_missing(asked: Askers) -> None:
    ids = await things(asked.ada)
    done = await asked.ada.tool(
        "batch_update_leads", ids=[ids["lead_id"], f"cl_{NOWHERE}"], data={"city": "Lyon"}
    )
    assert (done["success"], done["failed"]) == (1, 1)
    assert done["results"][1]["message"] == "Lead not found."
    theirs = await asked.rex.tool("batch_delete_leads", ids=[ids["lead_id"]], confirm=True)
    assert theirs["results"][0]["message"] == "Lead not found."


async def test_an_export_in_a_conversation_is_the_file_itself_while_it_is_small(
    asked: Askers,
) -> None:
    await things(asked.ada)
    told = await asked.ada.tool("list_leads", format="csv", filters=["and.eq.city.Paris"])
    assert (told["complete"], told["count"], told["encoding"]) == (True, 1, "text")
    file = await asked.ada.http.get(told["path"], headers={"x-api-key": asked.ada.key})
    assert file.text == told["content"] and "a@acme.test" in file.text
    assert (await asked.ada.tool("list_leads", format="xlsx"))["encoding"] == "base64"


async def test_scores_are_told_rule_by_rule(asked: Askers) -> None:
    ids = await things(asked.ada)
    await asked.ada.tool(
        "create_scoring_rule", name="City", expression='city == "paris" ? 20 : 0', weight=2
    )
    told = await asked.ada.tool("update_lead_score", lead_id=ids["lead_id"], explain=True)
    assert told["score"] == 45
    points = {each["name"]: (each["value"], each["points"]) for each in told["rules"]}
    assert points == {"Base": (5, 5), "City": (20, 40)}
    assert (await asked.ada.tool("get_lead", lead_id=ids["lead_id"]))["score"] == 45


async def test_a_key_makes_none_that_may_do_more(asked: Askers) -> None:
    key = await asked.ada.tool("create_api_key", name="reader", scopes=["read:data"])
    reader = Asker(asked.ada.http, key["key"])
    assert key["key"].startswith("sk_live_") and len(key["key"]) == 40
    assert (await reader.send("GET", "/leads")).status_code == 200
    with pytest.raises(Refused) as refused:
        await reader.rest(shapes.Created, "POST", "/leads", LEAD)
    assert (refused.value.status, refused.value.code) == (403, "FORBIDDEN")
    assert key["key"] not in str(await asked.ada.tool("list_api_keys"))
    await asked.ada.tool("delete_api_key", key_id=key["id"], confirm=True)
    assert (await reader.send("GET", "/leads")).status_code == 401
