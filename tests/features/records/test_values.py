"""Every attribute type through MCP: what is kept, shown, found, and refused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from handrail.features.records.attributes.every import TYPE_BY_NAME
from tests.doors import Doors, Refused

pytestmark = pytest.mark.anyio


class Kind(NamedTuple):
    """Said and shown twice, a filter that finds the first only, and what is refused."""

    said: Any
    shown: Any
    other: Any
    other_shown: Any
    finds: dict[str, Any]
    refused: list[Any]
    more: Mapping[str, Any] = MappingProxyType({})


OPTIONS = {"options": [{"title": "Red"}, {"title": "Green"}]}
STAGES = {"stages": [{"title": "New"}, {"title": "Won", "config": {"is_won": True}}]}
BERLIN = {"lat": 52.52, "lng": 13.4}
KINDS = {
    "text": Kind(" Zoë ", "Zoë", "b", "b", {"eq": "zoË"}, [3, ["a", "b"], "x" * 501, {"a": 1}]),
    "long_text": Kind("# Hi\nyou", "# Hi\nyou", "b", "b", {"contains": "HI"}, [3, "x" * 70_000]),
    "number": Kind(-2.5, -2.5, 4.0, 4, {"lt": 0}, ["2", True, 1e300, [1, 2]]),
    "currency": Kind(
        1200.5, 1200.5, 3, 3, {"gte": 1000}, ["€5", False], {"config": {"currency": "EUR"}}
    ),
    "boolean": Kind(False, False, True, True, {"eq": False}, ["yes", 1, [True, False]]),
    "date": Kind("2026-03-01", "2026-03-01", "2025-12-31", "2025-12-31",
                 {"eq": "2026-03"}, ["soon", 20260301, "2026-02-30", "0026-03-01"]),
    "datetime": Kind("2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00.000Z",
                     "2026-03-02T00:00:00Z", "2026-03-02T00:00:00.000Z",
                     {"lt": "2026-03-01T08:00:01Z"}, ["10:00", 5]),
    "select": Kind("red", "Red", "Green", "Green", {"eq": "Red"}, ["Blue", 1, {}], OPTIONS),
    "multi_select": Kind(["red", "Green", "RED"], ["Red", "Green"], "Green", ["Green"],
                         {"contains": "red"}, [["Blue"], [1]], OPTIONS),
    "pipeline": Kind("won", "Won", "New", "New", {"gt": "New"}, ["Lost"], STAGES),
    "rating": Kind(5, 5, 0, 0, {"gt": 4}, [6, -1, 2.5, "5"]),
    "email": Kind("Ada@Acme.COM", "Ada@acme.com", "b@b.org", "b@b.org",
                  {"ends_with": "@acme.com"}, ["ada", "a b@c.de", 4]),
    "phone": Kind("+49 30 901820", "+4930901820", "+14155552671", "+14155552671",
                  {"starts_with": "+49"}, ["call me", 4930]),
    "url": Kind("Acme.com/x", "https://acme.com/x", "http://b.org", "http://b.org",
                {"contains": "acme"}, ["javascript:alert(1)", "a b", 4]),
    "location": Kind("52.52,13.4", {**BERLIN, "label": None}, {"lat": 0, "lng": 0},
                     {"lat": 0.0, "lng": 0.0, "label": None},
                     {"within_radius": {**BERLIN, "km": 5}}, [{"lat": 91, "lng": 0}, "here", 4]),
    "json": Kind({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, [1], [1],
                 {"is_empty": False}, []),
    "list": Kind(["VIP", "vip", "a"], ["VIP", "vip", "a"], "b", ["b"],
                 {"contains": "vip"}, [[1], "x" * 300]),
}  # fmt: skip
ELSEWHERE = {"person": "here, with the cast", "relationship": "in test_links.py"}


def test_every_type_is_tried() -> None:
    assert KINDS.keys() | ELSEWHERE.keys() == TYPE_BY_NAME.keys()


async def test_every_type_keeps_shows_finds_clears_and_refuses(doors: Doors) -> None:
    ask = doors.ada.mcp
    await ask("create_object", slug="things", singular_noun="Thing", plural_noun="Things")
    for name, kind in KINDS.items():
        await ask("create_attribute", object="things", title=f"A {name}", type=name, **kind.more)
        await one_type(doors, f"a_{name}", kind)
    everything = {f"a_{name}": kind.said for name, kind in KINDS.items()}
    made = await ask("create_record", object="things", values={"name": "All", **everything})
    seen = await ask("get_record", object="things", record_id=made["id"])
    assert seen["values"] == {"name": "All"} | {f"a_{n}": k.shown for n, k in KINDS.items()}


async def one_type(doors: Doors, slug: str, kind: Kind) -> None:
    ask = doors.ada.mcp
    first = await ask("create_record", object="things", values={"name": "1", slug: kind.said})
    second = await ask("create_record", object="things", values={"name": "2", slug: kind.other})
    assert (first["values"][slug], second["values"][slug]) == (kind.shown, kind.other_shown)
    found = await ask("search_records", object="things", filter={slug: kind.finds})
    assert first["id"] in [each["id"] for each in found["records"]]
    if kind.finds != {"is_empty": False}:
        assert second["id"] not in [each["id"] for each in found["records"]]
    for value in kind.refused:
        with pytest.raises(Refused) as refused:
            await ask("update_record", object="things", record_id=first["id"], values={slug: value})
        assert refused.value.code == "VALIDATION_ERROR", (slug, value)
        assert refused.value.error["field"] == slug and refused.value.error["hint"]
    for record, empty in ((first, None), (second, "")):
        cleared = await ask(
            "update_record", object="things", record_id=record["id"], values={slug: empty}
        )
        assert cleared["values"][slug] in (None, [])
    none = await ask("search_records", object="things", filter={slug: {"is_empty": False}})
    assert none["total"] == 0


async def test_a_member_is_known_by_name_by_mail_by_id_and_as_me(doors: Doors) -> None:
    ask, ben = doors.ben.mcp, {"id": doors.world.ids["ben"], "name": "Ben Seller"}
    for said in ("Ben Seller", "ben@acme.test", ben["id"], ben, [ben["id"]]):
        made = await ask("create_record", object="deals", values={"name": "D", "owners": said})
        assert made["values"]["owners"] == [ben]
    mine = await ask("search_records", object="deals", filter={"owners": "me"})
    assert mine["total"] == 5
    for said in ("Rex Rival", doors.world.ids["rex"], "nobody@acme.test", 4):
        with pytest.raises(Refused) as refused:
            await ask("create_record", object="deals", values={"name": "D", "owners": said})
        assert refused.value.error["field"] == "owners"
        assert "Rex" not in str(refused.value.error.get("allowed"))


async def test_a_member_who_left_is_shown_and_can_no_longer_be_chosen(doors: Doors) -> None:
    made = await doors.ada.mcp(
        "create_record", object="deals", values={"name": "D", "owners": "Ben Seller"}
    )
    await doors.ada.rest("update_member", member_id=doors.world.ids["ben"], is_active=False)
    seen = await doors.ada.mcp("get_record", object="deals", record_id=made["id"])
    assert seen["values"]["owners"][0]["name"] == "Ben Seller"
    found = await doors.ada.mcp("search_records", object="deals", filter={"owners": "Ben Seller"})
    assert found["total"] == 1
    with pytest.raises(Refused, match="no longer active"):
        await doors.ada.mcp(
            "create_record", object="deals", values={"name": "E", "owners": "Ben Seller"}
        )


async def test_an_attribute_that_may_hold_several_takes_one_or_many_without_repeats(
    doors: Doors,
) -> None:
    ask = doors.ada.mcp
    made = await ask("create_record", object="people", values={"name": "Ada L", "emails": "a@a.de"})
    assert made["values"]["emails"] == ["a@a.de"]
    changed = await ask(
        "update_record",
        object="people",
        record_id=made["id"],
        values={"emails": ["b@b.de", "c@c.de", "b@b.de"]},
    )
    assert changed["values"]["emails"] == ["b@b.de", "c@c.de"]
    for mail, total in (("c@c.de", 1), ("a@a.de", 0)):
        found = await ask("search_records", object="people", filter={"emails": mail})
        assert found["total"] == total


async def test_what_the_server_manages_is_ignored_when_sent(doors: Doors) -> None:
    managed = {"id": "x", "created_at": "2001-01-01", "created_by": "me", "version": 9}
    made = await doors.ada.mcp("create_record", object="deals", values={"name": "D", **managed})
    assert made["version"] == 1 and made["created_at"] > "2026" and len(made["id"]) == 36


async def test_a_persons_name_and_its_parts_keep_in_step(doors: Doors) -> None:
    ask = doors.ada.mcp
    whole = await ask("create_record", object="people", values={"name": "Ada King Lovelace"})
    assert whole["values"]["first_name"] == "Ada King"
    assert whole["values"]["last_name"] == "Lovelace"
    parts = await ask(
        "create_record", object="people", values={"first_name": "Ben", "last_name": "Nevis"}
    )
    assert parts["name"] == parts["values"]["name"] == "Ben Nevis"
    married = await ask(
        "update_record", object="people", record_id=parts["id"], values={"last_name": "More"}
    )
    assert married["name"] == "Ben More"
    with pytest.raises(Refused) as refused:
        await ask(
            "update_record",
            object="people",
            record_id=parts["id"],
            values={"first_name": None, "last_name": None},
        )
    assert refused.value.error["field"] == "name"
    found = await ask("search_workspace", query="more")
    assert [hit["name"] for group in found["results"] for hit in group["records"]] == ["Ben More"]
