"""Filters, sorts and cursors, against a model of a few lines."""

import random
from collections.abc import Callable
from math import asin, cos, radians, sin, sqrt
from typing import Any
from urllib.parse import quote

import pytest

from handrail.features.leads.rules.filters import SORTS
from tests.doors import Doors
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Refused
from tests.features.leads.shapes import Lead, Page

pytestmark = pytest.mark.anyio


@pytest.fixture
def ada(doors: Doors) -> Asker:
    return Asker(doors.http, doors.ada.key)


async def found(who: Asker, *filters: str, **more: Any) -> Page:
    pairs = [("filter", each) for each in filters] + [(k, str(v)) for k, v in more.items()]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    return await who.rest(Page, "GET", f"/leads?{query}")


# against a model --------------------------------------------------------------------------

WORDS = ["Paris", "paris", "New York, NY", "São Paulo", "a.b.c", "Lyon 3.5", "Straße"]
TAGS = ["vip", "Hot", "a.b"]
SIZES = [4, 4.0, 10, -2.5]


def a_lead(rng: random.Random, number: int) -> dict[str, Any]:
    lead: dict[str, Any] = {"name": f"Lead {number:02}", "source": rng.choice(["web", "Fair"])}
    for name in ("city", "category", "status"):
        if rng.random() < 0.7:
            lead[name] = rng.choice(WORDS)
    if rng.random() < 0.7:
        lead |= {"rating": rng.choice([0, 2.5, 4, 5]), "review_count": rng.randrange(5)}
    if rng.random() < 0.6:
        lead["tags"] = rng.sample(TAGS, rng.randrange(3))
    if rng.random() < 0.6:
        lead |= {"latitude": rng.uniform(48, 49), "longitude": rng.uniform(2, 3)}
    attributes: list[dict[str, Any]] = []
    match rng.randrange(4):
        case 0:
            attributes = [{"name": "size", "type": "number", "value": rng.choice(SIZES)}]
        case 1:
            attributes = [{"name": "size", "type": "text", "value": rng.choice(["4", "big"])}]
        case 2:
            attributes = [{"name": "team", "type": "text", "value": rng.choice(WORDS)}]
    return lead | {"attributes": attributes}


def text(said: Any) -> str:
    return str(said or "").casefold()


def km(lead: Lead, lat: float, lng: float) -> float:
    a, b = radians(lead.latitude or 0), radians(lat)
    across = sin((a - b) / 2) ** 2
    along = sin(radians((lead.longitude or 0) - lng) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(across + cos(a) * cos(b) * along))


Meets = Callable[[Lead], bool]
TEXTS: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda has, said: has == said,
    "neq": lambda has, said: has != said,
    "contains": lambda has, said: said in has,
    "not_contains": lambda has, said: said not in has,
    "starts_with": lambda has, said: has.startswith(said),
    "ends_with": lambda has, said: has.endswith(said),
}
NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "eq": lambda has, said: has == said,
    "gt": lambda has, said: has > said,
    "gte": lambda has, said: has >= said,
    "lt": lambda has, said: has < said,
    "lte": lambda has, said: has <= said,
}


def own(lead: Lead, name: str) -> Any:
    return next((each.value for each in lead.attributes if each.name == name), None)


