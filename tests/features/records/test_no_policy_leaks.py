"""Whatever a caller under policies asks, is answered as where what they hide was never there."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import orjson
import pytest

from handrail.core.actor import Via
from handrail.core.errors import HandrailError
from handrail.features.records.store.search import access
from tests.features.records.leaks import (
    CAST,
    CITIES,
    FIELDS,
    LINKS,
    OBJECTS,
    STAGES,
    Scene,
    Side,
    played,
    some_scene,
)
from tests.world import World

pytestmark = pytest.mark.anyio
OTHER = re.compile("[0-9a-f]{8}-[0-9a-f-]{27}")
"""An id of neither side's things: of an attribute, a note."""
Ask = tuple[str, dict[str, Any]]
HIDDEN = {"hidden": True}
NOISE = {"seq", "change_id", "at", "actor", "agent", "key", "client", "version", "created_at",
         "updated_at", "last_seq", "version_from", "version_to", "next_cursor", "id_of_note",
         "author", "change", "tool", "workspace_id", "object_id", "access"}  # fmt: skip


SEEDS = range(int(os.environ.get("HANDRAIL_TEST_WORLDS", "6")))
"""How many worlds are made on each database; more of them find more."""


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_answer_is_the_one_of_a_world_without_what_is_hidden(
    world: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # so few records are walked, unless no object counts as small
    monkeypatch.setattr(access, "SMALL", [access.SMALL, 0][seed % 2])
    rng = Random(seed)
    scene = some_scene(rng)
    ben, free = await played(world, scene)
    for ask in [*every(scene), *(some(rng, scene) for _ in range(40))]:
        await same(scene, ben, free, ask)


async def same(scene: Scene, ben: Side, free: Side, ask: Ask) -> None:
    operation, said = ask
    answer, refusal = await asked(ben, operation, said)
    text = ben.plain(answer if refusal is None else refusal.body())
    check_canaries(scene, ask, text)
    expected, error = await asked(free, operation, said)
    if refusal is not None and asks_by_hidden_name(scene, ask):
        assert refusal.code == "VALIDATION_ERROR" or error is not None, (scene, ask, text)
        return
    if refusal is not None or error is not None:
        assert refusal is not None and error is not None, (scene, ask, text, expected, error)
        assert (refusal.code, refusal.field) == (error.code, error.field), (scene, ask)
        return
    got, want = (
        settled(orjson.loads(OTHER.sub("#", each))) for each in (text, free.plain(expected))
    )
    assert got == want, (scene.policies, scene.access, ask, sorted(scene.seen))


def asks_by_hidden_name(scene: Scene, ask: Ask) -> bool:
    """Where nothing is hidden there is a name all the same, for every record has one."""
    if not any(scene.hidden(slug, "name") for slug in OBJECTS):
        return False
    return re.search(r'name"|"sort"|"(Firm|Pat|Deal) ', orjson.dumps(ask).decode()) is not None


async def asked(side: Side, operation: str, said: Any) -> tuple[Any, HandrailError | None]:
    """An answer with all of its pages, or the refusal."""
    said = side.said(said)
    via = said.pop("via", None)
    who = replace(side.who, via=Via(via, "req", "pytest")) if via else side.who
    pages: list[Any] = []
    try:
        while True:
            page = await who(operation, **said)
            pages.append(page)
            if operation == "list_changes" and page["has_more"]:
                said["after_seq"] = page["last_seq"]
            elif page.get("next_cursor"):
                said["cursor"] = page["next_cursor"]
            else:
                break
    except HandrailError as error:
        return None, error
    if operation in {"list_changes", "get_timeline"}:
        # how they are cut into pages tells how much there is in all, which is no secret
        changes = [each for page in pages for each in page["changes"]]
        return [each for each in changes if each["type"].startswith(("record.", "note."))], None
    return pages, None


def check_canaries(scene: Scene, ask: Ask, text: str) -> None:
    """Nothing that is hidden, but what the question itself says of it."""
    own = orjson.dumps(ask).decode()
    for thing in scene.things.values():
        hidden = [] if thing.label in scene.seen else [f"<{thing.label}>", f"note {thing.label}"]
        for slug, value in thing.values.items():
            if thing.label not in scene.seen or scene.hidden(thing.object, slug):
                hidden += [each for each in _texts(value) if thing.label + "x" in each]
        for canary in hidden:
            assert canary not in text or canary in own, (scene.policies, ask, canary, text)


def _texts(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if type(each) is str]


def settled(value: Any) -> Any:
    """Without what differs anyway, and in an order of its own where order says nothing."""
    if isinstance(value, dict):
        if value.get("access") == "mask":  # where nothing is hidden, it is not there
            return None
        if "operators" in value and value["slug"] == "name":  # there it cannot be taken away
            return None
        kept = {k: settled(v) for k, v in value.items() if k not in NOISE and v != HIDDEN}
        kept.pop("note_id", None)
        for slug in ("name", "first_name"):
            if kept.get(slug) == "(hidden)":  # there it is a name
                del kept[slug]
        if str(kept.get("content", "")).startswith("note "):
            kept.pop("id", None)
        return kept
    if isinstance(value, list):
        several = [each for each in map(settled, value) if each is not None]
        if several and all(isinstance(e, dict) and e.keys() & LOOSE for e in several):
            several.sort(key=orjson.dumps)
        return several
    return value


LOOSE = {"group", "data", "slug"}
"""Lists of these have no order that means anything between two worlds."""


# what is asked ----------------------------------------------------------------------------


def every(scene: Scene) -> Iterator[Ask]:
    """Each read verb, of everything there is."""
    yield "list_objects", {}
    yield "list_changes", {"limit": 100}
    for slug in OBJECTS:
        yield "list_attributes", {"object": slug}
        yield "search_records", {"object": slug, "sort": "created_at"}
        yield "search_records", {"object": slug, "limit": 2, "exact_total": True}
        yield "query_records", {"object": slug, "limit": 2, "via": "rest"}
        yield "search_records", {"object": slug, "fields": [], "limit": 1, "offset": 1}
        yield "aggregate_records", {"object": slug}
        yield "list_changes", {"object": slug, "limit": 100}
        for attribute in FIELDS[slug]:
            yield "aggregate_records", {"object": slug, "group_by": [attribute]}
    for slug, attribute in (("deals", "stage"), ("deals", "value"), ("people", "source")):
        if scene.access.get((slug, attribute)) != "mask":  # which may be known of
            yield "list_options", {"object": slug, "attribute": attribute}
            yield "list_stages", {"object": slug, "attribute": attribute}
    for thing in scene.things.values():
        here = {"object": thing.object, "record_id": f"<{thing.label}>"}
        if thing.label not in scene.seen and thing.object in scene.readable:
            # in the other world there is no such id: what is said of it is the same
            here["record_id"] = "<ada>"
            yield "get_record", here
            continue
        yield "get_record", here
        yield "get_record", {**here, "via": "rest"}
        yield "get_timeline", here
        yield "list_notes", here
    for word in ("Firm", "pat", "de", "x.test", "4930", *(t.label for t in scene.things.values())):
        yield "search_workspace", {"query": word, "limit": 2}


def some(rng: Random, scene: Scene) -> Ask:
    slug = rng.choice(OBJECTS)
    said: dict[str, Any] = {"object": slug}
    if rng.random() < 0.8:
        said["filter"] = _filter(rng, scene, slug)
    if rng.random() < 0.3:
        said["query"] = rng.choice(["firm", "d", "p", "test", rng.choice(list(scene.things)), "49"])
    if rng.random() < 0.5:
        attributes = [*FIELDS[slug], "updated_at"]
        said["sort"] = [rng.choice(["", "-"]) + rng.choice(attributes), "created_at"]
        return "search_records", said | {"limit": rng.choice([1, 3, 50])}
    measured = rng.sample([*FIELDS[slug], *LINKS[slug]], 2)
    functions = ["count", "distinct", "sum", "min", "median"]
    said["measures"] = ["count", *(f"{rng.choice(functions)}:{each}" for each in measured)]
    said["group_by"] = rng.sample([*FIELDS[slug], "created_at:year"], rng.choice([0, 1, 2]))
    return "aggregate_records", said


def _filter(rng: Random, scene: Scene, slug: str, depth: int = 0) -> dict[str, Any]:
    roll = rng.random()
    if depth < 2 and roll < 0.2:
        return {"not": _filter(rng, scene, slug, depth + 1)}
    if depth < 2 and roll < 0.4:
        parts = [_filter(rng, scene, slug, depth + 1) for _ in range(2)]
        return {rng.choice(["and", "or"]): parts}
    name = rng.choice([*FIELDS[slug], *LINKS[slug]])
    if name in LINKS[slug]:
        return _through(rng, scene, slug, name)
    if roll < 0.5:
        return {name: {"is_empty": rng.random() < 0.5}}
    return {name: _operand(rng, scene, slug, name)}


def _through(rng: Random, scene: Scene, slug: str, name: str) -> dict[str, Any]:
    target = LINKS[slug][name]
    others = [each for each, thing in scene.things.items() if thing.object == target]
    far = rng.choice([each for each in FIELDS[target] if each not in LINKS[target]])
    return rng.choice(
        [
            {name: {"is_empty": rng.random() < 0.5}},
            {name: scene.things[rng.choice(others)].values["name"]},
            {f"{name}.{far}": _operand(rng, scene, target, far)},
            {name: [f"<{rng.choice(sorted(set(others) & scene.seen) or ['ada'])}>"]},
        ]
    )


def _operand(rng: Random, scene: Scene, slug: str, name: str) -> Any:
    """Mostly what some record has."""
    if name == "owners":
        return rng.choice(["me", *(f"<{each}>" for each in CAST)])
    if name == "stage":
        return rng.choice([rng.choice(STAGES), {"gt": "Lead"}, {"neq": "Won"}])
    held = [
        t.values[name] for t in scene.things.values() if t.values.get(name) and t.object == slug
    ]
    value = rng.choice(held) if held else rng.choice(CITIES)
    value = value[0] if isinstance(value, list) else value
    if isinstance(value, str) and name not in {"close_date", "tags"}:
        return rng.choice([value, {"starts_with": value[:6]}, {"contains": value[-4:]}])
    return rng.choice([value, {"neq": value}])
