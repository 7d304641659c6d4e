"""The nouns of scoring: rules, what a lead scores by them, and a run over all leads."""

from dataclasses import dataclass
from typing import Literal

from handrail.core.actor import Actor
from handrail.core.clock import Instant
from handrail.features.records.formula import Formula

OBJECT, SCORE = "leads", "score"
MOST_RULES = 100
AT_ONCE = 2_000
"""Leads that are scored within the call; more of them are scored by a job."""
State = Literal["running", "done"]


@dataclass(frozen=True, slots=True)
class Rule:
    """`kinds` are the attributes that the expression names, and what they were taken to hold."""

    id: str
    name: str
    expression: str
    priority: int
    weight: float
    kinds: dict[str, str]
    created_at: Instant
    updated_at: Instant


@dataclass(frozen=True, slots=True)
class Weighed:
    """A rule as it is worked out."""

    rule: Rule
    formula: Formula


@dataclass(frozen=True, slots=True)
class Points:
    """What one rule gave a lead: `points` are its value times its weight."""

    rule: Rule
    value: float
    points: float


@dataclass(frozen=True, slots=True)
class Run:
    """One scoring of all leads: `scored` of `total` have been looked at, `changed` of them got
    another score. `after` is where it goes on."""

    id: str
    state: State
    total: int
    scored: int
    changed: int
    after: str | None
    started_at: Instant
    finished_at: Instant | None


@dataclass(frozen=True, slots=True)
class Runner:
    """Who began a run, as they are now, and how it came in."""

    actor: Actor
    surface: str
    client: str | None
