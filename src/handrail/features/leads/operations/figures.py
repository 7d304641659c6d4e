"""Leads counted."""

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result
from handrail.features.leads.actions import figures
from handrail.features.leads.actions.figures import Counted, Stats

READ = Scope.READ_DATA


class Nothing(Params):
    pass


class Categories(Result):
    categories: list[Counted]
    has_more: bool


class Cities(Result):
    cities: list[Counted]
    has_more: bool


@operation("GET /stats", effect=Effect.READ, scope=READ)
async def get_stats(ctx: Context, params: Nothing) -> Stats:
    """Count leads in all, by status, source and category."""
    return await figures.stats(ctx)


@operation("GET /categories", effect=Effect.READ, scope=READ)
async def list_categories(ctx: Context, params: Nothing) -> Categories:
    """List categories with how many leads each has."""
    found, more = await figures.by(ctx, "category")
    return Categories(categories=[e for e in found if e.name is not None], has_more=more)


@operation("GET /cities", effect=Effect.READ, scope=READ)
async def list_cities(ctx: Context, params: Nothing) -> Cities:
    """List cities with how many leads each has."""
    found, more = await figures.by(ctx, "city")
    return Cities(cities=[e for e in found if e.name is not None], has_more=more)
