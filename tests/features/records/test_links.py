"""Relationships: from either side, of every cardinality, with data on the link."""

from typing import Any

import pytest

from tests.doors import Doors, Refused

pytestmark = pytest.mark.anyio


async def related(doors: Doors, cardinality: str, **more: Any) -> None:
    """Boxes, each with an owner among `holders`: `boxes.holder` and `holders.boxes`."""
    for slug in ("boxes", "holders"):
        noun = slug.title()
        await doors.ada.mcp("create_object", slug=slug, singular_noun=noun, plural_noun=noun)
    await doors.ada.mcp(
        "create_attribute",
        object="boxes",
        title="Holder",
        type="relationship",
        relationship={
            "target_object_id": "holders",
            "inverse_title": "Boxes",
            "cardinality": cardinality,
            **more,
        },
    )


async def make(doors: Doors, object: str, name: str, **values: Any) -> str:
    made = await doors.ada.mcp("create_record", object=object, values={"name": name, **values})
    return made["id"]


async def values(doors: Doors, object: str, record_id: str) -> dict[str, Any]:
    return (await doors.ada.mcp("get_record", object=object, record_id=record_id))["values"]


async def change(doors: Doors, object: str, record_id: str, **said: Any) -> None:
    await doors.ada.mcp("update_record", object=object, record_id=record_id, values=said)


def names(shown: Any) -> Any:
    """What is linked, by name: one, several, or nothing."""
    if shown is None:
        return None
    return sorted(each["name"] for each in shown) if isinstance(shown, list) else shown["name"]


SIDES = {
    "many_to_many": (["H"], ["B", "C"]),
    "many_to_one": ("H", ["B", "C"]),
    "one_to_many": (["H"], "C"),
    "one_to_one": ("H", "C"),
}


@pytest.mark.parametrize("cardinality", SIDES)
async def test_a_link_is_seen_from_both_sides_and_displaces_where_only_one_fits(
    doors: Doors, cardinality: str
) -> None:
    await related(doors, cardinality)
    h = await make(doors, "holders", "H")
    b = await make(doors, "boxes", "B", holder=h)
    c = await make(doors, "boxes", "C", holder="h")
    forward, back = SIDES[cardinality]
    assert names((await values(doors, "boxes", c))["holder"]) == forward
    assert names((await values(doors, "holders", h))["boxes"]) == back
    lost = back == "C"
    assert bool((await values(doors, "boxes", b))["holder"]) is not lost
    found = await doors.ada.mcp("search_records", object="boxes", filter={"holder.name": "H"})
    assert found["total"] == (1 if lost else 2)


@pytest.mark.parametrize("cardinality", SIDES)
async def test_a_link_made_from_the_other_side_displaces_too(
    doors: Doors, cardinality: str
) -> None:
    await related(doors, cardinality)
    g, h = await make(doors, "holders", "G"), await make(doors, "holders", "H")
    b = await make(doors, "boxes", "B", holder=g)
    await change(doors, "holders", h, boxes=b)
    many_here = cardinality in {"many_to_many", "one_to_many"}
    assert names((await values(doors, "boxes", b))["holder"]) == (["G", "H"] if many_here else "H")
    left = (await values(doors, "holders", g))["boxes"]
    assert names(left) in ((["B"], "B") if many_here else ([], None))


async def test_an_update_replaces_links_and_linking_adds_to_them(doors: Doors) -> None:
    await related(doors, "many_to_many")
    g, h = await make(doors, "holders", "G"), await make(doors, "holders", "H")
    b = await make(doors, "boxes", "B", holder=[g])
    await change(doors, "boxes", b, holder=[h])
    assert names((await values(doors, "boxes", b))["holder"]) == ["H"]
    said = {"object": "boxes", "record_id": b, "attribute": "holder"}
    added = await doors.ada.mcp("link_records", **said, to=["G"])
    assert names(added["values"]["holder"]) == ["G", "H"]
    again = await doors.ada.mcp("link_records", **said, to=[g])
    assert again["version"] == added["version"]
    cut = await doors.ada.mcp("unlink_records", **said, to=[{"id": h}])
    assert names(cut["values"]["holder"]) == ["G"]
    await change(doors, "boxes", b, holder=None)
    assert (await values(doors, "holders", g))["boxes"] == []