def a_filter(rng: random.Random) -> tuple[str, Meets]:
    """A filter without its first word, and what meets it."""
    match rng.randrange(8):
        case 0:
            field, op = rng.choice(["city", "category", "status"]), rng.choice(sorted(TEXTS))
            said = rng.choice(WORDS)
            if op not in {"eq", "neq"}:
                said = said[: rng.randint(1, 4)] if op != "ends_with" else said[-3:]
            return f"{op}.{field}.{said}", lambda x: TEXTS[op](text(getattr(x, field)), text(said))
        case 1:
            field, empty = rng.choice(["city", "status"]), rng.random() < 0.5
            word = "is_empty" if empty else "is_not_empty"
            return f"{word}.{field}", lambda x: (getattr(x, field) is None) is empty
        case 2:
            said = rng.sample(["Paris", "Straße", "a.b.c", "nowhere"], 2)
            folded = {text(each) for each in said}
            return f"in.city.{', '.join(said)}", lambda x: text(x.city) in folded
        case 3:
            field, op = rng.choice(["rating", "review_count"]), rng.choice(sorted(NUMBERS))
            number = rng.choice([0, 2, 2.5, 4.0, 5])
            return (
                f"{op}.{field}.{number}",
                lambda x: getattr(x, field) is not None and NUMBERS[op](getattr(x, field), number),
            )
        case 4:
            said, has = rng.choice(TAGS), rng.random() < 0.5
            word = "array_contains" if has else "array_not_contains"
            return f"{word}.tags.{said}", lambda x: (text(said) in map(text, x.tags)) is has
        case 5:
            empty = rng.random() < 0.5
            word = "array_empty" if empty else "array_not_empty"
            return f"{word}.tags", lambda x: (not x.tags) is empty
        case 6:
            if rng.random() < 0.3:
                there = rng.random() < 0.5
                word = "is_set" if there else "is_not_set"
                return f"{word}.location", lambda x: (x.latitude is not None) is there
            lat, lng, far = rng.uniform(48, 49), rng.uniform(2, 3), rng.choice([5, 30, 80])
            return (
                f"within_radius.location.{lat},{lng},{far}",
                lambda x: x.latitude is not None and km(x, lat, lng) <= far,
            )
        case _:
            return an_own_filter(rng)


def an_own_filter(rng: random.Random) -> tuple[str, Meets]:
    name, op = rng.choice(["size", "team", "none"]), rng.choice([*sorted(NUMBERS), "contains"])
    said = rng.choice(["4", "4.0", "10", "big", "Paris", "a.b.c"])
    number = None if said[0].isalpha() else float(said)

    def meets(lead: Lead) -> bool:
        has = own(lead, name)
        if isinstance(has, str):
            return op in {"eq", "contains"} and TEXTS[op](text(has), text(said))
        return has is not None and number is not None and op in NUMBERS and NUMBERS[op](has, number)

    if op == "eq" and rng.random() < 0.5:
        return f"neq.attr:{name}.{said}", lambda x: not meets(x)
    return f"{op}.attr:{name}.{said}", meets


async def filled(who: Asker, rng: random.Random, many: int) -> list[Lead]:
    leads = [a_lead(rng, number) for number in range(many)]
    await who.rest(shapes.BatchCreated, "POST", "/leads/batch", {"leads": leads})
    return (await found(who, limit=1000)).leads


async def test_filters_find_what_the_model_finds(ada: Asker) -> None:
    rng = random.Random(7)
    leads = await filled(ada, rng, 60)
    hits = 0
    for _ in range(150):
        made = [(rng.choice(["and", "or"]), *a_filter(rng)) for _ in range(rng.randint(1, 3))]
        must = [meets for word, _, meets in made if word == "and"]
        may = [meets for word, _, meets in made if word == "or"]
        expected = {
            each.id
            for each in leads
            if all(m(each) for m in must) and (not may or any(m(each) for m in may))
        }
        said = [f"{word}.{test}" for word, test, _ in made]
        page = await found(ada, *said, limit=1000)
        assert {each.id for each in page.leads} == expected, said
        hits += 0 < len(expected) < len(leads)
    assert hits > 60


async def test_instants_are_compared_by_the_second(ada: Asker) -> None:
    [lead] = await filled(ada, random.Random(1), 1)
    for field in ("created_at", "updated_at", "last_interaction_at"):
        at = getattr(lead, field)
        said = {"eq": at, "gte": at, "lte": at, "gt": at - 1, "lt": at + 1}
        for op, value in said.items():
            assert (await found(ada, f"and.{op}.{field}.{value}")).count == 1, (field, op)
        for op, value in {"eq": at + 1, "gt": at, "lt": at, "neq": at}.items():
            assert (await found(ada, f"and.{op}.{field}.{value}")).count == 0, (field, op)


