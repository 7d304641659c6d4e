"""Random filters, sorts and pages on random records, against a plain-Python model of both."""

import math
import random
from typing import Any

import pytest

from handrail.features.records.store.search import access
from tests.world import World

pytestmark = pytest.mark.anyio

WORDS = [
    "acme",
    "Acme Labs",
    "Zoë",
    "straße",
    "STRASSE",
    "a",
    "ab",
    "abc",
    "",
    "100%",
    "_x",
    "é",
    "日本",
]
TAGS = ["red", "Green", "blue", "vip"]
STAGES = ["New", "Talking", "Won"]
DAYS = [f"2026-{month:02d}-{day:02d}" for month in (1, 6, 11) for day in (1, 15, 28)]
PLACES = [(52.52, 13.405), (52.53, 13.41), (48.8566, 2.3522), (-33.86, 151.2), (0.0, 179.99)]
TEXTS = {"name", "nick", "beside"}
NUMBERS = {"qty", "price", "beside_number"}
SORTABLE = ["name", "nick", "beside", "qty", "price", "stage", "due", "flag", "beside_number"]


async def build(world: World) -> None:
    ask = world.ada
    await ask("create_object", slug="things", singular_noun="Thing", plural_noun="Things")
    said: list[dict[str, Any]] = [
        {"title": "Nick", "type": "text"},
        {"title": "Qty", "type": "number"},
        {"title": "Price", "type": "currency"},
        {"title": "Stage", "type": "select", "options": [{"title": each} for each in STAGES]},
        {"title": "Due", "type": "date"},
        {"title": "Flag", "type": "boolean"},
        {"title": "Tags", "type": "list"},
        {"title": "Helpers", "type": "person", "is_multi_select": True},
        {"title": "Body", "type": "long_text"},
        {"title": "Spot", "type": "location"},
        {"title": "Beside", "type": "text"},
        {"title": "Beside number", "type": "number"},
        {
            "title": "Friends",
            "type": "relationship",
            "relationship": {
                "target_object_id": "things",
                "inverse_title": "Friend of",
                "cardinality": "many_to_many",
            },
        },
    ]
    for each in said:
        await ask("create_attribute", object="things", **each)
    await world.without_slot("things", "beside")
    await world.without_slot("things", "beside_number")


def some_record(rng: random.Random, members: list[str], ids: list[str]) -> dict[str, Any]:
    def maybe(value: Any) -> Any:
        return value if rng.random() < 0.75 else None

    return {
        "name": rng.choice(WORDS) or "nameless",
        "nick": maybe(rng.choice(WORDS)),
        "qty": maybe(rng.choice([0, 1, -5, 2.5, 100, 1e9])),
        "price": maybe(rng.randrange(5) * 100),
        "stage": maybe(rng.choice(STAGES)),
        "due": maybe(rng.choice(DAYS)),
        "flag": maybe(rng.random() < 0.5),
        "tags": rng.sample(TAGS, rng.randrange(4)),
        "helpers": rng.sample(members, rng.randrange(len(members) + 1)),
        "body": maybe(rng.choice(WORDS) + " and so on"),
        "spot": maybe(dict(zip(("lat", "lng"), rng.choice(PLACES), strict=True))),
        "beside": maybe(rng.choice(WORDS)),
        "beside_number": maybe(rng.randrange(4)),
        "friends": rng.sample(ids, min(len(ids), rng.randrange(3))),
    }


# what a filter means ----------------------------------------------------------------------


def key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def present(record: dict[str, Any], slug: str) -> list[Any]:
    value = record[slug]
    several = value if isinstance(value, list) else [value]
    return [each for each in several if each not in (None, "")]


def meets(records: dict[str, dict[str, Any]], record: dict[str, Any], said: Any) -> bool:
    if isinstance(said, list):
        return all(meets(records, record, each) for each in said)
    return all(entry(records, record, name, value) for name, value in said.items())


