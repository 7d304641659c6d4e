"""The two verbs of lookup."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.errors import NotFound
from handrail.core.operation import Door, Effect, operation
from handrail.core.shapes import Params
from handrail.features.calls.actions import transcripts
from handrail.features.calls.model import CALLS
from handrail.features.lookup import rules
from handrail.features.lookup.model import Document, Found, FoundList
from handrail.features.notes import store as notes
from handrail.features.records.actions import reading as records

MCP_ONLY = frozenset({Door.MCP})
MOST_EACH, MOST_NOTES = 5, 20


class Search(Params):
    query: Annotated[str, Field(description="Words of a name, mail, phone.", max_length=400)]


@operation("GET /lookup", effect=Effect.READ, scope=Scope.READ_DATA, doors=MCP_ONLY)
async def search(ctx: Context, params: Search) -> FoundList:
    """Find people, companies, deals and all other records by words."""
    pages = await records.everywhere(ctx, params.query, None, MOST_EACH)
    return FoundList(
        results=[
            Found(
                id=f"{page.object}/{hit.id}",
                title=f"{hit.name} ({hit.detail})" if hit.detail else hit.name,
                url=rules.path(page.object, hit.id),
            )
            for page in pages
            for hit in page.hits
        ]
    )


class Fetch(Params):
    id: Annotated[str, Field(description="As search gave it.", min_length=1, max_length=400)]


@operation("GET /lookup/{id}", effect=Effect.READ, scope=Scope.READ_DATA, doors=MCP_ONLY)
async def fetch(ctx: Context, params: Fetch) -> Document:
    """Get one record as text: its values, what it links to, its notes."""
    slug, record_id = rules.named(params.id)
    owner = slug or await records.object_of(ctx, record_id)
    if owner is None:
        raise NotFound(
            f"There is no {params.id[:80]!r}.", field="id", hint="Take an id from search."
        )
    record = await records.get(ctx, owner, record_id)
    written = await notes.of(ctx.db, record.id, record.object, MOST_NOTES)
    heard = await transcripts.text(ctx, record.id) if record.object == CALLS else None
    return Document(
        id=f"{record.object}/{record.id}",
        title=record.name,
        text=rules.text_of(record, written, heard),
        url=rules.path(record.object, record.id),
        metadata={
            "object": record.object,
            "created_at": record.created_at,
            "updated_at": record.updated_at,
        },
    )
