"""The company, one's own profile, users and roles; notes; the doors themselves."""

from typing import Any

import pytest

from handrail.features.entities.prompts import SETUP
from tests.doors import URL
from tests.features.entities.asking import MCP, Askers
from tests.features.entities.test_tools import one, refused

pytestmark = pytest.mark.anyio


async def test_a_profile_is_ones_own_and_the_name_follows_it(asked: Askers) -> None:
    ada = asked.ada
    me = await ada.tool("get_current_user")
    assert (me["firstName"], me["lastName"], me["country"], me["status"]) == (
        "Ada", "Admin", None, "active",
    )  # fmt: skip
    said = {"firstName": "Ada Maria", "lastName": "de la Cruz", "country": "es"}
    changed = await ada.tool("update_my_profile", **said, avatarUrl="https://a.com/me.png")
    assert changed | said == changed and changed["avatarUrl"] == "https://a.com/me.png"
    kept = await ada.tool("update_my_profile", **said)
    assert kept == changed
    cleared = await ada.tool("update_my_profile", **said, avatarUrl="")
    assert cleared["avatarUrl"] is None
    users = await asked.cleo.tool("list_users")
    assert {(each["firstName"], each["lastName"]) for each in users["items"]} == {
        ("Ada Maria", "de la Cruz"), ("Ben", "Seller"), ("Cleo", "Reader"),
    }  # fmt: skip
    native = await asked.doors.ada.rest("list_members")
    assert "Ada Maria de la Cruz" in {each["name"] for each in native["members"]}


async def test_the_company_is_said_whole_and_by_an_admin(asked: Askers) -> None:
    ada = asked.ada
    before = await ada.tool("get_company")
    assert (before["name"], before["street"], before["country"]) == ("Acme", "", None)
    said = {"name": "Acme Inc", "street": "Main 1", "city": "Bonn", "postalCode": "53111",
            "country": "de", "currency": "chf"}  # fmt: skip
    after = await ada.tool("update_company", **said)
    assert after | said == after and after["id"] == before["id"]
    del said["currency"]
    assert (await ada.tool("update_company", **said))["currency"] == "chf"
    text = await refused(ada, "update_company", name="Acme Inc")
    assert text.startswith("Validation error: street is required")
    ben = await asked.doors.http.post(
        MCP,
        headers={"x-api-key": asked.ben.key},
        json=call("update_company", **said),
    )
    assert ben.json()["result"]["structuredContent"]["code"] == "FORBIDDEN"
    assert (await asked.rex.tool("get_company"))["name"] == "Rival"


async def test_roles_say_what_each_may_do(asked: Askers) -> None:
    await asked.doors.ada.rest(
        "create_role", name="Caller", description="Calls", rank="rep",
        permissions=["members.create"],
        policy={"objects": {"deals": {"verbs": ["read"]}, "people": {"rows": "own"}}},
    )  # fmt: skip
    roles = await asked.ada.tool("list_roles")
    by_name = {each["name"]: each for each in roles["items"]}
    assert set(by_name) == {"Admin", "Manager", "Rep", "Caller"} and roles["total"] == 4

    def may(name: str) -> set[str]:
        return {f"{p['resource']}.{p['action']}" for p in by_name[name]["permissions"]}

    assert by_name["Admin"]["isSystemRole"] and not by_name["Caller"]["isSystemRole"]
    assert {"company.update", "api.create", "contacts.delete"} <= may("Admin")
    assert "company.update" not in may("Rep") and "contacts.readAll" in may("Rep")
    assert {"deals.readAll", "contacts.readOwn", "users.create"} <= may("Caller")
    assert not {"deals.update", "contacts.readAll"} & may("Caller")
    again = await asked.ada.tool("list_roles")
    assert again == roles


