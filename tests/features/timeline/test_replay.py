"""The journal alone is enough: replayed, it gives every record as it is."""

import random
from typing import Any

import pytest

from tests.doors import Doors, Refused
from tests.features.records.test_values import KINDS
from tests.soundness import check

pytestmark = pytest.mark.anyio

RELATIONSHIPS = {
    "whole": ("parts", "many_to_one"),
    "peers": ("peer_of", "many_to_many"),
    "twin": ("twin_of", "one_to_one"),
}
LINKS = {slug: inverse for slug, (inverse, _) in RELATIONSHIPS.items()}
LINKS |= {inverse: slug for slug, inverse in LINKS.items()}


async def things(doors: Doors) -> None:
    ask = doors.ada.mcp
    await ask("create_object", slug="things", singular_noun="Thing", plural_noun="Things")
    for name, kind in KINDS.items():
        await ask("create_attribute", object="things", title=f"A {name}", type=name, **kind.more)
    for slug, (inverse, cardinality) in RELATIONSHIPS.items():
        relationship = {
            "target_object_id": "things",
            "inverse_title": inverse,
            "cardinality": cardinality,
        }
        await ask(
            "create_attribute",
            object="things",
            title=slug,
            type="relationship",
            relationship=relationship,
        )


def some_values(rng: random.Random, ids: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, kind in rng.sample(sorted(KINDS.items()), 4):
        said[f"a_{name}"] = rng.choice([kind.said, kind.other, None])
    for ends in rng.sample(sorted(RELATIONSHIPS), 2):  # of each, what is said from one end
        slug = rng.choice([ends, LINKS[ends]])
        many = slug in {"parts", "peers", "peer_of"}
        said[slug] = rng.sample(ids, min(len(ids), rng.randrange(3 if many else 2)))
    return said


async def anything(doors: Doors, rng: random.Random, ids: list[str]) -> None:
    """One random write; a refusal is as good as any answer."""
    ask, any_id = rng.choice([doors.ada, doors.ben]).mcp, rng.choice(ids) if ids else ""
    what = rng.random()
    if what < 0.3 or not ids:
        said = some_values(rng, ids)
        ids.append(
            (await ask("create_record", object="things", values={"name": "T", **said}))["id"]
        )
    elif what < 0.7:
        said = {"name": rng.choice("abc"), **some_values(rng, ids)}
        await ask("update_record", object="things", record_id=any_id, values=said)
    elif what < 0.9:
        slug = rng.choice(sorted(LINKS))
        operation = rng.choice(["link_records", "unlink_records"])
        said = {"attribute": slug, "to": [rng.choice(ids)]}
        await ask(operation, object="things", record_id=any_id, **said)
    else:
        ids.remove(any_id)
        await ask("delete_record", object="things", record_id=any_id)


async def replayed(doors: Doors) -> dict[str, dict[str, Any]]:
    """Records by id as the change feed tells them, page by page."""
    records: dict[str, dict[str, Any]] = {}
    after, more = 0, True
    while more:
        page = await doors.cleo.rest("list_changes", after_seq=after, object="things", limit=37)
        for change in page["changes"]:
            apply(records, change)
        after, more = page["last_seq"], page["has_more"]
    return records


def apply(records: dict[str, dict[str, Any]], change: dict[str, Any]) -> None:
    """`after` is what is now so; of links that somebody else's change made or cut, only those."""
    record_id, after = change["record_id"], change["after"]
    match change["type"]:
        case "record.created":
            records[record_id] = {"version": 1, "values": {}}
            for slug, value in after.items():
                put(records, record_id, slug, value)
        case "record.updated":
            records[record_id]["version"] = change["version_to"]
            for slug, value in after.items():
                put(records, record_id, slug, value)
        case "record.linked":
            [(slug, gone)] = change["before"].items()
            for each in gone:
                cut(records, record_id, slug, each["id"])
            for each in after[slug]:
                join(records, record_id, slug, each["id"])
        case "record.deleted":
            for slug, links in change["before"].items():
                for each in links if slug in LINKS else ():
                    cut(records, record_id, slug, each["id"])
            del records[record_id]


def put(records: dict[str, dict[str, Any]], record_id: str, slug: str, value: Any) -> None:
    values = records[record_id]["values"]
    if slug not in LINKS:
        values[slug] = value
        return
    for other in list(values.get(slug, ())):
        cut(records, record_id, slug, other)
    for each in value:
        join(records, record_id, slug, each["id"])


def join(records: dict[str, dict[str, Any]], one: str, slug: str, other: str) -> None:
    records[one]["values"].setdefault(slug, set()).add(other)
    records[other]["values"].setdefault(LINKS[slug], set()).add(one)


def cut(records: dict[str, dict[str, Any]], one: str, slug: str, other: str) -> None:
    records[one]["values"].get(slug, set()).discard(other)
    if other in records:
        records[other]["values"].get(LINKS[slug], set()).discard(one)


def as_shown(record: dict[str, Any]) -> dict[str, Any]:
    """What stands in a record, links as the ids of those linked, without what is empty."""
    shown: dict[str, Any] = {}
    for slug, value in record["values"].items():
        if slug in LINKS and value is not None:
            listed = [value] if isinstance(value, dict) else value
            value = {each["id"] if isinstance(each, dict) else each for each in listed}
        if value not in (None, [], set()):
            shown[slug] = value
    return {"version": record["version"], "values": shown}


@pytest.mark.parametrize("seed", [1, 2])
async def test_replaying_the_change_feed_gives_every_record_as_it_is(
    doors: Doors, seed: int
) -> None:
    rng = random.Random(seed)
    await things(doors)
    ids: list[str] = []
    for _ in range(120):
        try:
            await anything(doors, rng, ids)
        except Refused as refused:
            assert refused.code in {"VALIDATION_ERROR", "CONFLICT"}, refused
    told = {record_id: as_shown(each) for record_id, each in (await replayed(doors)).items()}
    kept = {}
    for record_id in ids:
        seen = await doors.cleo.mcp("get_record", object="things", record_id=record_id)
        kept[record_id] = as_shown(seen)
    assert told == kept
    assert await check(doors.world.ada) == len(ids)
