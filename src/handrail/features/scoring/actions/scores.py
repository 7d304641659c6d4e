"""Leads scored: one, explained; or all of them, at once or by a job."""

from handrail.context import Context
from handrail.features.records.actions import calculating, reading, records, sight
from handrail.features.records.formula import Score, asked_of
from handrail.features.records.rules.asked import Asked
from handrail.features.records.store import schema as schema_store
from handrail.features.scoring import store
from handrail.features.scoring.actions.rules import weighed
from handrail.features.scoring.model import AT_ONCE, OBJECT, SCORE, Points, Rule, Run

QUIET = (SCORE,)
"""Another score is no change of what the lead says: its `updated_at` stays."""


async def explained(ctx: Context, record_id: str) -> tuple[float, list[Points]]:
    """What a lead scores by the rules there are now, and what each rule gives. NotFound.

    A score is made of all there is, for whoever asks; what a rule gives is told to those alone who
    may see all that it asks of.
    """
    schema = await schema_store.load(ctx.db, ctx.actor.schema_version)
    rules = weighed(await store.every(ctx.db), schema)
    whole = Score(tuple((each.formula, each.rule.weight) for each in rules))
    formulas = [*(each.formula for each in rules), whole]
    *values, total = await calculating.one(ctx, OBJECT, record_id, formulas)
    seen = (await sight.of(ctx)).by_name[OBJECT].by_name
    return total, [
        _points(each.rule, value)
        for each, value in zip(rules, values, strict=True)
        if all(a.slug in seen and seen[a.slug].is_open for a in asked_of(each.formula))
    ]


def _points(rule: Rule, value: float | None) -> Points:
    number = value or 0.0
    return Points(rule, round(number, 6), round(number * rule.weight, 6))


async def keep(ctx: Context, record_id: str) -> tuple[float, list[Points]]:
    """Score a lead, and keep what it comes to."""
    await records.hold(ctx, OBJECT, record_id)
    total, points = await explained(ctx, record_id)
    await records.update(ctx, OBJECT, record_id, {SCORE: total}, quiet=QUIET)
    return total, points


async def begin(ctx: Context) -> Run:
    """Score all leads: here and now where they are few, else by a job. While one is at it, that
    one is told instead: it scores by the rules there are when it comes to a lead."""
    running = await store.latest(ctx.db)
    if running is not None and running.state == "running":
        return running
    total = await reading.count(ctx, Asked(OBJECT))
    run = await store.begin(ctx, total, later=total > AT_ONCE)
    return run if total > AT_ONCE else await step(ctx, run, AT_ONCE + 1)


async def step(ctx: Context, run: Run, many: int) -> Run:
    """Score the next leads of a run."""
    rules = weighed(await store.every(ctx.db), await sight.whole(ctx))
    formula = Score(tuple((each.formula, each.rule.weight) for each in rules))
    swept = await calculating.sweep(ctx, OBJECT, SCORE, formula, run.after, many)
    return await store.go_on(ctx.db, run, swept.seen, swept.changed, swept.last, ctx.now)


async def latest(ctx: Context) -> Run | None:
    return await store.latest(ctx.db)
