"""What callers say of entities: the shapes of arguments that several operations share."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, WithJsonSchema, model_validator

from handrail.core.shapes import Params
from handrail.features.entities.model import (
    LONGEST_NOTES,
    MOST_LINKED,
    Direction,
    Operator,
    Uuid,
    words,
)

Name = Annotated[str, Field(min_length=1, max_length=500)]
Notes = Annotated[str, Field(description="Markdown; null clears.", max_length=LONGEST_NOTES)]
Text = Annotated[str, Field(max_length=2000)]

# Filters and sorting ----------------------------------------------------------------------

ONE = frozenset({"equals", "contains", "gt", "gte", "lt", "lte"})
SEVERAL = frozenset({"in", "notIn", "between"})
BETWEEN = "The 'between' operator requires an array with exactly 2 elements."


class Filter(Params):
    field: Annotated[str, Field(min_length=1, max_length=64)]
    operator: Annotated[Operator, Field(description=f"One of: {words(Operator)}.")]
    value: Text | Annotated[list[Text], Field(max_length=500)] | None = Field(
        default=None, exclude_if=lambda value: value is None
    )

    @model_validator(mode="after")
    def _fits(self) -> "Filter":
        """One text, several, or none: by operator."""
        if self.operator in ONE and not isinstance(self.value, str):
            raise ValueError(f"The '{self.operator}' operator requires a text as value")
        if self.operator == "between" and not (
            isinstance(self.value, list) and len(self.value) == 2
        ):
            raise ValueError(BETWEEN)
        if self.operator in SEVERAL and not isinstance(self.value, list):
            raise ValueError(f"The '{self.operator}' operator requires an array as value")
        if self.operator not in ONE | SEVERAL and self.value is not None:
            raise ValueError(f"The '{self.operator}' operator takes no value")
        return self


EXAMPLE = '[{"field":"name","operator":"contains","value":"acme"}]'
ABOUT = (
    "Rules that must all hold. value is a text, a list of texts for in, notIn and between (2), "
    f"none for isNull, isNotNull, hasNone and hasSome. Example: {EXAMPLE}"
)
Filters = Annotated[list[Filter], Field(description=ABOUT, max_length=40)]


class Sort(Params):
    field: Annotated[str, Field(min_length=1, max_length=64)]
    direction: Annotated[Direction, Field(description="asc or desc.")]


SearchTerm = Annotated[str, Field(description="Words, all of which must match.", max_length=200)]
PageSize = Annotated[Literal[5, 10, 25, 100], Field(description="One of: 5, 10, 25, 100.")]
Page = Annotated[int, Field(ge=1, le=100_000)]

# Values and relations ---------------------------------------------------------------------


class FieldValue(Params):
    columnId: Uuid
    value: Annotated[str, Field(max_length=LONGEST_NOTES)] | None = None


FieldValues = Annotated[list[FieldValue], Field(max_length=200)]
RelatedIds = Annotated[list[Uuid], Field(max_length=MOST_LINKED)]


class Quantity(Params):
    serviceId: Uuid
    quantity: Annotated[float, Field(ge=0, le=1e12)] = 1


Quantities = Annotated[list[Quantity], Field(max_length=MOST_LINKED)]


def _or_null(items: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"type": ["array", "null"], "items": items})


UUID = {"type": "string", "format": "uuid"}
QUANTITY = {
    "type": "object",
    "properties": {"serviceId": UUID, "quantity": {"type": "number", "minimum": 0, "default": 1}},
    "required": ["serviceId"],
}
NewIds = Annotated[RelatedIds | None, _or_null(UUID)]
"""Replaces a relation. Null is in the schema, so that it can be refused with the reason."""
NewQuantities = Annotated[Quantities | None, _or_null(QUANTITY)]


class Said(Params):
    """One entity as it is said; `relations` are its fields that replace one."""

    relations: ClassVar[tuple[str, ...]] = ()

    def given(self) -> dict[str, Any]:
        """What was said, nothing else."""
        return {name: getattr(self, name) for name in self.model_fields_set}


# one class to create and one to update, for each entity ------------------------------------


class NewContact(Said):
    firstName: Name
    lastName: Annotated[str, Field(max_length=500)]
    notes: Notes | None = None
    organizationIds: RelatedIds = Field(default=[])
    userIds: RelatedIds = Field(default=[])
    dealIds: RelatedIds = Field(default=[])
    customFieldValues: FieldValues = Field(default=[])


class NewOrganization(Said):
    name: Name
    notes: Notes | None = None
    contactIds: RelatedIds = Field(default=[])
    userIds: RelatedIds = Field(default=[])
    dealIds: RelatedIds = Field(default=[])
    customFieldValues: FieldValues = Field(default=[])


class NewDeal(Said):
    name: Name
    notes: Notes | None = None
    organizationIds: RelatedIds = Field(default=[])
    userIds: RelatedIds = Field(default=[])
    contactIds: RelatedIds = Field(default=[])
    services: Quantities = Field(default=[])
    customFieldValues: FieldValues = Field(default=[])


class NewService(Said):
    name: Name
    amount: Annotated[float, Field(gt=0, le=9e15)]
    notes: Notes | None = None
    userIds: RelatedIds = Field(default=[])
    dealIds: RelatedIds = Field(default=[])
    customFieldValues: FieldValues = Field(default=[])


class NewTask(Said):
    name: Name
    notes: Notes | None = None
    userIds: RelatedIds = Field(default=[])
    customFieldValues: FieldValues = Field(default=[])


class ContactUpdate(Said):
    id: Uuid
    firstName: Name | None = None
    lastName: Annotated[str, Field(max_length=500)] | None = None
    notes: Notes | None = None
    organizationIds: NewIds = None
    userIds: NewIds = None
    dealIds: NewIds = None
    customFieldValues: FieldValues | None = None


class OrganizationUpdate(Said):
    id: Uuid
    name: Name | None = None
    notes: Notes | None = None
    contactIds: NewIds = None
    userIds: NewIds = None
    dealIds: NewIds = None
    customFieldValues: FieldValues | None = None


class DealUpdate(Said):
    id: Uuid
    name: Name | None = None
    notes: Notes | None = None
    organizationIds: NewIds = None
    userIds: NewIds = None
    contactIds: NewIds = None
    services: NewQuantities = None
    customFieldValues: FieldValues | None = None


class ServiceUpdate(Said):
    id: Uuid
    name: Name | None = None
    amount: Annotated[float, Field(gt=0, le=9e15)] | None = None
    notes: Notes | None = None
    userIds: NewIds = None
    dealIds: NewIds = None
    customFieldValues: FieldValues | None = None


class TaskUpdate(Said):
    id: Uuid
    name: Name | None = None
    notes: Notes | None = None
    userIds: NewIds = None
    customFieldValues: FieldValues | None = None
