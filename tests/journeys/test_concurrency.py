"""Many at once, on both databases: nothing lost, nothing twice, nothing half."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable
from typing import Any

import pytest

from handrail.core.errors import Conflict, HandrailError, Invalid, NotFound
from handrail.dispatch import Call, dispatch
from handrail.storage.opening import open_database
from tests.databases import SECURED
from tests.soundness import check
from tests.world import OPERATIONS, VIA, World

pytestmark = pytest.mark.anyio

SORTS = [
    "created_at",
    "-created_at",
    "name",
    "-value,name",
    "stage,-value",
    "next_step",
    "-probability,name",
    "beside,value",
    "companies",
]


async def outcomes(*calls: Awaitable[Any]) -> tuple[list[Any], list[HandrailError]]:
    """What was done and what was refused; anything else is an error of ours."""
    done: list[Any] = []
    refused: list[HandrailError] = []
    for each in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(each, HandrailError):
            refused.append(each)
        elif isinstance(each, BaseException):
            raise each
        else:
            done.append(each)
    return done, refused


# cursors ----------------------------------------------------------------------------------


async def deals(world: World, count: int) -> list[str]:
    """Deals of every kind, many of them alike, so that ids must break ties."""
    rng = random.Random(count)
    await world.ada("create_attribute", object="deals", title="Beside", type="text")
    await world.without_slot("deals", "beside")
    companies = [
        (await world.ada("create_record", object="companies", values={"name": name}))["id"]
        for name in ("A", "B")
    ]
    made = await asyncio.gather(
        *(
            world.ada("create_record", object="deals", values=some_deal(rng, companies))
            for _ in range(count)
        )
    )
    return [each["id"] for each in made]


def some_deal(rng: random.Random, companies: list[str]) -> dict[str, Any]:
    return {
        "name": rng.choice(["a", "b", "ß", "Zoë"]),
        "value": rng.choice([None, 1, 1, 2, 1000]),
        "stage": rng.choice([None, "Won", "Lead"]),
        "next_step": rng.choice([None, "x", "Y"]),
        "tags": rng.sample(["red", "blue"], rng.randrange(3)),
        "beside": rng.choice([None, "m", "n"]),
        "companies": rng.sample(companies, rng.randrange(3)),
    }


@pytest.mark.parametrize("sort", SORTS)
async def test_a_cursor_neither_skips_nor_repeats_what_stood_throughout(
    world: World, sort: str
) -> None:
    ids = await deals(world, 48)
    rng = random.Random(sort)
    rng.shuffle(ids)
    stable, moving = ids[:32], ids[32:]
    over = asyncio.Event()
    storm = asyncio.create_task(meddle(world, rng, stable, moving, over))
    seen: Counter[str] = Counter()
    cursor: str | None = None
    pages = 0
    while pages == 0 or cursor is not None:
        asked = {"sort": sort, "limit": 5, "fields": ["name"], "cursor": cursor}
        page = await world.cleo("search_records", object="deals", **asked)
        seen.update(each["id"] for each in page["records"])
        cursor = page["next_cursor"]
        pages += 1
        await asyncio.sleep(0)
        assert pages < 100
    over.set()
    await storm
    assert {each: seen[each] for each in stable} == dict.fromkeys(stable, 1)


async def meddle(
    world: World, rng: random.Random, stable: list[str], moving: list[str], over: asyncio.Event
) -> None:
    """Create, change, move and delete; what stands throughout keeps its place."""
    page = await world.ada("search_records", object="companies")
    companies = [each["id"] for each in page["records"]]

    async def update(record_id: str, values: dict[str, Any]) -> None:
        await world.ben("update_record", object="deals", record_id=record_id, values=values)

    while not over.is_set():
        calls: list[Awaitable[Any]] = [
            world.ben("create_record", object="deals", values=some_deal(rng, companies)),
            update(rng.choice(stable), {"notes": str(rng.random())}),
        ]
        if moving:
            moved = rng.choice(moving)
            calls.append(update(moved, some_deal(rng, companies)))
            if rng.random() < 0.2:
                moving.remove(moved)
                calls.append(world.ben("delete_record", object="deals", record_id=moved))
        await outcomes(*calls)


# races ------------------------------------------------------------------------------------


async def test_of_many_who_want_one_unique_value_one_has_it(world: World) -> None:
    values = {"name": "Ada", "emails": ["ada@a.de", "a@a.de"]}
    tries = [
        who("create_record", object="people", values=values)
        for who in (world.ada, world.ben)
        for _ in range(8)
    ]
    [made], refused = await outcomes(*tries)
    assert len(refused) == 15
    for each in refused:
        assert isinstance(each, Conflict) and each.field == "emails"
        assert each.fix == {
            "tool": "get_record",
            "arguments": {"object": "people", "record_id": made["id"]},
        }
    others = [
        (await world.ada("create_record", object="people", values={"name": f"P{n}"}))["id"]
        for n in range(8)
    ]
    tries = [
        world.ben("update_record", object="people", record_id=each, values={"emails": "b@b.de"})
        for each in others
    ]
    done, refused = await outcomes(*tries)
    assert (len(done), len(refused)) == (1, 7)
    assert all(isinstance(each, Conflict) and each.fix for each in refused)
    assert await check(world.ada) == 9


async def test_two_who_change_one_record_keep_each_others_values(world: World) -> None:
    deal = await world.ada("create_record", object="deals", values={"name": "D"})
    slugs = ["next_step", "lost_reason", "notes", "name"]
    tries = [
        who("update_record", object="deals", record_id=deal["id"], values={slug: f"{slug} {n}"})
        for n in range(5)
        for who, slug in zip((world.ada, world.ben) * 2, slugs, strict=True)
    ]
    done, refused = await outcomes(*tries)
    assert len(done) == 20 and not refused
    kept = await world.cleo("get_record", object="deals", record_id=deal["id"])
    assert kept["version"] == 21 == max(each["version"] for each in done)
    assert all(kept["values"][slug].startswith(f"{slug} ") for slug in slugs)
    assert sorted(each["version"] for each in done) == list(range(2, 22))
    assert await check(world.ada)


async def test_of_many_who_go_by_one_version_one_wins(world: World) -> None:
    deal = await world.ada("create_record", object="deals", values={"name": "D"})
    tries = [
        world.ben(
            "update_record", object="deals", record_id=deal["id"], values={"value": n}, if_version=1
        )
        for n in range(12)
    ]
    [won], refused = await outcomes(*tries)
    assert len(refused) == 11 and all(isinstance(each, Conflict) for each in refused)
    assert {each.details["version"] for each in refused if each.details} == {2}
    kept = await world.cleo("get_record", object="deals", record_id=deal["id"])
    assert kept["values"]["value"] == won["values"]["value"]


@pytest.mark.parametrize("cardinality", ["one_to_one", "one_to_many", "many_to_one"])
async def test_where_one_link_fits_many_at_once_leave_one(world: World, cardinality: str) -> None:
    relationship = {
        "target_object_id": "companies",
        "cardinality": cardinality,
        "inverse_title": "Held",
    }
    more = {"title": "Holder", "type": "relationship", "relationship": relationship}
    await world.ada("create_attribute", object="deals", **more)
    held = [
        (await world.ada("create_record", object="deals", values={"name": f"D{n}"}))["id"]
        for n in range(5)
    ]
    holders = [
        (await world.ada("create_record", object="companies", values={"name": f"H{n}"}))["id"]
        for n in range(2)
    ]
    tries = [
        world.ben("update_record", object="deals", record_id=one, values={"holder": other})
        for one in held
        for other in holders
    ] + [
        world.ada("link_records", object="companies", record_id=other, attribute="held", to=[one])
        for one in held
        for other in holders
    ]
    done, refused = await outcomes(*tries)
    assert len(done) == len(tries), refused
    assert await check(world.ada) == 7


async def test_a_link_never_leads_to_what_was_deleted_meanwhile(world: World) -> None:
    for _ in range(6):
        company = await world.ada("create_record", object="companies", values={"name": "C"})
        deal = await world.ada("create_record", object="deals", values={"name": "D"})
        link = {"values": {"companies": [company["id"]]}}
        _, refused = await outcomes(
            world.ben("update_record", object="deals", record_id=deal["id"], **link),
            world.ada("delete_record", object="companies", record_id=company["id"]),
            world.ben("create_record", object="deals", values={"name": "E", **link["values"]}),
            world.ben("create_note", object="companies", record_id=company["id"], content="x"),
        )
        assert all(isinstance(each, Invalid | NotFound) for each in refused), refused
    await check(world.ada)


async def test_the_feed_has_no_gaps_and_is_read_without_loss_while_it_grows(world: World) -> None:
    seen: list[int] = []
    writing = True

    async def follow() -> None:
        while True:
            last = not writing
            page = await world.ada("list_changes", after_seq=seen[-1] if seen else 0, limit=7)
            await asyncio.sleep(0)
            seen.extend(each["seq"] for each in page["changes"])
            if last and not page["has_more"]:
                return

    follower = asyncio.create_task(follow())
    await asyncio.gather(
        *(
            who("create_record", object="deals", values={"name": f"D{n}"})
            for n in range(30)
            for who in (world.ada, world.ben)
        )
    )
    writing = False
    await follower
    assert seen == list(range(1, len(seen) + 1)) and len(seen) > 60


async def test_a_schema_changes_under_writers_and_every_record_is_found(world: World) -> None:
    """A slot, uniqueness and places of options are right for records written meanwhile."""

    async def write(n: int) -> None:
        values = {"name": f"D{n}", "stage": random.choice(["Lead", "Won"])}
        made = await world.ben("create_record", object="deals", values=values)
        await world.ben("update_record", object="deals", record_id=made["id"], values={"value": n})

    async def change() -> None:
        await world.ada("create_attribute", object="deals", title="Late", type="number")
        await world.ada("update_attribute", object="deals", attribute="name", is_unique=True)
        stages = [{"title": "Won", "sort_order": -1}]
        await world.ada("update_attribute", object="deals", attribute="stage", stages=stages)
        await world.ada(
            "update_attribute", object="deals", attribute="next_step", is_multi_select=True
        )

    _, refused = await outcomes(
        *(write(n) for n in range(15)), change(), *(write(n) for n in range(15, 30))
    )
    assert not refused
    assert await check(world.ada) == 30
    page = await world.cleo("search_records", object="deals", sort="late,name", limit=100)
    assert page["total"] == len(page["records"]) == 30


async def test_a_reader_a_moment_behind_the_schema_still_answers(
    world: World, database_url: str
) -> None:
    """Identity tells a reader the schema's version; it may move before the reader reads."""
    await world.cleo("search_records", object="deals")
    behind = await world.cleo.now()
    elsewhere = open_database(database_url, row_security=SECURED)
    other = world.on(elsewhere)
    stages = [{"title": "Brand new", "sort_order": 0}]
    await other.ada("update_attribute", object="deals", attribute="stage", stages=stages)
    await other.ada("create_attribute", object="deals", title="Late", type="number")
    values = {"name": "D", "stage": "Brand new", "late": 5}
    deal = await other.ada("create_record", object="deals", values=values)
    for operation, said in (
        ("get_record", {"object": "deals", "record_id": deal["id"]}),
        ("search_records", {"object": "deals", "sort": "stage"}),
        ("aggregate_records", {"object": "deals", "group_by": ["stage"]}),
        ("get_timeline", {"object": "deals", "record_id": deal["id"]}),
        ("search_workspace", {"query": "d"}),
    ):
        call = Call(OPERATIONS[operation], said, behind, VIA)
        assert await dispatch(call, world.database)
    await elsewhere.close()