async def test_linking_on_a_to_one_relationship_replaces(doors: Doors) -> None:
    await related(doors, "many_to_one")
    g, h = await make(doors, "holders", "G"), await make(doors, "holders", "H")
    b = await make(doors, "boxes", "B", holder=g)
    said = {"object": "boxes", "record_id": b, "attribute": "holder"}
    assert (await doors.ada.mcp("link_records", **said, to=[h]))["values"]["holder"]["id"] == h
    with pytest.raises(Refused, match="links to one"):
        await doors.ada.mcp("link_records", **said, to=[g, h])
    with pytest.raises(Refused, match="links to one"):
        await change(doors, "boxes", b, holder=[g, h])


async def test_a_link_carries_data_and_keeps_it(doors: Doors) -> None:
    ask = doors.ada.mcp
    service = await make(doors, "services", "Support")
    deal = await make(doors, "deals", "D", services=[{"name": "support", "quantity": 3}])
    [link] = (await values(doors, "deals", deal))["services"]
    assert link == {"id": service, "name": "Support", "data": {"quantity": 3}}
    assert (await values(doors, "services", service))["deals"][0]["data"] == {"quantity": 3}
    said = {"object": "deals", "record_id": deal, "attribute": "services"}
    await ask("link_records", **said, to=[service])
    assert (await values(doors, "deals", deal))["services"] == [link]
    await ask("link_records", **said, to=[{"id": service, "data": {"quantity": 4}}])
    assert (await values(doors, "deals", deal))["services"][0]["data"] == {"quantity": 4}
    for wrong in ({"id": service, "colour": 1}, {"id": service, "quantity": "many"}):
        with pytest.raises(Refused) as refused:
            await ask("link_records", **said, to=[wrong])
        assert refused.value.error["field"] == "services"


async def test_deleting_a_record_clears_every_reference_to_it(doors: Doors) -> None:
    company = await make(doors, "companies", "Acme")
    ada = await make(doors, "people", "Ada", companies=[company])
    deal = await make(doors, "deals", "D", companies=[company], people=[ada])
    gone = await doors.ada.mcp("delete_record", object="companies", record_id=company)
    assert gone["deleted"] is True
    assert (await values(doors, "people", ada))["companies"] == []
    assert names((await values(doors, "deals", deal))["people"]) == ["Ada"]
    for filter in ({"companies": {"is_empty": False}}, {"companies": company}):
        found = await doors.ada.mcp("search_records", object="deals", filter=filter)
        assert found["total"] == 0
    with pytest.raises(Refused) as refused:
        await values(doors, "companies", company)
    assert refused.value.code == "RESOURCE_NOT_FOUND"
    grouped = await doors.ada.mcp("aggregate_records", object="deals", group_by=["companies"])
    assert [each["group"]["companies"] for each in grouped["groups"]] == [None]


async def test_deleting_by_a_narrowed_key_clears_what_it_cannot_see_and_archived_links_too(
    doors: Doors,
) -> None:
    await related(doors, "many_to_many")
    h = await make(doors, "holders", "H")
    b = await make(doors, "boxes", "B", holder=h)
    c = await make(doors, "boxes", "C", holder=h)
    narrow = await doors.with_key(doors.world.ada, objects=["boxes"])
    await narrow.mcp("delete_record", object="boxes", record_id=b)
    assert names((await values(doors, "holders", h))["boxes"]) == ["C"]
    archive = {"object": "boxes", "attribute": "holder"}
    await doors.ada.mcp("update_attribute", **archive, is_archived=True)
    await doors.ada.mcp("delete_record", object="boxes", record_id=c)
    await doors.ada.mcp("update_attribute", **archive, is_archived=False)
    assert (await values(doors, "holders", h))["boxes"] == []
    empty = await doors.ada.mcp(
        "search_records", object="holders", filter={"boxes": {"is_empty": True}}
    )
    assert empty["total"] == 1