def entry(records: dict[str, dict[str, Any]], record: dict[str, Any], name: str, said: Any) -> bool:
    match name:
        case "and":
            return all(meets(records, record, each) for each in said)
        case "or":
            return any(meets(records, record, each) for each in said)
        case "not":
            return not meets(records, record, said)
    [(op, operand)] = said.items()
    head, _, rest = name.partition(".")
    if rest:
        return any(passes(records[friend], rest, op, operand) for friend in record[head])
    return passes(record, name, op, operand)


def passes(record: dict[str, Any], slug: str, op: str, operand: Any) -> bool:
    values = present(record, slug)
    if op == "is_empty":
        return (not values) == operand
    if op == "neq":
        return not passes(record, slug, "eq", operand)
    if slug == "stage" and op not in ("eq", "in"):
        values, operand = [STAGES.index(each) for each in values], STAGES.index(operand)
    return any(holds(key(value), op, operand) for value in values)


def holds(value: Any, op: str, operand: Any) -> bool:
    match op:
        case "eq":
            return value == key(operand)
        case "in":
            return value in [key(each) for each in operand]
        case "contains":
            return key(operand) in value
        case "starts_with":
            return value.startswith(key(operand))
        case "ends_with":
            return value.endswith(key(operand))
        case "between":
            return key(operand[0]) <= value <= key(operand[1])
        case "within_radius":
            return distance(value, operand) <= operand["km"]
        case "gt":
            return value > key(operand)
        case "gte":
            return value >= key(operand)
        case "lt":
            return value < key(operand)
        case _:
            return value <= key(operand)


def distance(a: dict[str, float], b: dict[str, float]) -> float:
    lat1, lng1, lat2, lng2 = (math.radians(x) for x in (a["lat"], a["lng"], b["lat"], b["lng"]))
    h = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * (
        math.sin((lng1 - lng2) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))


def some_test(rng: random.Random, members: list[str], ids: list[str]) -> dict[str, Any]:
    slug = rng.choice([*SORTABLE, "tags", "helpers", "body", "spot", "friends", "friends.stage"])
    if rng.random() < 0.12:
        return {slug: {"is_empty": rng.random() < 0.5}} if "." not in slug else {}
    if slug in TEXTS:
        op = rng.choice(
            ["eq", "neq", "contains", "starts_with", "ends_with", "gt", "lte", "between", "in"]
        )
        word = rng.choice([each for each in WORDS if each])
        pick = {"between": sorted([word, "m"], key=key), "in": [word, "acme"]}
        return {slug: {op: pick.get(op, word)}}
    if slug in NUMBERS:
        op = rng.choice(["eq", "neq", "gt", "gte", "lt", "lte", "between", "in"])
        number = rng.choice([0, 1, 2, 2.5, 100, 200])
        return {slug: {op: {"between": [0, number], "in": [number, 1]}.get(op, number)}}
    match slug:
        case "stage":
            op = rng.choice(["eq", "neq", "in", "gt", "lte"])
            return {slug: {op: STAGES[:2] if op == "in" else rng.choice(STAGES)}}
        case "friends.stage":
            return {slug: {"eq": rng.choice(STAGES)}}
        case "due":
            op = rng.choice(["eq", "neq", "gt", "gte", "lt", "lte", "between"])
            return {slug: {op: [DAYS[1], DAYS[6]] if op == "between" else rng.choice(DAYS)}}
        case "flag":
            return {slug: {rng.choice(["eq", "neq"]): rng.random() < 0.5}}
        case "tags":
            return {slug: {rng.choice(["eq", "neq", "contains"]): rng.choice(TAGS)}}
        case "helpers":
            return {slug: {rng.choice(["eq", "neq"]): rng.choice(members)}}
        case "friends":
            return {slug: {rng.choice(["eq", "neq"]): rng.choice(ids)}}
        case "body":
            return {slug: {"contains": rng.choice(["and", "acme", "zzz"])}}
        case _:
            lat, lng = rng.choice(PLACES)
            return {
                "spot": {"within_radius": {"lat": lat, "lng": lng, "km": rng.choice([1, 5, 900])}}
            }


