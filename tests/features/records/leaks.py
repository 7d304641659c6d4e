"""Random worlds and policies, and what of such a world is left when all that is hidden has gone.

A plain-Python model says which records and attributes a policy leaves. The same records are then
made twice: whole, in Acme, where Ben is held by the policies; and in Rival without anything that
is hidden, where nobody is held by any. Whatever Ben asks, he must be answered as one is in Rival.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import orjson

from handrail.context import Context
from handrail.core.clock import now
from handrail.core.policy import Policy
from handrail.core.policy_said import policy_of
from handrail.features.workspaces.actions import members
from handrail.storage.database import Db
from tests.world import VIA, Member, World

CAST = ("ada", "ben", "cleo")
CITIES = ("Rome", "Oslo", "Berlin")
STAGES = ("Lead", "Proposal", "Won")
OBJECTS = ("companies", "people", "deals")
FIELDS = {
    "companies": ("name", "city", "domain", "phone", "employees", "owners", "parent", "people"),
    "people": ("name", "city", "emails", "job_title", "owners", "companies", "deals"),
    "deals": ("name", "stage", "value", "lost_reason", "close_date", "tags", "owners",
              "companies", "people"),
}  # fmt: skip
LINKS = {
    "companies": {"parent": "companies", "subsidiaries": "companies", "people": "people",
                  "deals": "deals"},
    "people": {"companies": "companies", "deals": "deals"},
    "deals": {"companies": "companies", "people": "people"},
}  # fmt: skip
MADE = {"companies": ("parent",), "people": ("companies",), "deals": ("companies", "people")}
"""The relationships that new records are linked by."""
INVERSE = {
    ("companies", "parent"): ("companies", "subsidiaries"),
    ("people", "companies"): ("companies", "people"),
    ("deals", "companies"): ("companies", "deals"),
    ("deals", "people"): ("people", "deals"),
}
FILTERS: dict[str, list[dict[str, Any]]] = {
    "companies": [{"city": "Rome"}, {"parent": {"is_empty": True}}, {"owners": "me"}],
    "people": [{"city": ["Rome", "Oslo"]}, {"companies.city": "Rome"}],
    "deals": [
        {"stage": "Won"},
        {"value": {"gte": 500}},
        {"companies.city": "Rome"},
        {"not": {"owners": "me"}},
        {"people": {"is_empty": False}},
    ],
}


@dataclass
class Thing:
    """A record as the model has it: `links` by attribute hold labels."""

    label: str
    object: str
    values: dict[str, Any]
    owners: list[str]
    links: dict[str, list[str]]


@dataclass
class Scene:
    """What there is, who is held by what, and what that leaves."""

    things: dict[str, Thing]
    policies: list[dict[str, Any]]
    teams: dict[str, str | None]
    readable: set[str] = field(default_factory=set[str])
    access: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    seen: set[str] = field(default_factory=set[str])

    def hidden(self, object_slug: str, slug: str) -> bool:
        return self.access.get((object_slug, slug), "write") in {"none", "mask"}


def some_scene(rng: Random) -> Scene:
    things: dict[str, Thing] = {}
    for object_slug, many in (("companies", 5), ("people", 4), ("deals", 8)):
        for place in range(many):
            label = f"{object_slug[0]}{place}"
            things[label] = _thing(rng, label, object_slug, things)
    teams = {each: rng.choice(["North", "South", None]) for each in CAST}
    scene = Scene(things, [_policy(rng) for _ in range(rng.choice([1, 1, 2]))], teams)
    _judge(scene)
    return scene


def _thing(rng: Random, label: str, object_slug: str, there: dict[str, Thing]) -> Thing:
    def maybe(value: Any) -> Any:
        return value if rng.random() < 0.7 else None

    own = f"{label}x{rng.randrange(16**4):04x}"
    values: dict[str, Any] = {
        "companies": lambda: {
            "name": f"Firm {own}n",
            "city": maybe(rng.choice(CITIES)),
            "domain": maybe(f"{own}d.test"),
            "phone": maybe(f"+4930{rng.randrange(10**6, 10**7)}"),
            "employees": maybe(rng.choice([1, 10, 100])),
        },
        "people": lambda: {
            "name": f"Pat {own}n",
            "city": maybe(rng.choice(CITIES)),
            "emails": maybe([f"{own}e@x.test"]),
            "job_title": maybe(rng.choice(["Boss", f"{own}j"])),
        },
        "deals": lambda: {
            "name": f"Deal {own}n",
            "stage": maybe(rng.choice(STAGES)),
            "value": maybe(rng.choice([100, 500, 900])),
            "lost_reason": maybe(f"{own}l"),
            "close_date": maybe(rng.choice(["2026-01-05", "2026-02-07"])),
            "tags": maybe([rng.choice(["red", "blue"])]),
        },
    }[object_slug]()
    links: dict[str, list[str]] = {}
    for slug in MADE[object_slug]:
        others = [each for each, of in there.items() if of.object == LINKS[object_slug][slug]]
        most = 1 if slug == "parent" else 3
        links[slug] = sorted(rng.sample(others, min(len(others), rng.randrange(most + 1))))
    owners: list[str] = sorted(rng.sample(CAST, rng.choice([0, 1, 1, 2])))
    return Thing(label, object_slug, {k: v for k, v in values.items() if v}, owners, links)


def _policy(rng: Random) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for slug in OBJECTS:
        if rng.random() < 0.25:
            continue
        one: dict[str, Any] = said.setdefault(slug, {})
        if rng.random() < 0.1:
            one["verbs"] = ["create", "update"]
        one["rows"] = rng.choice(["all", "all", "own", "team"])
        if rng.random() < 0.2:
            one["members"] = rng.sample(CAST, rng.choice([1, 2]))
        if rng.random() < 0.2:
            one["teams"] = [rng.choice(["North", "South"])]
        if rng.random() < 0.4:
            one["filter"] = rng.choice(FILTERS[slug])
        fields = rng.sample(FIELDS[slug], rng.choice([0, 1, 2]))
        one["fields"] = {each: rng.choice(["none", "mask", "read"]) for each in fields}
    if rng.random() < 0.2:
        said["*"] = rng.choice([{"rows": "own"}, {"verbs": ["read"]}, {"fields": {"name": "mask"}}])
    return said


# what is left -----------------------------------------------------------------------------


def _judge(scene: Scene) -> None:
    def of(policy: dict[str, Any], slug: str) -> dict[str, Any]:
        return policy.get(slug, policy.get("*", {}))

    for slug in OBJECTS:
        parts = [of(each, slug) for each in scene.policies]
        if all("read" in each.get("verbs", ["read"]) for each in parts):
            scene.readable.add(slug)
        for attribute in {*FIELDS[slug], *LINKS[slug]}:
            words = [each.get("fields", {}).get(attribute, "write") for each in parts]
            scene.access[slug, attribute] = min(words, key=STRICT.index)
    for part in ("first_name", "last_name"):
        scene.access["people", part] = scene.access["people", "name"]
    for one, other in INVERSE.items():
        both = min(scene.access[one], scene.access[other], key=STRICT.index)
        scene.access[one] = scene.access[other] = both
    scene.seen = {
        label
        for label, thing in scene.things.items()
        if thing.object in scene.readable
        and all(_allows(scene, of(each, thing.object), thing) for each in scene.policies)
    }


STRICT = ["none", "mask", "read", "write"]


def _allows(scene: Scene, policy: dict[str, Any], thing: Thing) -> bool:
    team = {each for each in CAST if scene.teams["ben"] and scene.teams[each] == scene.teams["ben"]}
    owners = set(thing.owners)
    match policy.get("rows", "all"):
        case "own" if "ben" not in owners:
            return False
        case "team" if not owners & {"ben", *team}:
            return False
        case _:
            pass
    if "members" in policy or "teams" in policy:
        by_team = {each for each in CAST if scene.teams[each] in policy.get("teams", ())}
        if not owners & {*policy.get("members", ()), *by_team}:
            return False
    return _meets(scene, thing, policy.get("filter", {}))


def _meets(scene: Scene, thing: Thing, said: dict[str, Any]) -> bool:
    """Only what FILTERS say, on the whole world."""
    for name, wanted in said.items():
        match name, wanted:
            case "not", _:
                met = not _meets(scene, thing, wanted)
            case "owners", _:
                met = "ben" in thing.owners
            case "companies.city", _:
                firms = [scene.things[each] for each in thing.links["companies"]]
                met = any(each.values.get("city") == wanted for each in firms)
            case (("parent" | "people"), {"is_empty": empty}):
                met = (not thing.links[name]) == empty
            case "value", {"gte": least}:
                met = thing.values.get("value", -1) >= least
            case _, list():
                met = thing.values.get(name) in wanted
            case _:
                met = thing.values.get(name) == wanted
        if not met:
            return False
    return True


# both worlds ------------------------------------------------------------------------------


@dataclass
class Side:
    """One of the two: who asks, and what the ids of things are there."""

    who: Member
    ids: dict[str, str]

    def said(self, value: Any) -> Any:
        """Arguments with ids in the place of `<labels>`."""
        text = orjson.dumps(value).decode()
        for label, each in self.ids.items():
            text = text.replace(f"<{label}>", each)
        return orjson.loads(text)

    def plain(self, value: Any) -> str:
        """An answer with labels in the place of ids."""
        text = orjson.dumps(value).decode()
        for label, each in self.ids.items():
            text = text.replace(each, f"<{label}>")
        return text


async def played(world: World, scene: Scene) -> tuple[Side, Side]:
    """(Ben, held by the policies, in the whole world; the same question asked where nothing is
    hidden, for nothing is there that he may not see.)"""
    ids = {name: world.ids[name] for name in CAST}
    acme = Side(world.ada, ids)
    teams = await _teams(acme, scene)
    await _make(acme, scene, scene.things.values(), whole=True)
    policies = tuple(_policies(scene, ids, teams))
    ben = replace(
        world.ben.narrowed(policies=policies, credential="key"),
        actor=replace(
            world.ben.actor,
            policies=policies,
            credential="key",
            team_id=teams.get(scene.teams["ben"] or ""),
        ),
    )
    rival = Side(world.rex, await _join(world))
    await _teams(rival, scene)
    await _make(rival, scene, [t for t in scene.things.values() if t.label in scene.seen])
    for object_slug, slug in sorted(scene.access):
        if scene.hidden(object_slug, slug) and slug != "name":
            await rival.who(
                "update_attribute", object=object_slug, attribute=slug, is_archived=True
            )
    free = replace(
        world.rex,
        actor=replace(world.rex.actor, member_id=rival.ids["ben"], objects=_objects(scene)),
    )
    return Side(ben, acme.ids), Side(free, rival.ids)


def _objects(scene: Scene) -> frozenset[str]:
    others = {"leads", "services", "tasks", "calls"}
    unread = any("read" not in p.get("*", {}).get("verbs", ["read"]) for p in scene.policies)
    return frozenset(scene.readable | (set() if unread else others))


def _policies(scene: Scene, ids: dict[str, str], teams: dict[str, str]) -> Iterable[Policy]:
    for said in scene.policies:
        made: dict[str, Any] = {}
        for slug, one in said.items():
            made[slug] = dict(one)
            if "members" in one:
                made[slug]["members"] = [ids[each] for each in one["members"]]
            if "teams" in one:
                made[slug]["teams"] = [teams[each] for each in one["teams"]]
        yield from policy_of({"objects": made})


async def _join(world: World) -> dict[str, str]:
    """Members of Rival who are called like those of Acme."""
    actor = await world.rex.now()

    async def join(db: Db) -> dict[str, str]:
        ctx = Context(actor, VIA, db, now())
        called = {"ada": "Ada Admin", "ben": "Ben Seller", "cleo": "Cleo Reader"}
        return {
            each: (await members.add_member(ctx, name, email=f"{each}@rival.test")).id
            for each, name in called.items()
        }

    return await world.database.write(actor.workspace, join)


async def _teams(side: Side, scene: Scene) -> dict[str, str]:
    teams: dict[str, str] = {}
    for name in ("North", "South"):
        teams[name] = (await side.who("create_team", name=name))["id"]
    for each in CAST:
        if (team := scene.teams[each]) is not None:
            await side.who("update_member", member_id=side.ids[each], team_id=teams[team])
    return teams


async def _make(side: Side, scene: Scene, things: Iterable[Thing], *, whole: bool = False) -> None:
    for thing in things:
        values: dict[str, Any] = dict(thing.values)
        values["owners"] = [side.ids[each] for each in thing.owners]
        for slug, others in thing.links.items():
            values[slug] = [side.ids[each] for each in others if each in side.ids]
        if not whole:
            values = {
                slug: value
                for slug, value in values.items()
                if not scene.hidden(thing.object, slug)
            }
        values.setdefault("name", "(hidden)")
        made = await side.who("create_record", object=thing.object, values=values)
        side.ids[thing.label] = made["id"]
        await side.who(
            "create_note", object=thing.object, record_id=made["id"], content=f"note {thing.label}"
        )
