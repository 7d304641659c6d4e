"""The table of an object's records."""

from starlette.responses import RedirectResponse, Response

from handrail.core.errors import NotFound
from handrail.features.records.model import Record
from handrail.features.records.operations.records import search_records
from handrail.surfaces.web.described import Described, described
from handrail.surfaces.web.fields import chips, columns
from handrail.surfaces.web.listing import asked, heads
from handrail.surfaces.web.looks import counted
from handrail.surfaces.web.rendering import render
from handrail.surfaces.web.visit import Visit

FIRST = ("deals", "people", "companies")
"""What one sees after signing in: the first of these that is there."""


async def home(visit: Visit) -> Response:
    slugs = [each.slug for each in await visit.objects()]
    if not slugs:
        raise NotFound("This workspace has no objects yet.", hint="Create one over the API or MCP.")
    return RedirectResponse(f"/o/{next((each for each in FIRST if each in slugs), slugs[0])}", 303)


async def table(visit: Visit) -> Response:
    about = await described(visit, visit.path["object"])
    filters = chips(about.fields)
    wanted = asked(about.object.slug, visit.request.query_params, filters)
    shown = columns(about.fields)
    slugs = [each.slug for each in shown]
    page = await visit.ask(search_records, **wanted.arguments(), fields=slugs)
    context = {
        "object": about.object,
        "columns": shown,
        "rows": page.records,
        "more": wanted.after(page.next_cursor),
    }
    if visit.partial == "rows":
        return visit.fragment("records/rows.html", **context)
    noun = about.object
    return await visit.show(
        "records/list.html",
        noun.plural_noun,
        noun.slug,
        asked=wanted,
        chips=filters,
        heads=heads(about.title, shown, wanted),
        total=counted(page.total, page.total_is_exact, "record", "records"),
        **context,
    )


def row(about: Described, record: Record) -> str:
    """One record's row, to be put in the place of the one the browser has."""
    return render(
        "records/rows.html",
        object=about.object, columns=columns(about.fields), rows=[record], more=None,
    )  # fmt: skip
