"""Attributes of one lead."""

from typing import Annotated, Any, cast

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, WriteParams
from handrail.features.leads.actions import attributes
from handrail.features.leads.model import (
    Attribute,
    AttributeList,
    AttributeName,
    AttributeSaid,
    AttributeType,
    Gone,
    LeadId,
)
from handrail.features.leads.operations.said import Deleting, confirmed, over_rest
from handrail.features.leads.rules.ids import record_of

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA
AttributeId = Annotated[str, Field(description="Attribute id.", min_length=1, max_length=64)]
Value = Annotated[Any, Field(description="Its value.")]


class ListAttributes(Params):
    lead_id: LeadId


@operation("GET /leads/{lead_id}/attributes", effect=Effect.READ, scope=READ)
async def list_attributes(ctx: Context, params: ListAttributes) -> AttributeList:
    """List a lead's own attributes."""
    return AttributeList(attributes=await attributes.listed(ctx, record_of(params.lead_id)))


class CreateAttribute(WriteParams):
    lead_id: LeadId
    name: AttributeName
    type: AttributeType
    value: Value


@operation("POST /leads/{lead_id}/attributes", effect=Effect.CREATE, scope=WRITE)
async def create_attribute(ctx: Context, params: CreateAttribute) -> Attribute:
    """Give a lead an attribute of its own."""
    said = AttributeSaid(name=params.name, type=params.type, value=params.value)
    return await attributes.add(ctx, record_of(params.lead_id), said)


class UpdateAttribute(WriteParams):
    lead_id: LeadId
    attribute_id: AttributeId
    value: Value


@operation(
    "PUT /leads/{lead_id}/attributes/{attribute_id}",
    effect=Effect.UPDATE,
    scope=WRITE,
    body="value",
)
async def update_attribute(ctx: Context, params: UpdateAttribute) -> Attribute:
    """Change the value of a lead's attribute."""
    record_id, value = record_of(params.lead_id), params.value
    if over_rest(ctx) and _wraps(value):
        kind = await attributes.kind_of(ctx, record_id, params.attribute_id)
        inner = value["value"]
        value = value if kind == "object" and not isinstance(inner, dict) else inner
    return await attributes.change(ctx, record_id, params.attribute_id, value)


def _wraps(value: Any) -> bool:
    """A body is the value itself, or `{"value": …}` around it."""
    return isinstance(value, dict) and cast(dict[str, Any], value).keys() == {"value"}


class DeleteAttribute(Deleting):
    lead_id: LeadId
    attribute_id: AttributeId


@operation("DELETE /leads/{lead_id}/attributes/{attribute_id}", effect=Effect.DELETE, scope=WRITE)
async def delete_attribute(ctx: Context, params: DeleteAttribute) -> Gone:
    """Take an attribute away from a lead."""
    confirmed(ctx, params)
    await attributes.drop(ctx, record_of(params.lead_id), params.attribute_id)
    return Gone(id=params.attribute_id)
