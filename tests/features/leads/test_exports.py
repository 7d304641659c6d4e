"""Exports: every match as a file, in each format, however many pages it takes."""

import csv
import io
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import TypeAdapter

from handrail.core.budgets import BudgetsSaid
from handrail.features.leads.actions import exporting
from handrail.features.transfer.formats.excel import Excel
from tests.doors import Doors
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Failure, Refused, connected
from tests.features.leads.shapes import Lead

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ada(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> Asker:
    """With 25 leads, four to a page of an export."""
    monkeypatch.setattr(exporting, "PAGE", 4)
    ada = Asker(doors.http, doors.ada.key)
    leads: list[dict[str, Any]] = [
        {
            "name": f"Lead {number:02}",
            "source": "web",
            "city": ["Paris", "Rome"][number % 2],
            "rating": number / 10,
            "tags": ["a", "b;c"] if number == 3 else [],
            "description": '=cmd("x")\nline' if number == 4 else None,
            "attributes": [{"name": "size", "type": "number", "value": number}],
        }
        for number in range(25)
    ]
    leads[5]["attributes"].append({"name": "social", "type": "object", "value": {"x": [1]}})
    done = await ada.rest(shapes.BatchCreated, "POST", "/leads/batch", {"leads": leads})
    assert done.success == 25
    return ada


async def test_csv_has_a_column_for_every_field_and_attribute(ada: Asker) -> None:
    answer = await ada.send("GET", "/leads/export?format=csv&sort_by=name")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "leads.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["name"] for row in rows] == [f"Lead {number:02}" for number in range(25)]
    fields = [name for name in Lead.model_fields if name != "attributes"]
    assert list(rows[0]) == [*fields, "attr:size", "attr:social"]
    assert rows[3]["tags"] == '["a","b;c"]' and rows[7]["attr:size"] == "7"
    assert rows[4]["description"].startswith("'=cmd")  # no spreadsheet runs it
    assert rows[5]["attr:social"] == '{"x":[1]}' and rows[6]["attr:social"] == ""


async def test_json_is_a_list_of_leads_as_one_gets_them(ada: Asker) -> None:
    answer = await ada.send("GET", "/leads/export?format=json&sort_by=rating&sort_order=DESC")
    assert answer.headers["content-type"] == "application/json"
    leads = TypeAdapter(list[Lead]).validate_json(answer.content)
    assert [each.rating for each in leads] == [number / 10 for number in range(24, -1, -1)]
    one = await ada.rest(Lead, "GET", f"/leads/{leads[0].id}")
    assert leads[0] == one


async def test_a_spreadsheet_holds_the_same(ada: Asker, tmp_path: Path) -> None:
    answer = await ada.send("GET", "/leads/export?format=xlsx&filter=and.eq.city.Rome")
    path = tmp_path / "leads.xlsx"
    path.write_bytes(answer.content)
    table = Excel().read(path)
    rows = [dict(zip(table.columns, line[1], strict=False)) for line in table.rows()]
    assert len(rows) == 12 and {row["city"] for row in rows} == {"Rome"}
    assert rows[0]["rating"] == 2.3 and rows[0]["attr:size"] == 23
    assert rows[11]["name"] == "Lead 01" and not rows[11]["phone"]
    whole = await ada.send("GET", "/leads/export?format=xlsx&sort_by=name")
    path.write_bytes(whole.content)
    [fourth] = [line for number, line in Excel().read(path).rows() if number == 6]
    assert '=cmd("x")\nline' in fourth  # a text, and no formula


async def test_nothing_found_is_an_empty_file(ada: Asker) -> None:
    none = "filter=and.eq.city.Oslo"
    assert (await ada.send("GET", f"/leads/export?format=json&{none}")).json() == []
    assert (await ada.send("GET", f"/leads/export?format=csv&{none}")).text.count("\n") == 1


async def test_a_wrong_filter_is_refused_before_anything_is_sent(ada: Asker) -> None:
    for query in ("format=csv&filter=city.Rome", "format=pdf", "format=xlsx&sort_by=nothing"):
        answer = await ada.send("GET", f"/leads/export?{query}")
        assert answer.status_code == 400
        assert Failure.model_validate_json(answer.content).code == "VALIDATION_ERROR"


async def test_in_a_conversation_a_long_one_is_fetched(ada: Asker, doors: Doors) -> None:
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {
            "name": "list_leads",
            "arguments": {"format": "json", "filters": ["and.eq.city.Rome"], "sort": "name"},
        },
    }
    answer = await doors.http.post("/mcp/x/leads", json=body, headers={"x-api-key": ada.key})
    told = answer.json()["result"]["structuredContent"]["data"]
    assert (told["complete"], told["content"], told["count"]) == (False, None, 4)
    file = await doors.http.get(told["path"], headers={"x-api-key": ada.key})
    names = [each["name"] for each in orjson.loads(file.content)]
    assert names == [f"Lead {number:02}" for number in range(1, 25, 2)]


async def test_an_export_is_paid_for_before_it_begins(ada: Asker, doors: Doors) -> None:
    budgets = BudgetsSaid.model_validate({"day": {"export_rows": 30}})
    key = (await doors.with_key(doors.world.ada, budgets=budgets)).key
    agent = Asker(doors.http, key)
    assert (await agent.send("GET", "/leads/export?format=csv")).text.count("\n") >= 26
    for query in ("format=json", "format=csv&filter=and.eq.city.Rome"):
        answer = await agent.send("GET", f"/leads/export?{query}")
        assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
        assert Failure.model_validate_json(answer.content).code == "RATE_LIMITED"
    async with connected(doors.http, key) as agent:
        long = await agent.tool("list_leads", format="csv")  # tells only where it is
        assert (long["complete"], long["content"]) == (False, None)
        few = {"format": "json", "filters": ["and.gte.rating.2.2"]}
        assert (await agent.tool("list_leads", **few))["count"] == 3
        with pytest.raises(Refused) as refused:
            await agent.tool("list_leads", **few)
        assert refused.value.status == 429
        assert (await agent.tool("list_leads"))["count"] == 25
