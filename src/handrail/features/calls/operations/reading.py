"""The eight read verbs of the calls surface."""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import DAY, Instant, iso, parse_iso
from handrail.core.errors import Invalid
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
from handrail.features.calls.store.scores import END, Sought
from handrail.features.records.actions import reading

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
    conditions: dict[str, Any] = {}
    asked = (await people.of(ctx)).asked(params.repId, params.teamId)
    if asked is not None:
        if not asked:
            return CallPage(data=[], hasMore=False, nextCursor=None)
        conditions["owners"] = list(asked)
    if params.status is not None:
        conditions["status"] = params.status
    if score := _bounds(params.minScore, params.maxScore):
        conditions["score"] = score
    since, until = _span(params.startDate, params.endDate)
    if moments := _bounds(_iso(since), _iso(until)):
        conditions["called_at"] = moments
    return await calls.search(ctx, conditions, params.limit, params.cursor)


def _bounds(least: Any, most: Any) -> dict[str, Any]:
    said = {"gte": least, "lte": most}
    return {op: each for op, each in said.items() if each is not None}


def _span(start: str | None, end: str | None) -> tuple[Instant | None, Instant | None]:
    """Two instants, both included: a bare day as an end is the whole of it."""
    since = None if start is None else parse_iso(start)
    until = None if end is None else parse_iso(end) + (DAY - 1000 if len(end) == 10 else 0)
    if since is not None and until is not None and since > until:
        raise Invalid(
            "startDate is after endDate.", field="startDate", hint="Send the earlier one first."
        )
    return since, until


def _iso(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)


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
    await reading.slug_of(ctx, "calls")
    members = (await people.of(ctx)).asked(params.repId, params.teamId)
    since, until = _span(params.startDate, params.endDate)
    sought = Sought(
        params.signalType,
        members,
        -END if since is None else since,
        END if until is None else until,
    )
    return await patterns.search(ctx, sought, params.limit, params.cursor)


class ListRubrics(Params):
    limit: Limit = 20
    cursor: Cursor | None = None


@operation("GET /rubrics", effect=Effect.READ, scope=READ)
async def rubrics_list(ctx: Context, params: ListRubrics) -> RubricPage:
    """List active rubrics: name, type, number of criteria."""
    before = reading.id_cursor(params.cursor)
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
