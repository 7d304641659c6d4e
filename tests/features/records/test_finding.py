"""Words, periods, hops, totals and fields: what a question about records may say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handrail.features.records.actions import reading
from tests.doors import Doors, Refused

pytestmark = pytest.mark.anyio


async def make(doors: Doors, object: str, name: str, **values: Any) -> str:
    made = await doors.ada.mcp("create_record", object=object, values={"name": name, **values})
    return made["id"]


async def found(doors: Doors, object: str, **asked: Any) -> list[str]:
    page = await doors.cleo.mcp("search_records", object=object, sort="name", **asked)
    assert page["total"] == len(page["records"]) and not page["has_more"]
    return [each["name"] for each in page["records"]]


# words ------------------------------------------------------------------------------------


async def test_words_are_found_by_how_they_begin_without_case_and_accents(doors: Doors) -> None:
    await make(doors, "people", "Zoë Straße", emails="zoe@acme.test", phones="+49 30 901820")
    await make(doors, "people", "Ann Zoellner", job_title="Zone manager")
    for query, names in (
        ("zoe", ["Ann Zoellner", "Zoë Straße"]),
        ("ZOË str", ["Zoë Straße"]),
        ("strasse zo", ["Zoë Straße"]),
        ("zo acme", ["Zoë Straße"]),
        ("+4930", ["Zoë Straße"]),
        ("ellner", []),
        ("zoe nobody", []),
        ("?!", []),
        ("%", []),
    ):
        assert await found(doors, "people", query=query) == names, query
    assert await found(doors, "people", query=" ") == ["Ann Zoellner", "Zoë Straße"]


async def test_a_phone_is_found_by_its_digits_and_by_each_group_of_them(doors: Doors) -> None:
    ann = await make(doors, "people", "Ann Annson", phones="+1 415 555 2671")
    for query in ("+1 415", "415 555", "555-2671", "4155552671", "14155552671", "2671", "ann 1"):
        assert await found(doors, "people", query=query) == ["Ann Annson"], query
    assert await found(doors, "people", query="671") == []
    values = {"name": "Ann Other", "phones": "+1 415 555 0000"}
    await doors.ada.mcp("update_record", object="people", record_id=ann, values=values)
    for query in ("ann", "415 0000"):
        assert await found(doors, "people", query=query) == ["Ann Other"], query
    for query in ("annson", "2671"):
        assert await found(doors, "people", query=query) == [], query


async def test_one_search_finds_in_all_objects_grouped_and_counted(doors: Doors) -> None:
    for n in range(7):
        await make(doors, "people", f"Acme Person {n}")
    await make(doors, "companies", "Acme Labs", city="Berlin")
    await make(doors, "deals", "Roof for Acme", stage="Won")
    answer = await doors.cleo.mcp("search_workspace", query="acm", limit=3)
    by_object = {each["object"]: each for each in answer["results"]}
    assert set(by_object) == {"people", "companies", "deals"}
    assert (by_object["people"]["total"], len(by_object["people"]["records"])) == (7, 3)
    assert by_object["deals"]["records"][0]["detail"] == "Won"
    assert by_object["companies"]["records"][0]["detail"] == "Berlin"
    only = await doors.cleo.rest("search_workspace", query="acme", objects=["deals"])
    assert [each["object"] for each in only["results"]] == ["deals"]


async def test_words_follow_every_change(doors: Doors) -> None:
    ada = await make(doors, "people", "Ada One")
    await doors.ada.mcp("update_record", object="people", record_id=ada, values={"name": "Ada Two"})
    assert await found(doors, "people", query="two") == ["Ada Two"]
    assert await found(doors, "people", query="one") == []
    await doors.ada.mcp("delete_record", object="people", record_id=ada)
    assert (await doors.cleo.mcp("search_workspace", query="ada"))["results"] == []


# times ------------------------------------------------------------------------------------


async def test_periods_count_from_today(doors: Doors) -> None:
    today = datetime.now(UTC).date()
    for days in (-400, -8, -1, 0, 1, 40):
        day = (today + timedelta(days=days)).isoformat()
        await make(doors, "deals", f"{days}", close_date=day)
    for period, names in (
        ("today", {"0"}),
        ("yesterday", {"-1"}),
        ("last_7_days", {"-1", "0"}),
        ("next 7 days", {"0", "1"}),
        ({"lt": "today"}, {"-400", "-8", "-1"}),
        ({"gte": "today"}, {"0", "1", "40"}),
        ({"between": ["yesterday", "tomorrow"]}, {"-1", "0", "1"}),
        ({"in": ["yesterday", "tomorrow"]}, {"-1", "1"}),
        ({"neq": "today"}, {"-400", "-8", "-1", "1", "40"}),
        ({"gt": "-30d"}, {"-8", "-1", "0", "1", "40"}),
    ):
        assert set(await found(doors, "deals", filter={"close_date": period})) == names, period
    created = {"created_at": "today"}
    assert len(await found(doors, "deals", filter=created)) == 6


# hops -------------------------------------------------------------------------------------


async def test_one_hop_asks_of_linked_records(doors: Doors) -> None:
    a = await make(doors, "companies", "Alpha", industry="Energy", employees=10)
    b = await make(doors, "companies", "Beta", industry="Media", employees=500)
    await make(doors, "deals", "both", companies=[a, b])
    await make(doors, "deals", "alpha", companies=a)
    await make(doors, "deals", "none")
    for filter, names in (
        ({"companies.industry": "Energy"}, ["alpha", "both"]),
        ({"companies.employees": {"gt": 100}}, ["both"]),
        ({"companies": "beta"}, ["both"]),
        ({"companies": a}, ["alpha", "both"]),
        ({"companies": {"neq": a}}, ["none"]),
        ({"not": {"companies.industry": "Media"}}, ["alpha", "none"]),
        ({"companies": {"is_empty": True}}, ["none"]),
        ({"companies": {"contains": "ALP"}}, ["alpha", "both"]),
        ({"or": [{"companies.name": "Beta"}, {"name": "none"}]}, ["both", "none"]),
    ):
        assert await found(doors, "deals", filter=filter) == names, filter
    assert await found(doors, "companies", filter={"deals.name": "both"}) == ["Alpha", "Beta"]
    for filter in ({"companies.people.name": "x"}, {"name.x": 1}, {"companies.nothing": 1}):
        with pytest.raises(Refused) as refused:
            await found(doors, "deals", filter=filter)
        assert refused.value.error["hint"]


# pages ------------------------------------------------------------------------------------


async def test_a_limit_is_brought_down_and_only_what_is_asked_for_is_shown(doors: Doors) -> None:
    for n in range(3):
        await make(doors, "deals", f"D{n}", value=n)
    page = await doors.cleo.mcp("search_records", object="deals", limit=5000, fields=["value"])
    assert [set(each["values"]) for each in page["records"]] == [{"value"}] * 3
    offsets = []
    offset: int | None = 0
    while offset is not None:
        page = await doors.cleo.mcp("search_records", object="deals", limit=2, offset=offset)
        offsets.append((offset, len(page["records"]), page["has_more"]))
        offset = page["next_offset"]
    assert offsets == [(0, 2, True), (2, 1, False)]
    beyond = await doors.cleo.mcp("search_records", object="deals", offset=10)
    assert beyond["records"] == [] and beyond["total"] == 3


async def test_a_total_is_exact_up_to_a_cap_and_beyond_it_on_request(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CAP", 3)
    for n in range(6):
        await make(doors, "deals", f"D{n}")
    page = await doors.cleo.mcp("search_records", object="deals", limit=1)
    assert (page["total"], page["total_is_exact"], page["has_more"]) == (3, False, True)
    page = await doors.cleo.mcp("search_records", object="deals", limit=1, exact_total=True)
    assert (page["total"], page["total_is_exact"]) == (6, True)
    small = await doors.cleo.mcp("search_records", object="deals", filter={"name": "D1"})
    assert (small["total"], small["total_is_exact"]) == (1, True)


async def test_the_contracted_query_of_rest(doors: Doors) -> None:
    for name, value in (("A", 1), ("B", 2), ("C", None)):
        await make(doors, "deals", name, value=value)
    page = await doors.cleo.rest(
        "query_records",
        object="deals",
        filters=[
            {"attribute": "value", "field": "gte", "value": 2},
            {"attribute": "name", "value": "A"},
        ],
        joinOperator="or",
        sorts=[{"attribute": "name", "direction": "desc"}],
    )
    assert [each["values"]["name"] for each in page["data"]] == ["B", "A"]
    assert (page["total"], page["has_more"]) == (2, False)
    [first, _] = page["data"]
    assert set(first["id"]) == {"workspace_id", "object_id", "record_id"}
    everything = await doors.cleo.rest("query_records", object="deals", limit=2)
    assert (len(everything["data"]), everything["total"], everything["has_more"]) == (2, 3, True)


async def test_an_id_is_that_id_to_the_letter(doors: Doors) -> None:
    """One with a line's end behind it would be found, and then be no key of what was found."""
    made = await doors.ben.mcp("create_record", object="deals", values={"name": "D"})
    for said in (made["id"] + "\n", made["id"].upper(), f" {made['id']}"):
        for ask in (doors.ben.mcp, doors.ben.rest):
            with pytest.raises(Refused, match="RESOURCE_NOT_FOUND"):
                await ask("get_record", object="deals", record_id=said)
