"""Making, changing and deleting scoring rules: none is kept that cannot be worked out."""

from dataclasses import asdict, replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import Conflict, NotFound
from handrail.core.ids import is_id, new_id
from handrail.features.records.actions import sight
from handrail.features.records.model import Object, Schema
from handrail.features.records.rules.names import object_named
from handrail.features.scoring import store
from handrail.features.scoring.events import RuleCreated, RuleDeleted, RuleUpdated
from handrail.features.scoring.model import MOST_RULES, OBJECT, Rule, Weighed
from handrail.features.scoring.rules.fields import Scope
from handrail.features.scoring.rules.meaning import attributes_in, understood

JOURNALLED = "scoring_rules"
TOLD = ("name", "expression", "priority", "weight")


async def listed(ctx: Context) -> list[Rule]:
    return await store.every(ctx.db)


async def found(ctx: Context, rule_id: str, *, hold: bool = False) -> Rule:
    rule = await store.get(ctx.db, rule_id, hold=hold) if is_id(rule_id) else None
    if rule is None:
        raise NotFound("Scoring rule not found.", field="rule_id")
    return rule


async def create(
    ctx: Context, name: str, expression: str, priority: int = 0, weight: float = 1.0
) -> Rule:
    """Raises Invalid, with the place in the expression, and Conflict where no more rules fit."""
    if len(await store.every(ctx.db)) >= MOST_RULES:
        raise Conflict(
            f"A workspace has at most {MOST_RULES} scoring rules.", hint="Make one of several."
        )
    kinds = await _kinds(ctx, expression)
    made = Rule(new_id(), name, expression, priority, weight, kinds, ctx.now, ctx.now)
    await store.add(ctx.db, made)
    ctx.emit(RuleCreated(object=JOURNALLED, record_id=made.id, after=_told(made)))
    return made


async def change(ctx: Context, rule_id: str, said: dict[str, Any]) -> Rule:
    """`said` is of name, expression, priority, weight."""
    old = await found(ctx, rule_id, hold=True)
    made = replace(old, **said)
    if made == old:
        return old
    if made.expression != old.expression:
        made = replace(made, kinds=await _kinds(ctx, made.expression))
    made = replace(made, updated_at=ctx.now)
    await store.put(ctx.db, made)
    ctx.emit(
        RuleUpdated(object=JOURNALLED, record_id=made.id, before=_told(old), after=_told(made))
    )
    return made


async def delete(ctx: Context, rule_id: str) -> None:
    old = await found(ctx, rule_id, hold=True)
    await store.drop(ctx.db, rule_id)
    ctx.emit(RuleDeleted(object=JOURNALLED, record_id=old.id, before=_told(old)))


async def _kinds(ctx: Context, expression: str) -> dict[str, str]:
    """What the attributes that it names hold: so that a rule means tomorrow what it means now."""
    scope = Scope(object_named(await sight.of(ctx), OBJECT))
    understood(expression, scope)
    return attributes_in(expression, scope)


def _told(rule: Rule) -> dict[str, Any]:
    return {name: value for name, value in asdict(rule).items() if name in TOLD}


def weighed(rules: list[Rule], schema: Schema) -> list[Weighed]:
    """Rules as they are worked out, with the attributes that there are now."""
    owner: Object = object_named(schema, OBJECT)
    return [Weighed(each, understood(each.expression, Scope(owner, each.kinds))) for each in rules]