async def test_notes_are_replaced_appended_and_cleared(asked: Askers) -> None:
    ada = asked.ada
    deal = await one(ada, "deal", name="D")

    async def notes() -> Any:
        [told] = await ada.tool(
            "get_entities", items=[{"entity": "deal", "id": deal, "include": "withNotes"}]
        )
        return told["notes"]

    item = {"entity": "deal", "items": [{"id": deal, "notes": "# One"}]}
    assert await ada.tool("update_entity_notes", **item) == "Updated notes for 1 deal(s)"
    assert await ada.tool("append_entity_notes", **item) == "Appended notes on 1 deal(s)"
    assert await notes() == "# One\n\n# One"
    item["items"] = [{"id": deal, "notes": "x" * 65_530}]
    text = await refused(ada, "append_entity_notes", **item)
    assert text.startswith("Validation error: items.0.notes: Notes hold 65,535 characters")
    item["items"] = [{"id": deal, "notes": ""}]
    await ada.tool("update_entity_notes", **item)
    assert await notes() is None
    twice = [{"id": deal, "notes": "a"}, {"id": deal, "notes": "b"}]
    await ada.tool("append_entity_notes", entity="deal", items=twice)
    assert await notes() == "a\n\nb"


# the doors --------------------------------------------------------------------------------


def call(name: str, /, **said: Any) -> dict[str, Any]:
    params = {"name": name, "arguments": said}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


async def test_no_key_is_401_and_never_200(asked: Askers) -> None:
    http = asked.doors.http
    for headers in ({}, {"x-api-key": "A" * 64}, {"authorization": "Bearer hrat_nothing"}):
        answer = await http.post(MCP, headers=headers, json=call("list_users"))
        assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Bearer")
    answer = await http.get(MCP)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    found = await http.get(f"/.well-known/oauth-protected-resource{MCP}")
    assert found.status_code == 404


async def test_plain_curl_asks_a_tool(asked: Askers) -> None:
    for headers in (
        {"x-api-key": asked.ben.key},
        {"authorization": f"bearer {asked.ben.key}", "accept": "application/json"},
    ):
        answer = await asked.doors.http.post(MCP, headers=headers, json=call("list_users"))
        assert answer.status_code == 200
        assert answer.json()["result"]["structuredContent"]["total"] == 3


async def test_the_setup_prompt_is_offered_and_read(asked: Askers) -> None:
    tools = asked.ada.tools
    assert tools is not None
    [prompt] = (await tools.list_prompts()).prompts
    assert (prompt.name, prompt.title) == ("setup", "Set up the CRM assistant")
    said = await tools.get_prompt("setup")
    text = said.messages[0].content.text  # type: ignore[union-attr]
    assert text == SETUP and "IRREVERSIBLE" in text and "link_entities" in text
    with pytest.raises(Exception, match="Prompt not found"):
        await tools.get_prompt("other")
    assert URL


async def test_policies_of_the_rooms_below_hold_here_too(asked: Askers) -> None:
    """Whoever sees only their own sees no total, no link and no widget of the rest."""
    from tests.features.entities.asking import connected

    ada, world = asked.ada, asked.doors.world
    service = await one(ada, "service", name="S", amount=10)
    mine = await one(
        ada, "deal", name="Mine", userIds=[world.ids["ben"]],
        services=[{"serviceId": service, "quantity": 2}],
    )  # fmt: skip
    other = await one(ada, "deal", name="Other", services=[{"serviceId": service}])
    role = await asked.doors.ada.rest(
        "create_role", name="Own", rank="rep", policy={"objects": {"deals": {"rows": "own"}}}
    )
    await asked.doors.ada.rest("update_member", member_id=world.ids["ben"], role_id=role["id"])
    async with connected(asked.doors.http, asked.ben.key) as ben:
        found = await ben.tool("filter_entity", entity="deal")
        assert [each["name"] for each in found["items"]] == ["Mine"]
        [told, hidden, priced] = await ben.tool(
            "get_entities",
            items=[{"entity": "deal", "id": mine}, {"entity": "deal", "id": other},
                   {"entity": "service", "id": service}],
        )  # fmt: skip
        assert told["deal"]["totalValue"] == 20 and hidden == {"error": "Deal not found"}
        assert [each["name"] for each in priced["service"]["deals"]] == ["Mine"]
        text = await refused(
            ben, "link_entities", entity="service", sourceId=service, relation="deals", ids=[other]
        )
        assert text == "Validation error: ids: Deal ID not found or not accessible."
        made = await ben.tool(
            "create_widget", name="W", entityType="service", displayType="radarChart",
            groupByType="service", aggregationType="dealQuantity",
        )  # fmt: skip
        [told] = await ben.tool("get_widgets", ids=[made["id"]])
        assert told["data"] == [{"label": "S", "value": 2}]
        [told] = await ada.tool("get_widgets", ids=[made["id"]])
        assert told["data"] == [{"label": "S", "value": 3}]
