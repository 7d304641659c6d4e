"""The table of an object's records."""

from dataclasses import replace
from typing import Any

from starlette.responses import RedirectResponse, Response

from handrail.core.errors import NotFound
from handrail.features.records.model import Record, RecordPage
from handrail.features.records.operations.records import search_records
from handrail.surfaces.web.described import Described, described
from handrail.surfaces.web.fields import candidates, chips, columns
from handrail.surfaces.web.listing import NEWEST, Asked, asked, heads
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
    filled, page = await _filled(visit, about, wanted)
    shown = columns(about.fields, filled.split(","))
    slugs = [each.slug for each in shown]
    page = page or await visit.ask(search_records, **wanted.arguments(), fields=slugs)
    context = {
        "object": about.object,
        "columns": shown,
        "rows": page.records,
        "more": wanted.after(page.next_cursor, filled),
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
        filled=filled,
        heads=heads(about.title, shown, wanted, named=about.named),
        total=counted(page.total, page.total_is_exact, "record", "records"),
        **context,
    )


async def _filled(visit: Visit, about: Described, wanted: Asked) -> tuple[str, RecordPage | None]:
    """Slugs of the columns that hold something, with commas; and the page, where it is at hand.

    What the newest records hold decides, so that columns stay while one filters and sorts.
    """
    if (said := visit.request.query_params.get("columns")) is not None:
        return said, None
    newest = replace(wanted, query="", sort=NEWEST, chosen=dict.fromkeys(wanted.chosen, ""),
                     cursor=None)  # fmt: skip
    slugs = [each.slug for each in candidates(about.fields)]
    page = await visit.ask(search_records, **newest.arguments(), fields=slugs)
    held = {slug for each in page.records for slug, kept in each.values.items() if _holds(kept)}
    filled = [each.slug for each in columns(about.fields, held) if each.slug in held]
    return ",".join(filled), page if wanted == newest else None


def _holds(kept: Any) -> bool:
    return kept is not None and kept != [] and kept != ""


def row(about: Described, record: Record, filled: str) -> str:
    """One record's row, to be put in the place of the one the browser has, in its columns."""
    return render(
        "records/rows.html",
        object=about.object,
        columns=columns(about.fields, filled.split(",")),
        rows=[record],
        more=None,
    )
