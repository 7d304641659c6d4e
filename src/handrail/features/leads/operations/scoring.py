"""Scoring rules, and the scores they make."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result, WriteParams
from handrail.features.leads.model import Gone, LeadId, Sparse
from handrail.features.leads.operations.said import REST_ONLY, Deleting, confirmed
from handrail.features.leads.rules.fields import seconds
from handrail.features.leads.rules.ids import finding, record_of
from handrail.features.scoring.actions import rules, scores
from handrail.features.scoring.model import Points, Rule, Run

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA
RuleId = Annotated[str, Field(description="Scoring rule id.", min_length=1, max_length=64)]
Name = Annotated[str, Field(description="Name.", min_length=1, max_length=200)]
Expression = Annotated[
    str, Field(description="Such as rating * 10 + attr_x / 2.", min_length=1, max_length=2000)
]
Priority = Annotated[int, Field(description="Lower comes first.", ge=-1000, le=1000)]
Weight = Annotated[float, Field(description="Times its value counts.", ge=-1000, le=1000)]


class ScoringRule(Result):
    id: str
    name: str
    expression: str
    priority: int
    weight: float
    created_at: int
    updated_at: int


class RuleList(Result):
    rules: list[ScoringRule]


class RulePoints(Result):
    """What one rule gave: `points` are `value` times its weight."""

    rule_id: str
    name: str
    value: float
    points: float


class LeadScore(Sparse):
    """`rules` where it was to be explained."""

    id: str
    score: float
    rules: list[RulePoints] | None = None


class ScoreRun(Result):
    """`scored` of `total` leads have been looked at; `updated` of them got another score."""

    status: str
    total: int
    scored: int
    updated: int


class ListRules(Params):
    pass


@operation("GET /scoring-rules", effect=Effect.READ, scope=READ)
async def list_scoring_rules(ctx: Context, params: ListRules) -> RuleList:
    """List scoring rules in the order of their priority."""
    return RuleList(rules=[_seen(each) for each in await rules.listed(ctx)])


class CreateRule(WriteParams):
    name: Name
    expression: Expression
    priority: Priority = 0
    weight: Weight = 1.0


@operation("POST /scoring-rules", effect=Effect.CREATE, scope=WRITE)
async def create_scoring_rule(ctx: Context, params: CreateRule) -> ScoringRule:
    """Create a scoring rule: an expression over one lead."""
    made = await rules.create(ctx, params.name, params.expression, params.priority, params.weight)
    return _seen(made)


class GetRule(Params):
    rule_id: RuleId


@operation("GET /scoring-rules/{rule_id}", effect=Effect.READ, scope=READ)
async def get_scoring_rule(ctx: Context, params: GetRule) -> ScoringRule:
    """Get one scoring rule."""
    return _seen(await rules.found(ctx, params.rule_id))


class UpdateRule(WriteParams):
    rule_id: RuleId
    name: Name | None = None
    expression: Expression | None = None
    priority: Priority | None = None
    weight: Weight | None = None


@operation("PUT /scoring-rules/{rule_id}", effect=Effect.UPDATE, scope=WRITE)
async def update_scoring_rule(ctx: Context, params: UpdateRule) -> ScoringRule:
    """Change a scoring rule. Scores stay until they are updated."""
    said = params.model_dump(exclude={"rule_id", "idempotency_key"}, exclude_none=True)
    return _seen(await rules.change(ctx, params.rule_id, said))


class DeleteRule(Deleting):
    rule_id: RuleId


@operation("DELETE /scoring-rules/{rule_id}", effect=Effect.DELETE, scope=WRITE)
async def delete_scoring_rule(ctx: Context, params: DeleteRule) -> Gone:
    """Delete a scoring rule. Scores stay until they are updated."""
    confirmed(ctx, params)
    await rules.delete(ctx, params.rule_id)
    return Gone(id=params.rule_id)


class UpdateLeadScore(WriteParams):
    lead_id: LeadId
    explain: Annotated[bool, Field(description="Tell what each rule gave.")] = False


@operation("POST /leads/{lead_id}/score", effect=Effect.UPDATE, scope=WRITE)
async def update_lead_score(ctx: Context, params: UpdateLeadScore) -> LeadScore:
    """Score one lead anew by all rules, and keep its score."""
    with finding("Lead"):
        score, points = await scores.keep(ctx, record_of(params.lead_id))
    return _scored(params.lead_id, score, points if params.explain else None)


class GetLeadScore(Params):
    lead_id: LeadId


@operation("GET /leads/{lead_id}/score", effect=Effect.READ, scope=READ, doors=REST_ONLY)
async def get_lead_score(ctx: Context, params: GetLeadScore) -> LeadScore:
    """What a lead would score now, rule by rule; nothing is kept."""
    with finding("Lead"):
        score, points = await scores.explained(ctx, record_of(params.lead_id))
    return _scored(params.lead_id, score, points)


class ScoreAll(WriteParams):
    pass


@operation("POST /leads/score/batch", effect=Effect.UPDATE, scope=WRITE)
async def update_all_scores(ctx: Context, params: ScoreAll) -> ScoreRun:
    """Score all leads anew; of many, call again to see how far it is."""
    return _run(await scores.begin(ctx))


class GetRun(Params):
    pass


@operation("GET /leads/score/batch", effect=Effect.READ, scope=READ, doors=REST_ONLY)
async def get_score_run(ctx: Context, params: GetRun) -> ScoreRun:
    """How far the last scoring of all leads has come."""
    run = await scores.latest(ctx)
    return ScoreRun(status="none", total=0, scored=0, updated=0) if run is None else _run(run)


def _seen(rule: Rule) -> ScoringRule:
    return ScoringRule(
        id=rule.id,
        name=rule.name,
        expression=rule.expression,
        priority=rule.priority,
        weight=rule.weight,
        created_at=seconds(rule.created_at),
        updated_at=seconds(rule.updated_at),
    )


def _scored(lead_id: str, score: float, points: list[Points] | None) -> LeadScore:
    told = None if points is None else [_points(each) for each in points]
    return LeadScore(id=lead_id, score=score, rules=told)


def _points(said: Points) -> RulePoints:
    rule = said.rule
    return RulePoints(rule_id=rule.id, name=rule.name, value=said.value, points=said.points)


def _run(run: Run) -> ScoreRun:
    return ScoreRun(status=run.state, total=run.total, scored=run.scored, updated=run.changed)
