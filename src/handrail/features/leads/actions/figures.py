"""Leads counted: how many there are, of what, from where."""

from handrail.context import Context
from handrail.core.shapes import Result
from handrail.features.leads.actions.attributes import owner
from handrail.features.leads.actions.finding import asks
from handrail.features.leads.model import OBJECT
from handrail.features.records.actions import counting, reading
from handrail.features.records.rules.asked import Asked

MOST = 1000
"""The most categories or cities that are listed."""
MOST_IN_STATS = 20


class Counted(Result):
    """`name` is null for leads that have none."""

    name: str | None
    count: int


class Stats(Result):
    total_leads: int
    average_score: float
    average_rating: float | None
    with_email: int
    with_phone: int
    with_website: int
    with_location: int
    created_last_7_days: int
    created_last_30_days: int
    by_status: list[Counted]
    by_source: list[Counted]
    by_category: list[Counted]


async def stats(ctx: Context) -> Stats:
    return Stats(
        total_leads=await reading.count(ctx, Asked(OBJECT)),
        average_score=await _average(ctx, "score") or 0,
        average_rating=await _average(ctx, "rating"),
        with_email=await _having(ctx, "email"),
        with_phone=await _having(ctx, "phone"),
        with_website=await _having(ctx, "website"),
        with_location=await _having(ctx, "location"),
        created_last_7_days=await _since(ctx, "last_7_days"),
        created_last_30_days=await _since(ctx, "last_30_days"),
        by_status=(await by(ctx, "status", MOST_IN_STATS))[0],
        by_source=(await by(ctx, "source", MOST_IN_STATS))[0],
        by_category=(await by(ctx, "category", MOST_IN_STATS))[0],
    )


async def _average(ctx: Context, field: str) -> float | None:
    if not asks(await owner(ctx), field):
        return None
    asked = Asked(OBJECT, limit=1)
    lines, _, _ = await counting.aggregate(
        ctx, asked, measures=[f"avg:{field}"], group_by=[], period=None, compare=False
    )
    # where there is nothing to count there is not even a nought
    return next(iter(lines[0]["values"].values())) if lines else None


async def _having(ctx: Context, field: str) -> int:
    """How many have a value, as far as the caller may know."""
    if not asks(await owner(ctx), field):
        return 0
    return await reading.count(ctx, Asked(OBJECT, filter={field: {"is_empty": False}}))


async def _since(ctx: Context, period: str) -> int:
    return await reading.count(ctx, Asked(OBJECT, filter={"created_at": period}))


async def by(ctx: Context, field: str, most: int = MOST) -> tuple[list[Counted], bool]:
    """How many leads have each value of a text field, the commonest first; whether there are
    more values."""
    if not asks(await owner(ctx), field):
        return [], False
    lines, more, _ = await counting.aggregate(
        ctx,
        Asked(OBJECT, limit=most),
        measures=["count"],
        group_by=[field],
        period=None,
        compare=False,
    )
    return [_counted(line) for line in lines], more


def _counted(line: counting.Line) -> Counted:
    [name], [count] = line["group"].values(), line["values"].values()
    return Counted(name=name, count=count)
