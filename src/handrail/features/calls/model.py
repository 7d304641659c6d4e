"""The nouns of calls. Names are those of the calls surface, whose clients read camel case."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from handrail.core.clock import Instant, parse_iso
from handrail.core.shapes import Result, Written

CALLS = "calls"
"""The object that a recorded call is a record of."""
TRANSCRIPT = "transcript"
"""What policies and the journal call the transcript of a call."""
Status = Literal["pending", "processing", "scored", "failed", "skipped"]
Framework = Literal["CHAMP", "MEDDIC", "BANT"]

FRAMEWORKS: dict[Framework, tuple[str, ...]] = {
    "CHAMP": ("challenges", "authority", "money", "prioritization"),
    "MEDDIC": (
        "metrics",
        "economicBuyer",
        "decisionCriteria",
        "decisionProcess",
        "identifyPain",
        "champion",
    ),
    "BANT": ("budget", "authority", "need", "timeline"),
}

# As rules and stores see them -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker says in one go; `start` and `end` are seconds into the call."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    call_id: str
    format: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    name: str
    weight: float
    guidance: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """As its newest version has it; versions never change."""

    id: str
    name: str
    type: str
    version: int
    is_active: bool
    created_at: Instant
    updated_at: Instant
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """`body` is what was found, each claim with the transcript lines it rests on."""

    id: str
    call_id: str
    rubric_id: str
    rubric_version: int
    scorer: str
    overall: float
    created_at: Instant
    body: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Pattern:
    """A signal that was detected in a call; whose and when it was, the call says."""

    id: str
    call_id: str
    signal_type: str
    line: int
    quote: str
    note: str
    detected_at: Instant


# What callers say -------------------------------------------------------------------------

DAY_SAID = re.compile(r"\d{4}-\d{2}-\d{2}")
UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SIGNAL = re.compile("[a-z][a-z0-9_]{0,63}")


def _moment(said: str) -> str:
    """A day or an instant, in ISO 8601."""
    if DAY_SAID.fullmatch(said) is None and len(said) <= 10:
        raise ValueError("expected ISO 8601, such as 2026-11-21 or 2026-11-21T09:00:00Z")
    parse_iso(said)
    return said


def _uuid(said: str) -> str:
    if UUID.fullmatch(folded := said.lower()) is None:
        raise ValueError("expected a UUID, such as 0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
    return folded


def _signal(said: str) -> str:
    if SIGNAL.fullmatch(said) is None:
        raise ValueError("expected small letters, digits and _, such as weak_close")
    return said


Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"}), AfterValidator(_uuid)]
CallId = Annotated[Uuid, Field(description="Call id.")]
RubricId = Annotated[Uuid, Field(description="Rubric id.")]
Rep = Annotated[Uuid, Field(description="Only this rep's.")]
Team = Annotated[Uuid, Field(description="Only this team's.")]
ScoreSaid = Annotated[float, Field(ge=0, le=100)]
MinScore = Annotated[float, Field(description="0 to 100.", ge=0, le=100)]
MaxScore = Annotated[float, Field(description="0 to 100.", ge=0, le=100)]
CallDate = Annotated[
    str, Field(description="When it began, ISO 8601.", max_length=40), AfterValidator(_moment)
]
Start = Annotated[
    str, Field(description="Earliest call date, ISO 8601.", max_length=40), AfterValidator(_moment)
]
End = Annotated[
    str, Field(description="Latest call date, ISO 8601.", max_length=40), AfterValidator(_moment)
]
Limit = Annotated[int, Field(description="1 to 50.", ge=1, le=50)]
Cursor = Annotated[str, Field(description="nextCursor of the page before.", max_length=4000)]
SignalType = Annotated[
    str, Field(description="Such as weak_close.", max_length=64), AfterValidator(_signal)
]
Quote = Annotated[str, Field(description="Words of the transcript.", min_length=1, max_length=2000)]

# What callers get -------------------------------------------------------------------------


class Named(Result):
    id: str
    name: str


class CallSeen(Result):
    """`duration` in seconds; `score` from 0 to 100, null until there is one."""

    id: str
    title: str
    status: Status | None
    score: float | None
    callDate: str | None
    duration: float | None
    direction: str | None
    rep: Named | None
    team: Named | None


class CallWhole(CallSeen):
    """`statusReason` says why a call failed or was skipped."""

    statusReason: str | None
    summary: str | None
    recordingUrl: str | None
    hasTranscript: bool
    companies: list[Named]
    people: list[Named]
    deals: list[Named]


class CallPage(Result):
    data: list[CallSeen]
    hasMore: bool
    nextCursor: str | None


class TranscriptSeen(Result):
    """One line a turn: `[mm:ss] Speaker: text`; null where there is none."""

    transcript: str | None


class LineSeen(Result):
    """`line` counts from 1; `start` and `end` are seconds into the call, null where not known."""

    line: int
    speaker: str
    text: str
    start: float | None
    end: float | None


class LinePage(Result):
    """`total` is how many lines the whole transcript has; 0 where there is none."""

    data: list[LineSeen]
    total: int
    hasMore: bool
    nextLine: int | None


class Evidence(Result):
    """Words of the transcript and the line they stand in, from 1."""

    line: int
    quote: str


class Point(Result):
    text: str
    evidence: list[Evidence]


class CriterionScore(Result):
    criterionId: str
    name: str
    weight: float
    score: float | None
    reason: str
    evidence: list[Evidence]


class RubricUsed(Result):
    id: str
    name: str
    version: int


class ScoresSeen(Result):
    """The newest score; all null and empty while there is none."""

    callId: str
    overallScore: float | None
    rubric: RubricUsed | None
    scorer: str | None
    scoredAt: str | None
    criteria: list[CriterionScore]
    summary: str | None
    strengths: list[Point]
    improvements: list[Point]


class Finding(Result):
    """A field of a framework: null where the call does not tell."""

    value: str
    evidence: list[Evidence]


class InsightsSeen(Result):
    callId: str
    coaching: list[Point]
    champ: dict[str, Finding | None]
    meddic: dict[str, Finding | None]
    bant: dict[str, Finding | None]


class PatternSeen(Result):
    id: str
    callId: str
    signalType: str
    rep: Named | None
    quote: str
    line: int
    note: str
    callDate: str | None
    detectedAt: str


class PatternPage(Result):
    data: list[PatternSeen]
    hasMore: bool
    nextCursor: str | None


class PatternList(Result):
    """All patterns of one call, in the order of the transcript."""

    data: list[PatternSeen]


class RubricSeen(Result):
    id: str
    name: str
    type: str
    version: int
    criteriaCount: int


class RubricPage(Result):
    data: list[RubricSeen]
    hasMore: bool
    nextCursor: str | None


class CriterionSeen(Result):
    id: str
    name: str
    weight: float
    guidance: str


class RubricWhole(Result):
    id: str
    name: str
    type: str
    version: int
    isActive: bool
    createdAt: str
    updatedAt: str
    criteria: list[CriterionSeen]


class WrittenCall(CallWhole, Written):
    """A call as a write left it."""


class WrittenRubric(RubricWhole, Written):
    """A rubric as a write left it."""


class WrittenScore(ScoresSeen, Written):
    """The score that was recorded; `patternIds` are the patterns that came with it."""

    patternIds: list[str]
