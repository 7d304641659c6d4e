"""Filters of this face against a model in plain Python: the same contacts, whatever is asked."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.features.entities.asking import Askers
from tests.features.entities.test_columns import OPTIONS, option
from tests.features.entities.test_tools import one

pytestmark = pytest.mark.anyio
NAMES = ("Ann", "Bob", "Bobby", "Zoë")
AMOUNTS = ("10", "20.5", "300")
DAYS = ("2026-01-01", "2026-02-01", "2026-03-01")


class Model:
    """Organizations as they are, and what a filter means on them."""

    def __init__(self, things: dict[str, Any]) -> None:
        self.things = things

    def meets(self, it: dict[str, Any], said: dict[str, Any]) -> bool:
        field, op = said["field"], said["operator"]
        value: Any = said.get("value")
        if field == "name":
            return value.casefold() in it["name"].casefold()
        if field == "contactIds":
            linked = set(it["contacts"])
            return {
                "in": lambda: bool(linked & set(value)),
                "notIn": lambda: not linked & set(value),
                "hasNone": lambda: not linked,
                "hasSome": lambda: bool(linked),
            }[op]()
        held: Any = it["fields"].get(field)
        if op in ("isNull", "isNotNull"):
            return (held is None) is (op == "isNull")
        if op == "notIn":
            return held not in value
        if held is None:
            return False
        if op == "in":
            return held in value
        number = field == self.things["money"]
        mine = float(held) if number else held
        if op == "between":
            return value[0] <= mine <= value[1]
        other = float(value) if number else value
        return {
            "equals": mine == other, "gt": mine > other, "gte": mine >= other,
            "lt": mine < other, "lte": mine <= other,
        }[op]  # fmt: skip


def filters(t: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    ids = st.lists(st.sampled_from(t["contacts"]), min_size=1, max_size=2, unique=True)
    days, compared = st.sampled_from(DAYS), st.sampled_from(["equals", "gt", "gte", "lt", "lte"])
    options = st.lists(st.sampled_from(t["options"]), min_size=1, max_size=2, unique=True)

    def of(field: str, operator: Any, **value: Any) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({"field": st.just(field), "operator": operator, **value})

    empty = st.sampled_from(["isNull", "isNotNull"])
    either = st.sampled_from(["in", "notIn"])
    return st.one_of(
        of("name", st.just("contains"), value=st.sampled_from(["b", "BOB", "ë", "n", "x"])),
        of("contactIds", either, value=ids),
        of("contactIds", st.sampled_from(["hasNone", "hasSome"])),
        of(t["money"], compared, value=st.sampled_from(AMOUNTS)),
        of(t["money"], empty),
        of(t["day"], compared, value=days),
        of(t["day"], st.just("between"), value=st.tuples(days, days).map(sorted)),
        of(t["heat"], either, value=options),
        of(t["heat"], empty),
    )


async def test_any_filters_find_what_the_model_finds(asked: Askers) -> None:
    ada = asked.ada
    money = await ada.tool(
        "create_currency_custom_column", entityType="organization", label="M", currency="eur"
    )
    day = await ada.tool("create_date_custom_column", entityType="organization", label="D")
    choices = [{**each, "isDefault": False} for each in OPTIONS]
    heat = await ada.tool(
        "create_single_select_custom_column", entityType="organization", label="H", options=choices
    )
    contacts = [await one(ada, "contact", firstName=name, lastName="") for name in "XYZ"]
    warm, cold = option(heat, "Warm"), option(heat, "Cold")
    things = {"money": money["id"], "day": day["id"], "heat": heat["id"], "contacts": contacts,
              "options": [warm, cold]}  # fmt: skip
    made: dict[str, dict[str, Any]] = {}
    for n in range(24):
        fields = {
            things["money"]: (*AMOUNTS, None)[n % 4],
            things["day"]: (*DAYS, None)[(n // 2) % 4],
            things["heat"]: (warm, cold, None)[n % 3],
        }
        linked = [each for k, each in enumerate(contacts) if (n >> k) & 1]
        said = {
            "name": f"{NAMES[n % 4]} {n}",
            "contactIds": linked,
            "customFieldValues": [{"columnId": c, "value": v} for c, v in fields.items() if v],
        }
        id = await one(ada, "organization", **said)
        made[id] = {"name": said["name"], "contacts": linked, "fields": fields}
    model = Model(things)

    def wait(work: Awaitable[Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()  # type: ignore[arg-type]

    @settings(
        max_examples=40, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(st.lists(filters(things), max_size=3))
    def check(said: list[dict[str, Any]]) -> None:
        wanted = {i for i, it in made.items() if all(model.meets(it, each) for each in said)}
        found = wait(ada.tool("filter_entity", entity="organization", filters=said, pageSize=100))
        assert {each["id"] for each in found["items"]} == wanted and found["total"] == len(wanted)

    loop = asyncio.get_running_loop()
    await asyncio.to_thread(check)
