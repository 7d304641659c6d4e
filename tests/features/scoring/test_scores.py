"""Scores: what Python and the database make of random rules and leads is the same to the bit."""

import asyncio
import random
from typing import Any

import pytest

from handrail import catalog
from handrail.context import Context
from handrail.core.clock import now
from handrail.core.errors import Conflict
from handrail.features.records.actions import calculating, reading
from handrail.features.records.rules.asked import Asked
from handrail.features.records.store import schema as schema_store
from handrail.features.scoring import jobs
from handrail.features.scoring.actions import rules, scores
from handrail.features.workspaces import store as workspaces
from handrail.storage import journal, queue
from handrail.storage.database import Database, Db
from tests.features.leads.test_limits import ask
from tests.world import VIA, Member, World

pytestmark = pytest.mark.anyio

NUMBERS = ["rating", "review_count", "latitude", "longitude", "created_at", "last_interaction_at",
           "attr_size", "attr_many"]  # fmt: skip
TEXTS = ["name", "source", "city", "description", "phone", "email", "status", "attr_team"]
PLAIN = ['"vip" in tags', 'city in ["Paris", nil, "x"]', "rating in [4.5, 0.1]", "attr_ok",
         "attr_ok != true"]  # fmt: skip
LITERALS = ["0", "1", "2.5", "0.1", "30", "1000000000000", "0.000000001"]
SAID = ['"paris"', '"A"', '"straße"', "'x y'", '"ς"']


