"""What policies let a caller see and change: rows, attributes, verbs, links to what is hidden."""

import json
from dataclasses import replace
from typing import Any

import pytest

from handrail.core.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound
from handrail.core.policy_said import policy_of
from handrail.features.records.store.search import access
from tests.world import Member, World

pytestmark = pytest.mark.anyio
HIDDEN = {"hidden": True}


def under(who: Member, *policies: dict[str, Any]) -> Member:
    """The same person under policies, each of which must allow."""
    made = tuple(each for said in policies for each in policy_of({"objects": said}))
    return who.narrowed(policies=made, credential="key")


async def refused(kind: type[HandrailError], asked: Any) -> HandrailError:
    with pytest.raises(kind) as error:
        await asked
    return error.value


async def deal(world: World, name: str, *, owner: str | None = "ben", **values: Any) -> str:
    if owner is not None:
        values["owners"] = [world.ids[owner]]
    made = await world.ada("create_record", object="deals", values={"name": name, **values})
    return str(made["id"])


async def names(who: Member, object_slug: str = "deals", **asked: Any) -> list[str]:
    page = await who("search_records", object=object_slug, sort="name", **asked)
    assert page["total"] == len(page["records"])
    return [each["name"] for each in page["records"]]


async def feed(who: Member) -> list[dict[str, Any]]:
    """Every change the caller hears of."""
    heard: list[dict[str, Any]] = []
    after, more = 0, True
    while more:
        page = await who("list_changes", after_seq=after, limit=100)
        heard, after, more = heard + page["changes"], page["last_seq"], page["has_more"]
    return heard


OWN = {"*": {"rows": "own"}}


# rows -------------------------------------------------------------------------------------


async def test_own_rows_are_all_there_is(world: World) -> None:
    mine = await deal(world, "Mine", value=10)
    hers = await deal(world, "Hers", owner="ada", value=90)
    nobodys = await deal(world, "Nobody's", owner=None)
    ben = under(world.ben, OWN)
    assert await names(ben) == ["Mine"]
    assert await names(ben, query="he") == []
    assert await names(ben, filter={"id": [hers, mine]}) == ["Mine"]
    summed = await ben("aggregate_records", object="deals", measures=["count", "sum:value"])
    assert summed["groups"][0]["values"] == {"count": 1, "sum_value": 10}
    assert (await ben("search_workspace", query="h"))["results"] == []
    for record_id in (hers, nobodys, world.ids["ada"]):
        hidden = await refused(NotFound, ben("get_record", object="deals", record_id=record_id))
        assert hidden.message == f"No deal has the id {record_id!r}."
        for verb, said in (
            ("update_record", {"values": {"value": 1}}),
            ("delete_record", {}),
            ("link_records", {"attribute": "people", "to": ["x"]}),
            ("get_timeline", {}),
            ("list_notes", {}),
            ("create_note", {"content": "x"}),
        ):
            same = await refused(NotFound, ben(verb, object="deals", record_id=record_id, **said))
            assert same.message == hidden.message


async def test_a_team_sees_what_its_active_members_own(world: World) -> None:
    team = await world.ada("create_team", name="North")
    for who in ("ben", "cleo"):
        await world.ada("update_member", member_id=world.ids[who], team_id=team["id"])
    await deal(world, "Ben's")
    await deal(world, "Cleo's", owner="cleo")
    await deal(world, "Ada's", owner="ada")
    ben = under(world.ben, {"deals": {"rows": "team"}})
    ben = replace(ben, actor=replace(ben.actor, team_id=team["id"]))
    assert await names(ben) == ["Ben's", "Cleo's"]
    await world.ada("update_member", member_id=world.ids["cleo"], is_active=False)
    assert await names(ben) == ["Ben's"]
    alone = under(world.cleo, {"deals": {"rows": "team"}})
    assert await names(alone) == ["Cleo's"]
    by_team = under(world.cleo, {"deals": {"teams": [team["id"]], "members": [world.ids["ada"]]}})
    assert await names(by_team) == ["Ada's", "Ben's"]


async def test_a_filter_narrows_and_one_that_means_nothing_any_more_shows_nothing(
    world: World,
) -> None:
    berlin = await world.ada(
        "create_record", object="companies", values={"name": "B", "city": "Berlin"}
    )
    await deal(world, "Won here", stage="Won", companies=[berlin["id"]])
    await deal(world, "Won there", stage="Won")
    await deal(world, "Lost here", stage="Lost", companies=[berlin["id"]])
    policy = {"deals": {"filter": {"companies.city": "Berlin"}}, "companies": {"verbs": []}}
    assert await names(under(world.ben, policy)) == ["Lost here", "Won here"]
    both = under(world.ben, policy, {"deals": {"filter": {"stage": "Won"}}})
    assert await names(both) == ["Won here"]
    mine = under(world.ben, {"deals": {"filter": {"owners": "me", "created_at": "today"}}})
    assert len(await names(mine)) == 3
    await world.ada("update_attribute", object="deals", attribute="stage", is_archived=True)
    assert await names(both) == []


