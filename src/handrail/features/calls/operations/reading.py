"""The eight read verbs of the calls surface."""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import DAY, iso, parse_iso
from handrail.core.ids import is_id
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params
from handrail.features.calls.actions import calls, patterns, people, rubrics, scores, transcripts
from handrail.features.calls.model import (
    CallId,
    CallPage,
    CallWhole,
    CriterionSeen,
    Cursor,
    End,
    InsightsSeen,
    Limit,
    MaxScore,
    MinScore,
    PatternPage,
    Rep,
    Rubric,
    RubricId,
    RubricPage,
    RubricSeen,
    RubricWhole,
    ScoresSeen,
    SignalType,
    Start,
    Status,
    Team,
    TranscriptSeen,
)

READ = Scope.READ_DATA


class SearchCalls(Params):
    repId: Rep | None = None
    teamId: Team | None = None
    status: Annotated[Status, Field(description="Where it is.")] | None = None
    minScore: MinScore | None = None
    maxScore: MaxScore | None = None
    startDate: Start | None = None
    endDate: End | None = None
    limit: Limit = 20
    cursor: Cursor | None = None


@operation("GET /calls", effect=Effect.READ, scope=READ)
async def calls_search(ctx: Context, params: SearchCalls) -> CallPage:
    """Find sales calls, newest first, by rep, team, status, score and date."""
    conditions = await _asked(ctx, params)
    if conditions is None:
        return CallPage(data=[], hasMore=False, nextCursor=None)
    if params.status is not None:
        conditions["status"] = params.status
    if score := _bounds(params.minScore, params.maxScore):
        conditions["score"] = score
    return await calls.search(ctx, conditions, params.limit, params.cursor)


async def _asked(ctx: Context, params: "SearchCalls | SearchPatterns") -> dict[str, Any] | None:
    """Whose calls of when, as records are filtered; None for nobody's.

    A span that ends before it begins holds nothing: who pages by narrowing it comes to that.
    """
    conditions: dict[str, Any] = {}
    asked = (await people.of(ctx)).asked(params.repId, params.teamId)
    if asked is not None:
        if not asked:
            return None
        conditions["owners"] = list(asked)
    if moments := _bounds(_from(params.startDate), _until(params.endDate)):
        conditions["called_at"] = moments
    return conditions


def _bounds(least: Any, most: Any) -> dict[str, Any]:
    said = {"gte": least, "lte": most}
    return {op: each for op, each in said.items() if each is not None}


def _from(said: str | None) -> str | None:
    return None if said is None else iso(parse_iso(said))


def _until(said: str | None) -> str | None:
    """The moment itself, and of a bare day the last one."""
    return None if said is None else iso(parse_iso(said) + (DAY - 1000 if len(said) == 10 else 0))


class OneCall(Params):
    callId: CallId


@operation("GET /calls/{callId}", effect=Effect.READ, scope=READ)
async def calls_get(ctx: Context, params: OneCall) -> CallWhole:
    """One call: rep, team, duration, status, call date, summary."""
    return await calls.get(ctx, params.callId)


@operation("GET /calls/{callId}/transcript", effect=Effect.READ, scope=READ)
async def calls_transcript(ctx: Context, params: OneCall) -> TranscriptSeen:
    """The transcript of a call, null where there is none."""
    return TranscriptSeen(transcript=await transcripts.text(ctx, params.callId))


@operation("GET /calls/{callId}/scores", effect=Effect.READ, scope=READ)
async def calls_scores(ctx: Context, params: OneCall) -> ScoresSeen:
    """Overall and per-criterion scores of a call, summary, strengths, improvements."""
    return await scores.scores(ctx, params.callId)


@operation("GET /calls/{callId}/insights", effect=Effect.READ, scope=READ)
async def calls_insights(ctx: Context, params: OneCall) -> InsightsSeen:
    """Coaching advice for a call, and its CHAMP, MEDDIC and BANT qualification."""
    return await scores.insights(ctx, params.callId)


class SearchPatterns(Params):
    repId: Rep | None = None
    teamId: Team | None = None
    signalType: SignalType | None = None
    startDate: Start | None = None
    endDate: End | None = None
    limit: Limit = 20
    cursor: Cursor | None = None


@operation("GET /patterns", effect=Effect.READ, scope=READ)
async def patterns_search(ctx: Context, params: SearchPatterns) -> PatternPage:
    """Find signals detected in calls, such as weak_close, newest first."""
    conditions = await _asked(ctx, params)
    if conditions is None:
        return PatternPage(data=[], hasMore=False, nextCursor=None)
    return await patterns.search(ctx, conditions, params.signalType, params.limit, params.cursor)


class ListRubrics(Params):
    limit: Limit = 20
    cursor: Cursor | None = None


@operation("GET /rubrics", effect=Effect.READ, scope=READ)
async def rubrics_list(ctx: Context, params: ListRubrics) -> RubricPage:
    """List active rubrics: name, type, number of criteria."""
    if params.cursor and not is_id(params.cursor):
        raise calls.not_a_cursor()
    before = params.cursor or None
    found = await rubrics.active(ctx, params.limit + 1, before)
    page, more = found[: params.limit], len(found) > params.limit
    return RubricPage(
        data=[
            RubricSeen(
                id=each.id,
                name=each.name,
                type=each.type,
                version=each.version,
                criteriaCount=len(each.criteria),
            )
            for each in page
        ],
        hasMore=more,
        nextCursor=page[-1].id if more else None,
    )


class OneRubric(Params):
    rubricId: RubricId


@operation("GET /rubrics/{rubricId}", effect=Effect.READ, scope=READ)
async def rubrics_get(ctx: Context, params: OneRubric) -> RubricWhole:
    """One rubric: all criteria with weights and scoring guidance."""
    return whole(await rubrics.get(ctx, params.rubricId))


def whole(rubric: Rubric) -> RubricWhole:
    return RubricWhole(
        id=rubric.id,
        name=rubric.name,
        type=rubric.type,
        version=rubric.version,
        isActive=rubric.is_active,
        createdAt=iso(rubric.created_at),
        updatedAt=iso(rubric.updated_at),
        criteria=[
            CriterionSeen(id=each.id, name=each.name, weight=each.weight, guidance=each.guidance)
            for each in rubric.criteria
        ],
    )