class Maker:
    """Random expressions that mean something."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def number(self, depth: int) -> str:
        pick = self.rng.random()
        if depth <= 0 or pick < 0.2:
            literal = self.rng.choice(
                ["0", "1", "2.5", "0.1", "30", "1000000000000", "0.000000001"]
            )
            return self.rng.choice([*NUMBERS, literal, literal])
        if pick < 0.7:
            op = self.rng.choice("+-**/")
            right = self.number(depth - 1)
            if op == "/":
                right = self.rng.choice([*NUMBERS, "3", "0.1"])
            return f"({self.number(depth - 1)} {op} {right})"
        if pick < 0.8:
            return f"-({self.number(depth - 1)})"
        if pick < 0.85:
            return f"({self.rng.choice(NUMBERS)} ?? {self.number(depth - 1)})"
        no = self.rng.choice([self.number(depth - 1), "nil"])
        return f"({self.condition(depth - 1)} ? {self.number(depth - 1)} : {no})"

    def condition(self, depth: int) -> str:
        rng = self.rng
        match rng.randrange(9 if depth > 0 else 6):
            case 0:
                op = rng.choice(["<", "<=", ">", ">="])
                return f"{rng.choice(NUMBERS)} {op} {rng.choice(NUMBERS)}"
            case 1:
                one = rng.choice([*TEXTS, *NUMBERS, "tags", "attr_ok", "attr_social"])
                return f"{one} {rng.choice(['==', '!='])} nil"
            case 2:
                op, other = rng.choice(["==", "!="]), rng.choice([*SAID, *TEXTS])
                return f"{rng.choice(TEXTS)} {op} {other}"
            case 3:
                op = rng.choice(["contains", "startsWith", "endsWith"])
                return f"{rng.choice(TEXTS)} {op} {rng.choice(SAID)}"
            case 4:
                return rng.choice(PLAIN)
            case 5:
                return f"{self.number(0)} {rng.choice(['==', '!='])} {self.number(0)}"
            case 6:
                return f"!({self.condition(depth - 1)})"
            case _:
                op = rng.choice(["&&", "||"])
                return f"({self.condition(depth - 1)} {op} {self.condition(depth - 1)})"


def a_lead(rng: random.Random) -> dict[str, Any]:
    lead: dict[str, Any] = {"name": rng.choice(["A", "Paris", "x y", "Straße"]), "source": "web"}
    for name in ("city", "status", "phone", "description"):
        if rng.random() < 0.6:
            lead[name] = rng.choice(["Paris", "a", "Straße X Y", "ΟΔΟΣ"])
    if rng.random() < 0.6:
        lead |= {
            "rating": rng.choice([0, 0.1, 4.5]),
            "review_count": rng.choice([0, 1, 4_000_000_000]),
        }
    if rng.random() < 0.5:
        lead |= {"latitude": rng.uniform(-90, 90), "longitude": rng.uniform(-180, 180)}
    if rng.random() < 0.5:
        lead["tags"] = rng.sample(["VIP", "hot"], rng.randint(1, 2))
    own = [("size", "number", rng.choice([1e-300, -9e15, 0.1, 7])), ("many", "number", 3),
           ("team", "text", rng.choice(["Paris", "a"])), ("ok", "bool", rng.random() < 0.5),
           ("social", "object", {"a": 1})]  # fmt: skip
    lead["attributes"] = [
        {"name": name, "type": kind, "value": value}
        for name, kind, value in own
        if rng.random() < 0.6
    ]
    return lead


EVERY: dict[str, Any] = {"name": "All", "source": "x", "attributes": [
    {"name": "size", "type": "number", "value": 1},
    {"name": "many", "type": "number", "value": 1},
    {"name": "team", "type": "text", "value": "x"},
    {"name": "ok", "type": "bool", "value": True},
    {"name": "social", "type": "object", "value": {}},
]}  # fmt: skip


async def filled(who: Member, rng: random.Random, many: int) -> None:
    leads = [EVERY, *(a_lead(rng) for _ in range(many - 1))]
    done = await ask(who, "batch_add_leads", leads=leads)
    assert done["failed"] == 0, done["errors"]


async def test_python_and_the_database_agree_on_random_rules(world: World) -> None:
    rng = random.Random(11)
    maker = Maker(rng)
    await filled(world.ada, rng, 40)
    told = set[float]()
    for _ in range(25):
        for rule in (await ask(world.ada, "list_scoring_rules"))["rules"]:
            await ask(world.ada, "delete_scoring_rule", rule_id=rule["id"], confirm=True)
        for _ in range(3):
            expression, weight = maker.number(4), rng.choice([1, 0.5, -2.5, 1000])
            said = {"name": "R", "expression": expression[:2000], "weight": weight}
            await ask(world.ada, "create_scoring_rule", **said)
        run = await ask(world.ada, "update_all_scores")
        assert (run["status"], run["scored"]) == ("done", 40)
        expected = await explained(world.ada)
        leads = (await ask(world.ada, "list_leads", limit=100))["leads"]
        assert {each["id"][3:]: each["score"] for each in leads} == expected
        told |= set(expected.values())
    assert len(told) > 10


async def explained(who: Member) -> dict[str, float]:
    """What Python makes of each lead, by the rules there are."""
    actor = await who.now()

    async def look(db: Db) -> dict[str, float]:
        ctx = Context(actor, VIA, db, now())
        page = await reading.search(ctx, Asked("leads", limit=100))
        return {e.id: (await scores.explained(ctx, e.id))[0] for e in page.records}

    return await who.database.read(actor.workspace, look)


async def test_one_lead_scores_as_all_do(world: World) -> None:
    rng = random.Random(5)
    await filled(world.ada, rng, 10)
    await ask(world.ada, "create_scoring_rule", name="A", expression="attr_size * 3 + rating")
    await ask(world.ada, "create_scoring_rule", name="B", expression="100 / 3", priority=-1)
    alone = {
        each["id"]: (await ask(world.ada, "update_lead_score", lead_id=each["id"]))["score"]
        for each in (await ask(world.ada, "list_leads"))["leads"]
    }
    assert (await ask(world.ada, "update_all_scores"))["updated"] == 0
    assert 33.33 in alone.values() and len(set(alone.values())) > 2
    lead_id = next(iter(alone))
    told = await ask(world.ada, "update_lead_score", lead_id=lead_id, explain=True)
    assert [each["name"] for each in told["rules"]] == ["B", "A"]


async def test_attributes_beside_the_projection_score_alike(world: World) -> None:
    """As where an object has no slot left."""
    await ask(world.ada, "batch_add_leads", leads=[EVERY])
    for name in ("size", "team", "ok", "rating", "city", "last_interaction_at"):
        await world.without_slot("leads", name)
    await filled(world.ada, random.Random(6), 20)
    [first] = (await ask(world.ada, "list_leads", sort="created_at", limit=1))["leads"]
    await ask(world.ada, "delete_lead", lead_id=first["id"], confirm=True)
    expression = (
        'attr_size + rating + (attr_team == "paris" ? 7 : 0) + (attr_ok ? 3 : 0)'
        ' + (city startsWith "stra" ? 11 : 0) + (last_interaction_at > 0 ? 1 : 0)'
    )
    await ask(world.ada, "create_scoring_rule", name="A", expression=expression)
    assert (await ask(world.ada, "update_all_scores"))["scored"] == 20
    leads = (await ask(world.ada, "list_leads"))["leads"]
    assert {each["id"][3:]: each["score"] for each in leads} == await explained(world.ada)
    assert len({each["score"] for each in leads}) > 4


async def test_a_score_with_a_slot_is_kept_there(world: World) -> None:
    actor = await world.ada.now()

    async def move(db: Db) -> None:
        owner = (await schema_store.load(db, actor.schema_version)).by_name["leads"]
        assert owner.by_name["score"].slot is None
        await schema_store.set_slot(db, owner.by_name["score"].no, "n16", None)
        await workspaces.bump_schema(db)

    await world.ada.database.write(actor.workspace, move)
    await filled(world.ada, random.Random(4), 12)
    await ask(world.ada, "create_scoring_rule", name="A", expression="rating * 7")
    assert (await ask(world.ada, "update_all_scores"))["scored"] == 12
    leads = (await ask(world.ada, "list_leads", sort="score", sort_order="DESC"))["leads"]
    expected = await explained(world.ada)
    assert {each["id"][3:]: each["score"] for each in leads} == expected
    assert [each["score"] for each in leads] == sorted(expected.values(), reverse=True)


async def test_a_score_is_a_change_that_leaves_updated_at(world: World) -> None:
    await filled(world.ada, random.Random(1), 3)
    await ask(world.ada, "create_scoring_rule", name="A", expression="30")
    before = (await ask(world.ada, "list_leads"))["leads"]
    await ask(world.ada, "update_all_scores")
    after = (await ask(world.ada, "list_leads"))["leads"]
    assert [each["updated_at"] for each in after] == [each["updated_at"] for each in before]
    assert {each["score"] for each in after} == {30}
    told = await facts(world)
    scored = [each for each in told if each.tool == "update_all_scores"]
    assert [(e.type, e.before, e.after) for e in scored] == [
        ("record.updated", {"score": 0}, {"score": 30})
    ] * 3
    assert [(each.version_from, each.version_to) for each in scored] == [(1, 2)] * 3
    record = await world.ada("get_record", object="leads", record_id=after[0]["id"][3:])
    assert (record["version"], record["values"]["score"]) == (2, 30)
    assert await broken(world) is None


async def facts(world: World) -> list[journal.Entry]:
    workspace = world.ada.actor.workspace
    return await world.database.read(workspace, lambda db: journal.since(db, 0, 10_000))


async def broken(world: World) -> int | None:
    return await world.database.read(world.ada.actor.workspace, journal.first_broken)


async def test_many_leads_are_scored_by_a_job_that_goes_on_where_it_was(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "AT_ONCE", 10)
    monkeypatch.setattr(jobs, "STRETCH", 8)
    await filled(world.ada, random.Random(2), 30)
    await ask(world.ada, "create_scoring_rule", name="A", expression="12.5 + rating * 0")
    run = await ask(world.ada, "update_all_scores")
    assert run == {"status": "running", "total": 30, "scored": 0, "updated": 0}
    [job] = await claimed(database)
    assert job.kind in catalog.JOBS
    stretches = 0
    original = calculating.sweep

    async def sweep(*said: Any) -> Any:
        nonlocal stretches
        stretches += 1
        if stretches == 3:
            raise RuntimeError("the worker dies")
        return await original(*said)

    monkeypatch.setattr(calculating, "sweep", sweep)
    with pytest.raises(RuntimeError):
        await jobs.rescore(job, database)
    assert await ask(world.ada, "update_all_scores") == run | {"scored": 16, "updated": 16}
    await jobs.rescore(job, database)
    done = await ask(world.ada, "get_score_run")
    assert done == {"status": "done", "total": 30, "scored": 30, "updated": 30}
    assert {e["score"] for e in (await ask(world.ada, "list_leads"))["leads"]} == {12.5}
    scored = [each for each in await facts(world) if each.tool == "update_all_scores"]
    assert len({each.record_id for each in scored}) == len(scored) == 30
    assert {each.member_name for each in scored} == {"Ada Admin"}
    assert await broken(world) is None
    assert job.finished


async def test_what_is_written_while_all_are_scored_is_kept_and_scored_in_its_turn(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "AT_ONCE", 10)
    monkeypatch.setattr(jobs, "STRETCH", 15)
    leads = [{"name": f"Lead {i}", "source": "x", "rating": 1} for i in range(60)]
    made = (await ask(world.ada, "batch_add_leads", leads=leads))["created"]
    await ask(world.ada, "create_scoring_rule", name="A", expression="rating * 10")
    await ask(world.ada, "update_all_scores")
    [job] = await claimed(database)

    async def rate(lead_ids: list[str]) -> None:
        for lead_id in lead_ids:
            for rating in (2, 3):
                await ask(world.ben, "update_lead", lead_id=lead_id, rating=rating)

    ids = [each["id"] for each in made]
    await asyncio.gather(jobs.rescore(job, database), *(rate(ids[i::4]) for i in range(4)))
    await ask(world.ada, "update_all_scores")
    [again] = await claimed(database)
    await jobs.rescore(again, database)
    told = (await ask(world.ada, "list_leads", limit=100))["leads"]
    assert {(each["rating"], each["score"]) for each in told} == {(3, 30)}
    steps = [
        (e.record_id, e.version_from, e.version_to) for e in await facts(world) if e.version_to
    ]
    for lead_id in ids:
        mine = [step[1:] for step in steps if step[0] == lead_id[3:]]
        assert [after for _, after in mine] == list(range(1, len(mine) + 1))
        assert all(before in (None, after - 1) for before, after in mine)
    assert await broken(world) is None


async def claimed(database: Database) -> list[queue.Job]:
    return await database.write(0, lambda db: queue.claim(db, "test", now(), limit=10))


async def test_a_workspace_has_its_most_rules(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_RULES", 2)
    for name in "AB":
        await ask(world.ada, "create_scoring_rule", name=name, expression="1")
    with pytest.raises(Conflict, match="at most 2 scoring rules"):
        await ask(world.ada, "create_scoring_rule", name="C", expression="1")
