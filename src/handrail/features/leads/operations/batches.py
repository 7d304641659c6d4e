"""Many leads in one call."""

from typing import Annotated, Any

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.entitlements import LARGEST_BATCH
from handrail.core.operation import Effect, operation
from handrail.core.shapes import WriteParams
from handrail.features.leads.actions import leads, making
from handrail.features.leads.model import BatchCreated, BatchDone, LeadFields, LeadId
from handrail.features.leads.operations.said import MCP_ONLY, REST_ONLY, Deleting, confirmed

WRITE = Scope.WRITE_DATA
Leads = Annotated[
    list[dict[str, Any]],
    Field(description="Each as create_lead takes it.", min_length=1, max_length=LARGEST_BATCH),
]
Ids = Annotated[
    list[LeadId], Field(description="Lead ids.", min_length=1, max_length=LARGEST_BATCH)
]


class BatchCreate(WriteParams):
    leads: Leads


@operation("POST /leads/batch/merge", effect=Effect.CREATE, scope=WRITE, doors=MCP_ONLY)
async def batch_create_leads(ctx: Context, params: BatchCreate) -> BatchCreated:
    """Create many leads; each that is a duplicate is merged."""
    return await making.create_batch(ctx, params.leads, merge=True)


@operation("POST /leads/batch", effect=Effect.CREATE, scope=WRITE, doors=REST_ONLY)
async def batch_add_leads(ctx: Context, params: BatchCreate) -> BatchCreated:
    """Create many leads, duplicates too."""
    return await making.create_batch(ctx, params.leads, merge=False)


class BatchUpdate(WriteParams):
    ids: Ids
    data: Annotated[LeadFields, Field(description="The fields to change.")]


@operation("PUT /leads/batch", effect=Effect.UPDATE, scope=WRITE)
async def batch_update_leads(ctx: Context, params: BatchUpdate) -> BatchDone:
    """Make one change to many leads."""
    return await leads.update_many(ctx, params.ids, params.data)


class BatchDelete(Deleting):
    ids: Ids


@operation("DELETE /leads/batch", effect=Effect.DELETE, scope=WRITE, takes_body=True)
async def batch_delete_leads(ctx: Context, params: BatchDelete) -> BatchDone:
    """Delete many leads."""
    confirmed(ctx, params)
    return await leads.delete_many(ctx, params.ids)
