"""What is said inside an argument, spoilt: values, filters, sorts, measures, cursors, names."""

import base64
import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from handrail.core.operation import Door
from handrail.features.records.rules.measures import BUCKETS, FUNCTIONS
from handrail.features.records.rules.operators import OPERATORS
from tests.doors import Doors, Refused, Said, ways
from tests.features.records.test_values import KINDS
from tests.journeys.test_bad_input import NEVER, SELDOM, calls_by_param, things, well_refused
from tests.state import digest
from tests.world import OPERATIONS

pytestmark = pytest.mark.anyio
__all__ = ["things"]

MORE = {
    "the end of time": b'"9999-12-31T23:59:59.999999Z"',
    "before time": b'"0000-00-00"',
    "a year far off": b'"+292277026596-01-01"',
    "a period": b'"last_99999999999_days"',
    "the last quarter": b'"9999-Q4"',
    "a place": b'{"lat":1e308,"lng":-1e308,"km":1e308}',
    "a place near nothing": b'{"lat":90,"lng":-180,"km":20038}',
    "a place in text": b'"nan,inf,1"',
    "two ends": b"[1e15,-1e15]",
    "two texts": b'["z","a"]',
    "two days": b'["2026-01-01","2025-01-01"]',
    "minus nothing": b"-0.0",
    "nearly nothing": b"5e-324",
    "the last character": '"\U0010ffff"'.encode(),
    "a letter that folds to two": '"\u00df\u0130\ufb01"'.encode(),
    "an operator": b'{"eq":{"eq":1}}',
    "a hop": b'{"companies.name":"x"}',
}
SAID = {name: raw for name, raw in (NEVER | SELDOM | MORE).items() if raw}


@pytest.fixture
async def every_type(doors: Doors) -> str:
    """An object with an attribute of every type, some beside the slots; its first record's id."""
    ask = doors.ada.mcp
    await ask("create_object", slug="things", singular_noun="Thing", plural_noun="Things")
    for name, kind in KINDS.items():
        await ask("create_attribute", object="things", title=f"A {name}", type=name, **kind.more)
    await ask("create_attribute", object="things", title="A person", type="person")
    relationship = {"target_object_id": "companies", "cardinality": "many_to_many"}
    await ask(
        "create_attribute",
        object="things",
        title="A relationship",
        type="relationship",
        relationship=relationship,
    )
    for slug in ("a_number", "a_text", "a_date"):
        await ask("create_attribute", object="things", title=f"{slug} beside", type=slug[2:])
        await doors.world.without_slot("things", f"{slug}_beside")
    values = {f"a_{name}": kind.said for name, kind in KINDS.items()}
    await ask("create_record", object="companies", values={"name": "C"})
    values |= {"name": "T", "a_relationship": "C"}
    made = await ask("create_record", object="things", values=values)
    await ask("create_record", object="things", values={"name": "Empty"})
    return made["id"]


def slugs() -> list[str]:
    beside = ["a_number_beside", "a_text_beside", "a_date_beside"]
    return ["name", "a_person", "a_relationship", *beside, *(f"a_{name}" for name in KINDS)]


async def test_a_spoilt_value_is_refused_with_its_attribute_and_changes_nothing(
    doors: Doors, every_type: str
) -> None:
    database = doors.world.database
    before = await digest(database)
    for slug in slugs():
        for what, raw in SAID.items():
            for door in Door:
                said = {
                    "object": b'"things"',
                    "record_id": orjson.dumps(every_type),
                    "values": b'{"%b":%b}' % (slug.encode(), raw),
                }
                answer = await doors.ada.post(door, "update_record", said)
                if answer.error is None:
                    assert what not in NEVER or slug in TAKES.get(what, ()), (slug, what)
                    before = await digest(database)
                    continue
                well_refused(answer, (slug, what, door))
                if answer.error["code"] == "VALIDATION_ERROR" and what not in UNPARSED:
                    assert answer.error["field"] == slug, (slug, what, answer.text)
        assert await digest(database) == before, slug


TAKES = {
    "a list of 100,000": {"a_json"},
}
UNPARSED = {"a NUL", "50 lists in each other"}
"""Refused for the call as a whole."""


