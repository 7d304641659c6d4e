"""How scoring rules and runs are kept and found."""

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from handrail.context import Context
from handrail.core.clock import Instant
from handrail.core.ids import new_id
from handrail.features.scoring.model import Rule, Run, Runner
from handrail.features.scoring.tables import rules, runs
from handrail.features.workspaces.model import actor_of
from handrail.features.workspaces.store import callers
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query
from handrail.storage.queue import enqueue

RESCORE = "scoring.rescore"

_RULE = [each for each in rules.c if each.name != "workspace_id"]
_RUN = [runs.c[name] for name in Run.__dataclass_fields__]
_EVERY = Query(
    select(*_RULE).where(rules.c.workspace_id == WORKSPACE).order_by(rules.c.priority, rules.c.id)
)
_ONE = rules.c.workspace_id == WORKSPACE, rules.c.id == bindparam("which")
_GET = Query(select(*_RULE).where(*_ONE))
_HOLD = Query(select(*_RULE).where(*_ONE).with_for_update())
_ADD = Query(insert(rules))
_SET = Query(
    update(rules)
    .where(*_ONE)
    .values(
        name=bindparam("new_name"),
        expression=bindparam("new_expression"),
        priority=bindparam("new_priority"),
        weight=bindparam("new_weight"),
        kinds=bindparam("new_kinds", type_=rules.c.kinds.type),
        updated_at=bindparam("now"),
    )
)
_DROP = Query(delete(rules).where(*_ONE))
_OWN_RUN = runs.c.workspace_id == WORKSPACE
_LATEST = Query(select(*_RUN).where(_OWN_RUN))
_HELD = Query(select(*_RUN).where(_OWN_RUN, runs.c.id == bindparam("run")).with_for_update())
_FORGET = Query(delete(runs).where(_OWN_RUN))
_BEGIN = Query(insert(runs))
_GO_ON = Query(
    update(runs)
    .where(_OWN_RUN)
    .values(
        state=bindparam("new_state"),
        scored=bindparam("so_far"),
        changed=bindparam("moved"),
        after=bindparam("last", type_=runs.c.after.type),
        finished_at=bindparam("end"),
    )
)
_RUNNER = Query(
    callers(runs)
    .add_columns(runs.c.surface, runs.c.client, runs.c.key_id, runs.c.key_name)
    .where(_OWN_RUN)
)


async def every(db: Db) -> list[Rule]:
    """All rules, those of the lowest priority first."""
    return [Rule(*row) for row in await db.all(_EVERY)]


async def get(db: Db, rule_id: str, *, hold: bool = False) -> Rule | None:
    """A rule; held, nobody else changes it before this write has ended."""
    row = await db.first(_HOLD if hold else _GET, which=rule_id)
    return Rule(*row) if row else None


async def add(db: Db, made: Rule) -> None:
    said = {name: getattr(made, name) for name in Rule.__dataclass_fields__}
    await db.run(_ADD, **said)


async def put(db: Db, made: Rule) -> None:
    await db.run(
        _SET,
        which=made.id,
        new_name=made.name,
        new_expression=made.expression,
        new_priority=made.priority,
        new_weight=made.weight,
        new_kinds=made.kinds,
        now=made.updated_at,
    )


async def drop(db: Db, rule_id: str) -> None:
    await db.run(_DROP, which=rule_id)


# runs -------------------------------------------------------------------------------------


async def latest(db: Db) -> Run | None:
    """The last scoring of all leads, over or not."""
    row = await db.first(_LATEST)
    return Run(*row) if row else None


async def begin(ctx: Context, total: int, *, later: bool) -> Run:
    """A run, which a job is to do where it is for later."""
    made = Run(new_id(), "running", total, 0, 0, None, ctx.now, None)
    await ctx.db.run(_FORGET)
    await ctx.db.run(
        _BEGIN,
        **{name: getattr(made, name) for name in Run.__dataclass_fields__},
        member_id=ctx.actor.member_id,
        key_id=ctx.actor.key_id,
        key_name=ctx.actor.key_name,
        surface=ctx.via.surface,
        client=ctx.via.client,
    )
    if later:
        await enqueue(ctx.db, RESCORE, {"run_id": made.id}, unique_key=RESCORE)
    return made


async def held(db: Db, run_id: str) -> Run | None:
    """A run, held until this write has ended; None where another has taken its place."""
    row = await db.first(_HELD, run=run_id)
    return Run(*row) if row else None


async def go_on(db: Db, run: Run, seen: int, changed: int, last: str | None, at: Instant) -> Run:
    """How far it has come; it is over where there is no last record."""
    over = last is None
    made = replace(
        run,
        state="done" if over else "running",
        scored=run.scored + seen,
        changed=run.changed + changed,
        after=last,
        finished_at=at if over else None,
    )
    await db.run(
        _GO_ON,
        new_state=made.state,
        so_far=made.scored,
        moved=made.changed,
        last=made.after,
        end=made.finished_at,
    )
    return made


async def runner(db: Db) -> Runner | None:
    """Who began the latest run, as they are now."""
    row: Any = await db.first(_RUNNER)
    if row is None:
        return None
    actor = actor_of(row, key_id=row.key_id, key_name=row.key_name)
    return Runner(actor, row.surface, row.client)
