"""Counting, summing and grouping, against a plain-Python model; and compared by period."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from statistics import fmean, median
from typing import Any

import pytest

from tests.doors import Refused
from tests.world import World

pytestmark = pytest.mark.anyio

STAGES = ["Lead", "Won", "Lost"]
NAMES = ["a", "B", "ß"]
TAGS = ["red", "Blue", "green"]
Record = dict[str, Any]


def buckets(day: str) -> dict[str, str]:
    when = date.fromisoformat(day)
    monday = when - timedelta(days=when.weekday())
    return {
        "day": day,
        "week": monday.isoformat(),
        "month": day[:7],
        "quarter": f"{when.year}-Q{(when.month + 2) // 3}",
        "year": day[:4],
    }


def some_record(rng: random.Random, people: dict[str, str], companies: list[str]) -> Record:
    def maybe(value: Any) -> Any:
        return value if rng.random() < 0.8 else None

    return {
        "name": rng.choice(NAMES),
        "value": maybe(rng.choice([0, 1, 2.5, 100, 1e12])),
        "beside": maybe(rng.choice([-1, 0, 7.25])),
        "stage": maybe(rng.choice(STAGES)),
        "close_date": maybe((date(2025, 12, 20) + timedelta(days=rng.randrange(400))).isoformat()),
        "tags": rng.sample(TAGS, rng.randrange(3)),
        "owners": rng.sample(sorted(people), rng.randrange(3)),
        "companies": rng.sample(companies, rng.randrange(3)),
    }


async def build(world: World, rng: random.Random, count: int) -> list[Record]:
    await world.ada("create_attribute", object="deals", title="Beside", type="number")
    await world.without_slot("deals", "beside")
    people = {world.ids[name]: name for name in ("ada", "ben", "cleo")}
    companies = [
        (await world.ada("create_record", object="companies", values={"name": name}))["id"]
        for name in ("C1", "C2", "C3")
    ]
    records = [some_record(rng, people, companies) for _ in range(count)]
    for each in records:
        await world.ada("create_record", object="deals", values=each)
    return records


# the model --------------------------------------------------------------------------------


def keys_of(record: Record, group: str) -> list[Any]:
    """What a record is grouped by: several groups where it holds several values."""
    slug, _, bucket = group.partition(":")
    value = record[slug]
    if isinstance(value, list):
        return value or [None]
    if value is None:
        return [None]
    if slug == "close_date":
        return [buckets(value)[bucket or "day"]]
    return [value.casefold()] if slug == "name" else [value]


def measured(records: Iterable[Record], measure: str) -> Any:
    function, _, slug = measure.partition(":")
    found = list(records)
    if function == "count":
        return len(found)
    held = [r[slug] for r in found]
    values = [v for each in held for v in (each if isinstance(each, list) else [each])]
    values = [each for each in values if each is not None]
    if function == "distinct":
        return len({each.casefold() if isinstance(each, str) else each for each in values})
    if function == "sum":
        return sum(values)
    functions: dict[str, Callable[[list[Any]], Any]] = {
        "avg": fmean, "min": min, "max": max, "median": median,
    }  # fmt: skip
    return functions[function](values) if values else None


def expected(records: list[Record], groups: list[str], measures: list[str]) -> dict[Any, list[Any]]:
    bundles: dict[Any, list[Record]] = defaultdict(list)
    for record in records:
        keys: list[tuple[Any, ...]] = [()]
        for group in groups:
            keys = [(*key, each) for key in keys for each in keys_of(record, group)]
        for key in keys:
            bundles[key].append(record)
    if not groups:
        bundles.setdefault((), [])
    return {key: [measured(each, m) for m in measures] for key, each in bundles.items()}


def told(line: dict[str, Any], groups: list[str], measures: list[str]) -> tuple[Any, list[Any]]:
    names = [group.partition(":")[0] for group in groups]
    shown = [line["group"][name] for name in names]
    key = tuple(
        each["id"] if isinstance(each, dict) else each.casefold() if name == "name" else each
        for name, each in zip(names, shown, strict=True)
    )
    return key, [line["values"][measure.replace(":", "_")] for measure in measures]


GROUPS = ["name", "stage", "close_date:month", "close_date:week", "close_date:quarter",
          "close_date", "close_date:year", "tags", "owners", "companies", "beside",
          "value"]  # fmt: skip
MEASURES = ["count", "sum:value", "avg:beside", "min:beside", "max:value", "median:value",
            "median:beside", "distinct:name", "distinct:tags", "distinct:stage", "min:close_date",
            "distinct:companies", "distinct:owners", "distinct:value"]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
async def test_groups_and_measures_are_what_they_mean(world: World, seed: int) -> None:
    rng = random.Random(seed)
    records = await build(world, rng, 60)
    for _ in range(60):
        groups = rng.sample(GROUPS, rng.choice([0, 1, 1, 2]))
        if len({group.partition(":")[0] for group in groups}) < len(groups):
            continue
        measures = rng.sample(MEASURES, 3)
        asked: dict[str, Any] = {"group_by": groups, "measures": measures, "limit": 1000}
        some = records
        if rng.random() < 0.4:
            asked["filter"] = {"stage": "Won"}
            some = [each for each in records if each["stage"] == "Won"]
        answer = await world.cleo("aggregate_records", object="deals", **asked)
        found = dict(told(line, groups, measures) for line in answer["groups"])
        wanted = expected(some, groups, measures)
        assert found.keys() == wanted.keys(), (groups, asked)
        for key, values in wanted.items():
            assert found[key] == pytest.approx(values, abs=1e-4), (groups, measures, key)


async def test_stages_and_months_come_in_their_order_and_the_rest_by_size(world: World) -> None:
    for stage, day, name in (
        ("Won", "2026-03-01", "b"),
        ("Lead", "2026-01-01", "a"),
        ("Lead", "2026-01-31", "a"),
        (None, None, "a"),
    ):
        values = {"name": name, "stage": stage, "close_date": day}
        await world.ada("create_record", object="deals", values=values)

    async def order(group: str) -> list[Any]:
        answer = await world.cleo("aggregate_records", object="deals", group_by=[group])
        return [next(iter(line["group"].values())) for line in answer["groups"]]

    assert await order("stage") == ["Lead", "Won", None]
    assert await order("close_date:month") == ["2026-01", "2026-03", None]
    assert await order("name") == ["a", "b"]
    assert await order("created_at:year") == [await this_year(world)]


async def this_year(world: World) -> str:
    [deal, *_] = (await world.cleo("search_records", object="deals"))["records"]
    return deal["created_at"][:4]


async def test_a_period_stands_beside_the_one_before_it(world: World) -> None:
    today = date.today()
    this_month, last_month = today.replace(day=1), today.replace(day=1) - timedelta(days=1)
    for day, value, stage in (
        (this_month, 10, "Won"),
        (this_month, 5, "Lead"),
        (last_month, 3, "Won"),
        (last_month, 2, "Lost"),
        (last_month - timedelta(days=40), 1000, "Won"),
    ):
        values = {"name": "D", "value": value, "stage": stage, "close_date": day.isoformat()}
        await world.ada("create_record", object="deals", values=values)
    asked = {"measures": ["sum:value", "count"], "period": "close_date:this_month"}
    alone = await world.cleo("aggregate_records", object="deals", **asked)
    assert [line["values"] for line in alone["groups"]] == [{"sum_value": 15, "count": 2}]
    assert alone["previous_period"] is None and alone["groups"][0]["previous"] is None
    asked["compare_previous"] = True
    both = await world.cleo("aggregate_records", object="deals", **asked)
    assert both["groups"][0]["previous"] == {"sum_value": 5, "count": 2}
    by_stage = await world.cleo("aggregate_records", object="deals", group_by=["stage"], **asked)
    found = {
        line["group"]["stage"]: (line["values"]["sum_value"], line["previous"]["sum_value"])
        for line in by_stage["groups"]
    }
    assert found == {"Won": (10, 3), "Lead": (5, 0), "Lost": (0, 2)}


async def test_what_cannot_be_counted_is_refused(doors: Any) -> None:
    for asked in (
        {"measures": ["sum:name"]},
        {"measures": ["sum"]},
        {"measures": ["best:value"]},
        {"group_by": ["notes"]},
        {"group_by": ["stage:month"]},
        {"group_by": ["name", "stage", "value"]},
        {"period": "close_date"},
        {"period": "stage:this_month"},
        {"period": "close_date:someday"},
        {"compare_previous": True},
    ):
        with pytest.raises(Refused) as refused:
            await doors.cleo.mcp("aggregate_records", object="deals", **asked)
        assert refused.value.code == "VALIDATION_ERROR", asked
        assert refused.value.error["hint"], asked
