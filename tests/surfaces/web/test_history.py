"""What the agent did, seen in the web app: the reason the page is there."""

import re

import httpx2
import pytest

from tests.world import World

pytestmark = pytest.mark.anyio


async def a_key(ada: httpx2.AsyncClient) -> str:
    """Ada makes a key in the web app; its secret is on the page this once."""
    page = await ada.post("/settings/keys", data={"name": "Ada's laptop", "reach": "write"})
    found = re.search(r"mcp_acme_[0-9a-f]{32}", page.text)
    assert found is not None
    again = await ada.get("/settings/keys")
    assert "Ada&#39;s laptop" in again.text and found[0] not in again.text
    return found[0]


async def by_agent(client: httpx2.AsyncClient, key: str, tool: str, **arguments: object) -> None:
    """A tool call the way an agent makes it."""
    call = {"name": tool, "arguments": arguments}
    call["_meta"] = {"io.modelcontextprotocol/clientInfo": {"name": "claude-code", "version": "2"}}
    answer = await client.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
        headers={"authorization": f"Bearer {key}"},
    )
    assert answer.json()["result"].get("isError") is not True, answer.text


async def test_what_an_agent_changes_is_told_with_who_what_and_through_what(
    ada: httpx2.AsyncClient, world: World
) -> None:
    values = {"name": "Atlas – Platform", "stage": "Lead", "value": 1200}
    deal = (await world.ada("create_record", object="deals", values=values))["id"]
    key = await a_key(ada)
    here = {"object": "deals", "record_id": deal}
    await by_agent(ada, key, "update_record", **here, values={"stage": "Proposal"})
    await by_agent(ada, key, "create_note", **here, content="Budget is confirmed.")

    page = (await ada.get(f"/o/deals/{deal}")).text
    entries = re.findall(r"<li.*?</li>", page[page.index('class="timeline"') :], re.S)
    note, change = entries[0], entries[1]
    for entry in (note, change):
        assert '<li class="agent">' in entry and "#robot" in entry
        assert "for Ada Admin" in entry
    assert "added a note" in note and "Budget is confirmed." in note
    assert re.search(r"changed Stage\s*<del>.*Lead.*</del>.*<ins>.*Proposal.*</ins>", change, re.S)
    assert "<code>update_record</code>" in change
    assert "created this deal" in entries[-1]


async def test_a_note_of_a_person_carries_a_face_and_no_robot(
    ada: httpx2.AsyncClient, world: World
) -> None:
    made = await world.ada("create_record", object="companies", values={"name": "Atlas Ltd"})
    here = f"/o/companies/{made['id']}"
    added = await ada.post(f"{here}/notes", data={"body": "Met them at the fair."})
    assert (added.status_code, added.headers["location"]) == (303, here)
    page = (await ada.get(here)).text
    assert "Met them at the fair." in page
    assert "#robot" not in page[page.index('class="timeline"') :]


async def test_a_revoked_key_is_gone_from_the_page_and_opens_nothing(
    ada: httpx2.AsyncClient,
) -> None:
    key = await a_key(ada)
    page = await ada.get("/settings/keys")
    revoke = re.search(r'action="(/settings/keys/[^"]+/revoke)"', page.text)
    assert revoke is not None
    assert (await ada.post(revoke[1])).status_code == 303
    assert "laptop" not in (await ada.get("/settings/keys")).text
    said = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    bearer = {"authorization": f"Bearer {key}"}
    assert (await ada.post("/mcp", json=said, headers=bearer)).status_code == 401