def some_filters(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Every attribute by every operator, each with a few spoilt operands."""
    hops = ["a_relationship.name", "a_relationship.employees"]
    fields = [*slugs(), "id", "created_at", "updated_at", *hops]
    for slug in fields:
        for op in [*OPERATORS, "is_not_empty", "no_operator"]:
            for what in rng.sample(sorted(SAID), 6):
                raw = b'{"%b":{"%b":%b}}' % (slug.encode(), op.encode(), SAID[what])
                yield f"{slug} {op} {what}", raw


@pytest.mark.parametrize("seed", [1])
async def test_a_spoilt_filter_is_refused_or_finds_something(
    doors: Doors, every_type: str, seed: int
) -> None:
    rng = random.Random(seed)
    taken = 0
    for what, raw in some_filters(rng):
        for wrapped in (raw, b'{"not":[%b]}' % raw):
            said = {"object": b'"things"', "filter": wrapped, "sort": b'"-a_number,a_text"'}
            taken += ok(await doors.cleo.post(Door.MCP, "search_records", said), what)
    assert taken > 100


def ok(said: Said, what: Any) -> bool:
    if said.error is not None:
        well_refused(said, what)
    return said.error is None


async def test_every_sort_group_and_measure_is_answered_or_refused(
    doors: Doors, every_type: str
) -> None:
    ask = doors.cleo.say
    for slug in [*slugs(), "id", "created_at", "nothing"]:
        for sort in (slug, f"-{slug}", {"attribute": slug, "direction": "desc"}, [slug, "name"]):
            said = await ask(Door.MCP, "search_records", {"object": "things", "sort": sort})
            ok(said, sort)
            if said.error is None:
                page = {"object": "things", "sort": sort, "limit": 1}
                first = await ask(Door.MCP, "search_records", page)
                cursor = first.result["next_cursor"]
                assert ok(await ask(Door.MCP, "search_records", {**page, "cursor": cursor}), sort)
        for measure in FUNCTIONS:
            asked = {"object": "things", "measures": [f"{measure}:{slug}"]}
            ok(await ask(Door.MCP, "aggregate_records", asked), (measure, slug))
        for bucket in (None, *BUCKETS, "aeon"):
            group = slug if bucket is None else f"{slug}:{bucket}"
            asked = {"object": "things", "group_by": [group, "name"], "measures": ["max:a_date"]}
            ok(await ask(Door.MCP, "aggregate_records", asked), group)
    for raw in SAID.values():
        for name in ("measures", "group_by", "sort", "fields"):
            operation = "search_records" if name in ("sort", "fields") else "aggregate_records"
            said = {"object": b'"things"', name: b"[%b]" % raw}
            ok(await doors.cleo.post(Door.MCP, operation, said), (name, raw[:40]))


async def test_a_forged_cursor_is_refused_or_is_a_place_like_any(
    doors: Doors, every_type: str
) -> None:
    for sort in ("name", "-a_number", "created_at", "a_text_beside,-a_date", "a_select"):
        page = {"object": "things", "sort": sort, "limit": 1}
        first = await doors.cleo.mcp("search_records", **page)
        asked, keys, last, total, exact = orjson.loads(
            base64.urlsafe_b64decode(first["next_cursor"] + "==")
        )
        for forged in FORGED:
            for said in (
                [asked, [forged] * len(keys), last, total, exact],
                [asked, keys, forged, total, exact],
                [asked, keys, last, forged, exact],
                [asked, keys, last, total, forged],
                [forged, keys, last, total, exact],
                forged,
            ):
                text = base64.urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")
                ok(await doors.cleo.say(Door.MCP, "search_records", {**page, "cursor": text}), said)
        page["cursor"] = first["next_cursor"]
        for other in ({"sort": "a_url"}, {"filter": {"name": "T"}}, {"query": "t"}):
            with pytest.raises(Refused, match="cursor"):
                await doors.cleo.mcp("search_records", **{**page, **other})


FORGED = [
    None, True, 0, -1, 2**63 - 1, -(2**63), 2**64 - 1, 1e300, -1e300, 1.5, "", "x", "\x00",
    "\ud7ff", "z" * 3000, [], {}, ["a"], "00000000-0000-0000-0000-000000000000",
]  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda each: each.name)
async def test_an_unknown_argument_is_named_with_the_near_miss(
    doors: Doors, things: Any, operation: Any
) -> None:
    before = await digest(doors.world.database)
    for name, call in calls_by_param(operation, things).items():
        for door in ways(operation):
            for unknown in (name + "s", name[:-1] + "_x", "Z" * 100_000, "", "__class__"):
                said = await doors.ada.say(door, operation.name, {**call, unknown: 1})
                if unknown in operation.params.model_fields:
                    continue
                well_refused(said, (operation.name, unknown[:50], door))
                assert said.error and said.error["code"] in {"VALIDATION_ERROR", "BAD_REQUEST"}
                if unknown == name + "s" and "did_you_mean" not in said.error:
                    assert door is Door.REST, (operation.name, unknown)
    assert await digest(doors.world.database) == before