async def test_a_record_without_an_owner_attribute_is_nobodys(world: World) -> None:
    await world.ada(
        "create_object", slug="projects", singular_noun="Project", plural_noun="Projects"
    )
    await world.ada("create_record", object="projects", values={"name": "P"})
    assert await names(under(world.ben, OWN), "projects") == []


# links ------------------------------------------------------------------------------------


@pytest.mark.parametrize("small", [access.SMALL, 0], ids=["walked", "planned"])
async def test_a_link_to_a_hidden_record_is_no_link(
    world: World, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # so few records are walked, unless no object counts as small
    monkeypatch.setattr(access, "SMALL", small)
    seen = await world.ada(
        "create_record", object="companies", values={"name": "Seen", "city": "Rome"}
    )
    unseen = await world.ada(
        "create_record", object="companies", values={"name": "Unseen", "city": "Oslo"}
    )
    both = await deal(world, "Both", companies=[unseen["id"], seen["id"]])
    only = await deal(world, "Only", companies=[unseen["id"]])
    ben = under(world.ben, {"companies": {"filter": {"city": "Rome"}}})
    got = await ben("get_record", object="deals", record_id=both)
    assert got["values"]["companies"] == [{"id": seen["id"], "name": "Seen"}]
    assert got["more"] == {}
    assert (await ben("get_record", object="deals", record_id=only))["values"]["companies"] == []
    assert await names(ben, filter={"companies": {"is_empty": True}}) == ["Only"]
    assert await names(ben, filter={"companies": [unseen["id"]]}) == []
    assert await names(ben, filter={"companies": {"neq": unseen["id"]}}) == ["Both", "Only"]
    assert await names(ben, filter={"companies": "Unseen"}) == []
    assert await names(ben, filter={"companies.city": "Oslo"}) == []
    for hidden in ({"companies.city": "Oslo"}, {"companies": [unseen["id"]]}):
        counted = await ben("aggregate_records", object="deals", filter=hidden)
        assert [each["values"]["count"] for each in counted["groups"]] in ([], [0])
    assert await names(ben, filter={"not": {"companies.city": "Oslo"}}) == ["Both", "Only"]
    page = await ben("search_records", object="deals", sort="companies")
    assert [each["name"] for each in page["records"]] == ["Both", "Only"]
    grouped = await ben(
        "aggregate_records",
        object="deals",
        measures=["count", "distinct:companies", "count:companies"],
        group_by=["companies"],
    )
    assert [(g["group"]["companies"], list(g["values"].values())) for g in grouped["groups"]] == [
        ({"id": seen["id"], "name": "Seen"}, [1, 1, 1]),
        (None, [1, 0, 0]),
    ]
    for called in (unseen["id"], "Unseen"):
        await refused(
            Invalid,
            ben("link_records", object="deals", record_id=only, attribute="companies", to=[called]),
        )
    told = json.dumps(await ben("get_timeline", object="deals", record_id=only))
    assert unseen["id"] not in told and "Unseen" not in told


async def test_replacing_links_keeps_those_that_are_not_seen(world: World) -> None:
    made = {
        name: (await world.ada("create_record", object="companies", values={"name": name}))["id"]
        for name in ("A", "B", "Hidden")
    }
    linked = await deal(world, "D", companies=[made["A"], made["Hidden"]])
    ben = under(world.ben, {"companies": {"filter": {"name": {"neq": "Hidden"}}}})
    for said in (["B"], None):
        await ben("update_record", object="deals", record_id=linked, values={"companies": said})
        whole = await world.ada("get_record", object="deals", record_id=linked)
        assert {each["name"] for each in whole["values"]["companies"]} == {"Hidden", *(said or [])}


# attributes -------------------------------------------------------------------------------

FIELDS = {"deals": {"fields": {"lost_reason": "none", "value": "mask", "next_step": "read"}}}


async def test_an_attribute_that_is_not_for_the_caller_is_not_there(world: World) -> None:
    made = await deal(world, "D", lost_reason="canary", value=1, next_step="call")
    ben = under(world.ben, FIELDS)
    got = await ben("get_record", object="deals", record_id=made)
    assert "lost_reason" not in got["values"]
    assert got["values"]["value"] == HIDDEN
    assert got["values"]["next_step"] == "call"
    listed = await ben("list_attributes", object="deals", archived=True)
    words = {each["slug"]: each["access"] for each in listed["attributes"]}
    assert "lost_reason" not in words
    assert (words["value"], words["next_step"], words["stage"]) == ("mask", "read", "write")
    for asked in (
        {"filter": {"lost_reason": "canary"}},
        {"sort": "lost_reason"},
        {"fields": ["lost_reason"]},
    ):
        error = await refused(Invalid, ben("search_records", object="deals", **asked))
        assert error.message == "Deals have no attribute 'lost_reason'."
        assert "lost_reason" not in (error.allowed or ())
        assert error.did_you_mean != "lost_reason"
    near = await refused(Invalid, ben("search_records", object="deals", filter={"lost_reaso": 1}))
    assert near.did_you_mean != "lost_reason"
    said = await refused(
        Invalid,
        ben("update_record", object="deals", record_id=made, values={"lost_reason": "x"}),
    )
    assert said.message == "Deals have no attribute 'lost_reason'."
    told = json.dumps(await ben("get_timeline", object="deals", record_id=made))
    assert "lost_reason" not in told and '"value"' not in told and "canary" not in told


async def test_nothing_is_asked_by_a_masked_attribute(world: World) -> None:
    empty, filled = await deal(world, "Empty"), await deal(world, "Filled", value=5)
    ben = under(world.ben, FIELDS)
    for record_id in (empty, filled):
        got = await ben("get_record", object="deals", record_id=record_id)
        assert got["values"]["value"] == HIDDEN
    page = await ben("search_records", object="deals")
    assert [each["values"]["value"] for each in page["records"]] == [HIDDEN, HIDDEN]
    for asked in ({"filter": {"value": None}}, {"sort": "-value"}):
        error = await refused(Invalid, ben("search_records", object="deals", **asked))
        assert error.message == "Value (value) is hidden from you: nothing can be asked by it."
        assert "value" not in (error.allowed or ())
    for asked in ({"measures": ["sum:value"]}, {"group_by": ["value"]}):
        await refused(Invalid, ben("aggregate_records", object="deals", **asked))
    for slug in ("value", "next_step"):
        error = await refused(
            Forbidden,
            ben("update_record", object="deals", record_id=filled, values={slug: 6}),
        )
        assert error.field == slug
    await ben("update_record", object="deals", record_id=filled, values={"stage": "Won"})
    whole = await world.ada("get_record", object="deals", record_id=filled)
    assert whole["values"]["value"] == 5


async def test_a_hidden_name_is_told_nowhere(world: World) -> None:
    company = await world.ada(
        "create_record", object="companies", values={"name": "Canary", "domain": "seen.test"}
    )
    made = await deal(world, "D", companies=[company["id"]])
    for word in ("none", "mask"):
        ben = under(world.ben, {"companies": {"fields": {"name": word}}})
        answers = [
            await ben("get_record", object="companies", record_id=company["id"]),
            await ben("get_record", object="deals", record_id=made),
            await ben("search_records", object="deals"),
            await ben("search_workspace", query="seen"),
            await ben("get_timeline", object="deals", record_id=made),
            await ben("get_timeline", object="companies", record_id=company["id"]),
            {"changes": await feed(ben)},
            await ben("aggregate_records", object="deals", group_by=["companies"]),
        ]
        assert "Canary" not in json.dumps(answers)
        assert answers[1]["values"]["companies"] == [{"id": company["id"], "name": "(hidden)"}]
        assert len(answers[3]["results"]) == 1
        assert (await ben("search_workspace", query="canary"))["results"] == []
        await refused(Invalid, ben("search_records", object="deals", sort="companies"))
        await refused(
            Invalid, ben("search_records", object="deals", filter={"companies": "Canary"})
        )
        error = await refused(
            Invalid,
            ben(
                "link_records", object="deals", record_id=made, attribute="companies", to=["Canary"]
            ),
        )
        assert error.message.startswith("Nothing is named")


async def test_words_of_a_hidden_attribute_find_nothing(world: World) -> None:
    await world.ada(
        "create_record",
        object="people",
        values={"name": "Zoë van Dyk", "emails": ["canary@x.test"], "phones": ["+4930123456"]},
    )
    ben = under(world.ben, {"people": {"fields": {"emails": "none", "phones": "mask"}}})
    for query, there in (
        ("zoë", 1),
        ("van d", 1),
        ("dyk zo", 1),
        ("canary", 0),
        ("4930", 0),
        ("yk", 0),
    ):
        assert len(await names(ben, "people", query=query)) == there, query


async def test_a_relationship_hides_both_of_its_sides(world: World) -> None:
    company = await world.ada("create_record", object="companies", values={"name": "C"})
    await deal(world, "D", companies=[company["id"]])
    ben = under(world.ben, {"deals": {"fields": {"companies": "none"}}})
    got = await ben("get_record", object="companies", record_id=company["id"])
    assert "deals" not in got["values"]


# writing ----------------------------------------------------------------------------------


async def test_verbs_that_are_not_given_are_refused_with_who_can_give_them(world: World) -> None:
    made = await deal(world, "D")
    ben = under(world.ben, {"deals": {"verbs": ["read"]}})
    here = {"object": "deals", "record_id": made}
    for verb, said in (
        ("create_record", {"object": "deals", "values": {"name": "x"}}),
        ("update_record", {**here, "values": {"name": "x"}}),
        ("delete_record", here),
        ("link_records", {**here, "attribute": "people", "to": ["x"]}),
        ("create_note", {**here, "content": "x"}),
    ):
        error = await refused(Forbidden, ben(verb, **said))
        assert "Use a key that may do it" in (error.hint or "")
    person = replace(ben, actor=replace(ben.actor, credential="person"))
    assert "Settings → Roles" in (await refused(Forbidden, person("delete_record", **here))).hint
    blind = under(world.ben, {"deals": {"verbs": ["create", "update", "delete"]}})
    assert "deals" not in json.dumps(await blind("list_objects"))
    assert (await refused(NotFound, blind("get_record", **here))).message == (
        "There is no object 'deals'."
    )


async def test_what_its_writer_could_not_see_is_not_written(world: World) -> None:
    ben = under(world.ben, OWN)
    made = await ben("create_record", object="deals", values={"name": "Mine"})
    assert made["values"]["owners"][0]["id"] == world.ids["ben"]
    await refused(
        Forbidden,
        ben("create_record", object="deals", values={"name": "x", "owners": [world.ids["ada"]]}),
    )
    await refused(
        Forbidden,
        ben(
            "update_record",
            object="deals",
            record_id=made["id"],
            values={"owners": [world.ids["ada"]], "name": "Gone"},
        ),
    )
    assert await names(world.ada) == ["Mine"]
    shared = {"owners": [world.ids["ada"], world.ids["ben"]]}
    await ben("update_record", object="deals", record_id=made["id"], values=shared)


async def test_a_value_that_a_hidden_record_has_is_taken_and_no_more_is_said(world: World) -> None:
    hidden = await world.ada(
        "create_record", object="people", values={"name": "Canary", "emails": ["a@x.test"]}
    )
    ben = under(world.ben, OWN)
    error = await refused(
        Conflict,
        ben("create_record", object="people", values={"name": "N", "emails": ["a@x.test"]}),
    )
    assert error.message == "Emails 'a@x.test' is taken."
    assert hidden["id"] not in json.dumps(error.body())


async def test_a_required_value_that_may_not_be_given_is_not_named_where_it_is_hidden(
    world: World,
) -> None:
    for word, said in (("none", ""), ("read", " (name)")):
        ben = under(world.ben, {"deals": {"fields": {"name": word}}})
        error = await refused(Forbidden, ben("create_record", object="deals", values={"value": 1}))
        assert error.message == f"A deal needs a value that you may not give{said}."


# what happened ----------------------------------------------------------------------------


async def test_changes_of_what_is_hidden_are_not_told(world: World) -> None:
    mine = await deal(world, "Mine", lost_reason="canary")
    hers = await deal(world, "Canary", owner="ada")
    gone = await deal(world, "Canary gone")
    await world.ada("delete_record", object="deals", record_id=gone)
    for record_id in (mine, hers):
        await world.ada(
            "update_record", object="deals", record_id=record_id, values={"lost_reason": "canary2"}
        )
        await world.ada("create_note", object="deals", record_id=record_id, content=record_id)
    ben = under(world.ben, {"deals": {"rows": "own", "fields": {"lost_reason": "none"}}})
    changes = await feed(ben)
    heard = [each for each in changes if each["object"] == "deals" and each["record_id"]]
    assert {each["record_id"] for each in heard} == {mine}
    assert [each["type"] for each in heard] == ["record.created", "note.created"]
    text = json.dumps(changes)
    assert "anary" not in text and "lost_reason" not in text and hers not in text
    told = await ben("get_timeline", object="deals", record_id=mine)
    assert [each["type"] for each in told["changes"]] == ["note.created", "record.created"]


# the schema -------------------------------------------------------------------------------


async def test_who_sees_a_part_does_not_change_the_schema(world: World) -> None:
    for policy in (OWN, FIELDS):
        limited = under(world.ada, policy)
        await refused(
            Forbidden,
            limited("create_attribute", object="deals", title="Lost reason", type="text"),
        )
        await refused(
            Forbidden,
            limited("update_attribute", object="deals", attribute="stage", is_required=True),
        )
    unlimited = under(world.ada, {"tasks": {"verbs": ["read"]}})
    await unlimited("create_attribute", object="deals", title="More", type="text")
