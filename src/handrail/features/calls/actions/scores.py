"""Recording a score of a call, and reading the newest: every claim with the lines it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.errors import Forbidden, Invalid
from handrail.core.ids import new_id
from handrail.features.calls.actions import rubrics, transcripts
from handrail.features.calls.actions.calls import open_to
from handrail.features.calls.actions.naming import by_argument
from handrail.features.calls.events import CallScored
from handrail.features.calls.model import (
    CALLS,
    FRAMEWORKS,
    Criterion,
    Finding,
    InsightsSeen,
    Pattern,
    Point,
    Rubric,
    RubricUsed,
    Score,
    ScoresSeen,
)
from handrail.features.calls.rules.evidence import Quoted, overall
from handrail.features.calls.store import rubrics as rubric_store
from handrail.features.calls.store import scores as store
from handrail.features.records.actions import reading, records
from handrail.features.records.rules import rights


class PointLike(Protocol):
    text: str
    quotes: list[str]


class CriterionScoreLike(Protocol):
    criterion: str
    score: float | None
    reason: str
    quotes: list[str]


class FindingLike(Protocol):
    value: str
    quotes: list[str]


class PatternLike(Protocol):
    signalType: str
    quote: str
    note: str


class ScoreLike(Protocol):
    """What a scorer says of a call."""

    @property
    def criteria(self) -> Sequence[Any]: ...
    @property
    def summary(self) -> str: ...
    @property
    def strengths(self) -> Sequence[Any]: ...
    @property
    def improvements(self) -> Sequence[Any]: ...
    @property
    def coaching(self) -> Sequence[Any]: ...
    @property
    def qualification(self) -> Mapping[Any, Mapping[str, Any]]: ...
    @property
    def patterns(self) -> Sequence[Any]: ...


async def record(
    ctx: Context, call_id: str, rubric_id: str, scorer: str, said: ScoreLike
) -> tuple[Score, list[str]]:
    """Keep a score; the call is `scored` by it. The score, and the ids of its patterns.

    Raises NotFound; Invalid for a claim whose quote the transcript does not say, for a criterion
    the rubric has not, and where the call has no transcript.
    """
    if not transcripts.told(ctx):
        raise Forbidden(
            "Transcripts are hidden from you: nothing you claim of a call could be borne out.",
            hint=rights.wider(ctx.actor),
        )
    with by_argument():
        await records.hold(ctx, CALLS, call_id)
    rubric = await rubrics.get(ctx, rubric_id)
    lines = await transcripts.lines_of(ctx, call_id)
    if not lines:
        raise Invalid(
            "This call has no transcript: nothing bears a score out.",
            field="callId",
            hint="Attach one with update_call_transcript first.",
        )
    quoted = Quoted(lines)
    given = _criteria(rubric, said.criteria)
    total = overall(rubric.criteria, {no: each.score for no, each in given.items()})
    if total is None:
        raise Invalid(
            "No criterion with weight has a score.", field="criteria", hint="Score one at least."
        )
    body = _body(rubric, given, quoted, said)
    score = Score(new_id(), call_id, rubric.id, rubric.version, scorer, total, ctx.now, body)
    await store.add(ctx.db, score)
    patterns = _patterns(ctx, call_id, quoted, said.patterns)
    await store.set_patterns(ctx.db, call_id, patterns)
    values = {"status": "scored", "status_reason": None, "score": total}
    await records.update(
        ctx, CALLS, call_id, values | ({"summary": said.summary} if said.summary else {})
    )
    ctx.emit(
        CallScored(
            object=CALLS,
            record_id=call_id,
            after={
                "score": total,  # in the attribute's own word: hidden where that is
                "rubric": rubric.name,
                "rubric_version": rubric.version,
                "scorer": scorer,
                "signals": sorted({each.signal_type for each in patterns}),
            },
        )
    )
    return score, [each.id for each in patterns]


def _criteria(rubric: Rubric, said: Sequence[CriterionScoreLike]) -> dict[str, CriterionScoreLike]:
    """What was said by criterion id; a criterion may be called by its name."""
    known = {each.id: each for each in rubric.criteria}
    known |= {each.name.casefold(): each for each in rubric.criteria}
    given: dict[str, CriterionScoreLike] = {}
    for place, each in enumerate(said):
        criterion = known.get(each.criterion) or known.get(each.criterion.casefold())
        if criterion is None or criterion.id in given:
            problem = "is scored twice" if criterion else "is no criterion of this rubric"
            raise Invalid(
                f"{each.criterion[:80]!r} {problem}.",
                field=f"criteria.{place}.criterion",
                allowed=[criterion.name for criterion in rubric.criteria],
            )
        given[criterion.id] = each
    return given


def _body(
    rubric: Rubric, given: Mapping[str, CriterionScoreLike], quoted: Quoted, said: ScoreLike
) -> dict[str, Any]:
    return {
        "criteria": [_criterion(each, given.get(each.id), quoted) for each in rubric.criteria],
        "summary": said.summary,
        "strengths": _points(said.strengths, quoted, "strengths"),
        "improvements": _points(said.improvements, quoted, "improvements"),
        "coaching": _points(said.coaching, quoted, "coaching"),
        "qualification": {
            framework: {
                field: {
                    "value": found.value,
                    "evidence": _cited(found.quotes, quoted, f"qualification.{framework}.{field}"),
                }
                for field, found in fields.items()
            }
            for framework, fields in _known_fields(said.qualification).items()
        },
    }


def _criterion(
    criterion: Criterion, said: CriterionScoreLike | None, quoted: Quoted
) -> dict[str, Any]:
    return {
        "criterionId": criterion.id,
        "name": criterion.name,
        "weight": criterion.weight,
        "score": said.score if said else None,
        "reason": said.reason if said else "",
        "evidence": _cited(said.quotes, quoted, f"criteria.{criterion.name}") if said else [],
    }


def _points(said: Sequence[PointLike], quoted: Quoted, field: str) -> list[dict[str, Any]]:
    return [{"text": p.text, "evidence": _cited(p.quotes, quoted, field)} for p in said]


def _cited(quotes: Sequence[str], quoted: Quoted, field: str) -> list[dict[str, Any]]:
    return [each.model_dump() for each in quoted.evidence(quotes, field)]


def _known_fields(
    said: Mapping[Any, Mapping[str, FindingLike]],
) -> Mapping[Any, Mapping[str, FindingLike]]:
    for framework, fields in said.items():
        for field in fields:
            if field not in FRAMEWORKS[framework]:
                raise Invalid(
                    f"{framework} has no field {field[:60]!r}.",
                    field=f"qualification.{framework}",
                    allowed=list(FRAMEWORKS[framework]),
                )
    return said


def _patterns(
    ctx: Context, call_id: str, quoted: Quoted, said: Sequence[PatternLike]
) -> list[Pattern]:
    return [
        Pattern(
            id=new_id(),
            call_id=call_id,
            signal_type=each.signalType,
            line=quoted.evidence([each.quote], "patterns")[0].line,
            quote=each.quote.strip(),
            note=each.note,
            detected_at=ctx.now,
        )
        for each in said
    ]


# reading ----------------------------------------------------------------------------------


async def scores(ctx: Context, call_id: str) -> ScoresSeen:
    """The newest score of a call, all empty where there is none. Raises NotFound."""
    found = await _newest(ctx, call_id)
    if found is None:
        return ScoresSeen(
            callId=call_id, overallScore=None, rubric=None, scorer=None, scoredAt=None,
            criteria=[], summary=None, strengths=[], improvements=[],
        )  # fmt: skip
    rubric = await rubric_store.get(ctx.db, found.rubric_id)
    if "summary" not in await open_to(ctx):
        found.body["summary"] = None
    name = rubric.name if rubric else ""
    said = {name: found.body[name] for name in ("criteria", "summary", "strengths", "improvements")}
    return ScoresSeen(
        callId=call_id,
        overallScore=found.overall,
        rubric=RubricUsed(id=found.rubric_id, name=name, version=found.rubric_version),
        scorer=found.scorer,
        scoredAt=iso(found.created_at),
        **said,
    )


async def _newest(ctx: Context, call_id: str) -> Score | None:
    """The newest score, as far as the caller may know of one, and of what is said. NotFound."""
    with by_argument():
        await reading.identify(ctx, CALLS, call_id)
    found = await store.latest(ctx.db, call_id) if "score" in await open_to(ctx) else None
    if found is not None and not transcripts.told(ctx):
        _unquote(found.body)
    return found


def _unquote(said: Any) -> None:
    """Take the words of the transcript out of what was found."""
    match said:
        case {"evidence": list(quotes), **rest}:
            quotes.clear()
            _unquote(list(rest.values()))
        case dict():
            _unquote(list(said.values()))
        case list():
            for each in said:
                _unquote(each)
        case _:
            pass


async def insights(ctx: Context, call_id: str) -> InsightsSeen:
    """Coaching advice and qualification of the newest score. Raises NotFound."""
    found = await _newest(ctx, call_id)
    body = found.body if found else {}
    told: dict[str, Any] = body.get("qualification", {})
    frameworks: dict[str, dict[str, Finding | None]] = {
        framework.lower(): {field: told.get(framework, {}).get(field) for field in fields}
        for framework, fields in FRAMEWORKS.items()
    }
    coaching: list[Point] = body.get("coaching", [])
    return InsightsSeen.model_validate({"callId": call_id, "coaching": coaching, **frameworks})


def scorer_of(ctx: Context, said: str | None) -> str:
    """Who scored: what the caller says, else the agent or the person it is."""
    return said or ctx.actor.key_name or ctx.actor.member_name
