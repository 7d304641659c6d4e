"""The facts scoring announces; another score is told as the change of the lead that it is."""

from dataclasses import dataclass
from typing import ClassVar

from handrail.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCreated(Event):
    type: ClassVar[str] = "scoring_rule.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUpdated(Event):
    type: ClassVar[str] = "scoring_rule.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDeleted(Event):
    type: ClassVar[str] = "scoring_rule.deleted"
