"""Finding records in all objects at once: for the palette, for form fields, and as a page."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from handrail.features.records.operations.finding import search_workspace
from handrail.features.records.operations.records import search_records
from handrail.surfaces.web.rendering import ICONS
from handrail.surfaces.web.visit import Visit

MOST = 8
MOST_EACH = 4


async def search(visit: Visit) -> Response:
    query = visit.request.query_params.get("q", "").strip()
    found = await _found(visit, query, 10) if query else []
    return await visit.show("search.html", "Search", "search", query=query, found=found)


async def suggest(visit: Visit) -> Response:
    """`{found: [{name, about, icon, href}]}` of all objects, or of one where `object` is said."""
    query = visit.request.query_params.get("q", "").strip()
    owner = visit.request.query_params.get("object", "")
    if not query:
        return JSONResponse({"found": []})
    found = await (_named(visit, owner, query) if owner else _found(visit, query, MOST_EACH))
    return JSONResponse({"found": found})


async def _named(visit: Visit, owner: str, query: str) -> Sequence[dict[str, Any]]:
    page = await visit.ask(search_records, object=owner, query=query, fields=[], limit=MOST)
    return [{"name": each.name} for each in page.records]


async def _found(visit: Visit, query: str, most: int) -> list[dict[str, Any]]:
    nouns = {each.slug: each.singular_noun for each in await visit.objects()}
    result = await visit.ask(search_workspace, query=query, limit=most)
    return [
        {
            "name": each.name or "Untitled",
            "about": each.detail or nouns.get(hits.object, hits.object),
            "icon": hits.object if hits.object in ICONS else "object",
            "href": f"/o/{hits.object}/{each.id}",
        }
        for hits in result.results
        for each in hits.records
    ]
