"""Finding records in all objects at once: for the palette, for form fields, and as a page."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from handrail.features.records.operations.finding import search_workspace
from handrail.features.records.operations.records import search_records
from handrail.surfaces.web.rendering import ICONS
from handrail.surfaces.web.visit import Visit

MOST = 8
LOOKED_AT = 25
"""Hits of each object among which the best are looked for."""


async def search(visit: Visit) -> Response:
    query = visit.request.query_params.get("q", "").strip()
    found = await _found(visit, query, 50) if query else []
    return await visit.show("search.html", "Search", "search", query=query, found=found)


async def suggest(visit: Visit) -> Response:
    """`{found: [{name, about, icon, href}]}` of all objects, or of one where `object` is said."""
    query = visit.request.query_params.get("q", "").strip()
    owner = visit.request.query_params.get("object", "")
    if not query:
        return JSONResponse({"found": []})
    found = await (_named(visit, owner, query) if owner else _found(visit, query, MOST))
    return JSONResponse({"found": found})


async def _named(visit: Visit, owner: str, query: str) -> Sequence[dict[str, Any]]:
    page = await visit.ask(search_records, object=owner, query=query, fields=[], limit=LOOKED_AT)
    found = sorted(page.records, key=lambda each: _likeness(each.name, query))
    return [{"name": each.name} for each in found[:MOST]]


async def _found(visit: Visit, query: str, most: int) -> list[dict[str, Any]]:
    nouns = {each.slug: each.singular_noun for each in await visit.objects()}
    result = await visit.ask(search_workspace, query=query, limit=LOOKED_AT)
    hits = [(hits.object, each) for hits in result.results for each in hits.records]
    best = sorted(hits, key=lambda hit: _likeness(hit[1].name, query))[:most]
    return [
        {
            "name": each.name or "Untitled",
            "about": each.detail or nouns.get(owner, owner),
            "icon": owner if owner in ICONS else "object",
            "href": f"/o/{owner}/{each.id}",
        }
        for owner, each in best
    ]


def _likeness(name: str, query: str) -> int:
    """How well a name fits, best first: those of 3 were found by something else, as by e-mail."""
    said, wanted = name.casefold(), query.casefold()
    if said.startswith(wanted):
        return 0
    if f" {wanted}" in said:
        return 1
    return 2 if wanted in said else 3
