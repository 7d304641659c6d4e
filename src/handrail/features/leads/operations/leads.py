"""Leads: listed, read, made, changed, deleted, tagged."""

import base64
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result, WriteParams, at_most
from handrail.features.leads.actions import exporting, finding, leads, making
from handrail.features.leads.actions.exporting import LeadFile
from handrail.features.leads.actions.finding import Wanted
from handrail.features.leads.model import (
    Created,
    Cursor,
    Filters,
    Format,
    Gone,
    Lead,
    LeadFields,
    LeadId,
    LeadPage,
    Order,
    SortBy,
    TagList,
)
from handrail.features.leads.operations.said import MCP_ONLY, REST_ONLY, Deleting, confirmed
from handrail.features.leads.rules.ids import record_of
from handrail.features.leads.sheets.every import SHEETS

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA
Limit = Annotated[int, Field(description="Page size, at most 1000.", ge=1), at_most(1000)]
Query = Annotated[str, Field(description="Words to find.", max_length=500)]
ExportFormat = Annotated[Format, Field(description="Export every match as a file.")]


class ListLeads(Params):
    filters: Filters = Field(default=[])
    query: Query | None = None
    sort: SortBy | None = None
    sort_order: Order | None = None
    limit: Limit = 50
    cursor: Cursor | None = None
    format: ExportFormat | None = None

    def wanted(self) -> Wanted:
        return Wanted(self.filters, self.query, self.sort, self.sort_order, self.limit, self.cursor)


class Exported(Result):
    """A file, as far as it is fit for a conversation: `content` where there are at most 1,000
    leads, else null; GET `path` with the same credential for all of it."""

    format: Format
    filename: str
    count: int
    complete: bool
    encoding: Literal["text", "base64"]
    content: str | None
    path: str


@operation("GET /leads/list", effect=Effect.READ, scope=READ, doors=MCP_ONLY)
async def list_leads(ctx: Context, params: ListLeads) -> Result:
    """List leads by filters and words, sorted and paged, or export them all."""
    if params.format is None:
        return await finding.page(ctx, params.wanted())
    file = await exporting.begin(ctx, params.wanted(), params.format)
    if not file.first.has_more:
        await exporting.charge(ctx, file)
    return _inline(file, params)


def _inline(file: LeadFile, params: ListLeads) -> Exported:
    complete, binary = not file.first.has_more, SHEETS[file.format].binary
    said = file.at_once() if complete else b""
    text = base64.b64encode(said).decode() if binary else said.decode()
    return Exported(
        format=file.format,
        filename=file.filename,
        count=file.first.count,
        complete=complete,
        encoding="base64" if binary else "text",
        content=text if complete else None,
        path=_path(params),
    )


def _path(params: ListLeads) -> str:
    """Where REST has the same file."""
    said = [("format", params.format), *(("filter", each) for each in params.filters)]
    said += [
        ("query", params.query),
        ("sort_by", params.sort),
        ("sort_order", params.sort_order),
    ]
    return f"/leads/api/v1/leads/export?{urlencode([pair for pair in said if pair[1]])}"


class FindLeads(Params):
    filter: Filters = Field(default=[])
    query: Query | None = None
    sort_by: SortBy | None = None
    sort_order: Order | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@operation("GET /leads", effect=Effect.READ, scope=READ, doors=REST_ONLY)
async def find_leads(ctx: Context, params: FindLeads) -> LeadPage:
    """A page of leads."""
    return await finding.page(
        ctx,
        Wanted(
            params.filter,
            params.query,
            params.sort_by,
            params.sort_order,
            params.limit,
            params.cursor,
        ),
    )


class ExportLeads(Params):
    format: ExportFormat = "csv"
    filter: Filters = Field(default=[])
    query: Query | None = None
    sort_by: SortBy | None = None
    sort_order: Order | None = None


@operation("GET /leads/export", effect=Effect.READ, scope=READ, doors=REST_ONLY)
async def export_leads(ctx: Context, params: ExportLeads) -> LeadFile:
    """All leads that match, as a file."""
    wanted = Wanted(params.filter, params.query, params.sort_by, params.sort_order)
    file = await exporting.begin(ctx, wanted, params.format)
    await exporting.charge(ctx, file)
    return file


class GetLead(Params):
    lead_id: LeadId


@operation("GET /leads/{lead_id}", effect=Effect.READ, scope=READ)
async def get_lead(ctx: Context, params: GetLead) -> Lead:
    """Get one lead."""
    return await finding.one(ctx, record_of(params.lead_id))


class CreateLead(LeadFields, WriteParams):
    name: Annotated[str, Field(min_length=1, max_length=500)]  # type: ignore[assignment]
    source: Annotated[str, Field(min_length=1, max_length=500)]  # type: ignore[assignment]


@operation("POST /leads", effect=Effect.CREATE, scope=WRITE)
async def create_lead(ctx: Context, params: CreateLead) -> Created:
    """Create a lead, or merge it into the one it duplicates."""
    return await making.create(ctx, params)


class UpdateLead(LeadFields, WriteParams):
    lead_id: LeadId


@operation("PUT /leads/{lead_id}", effect=Effect.UPDATE, scope=WRITE)
async def update_lead(ctx: Context, params: UpdateLead) -> Lead:
    """Change the fields given, and no others."""
    return await leads.update(ctx, params.lead_id, params)


class DeleteLead(Deleting):
    lead_id: LeadId


@operation("DELETE /leads/{lead_id}", effect=Effect.DELETE, scope=WRITE)
async def delete_lead(ctx: Context, params: DeleteLead) -> Gone:
    """Delete a lead."""
    confirmed(ctx, params)
    await leads.delete(ctx, params.lead_id)
    return Gone(id=params.lead_id)


class CreateLeadTag(WriteParams):
    lead_id: LeadId
    tag: Annotated[str, Field(description="Tag to add.", min_length=1, max_length=200)]


@operation("POST /leads/{lead_id}/tags", effect=Effect.UPDATE, scope=WRITE)
async def create_lead_tag(ctx: Context, params: CreateLeadTag) -> TagList:
    """Add a tag to a lead; one that it has changes nothing."""
    return await leads.tag(ctx, params.lead_id, params.tag)
