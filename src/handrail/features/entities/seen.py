"""What callers get: entities, columns and the rest as this face shows them."""

from typing import Annotated, Any, TypeAlias

from pydantic import Field, model_serializer

from handrail.core.shapes import Result
from handrail.features.entities.model import ColumnType, Entity


def _absent(value: Any) -> bool:
    return value is None


Absent = Field(exclude_if=_absent)
"""A key that is left out rather than null."""


class Text(Result):
    """A bare text."""

    value: str

    @model_serializer(mode="plain")
    def _bare(self) -> str:
        return self.value


class Texts(Result):
    """A bare list of texts."""

    values: list[str]

    @model_serializer(mode="plain")
    def _bare(self) -> list[str]:
        return self.values


class Told(Result):
    """A bare list of whole things, each in a shape of its own."""

    items: list[dict[str, Any]]

    @model_serializer(mode="plain")
    def _bare(self) -> list[dict[str, Any]]:
        return self.items


class Done(Result):
    """What a tool did, in a sentence."""

    message: str


class Named(Result):
    id: str
    name: str


class Items(Result):
    items: list[Named]


class AllItems(Result):
    items: list[Named]
    total: int


# columns ----------------------------------------------------------------------------------


class Choice(Result):
    """`value` is what records hold."""

    value: str
    label: str
    color: str
    isDefault: bool
    index: int


class Column(Result):
    """`options` by type: displayFormat; currency; color and allowMultiple; or the choices under
    `options`. A plain column has none of them."""

    id: str
    label: str
    entityType: Entity
    type: ColumnType
    options: dict[str, str | bool | list[Choice]]


class ColumnValue(Result):
    columnId: str
    value: str | None


class FilterableField(Result):
    field: str
    operators: list[str]
    label: Annotated[str | None, Absent] = None


class SortableField(Result):
    field: str
    label: Annotated[str | None, Absent] = None
    columnType: Annotated[ColumnType | None, Absent] = None


# entities ---------------------------------------------------------------------------------


Number: TypeAlias = int | float


class User(Result):
    id: str
    firstName: str
    lastName: str
    avatarUrl: str | None
    email: str


class LinkedContact(Named):
    firstName: str
    lastName: str


class LinkedService(Named):
    amount: Number
    quantity: Number


class Base(Result):
    """`notes` are left out where they were not asked for."""

    notes: str | None
    createdAt: str
    updatedAt: str
    users: list[User]
    customFieldValues: list[ColumnValue]


class Contact(Base):
    id: str
    firstName: str
    lastName: str
    organizations: list[Named]
    deals: list[Named]


class Organization(Base):
    id: str
    name: str
    contacts: list[LinkedContact]
    deals: list[Named]


class Deal(Base):
    id: str
    name: str
    totalValue: Number
    totalQuantity: Number
    organizations: list[Named]
    contacts: list[LinkedContact]
    services: list[LinkedService]


class Service(Base):
    id: str
    name: str
    amount: Number
    deals: list[Named]


class Task(Base):
    id: str
    name: str
    type: str


Seen: TypeAlias = Contact | Organization | Deal | Service | Task
SEEN: dict[str, type[Base]] = {
    "contact": Contact, "organization": Organization, "deal": Deal, "service": Service,
    "task": Task,
}  # fmt: skip
