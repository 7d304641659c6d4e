"""The write side of calls: new calls, transcripts, rubrics, and what a scorer has found."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, WriteParams
from handrail.features.calls.actions import calls, rubrics, scores, transcripts
from handrail.features.calls.actions.naming import by_argument
from handrail.features.calls.formats import every
from handrail.features.calls.formats.every import FormatName
from handrail.features.calls.model import (
    CALLS,
    CallDate,
    CallId,
    Framework,
    Line,
    Quote,
    RubricId,
    ScoreSaid,
    SignalType,
    Uuid,
    WrittenCall,
    WrittenRubric,
    WrittenScore,
)
from handrail.features.calls.operations.reading import whole
from handrail.features.records.actions import records

WRITE = Scope.WRITE_DATA
TranscriptSaid = Annotated[
    str,
    Field(
        description="WebVTT, SRT, JSON, `Speaker: words`.",
        min_length=1,
        max_length=8_000_000,
    ),
]
FormatSaid = Annotated[FormatName, Field(description="Told from the text by default.")]
Text = Annotated[str, Field(max_length=4000)]
Quotes = Annotated[list[Quote], Field(description="Words of the transcript.", max_length=20)]
Cited = Annotated[
    list[Quote],
    Field(description="Words of the transcript.", min_length=1, max_length=20),
]


class CreateCall(WriteParams):
    title: Annotated[str, Field(description="What it is called.", min_length=1, max_length=500)]
    callDate: CallDate | None = None
    duration: Annotated[float, Field(description="Seconds.", ge=0, le=864_000)] | None = None
    direction: (
        Annotated[Literal["Inbound", "Outbound"], Field(description="Who called.")] | None
    ) = None
    repId: Annotated[Uuid, Field(description="Whose call; yours by default.")] | None = None
    recordingUrl: (
        Annotated[str, Field(description="Where it can be heard.", max_length=2000)] | None
    ) = None
    transcript: TranscriptSaid | None = None
    format: FormatSaid | None = None
    onlyNew: Annotated[bool, Field(description="Not where a call has this transcript.")] = False
    companies: Annotated[list[str], Field(description="Ids or names.", max_length=25)] = Field(
        default=[]
    )
    people: Annotated[list[str], Field(description="Ids or names.", max_length=25)] = Field(
        default=[]
    )
    deals: Annotated[list[str], Field(description="Ids or names.", max_length=25)] = Field(
        default=[]
    )


@operation("POST /calls", effect=Effect.CREATE, scope=WRITE)
async def create_call(ctx: Context, params: CreateCall) -> WrittenCall:
    """Add a call, with its transcript if there is one; it waits to be scored."""
    kind, lines = every.read(params.transcript, params.format) if params.transcript else (None, ())
    if params.onlyNew and lines and (there := await transcripts.known(ctx, lines)) is not None:
        return await _written(ctx, there, changed=False)
    said = {
        "name": params.title,
        "status": "pending",
        "called_at": params.callDate,
        "duration": _lasted(lines) if params.duration is None else params.duration,
        "direction": params.direction,
        "recording_url": params.recordingUrl,
        "owners": [params.repId or ctx.actor.member_id],
        "companies": params.companies,
        "people": params.people,
        "deals": params.deals,
    }
    with by_argument():
        given = {name: value for name, value in said.items() if value not in (None, [])}
        made = await records.create(ctx, CALLS, given)
    if kind is not None:
        await transcripts.keep(ctx, made.row.id, kind, lines)
    return await _written(ctx, made.row.id)


def _lasted(lines: Sequence[Line]) -> float | None:
    """Until the last words were said, in whole seconds; None where no times are known."""
    ends = [each.end for each in lines if each.end is not None]
    return float(round(max(ends))) if ends else None


async def _written(ctx: Context, call_id: str, *, changed: bool = True) -> WrittenCall:
    seen = await calls.get(ctx, call_id)
    change_id = ctx.change_id if changed else None
    return WrittenCall(**dict(seen), change_id=change_id, replayed=False)


class UpdateCallTranscript(WriteParams):
    callId: CallId
    transcript: TranscriptSaid
    format: FormatSaid | None = None


@operation("PUT /calls/{callId}/transcript", effect=Effect.UPDATE, scope=WRITE)
async def update_call_transcript(ctx: Context, params: UpdateCallTranscript) -> WrittenCall:
    """Give a call its transcript, instead of one it had."""
    await transcripts.attach(ctx, params.callId, params.transcript, params.format)
    return await _written(ctx, params.callId)


class CriterionSaid(Params):
    id: Annotated[Uuid, Field(description="To keep one there is.")] | None = None
    name: Annotated[str, Field(min_length=1, max_length=200)]
    weight: Annotated[float, Field(ge=0, le=1000)] = 1
    guidance: Annotated[str, Field(description="How to score it.", max_length=4000)] = ""


Criteria = Annotated[
    list[CriterionSaid],
    Field(description="What is scored, all of it.", min_length=1, max_length=50),
]
RubricName = Annotated[str, Field(description="What it is called.", min_length=1, max_length=200)]
RubricType = Annotated[
    str, Field(description="Such as discovery or demo.", min_length=1, max_length=60)
]


class CreateRubric(WriteParams):
    name: RubricName
    type: RubricType
    criteria: Criteria


@operation("POST /rubrics", effect=Effect.CREATE, scope=WRITE, role="manager")
async def create_rubric(ctx: Context, params: CreateRubric) -> WrittenRubric:
    """Make a rubric: what calls of a type are scored by."""
    made = await rubrics.create(ctx, params.name, params.type, params.criteria)
    return WrittenRubric(**dict(whole(made)), change_id=ctx.change_id, replayed=False)


class UpdateRubric(WriteParams):
    rubricId: RubricId
    name: RubricName | None = None
    type: RubricType | None = None
    isActive: Annotated[bool, Field(description="Whether it is offered.")] | None = None
    criteria: Criteria | None = None


@operation("PATCH /rubrics/{rubricId}", effect=Effect.UPDATE, scope=WRITE, role="manager")
async def update_rubric(ctx: Context, params: UpdateRubric) -> WrittenRubric:
    """Change a rubric: other criteria are a new version.

    Scores keep the version they were made by.
    """
    said = {"name": params.name, "type": params.type, "is_active": params.isActive}
    changes = {name: value for name, value in said.items() if value is not None}
    made = await rubrics.update(ctx, params.rubricId, changes, params.criteria)
    return WrittenRubric(**dict(whole(made)), change_id=ctx.change_id, replayed=False)


class PointSaid(Params):
    text: Text
    quotes: Cited


class CriterionScoreSaid(Params):
    criterion: Annotated[str, Field(description="Id or name.", min_length=1, max_length=200)]
    score: ScoreSaid | None = None
    reason: Text = ""
    quotes: Quotes = Field(default=[])


class FindingSaid(Params):
    value: Text
    quotes: Cited


class PatternSaid(Params):
    signalType: SignalType
    quote: Quote
    note: Text = ""


Points = Annotated[list[PointSaid], Field(description="Each with its quotes.", max_length=20)]


class CreateCallScore(WriteParams):
    callId: CallId
    rubricId: RubricId
    criteria: Annotated[
        list[CriterionScoreSaid], Field(description="One score each.", min_length=1, max_length=50)
    ]
    summary: Annotated[str, Field(description="What was said.", max_length=4000)] = ""
    strengths: Points = Field(default=[])
    improvements: Points = Field(default=[])
    coaching: Points = Field(default=[])
    qualification: dict[Framework, dict[str, FindingSaid]] = Field(
        default={}, description="By framework and field."
    )
    patterns: Annotated[
        list[PatternSaid], Field(description="Signals, with their quotes.", max_length=50)
    ] = Field(default=[])
    scorer: Annotated[str, Field(description="Who or what scored.", max_length=100)] | None = None


@operation("POST /calls/{callId}/scores", effect=Effect.CREATE, scope=WRITE)
async def create_call_score(ctx: Context, params: CreateCallScore) -> WrittenScore:
    """Record what a scorer found in a call; every claim quotes the transcript."""
    scorer = scores.scorer_of(ctx, params.scorer)
    _, ids = await scores.record(ctx, params.callId, params.rubricId, scorer, params)
    seen = await scores.scores(ctx, params.callId)
    return WrittenScore(**dict(seen), patternIds=ids, change_id=ctx.change_id, replayed=False)