def some_filter(rng: random.Random, members: list[str], ids: list[str], depth: int = 0) -> Any:
    roll = rng.random()
    if depth >= 3 or roll < 0.5:
        return some_test(rng, members, ids)
    if roll < 0.6:
        return {"not": some_filter(rng, members, ids, depth + 1)}
    parts = [some_filter(rng, members, ids, depth + 1) for _ in range(rng.randrange(1, 4))]
    return {"or" if roll < 0.8 else "and": parts}


def in_order(
    records: dict[str, dict[str, Any]], ids: list[str], sort: list[tuple[str, bool]]
) -> list[str]:
    """Sorted as promised: empty ones last, ties by id in the direction of the first key."""
    found = sorted(ids, reverse=sort[0][1])
    for slug, down in reversed(sort):
        filled = [i for i in found if present(records[i], slug)]
        empty = [i for i in found if not present(records[i], slug)]
        rank = STAGES.index if slug == "stage" else key
        filled.sort(key=lambda i: rank(present(records[i], slug)[0]), reverse=down)
        if down:  # a reversed sort keeps ties in their order: stable all the same
            groups: dict[Any, list[str]] = {}
            for i in found:
                if present(records[i], slug):
                    groups.setdefault(rank(present(records[i], slug)[0]), []).append(i)
            filled = [i for k in sorted(groups, reverse=True) for i in groups[k]]
        found = filled + empty
    return found


@pytest.mark.parametrize("small", [access.SMALL, 0], ids=["walked", "planned"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_filter_finds_what_it_means_in_order_page_by_page(
    world: World, seed: int, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # so few records are walked, unless no object counts as small
    monkeypatch.setattr(access, "SMALL", small)
    rng = random.Random(seed)
    await build(world)
    members = [world.ids["ada"], world.ids["ben"], world.ids["cleo"]]
    records: dict[str, dict[str, Any]] = {}
    for _ in range(60):
        said = some_record(rng, members, list(records))
        made = await world.ada("create_record", object="things", values=said)
        records[made["id"]] = said
    await mirror(world, records)
    for _ in range(60):
        said = some_filter(rng, members, list(records))
        sort = [(rng.choice(SORTABLE), rng.random() < 0.5) for _ in range(rng.choice([1, 1, 2]))]
        expected = in_order(
            records, [i for i, each in records.items() if meets(records, each, said)], sort
        )
        spelled = [f"{'-' if down else ''}{slug}" for slug, down in sort]
        asked = {"object": "things", "filter": said, "sort": spelled, "fields": ["name"]}
        whole = await world.ada("search_records", **asked, limit=100)
        assert [each["id"] for each in whole["records"]] == expected, (said, sort)
        assert whole["total"] == len(expected) and whole["total_is_exact"]
        assert await paged(world, asked, rng.choice([1, 3, 7])) == expected, (said, sort)
        offset = rng.randrange(8)
        page = await world.ada("search_records", **asked, limit=5, offset=offset)
        assert [each["id"] for each in page["records"]] == expected[offset : offset + 5]


async def mirror(world: World, records: dict[str, dict[str, Any]]) -> None:
    """Change some records, so that updates are held to the same meaning as creation."""
    for i, record in list(records.items())[::4]:
        change = {"nick": "changed", "qty": None, "tags": ["vip"], "stage": "Won", "beside": "b"}
        await world.ada("update_record", object="things", record_id=i, values=change)
        record.update(change)


async def paged(world: World, asked: dict[str, Any], limit: int) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = await world.ada("search_records", **asked, limit=limit, cursor=cursor)
        found += [each["id"] for each in page["records"]]
        cursor = page["next_cursor"]
        assert page["has_more"] == (cursor is not None)
        if cursor is None:
            return found