@pytest.mark.parametrize(
    "said",
    [
        "city.eq.Paris",
        "and.eq",
        "and.eq.city",
        "xor.eq.city.Paris",
        "and.gt.city.Paris",
        "and.eq.cty.Paris",
        "and.gte.rating.many",
        "and.within_radius.location.1,2",
        "and.within_radius.location.91,2,3",
        "and.eq.tags.vip",
        "and.eq.attr:.x",
        "and.gte.created_at.yesterday",
        "",
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_what_is_no_filter_is_refused(ada: Asker, said: str) -> None:
    with pytest.raises(Refused) as refused:
        await found(ada, said)
    assert (refused.value.status, refused.value.code) == (400, "VALIDATION_ERROR")


# sorts and cursors ------------------------------------------------------------------------


async def test_every_sort_pages_through_all_leads_once(ada: Asker) -> None:
    leads = await filled(ada, random.Random(3), 23)
    for by in (*SORTS, "attr:size", "attr:none"):
        for order in ("ASC", "DESC"):
            seen: list[Lead] = []
            page = await found(ada, sort_by=by, sort_order=order, limit=7)
            while True:
                seen += page.leads
                assert page.count == len(page.leads) and page.has_more == (
                    page.next_cursor is not None
                )
                if page.next_cursor is None:
                    break
                page = await found(
                    ada, sort_by=by, sort_order=order, limit=7, cursor=page.next_cursor
                )
            assert sorted(e.id for e in seen) == sorted(e.id for e in leads), (by, order)
            check_order(seen, by, order)


def check_order(seen: list[Lead], by: str, order: str) -> None:
    """Those without a value stand last, either way."""
    if by.startswith("attr:"):
        return
    keys = [getattr(each, by) for each in seen]
    filled = [
        each.casefold() if isinstance(each, str) else each for each in keys if each is not None
    ]
    assert keys[len(filled) :] == [None] * (len(keys) - len(filled))
    assert filled == sorted(filled, reverse=order == "DESC"), by


async def test_pages_hold_while_leads_are_written(ada: Asker) -> None:
    """Nobody who stays is skipped or told twice, whoever comes and goes."""
    leads = await filled(ada, random.Random(4), 30)
    order = {"sort_by": "name", "sort_order": "ASC"}
    page = await found(ada, limit=10, **order)
    seen = [each.id for each in page.leads]
    doomed = [each.id for each in leads if each.id not in seen][:2]
    number = 0
    while page.next_cursor is not None:
        body = {"name": f"Lead {number:02}x", "source": "new"}
        await ada.rest(shapes.Created, "POST", "/leads", body)
        if doomed:
            await ada.gone(f"/leads/{doomed.pop()}")
        page = await found(ada, limit=10, cursor=page.next_cursor, **order)
        seen += [each.id for each in page.leads]
        number += 9
    assert len(seen) == len(set(seen))
    staying = {e.id for e in (await found(ada, limit=1000)).leads} & {e.id for e in leads}
    assert staying <= set(seen) and len(staying) == 28


async def test_a_cursor_is_of_one_sort_and_one_question(ada: Asker) -> None:
    await filled(ada, random.Random(5), 5)
    page = await found(ada, limit=2, sort_by="name")
    for more in (
        {"sort_by": "city"},
        {"sort_by": "name", "sort_order": "DESC"},
        {},
    ):
        with pytest.raises(Refused) as refused:
            await found(ada, limit=2, cursor=page.next_cursor, **more)
        assert (refused.value.status, refused.value.code) == (400, "VALIDATION_ERROR")
    with pytest.raises(Refused):
        await found(ada, cursor="nonsense")
    assert (await found(ada, limit=5000)).count == 5
