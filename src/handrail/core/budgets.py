"""How much a grant or key may do in an hour or a day: a limit on what a mistaken agent can cost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias

import orjson
from pydantic import Field

from handrail.core.clock import SECOND, Instant
from handrail.core.errors import RateLimited
from handrail.core.shapes import Params

Counted: TypeAlias = Literal["calls", "records_read", "records_written", "messages", "export_rows"]
Period: TypeAlias = Literal["hour", "day"]

COUNTED: tuple[Counted, ...] = (
    "calls",
    "records_read",
    "records_written",
    "messages",
    "export_rows",
)
LENGTH: Mapping[Period, int] = {"hour": 3600 * SECOND, "day": 86_400 * SECOND}
IN_WORDS: Mapping[Counted, str] = {
    "calls": "calls",
    "records_read": "records read",
    "records_written": "records written",
    "messages": "messages sent",
    "export_rows": "rows exported",
}

# What callers say, and what is kept -------------------------------------------------------

Most = Annotated[int, Field(ge=0, le=10**12)]


class AmountsSaid(Params):
    """How much of each at the most. What is left out is not limited."""

    calls: Annotated[Most, Field(description="Calls.")] | None = None
    records_read: Annotated[Most, Field(description="Records read.")] | None = None
    records_written: Annotated[Most, Field(description="Records written.")] | None = None
    messages: Annotated[Most, Field(description="Messages sent.")] | None = None
    export_rows: Annotated[Most, Field(description="Rows exported.")] | None = None


class BudgetsSaid(Params):
    """What may be done in an hour and in a day, each beginning with the clock's, in UTC."""

    hour: Annotated[AmountsSaid, Field(description="In any clock hour.")] | None = None
    day: Annotated[AmountsSaid, Field(description="In any day, UTC.")] | None = None

    def kept(self) -> dict[str, Any] | None:
        """As it is stored; None where nothing is limited."""
        said = self.model_dump(mode="json", exclude_none=True)
        return {period: amounts for period, amounts in said.items() if amounts} or None


# What an actor carries --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Budget:
    """So many of one thing in one period."""

    period: Period
    counted: Counted
    most: int


@dataclass(frozen=True, slots=True)
class Budgets:
    each: tuple[Budget, ...]

    def __iter__(self) -> Iterator[Budget]:
        return iter(self.each)


def budgets_of(kept: Mapping[str, Any] | None) -> Budgets | None:
    """What an actor carries of budgets as they are kept; None without any."""
    return _read(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)) if kept else None


@lru_cache(1024)
def _read(kept: bytes) -> Budgets | None:
    said = BudgetsSaid.model_validate_json(kept).kept() or {}
    each = tuple(
        Budget(period, counted, said[period][counted])
        for period in LENGTH
        for counted in COUNTED
        if counted in said.get(period, {})
    )
    return Budgets(each) if each else None


# What has been used of them ---------------------------------------------------------------

Used: TypeAlias = Mapping[tuple[Period, Counted], int]


def began(period: Period, at: Instant) -> Instant:
    """When the hour or the day of an instant began, in UTC."""
    return at - at % LENGTH[period]


def within(budgets: Budgets, used: Used, at: Instant) -> None:
    """RateLimited where more has been used of something than there is of it."""
    for budget in budgets:
        if used.get((budget.period, budget.counted), 0) > budget.most:
            raise spent(budget, at)


def not_used_up(budgets: Budgets, used: Used, at: Instant) -> None:
    """RateLimited where a further call could not be paid for, whatever it does: it has no calls
    left, or nothing left of what it had some of."""
    for budget in budgets:
        if budget.counted == "calls" and used.get((budget.period, "calls"), 0) >= budget.most:
            raise spent(budget, at)


def spent(budget: Budget, at: Instant) -> RateLimited:
    wait = began(budget.period, at) + LENGTH[budget.period] - at
    return RateLimited(
        f"This connection may have {budget.most} {IN_WORDS[budget.counted]} in "
        f"{'an hour' if budget.period == 'hour' else 'a day'}, and this would be more.",
        hint="Ask for less, wait until the next one begins, or ask an admin of the workspace to "
        "raise the budget: under Settings → Connected AI clients, or API keys.",
        retry_after=max(1, -(-wait // SECOND)),
        details={"budget": budget.counted, "per": budget.period, "most": budget.most},
    )


def left(budgets: Budgets, used: Used) -> dict[str, dict[str, int]]:
    """What is left, by period: as callers are told."""
    told: dict[str, dict[str, int]] = {}
    for budget in budgets:
        rest = budget.most - used.get((budget.period, budget.counted), 0)
        told.setdefault(budget.period, {})[budget.counted] = max(0, rest)
    return told
