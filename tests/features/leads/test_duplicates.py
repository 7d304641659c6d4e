"""When two leads are one; and that two who make it at once make one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from handrail.features.leads.rules import duplicates
from handrail.storage.database import Database
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.sealing import install
from handrail.storage.sqlite import SqliteDatabase
from tests.databases import SEALER
from tests.doors import Doors, opened
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Askers
from tests.features.leads.shapes import Created, Lead

pytestmark = pytest.mark.anyio


@pytest.fixture
def ada(doors: Doors) -> Asker:
    return Asker(doors.http, doors.ada.key)


async def create(who: Asker, **said: Any) -> Created:
    return await who.rest(Created, "POST", "/leads", {"name": "Acme", "source": "web", **said})


async def get(who: Asker, lead_id: str) -> Lead:
    return await who.rest(Lead, "GET", f"/leads/{lead_id}")


PAIRS: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
        ({"email": "ada@acme.test"}, {"name": "Other", "email": "ADA@ACME.test"}, True),
        ({"email": "ada@acme.test"}, {"email": "ben@acme.test"}, False),
        ({"source_id": "x-1"}, {"name": "Other", "source_id": "x-1"}, True),
        ({"source_id": "x-1"}, {"name": "Other", "source_id": "X-1"}, False),
        ({"name": "Acme Corporation", "phone": "1"}, {"name": "ACME Corporations", "phone": "1"},
         True),
        ({"name": "Acme Corporation", "phone": "1"}, {"name": "Bistro", "phone": "1"}, False),
        ({"name": "Acme Corporation", "phone": "1"}, {"name": "Acme Corporation", "phone": "2"},
         False),
]  # fmt: skip


async def test_what_makes_two_leads_one(ada: Asker) -> None:
    for number, (first, second, one) in enumerate(PAIRS):
        # each pair by itself: what tells them apart has the number of the pair in it
        first, second = own(first, number), own(second, number)
        made, again = await create(ada, **first), await create(ada, **second)
        assert (again.id == made.id) is one is again.duplicate, (first, second)
        expected = (
            "Duplicate detected, existing lead updated" if one else "Lead created successfully"
        )
        assert again.message == expected


def own(said: dict[str, Any], number: int) -> dict[str, Any]:
    return {k: v if k == "name" else f"{number}{v}" for k, v in said.items()}


async def test_a_merge_is_a_200_and_a_new_lead_a_201(ada: Asker) -> None:
    said = {"name": "Acme", "source": "web", "email": "a@acme.test"}
    statuses = [(await ada.send("POST", "/leads", said)).status_code for _ in range(2)]
    assert statuses == [201, 200]


async def test_the_surest_rule_decides(ada: Asker) -> None:
    by_email = await create(ada, name="One", email="a@acme.test")
    by_source = await create(ada, name="Two", source_id="7")
    both = await create(ada, name="Three", email="a@acme.test", source_id="7")
    assert both.id == by_email.id != by_source.id


async def test_the_same_name_in_the_same_city_is_told_and_made(ada: Asker) -> None:
    first = await create(ada, name="Acme", city="Paris")
    second = await create(ada, name="ACME", city="paris")
    assert second.potential_duplicate_id == first.id != second.id
    assert not second.duplicate
    assert (await create(ada, name="Acme", city="Rome")).potential_duplicate_id is None


async def test_the_last_touch_wins_and_what_is_not_said_stays(ada: Asker) -> None:
    attributes = [{"name": "size", "type": "number", "value": 5}]
    made = await create(
        ada, email="a@acme.test", city="Paris", rating=4, tags=["vip"], attributes=attributes
    )
    await create(
        ada,
        email="A@acme.test",
        name="Acme SA",
        city="",
        rating=None,
        tags=[],
        phone="1",
        attributes=[{"name": "new", "type": "bool", "value": True}],
    )
    lead = await get(ada, made.id)
    assert (lead.name, lead.city, lead.rating, lead.tags) == ("Acme SA", "Paris", 4, ["vip"])
    assert lead.phone == "1" and lead.source == "web"
    assert [(each.name, each.value) for each in lead.attributes] == [("size", 5), ("new", True)]


async def test_it_was_heard_of_though_nothing_changed(ada: Asker, doors: Doors) -> None:
    made = await create(ada, email="a@acme.test", city="Paris")
    record = {"object": "leads", "record_id": made.id[3:]}
    before = await doors.ada.rest("get_record", **record)
    await create(ada, email="a@acme.test", city="Paris")
    after = await doors.ada.rest("get_record", **record)
    heard = "last_interaction_at"
    assert after["values"][heard] > before["values"][heard]
    assert after["updated_at"] == before["updated_at"]
    await create(ada, email="a@acme.test", city="Lyon")
    assert (await doors.ada.rest("get_record", **record))["updated_at"] > before["updated_at"]


async def test_a_batch_of_tools_merges_each_also_into_those_before_it(asked: Askers) -> None:
    there = await create(asked.ada, name="There", email="there@acme.test")
    done = await asked.ada.tool(
        "batch_create_leads",
        leads=[
            {"name": "There", "source": "b", "email": "THERE@acme.test", "city": "Rome"},
            {"name": "New", "source": "b", "source_id": "9", "city": "Oslo"},
            {"name": "Newer", "source": "b", "source_id": "9", "phone": "3"},
            {"name": "Wrong", "email": "x"},
            {"name": "Newe", "source": "b", "phone": "3"},
            {"name": "NEWE", "source": "b", "city": "oslo"},
        ],
    )
    read = shapes.BatchCreated.model_validate(done)
    assert [each.index for each in read.created] == [0, 1, 2, 4, 5]
    ids = [each.id for each in read.created]
    assert ids[0] == there.id and ids[1] == ids[2] == ids[3] != ids[4]
    assert [each.duplicate for each in read.created] == [True, False, True, True, False]
    assert read.created[4].potential_duplicate_id == ids[1]
    lead = await get(asked.ada, ids[1])
    assert (lead.name, lead.phone, lead.city) == ("Newe", "3", "Oslo")
    assert (await get(asked.ada, there.id)).city == "Rome"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Acme", "acme ", True),
        ("Acme Corporation", "Acme Corporatoin", True),
        ("abcde", "abcdX", False),  # 80 % is not over 80 %
        ("Acme", "Emca", False),
        ("", "Acme", False),
    ],
)
def test_how_alike_names_are(one: str, other: str, alike: bool) -> None:
    assert duplicates.alike(one, other) is alike


# at once ----------------------------------------------------------------------------------


@asynccontextmanager
async def another_process(database: Database) -> AsyncIterator[Database]:
    """The same rows through connections that share nothing with those of the test."""
    other: Database
    if isinstance(database, SqliteDatabase):
        other = SqliteDatabase(database.path)
    else:
        assert isinstance(database, PostgresDatabase)
        other = PostgresDatabase(database.url, row_security=database._row_security)
    install(other, SEALER)
    yield other
    await other.close()


SAID: list[dict[str, Any]] = [
    {"email": "a@acme.test"},
    {"source_id": "7", "attributes": [{"name": "size", "type": "number", "value": 1}]},
    {"phone": "1"},
]


async def test_two_who_make_one_lead_at_once_make_one_lead(
    doors: Doors, database: Database
) -> None:
    async with another_process(database) as other, opened(doors.world.on(other)) as elsewhere:
        here = Asker(doors.http, doors.ada.key)
        there = Asker(elsewhere.http, doors.ada.key)
        for number, said in enumerate(SAID, 1):
            name = f"Lead {number * 1111}"
            made = await asyncio.gather(
                *(create(who, name=name, **said) for who in [here, there] * 4)
            )
            assert len({each.id for each in made}) == 1
            assert sorted(each.duplicate for each in made) == [False, *[True] * 7]
            page = await here.rest(shapes.Page, "GET", "/leads")
            assert page.count == number
            assert len(page.leads[0].attributes) == len(said.get("attributes", ()))


async def test_batches_and_single_leads_at_once_make_one_of_each(
    asked: Askers, database: Database
) -> None:
    leads = [{"name": f"L{i}", "source": "b", "email": f"l{i}@acme.test"} for i in range(30)]

    async def batch(said: list[dict[str, Any]]) -> Any:
        return await asked.ada.tool("batch_create_leads", leads=said)

    async def single(said: dict[str, Any]) -> httpx2.Response:
        return await asked.ada.send("POST", "/leads", said)

    answers = await asyncio.gather(
        batch(leads), batch(leads[::-1]), *(single(each) for each in leads[::5])
    )
    assert [each["failed"] for each in answers[:2]] == [0, 0]
    page = await asked.ada.rest(shapes.Page, "GET", "/leads?limit=100")
    assert sorted(each.email or "" for each in page.leads) == sorted(e["email"] for e in leads)