async def test_a_storm_of_everything_leaves_all_sound(world: World) -> None:
    rng = random.Random(7)
    ids = await deals(world, 20)
    people = [
        (await world.ada("create_record", object="people", values={"name": f"P{n}"}))["id"]
        for n in range(4)
    ]

    async def anything() -> None:
        deal = {"object": "deals", "record_id": rng.choice(ids)}
        person = {"object": "people", "record_id": rng.choice(people)}
        match rng.randrange(6):
            case 0:
                values: dict[str, Any] = {"name": "new", "people": people[:2]}
                made = await world.ben("create_record", object="deals", values=values)
                ids.append(made["id"])
            case 1:
                ids.remove(deal["record_id"])
                await world.ben("delete_record", **deal)
            case 2:
                await world.ada("link_records", **deal, attribute="people", to=[rng.choice(people)])
            case 3:
                await world.ben("unlink_records", **person, attribute="deals", to=[rng.choice(ids)])
            case 4:
                mails = rng.sample(["a@a.de", "b@b.de", "c@c.de"], 2)
                await world.ada("update_record", **person, values={"emails": mails})
            case _:
                values = {"tags": rng.sample(["x", "y", "z"], 2), "value": rng.random()}
                await world.ada("update_record", **deal, values=values)

    for _ in range(8):
        _, refused = await outcomes(*(anything() for _ in range(12)))
        assert all(isinstance(each, Conflict | NotFound | Invalid) for each in refused), refused
    await check(world.ada)