async def test_an_object_may_be_related_to_itself(doors: Doors) -> None:
    top = await make(doors, "companies", "Top")
    sub = await make(doors, "companies", "Sub", parent="Top")
    assert names((await values(doors, "companies", top))["subsidiaries"]) == ["Sub"]
    await change(doors, "companies", top, parent=top)
    seen = await values(doors, "companies", top)
    assert (names(seen["parent"]), names(seen["subsidiaries"])) == ("Top", ["Sub", "Top"])
    await doors.ada.mcp("delete_record", object="companies", record_id=top)
    assert (await values(doors, "companies", sub))["parent"] is None


async def test_whom_a_name_means_must_be_plain(doors: Doors) -> None:
    twins = [await make(doors, "people", "Twin") for _ in range(2)]
    deal = await make(doors, "deals", "D")
    for said, hint in (("Twin", "id"), ("Nobody", "search_records"), (deal, "search_records")):
        with pytest.raises(Refused) as refused:
            await change(doors, "deals", deal, people=[said])
        assert refused.value.error["field"] == "people" and hint in refused.value.error["hint"]
        if said == "Twin":
            assert sorted(refused.value.error["allowed"]) == sorted(twins)
    with pytest.raises(Refused) as refused:
        await doors.ada.mcp(
            "link_records", object="deals", record_id=deal, attribute="name", to=["x"]
        )
    assert refused.value.error["field"] == "attribute" and refused.value.error["allowed"]


async def test_of_many_links_some_are_shown_and_all_are_counted(doors: Doors) -> None:
    tags = [await make(doors, "people", f"P{n:02}") for n in range(30)]
    deal = await make(doors, "deals", "D", people=tags)
    seen = await doors.ada.mcp("get_record", object="deals", record_id=deal)
    assert len(seen["values"]["people"]) == 25 and seen["more"] == {"people": 30}
    [row] = (await doors.ada.mcp("search_records", object="deals"))["records"]
    assert len(row["values"]["people"]) == 3 and row["more"] == {"people": 30}


async def test_a_link_is_in_the_timeline_of_both_ends(doors: Doors) -> None:
    await related(doors, "many_to_one")
    g, h = await make(doors, "holders", "G"), await make(doors, "holders", "H")
    b, c = await make(doors, "boxes", "B", holder=g), await make(doors, "boxes", "C")
    await change(doors, "boxes", b, holder=h)
    told = {}
    for object, record_id in (("holders", g), ("holders", h), ("boxes", b)):
        line = await doors.ada.mcp("get_timeline", object=object, record_id=record_id)
        told[record_id] = line["changes"][0]
    assert told[b]["type"] == "record.updated"
    assert (names(told[b]["before"]["holder"]), names(told[b]["after"]["holder"])) == (["G"], ["H"])
    assert (names(told[g]["before"]["boxes"]), told[g]["after"]["boxes"]) == (["B"], [])
    assert (told[h]["before"]["boxes"], names(told[h]["after"]["boxes"])) == ([], ["B"])
    assert len({each["change_id"] for each in told.values()}) == 1
    await change(doors, "holders", g, boxes=[c, b])
    line = await doors.ada.mcp("get_timeline", object="boxes", record_id=b)
    assert names(line["changes"][0]["after"]["holder"]) == ["G"]
    line = await doors.ada.mcp("get_timeline", object="holders", record_id=h)
    assert names(line["changes"][0]["before"]["boxes"]) == ["B"]
