"""What REST promises, as a strict client reads it: no missing key, no null where none may be."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Entity = Literal["contact", "organization", "deal", "service", "task"]
T = TypeVar("T")
INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
Instant = Annotated[str, Field(pattern=INSTANT)]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Named(Strict):
    id: Id
    name: str


class User(Strict):
    id: Id
    firstName: str
    lastName: str
    avatarUrl: str | None
    email: str


class ContactOf(Named):
    firstName: str
    lastName: str


class ServiceOf(Named):
    amount: float
    quantity: float


class Value(Strict):
    columnId: Id
    value: str | None


class Base(Strict):
    id: Id
    notes: str | None
    createdAt: Instant
    updatedAt: Instant
    users: list[User]
    customFieldValues: list[Value]


class Contact(Base):
    firstName: str
    lastName: str
    organizations: list[Named]
    deals: list[Named]


class Organization(Base):
    name: str
    contacts: list[ContactOf]
    deals: list[Named]


class Deal(Base):
    name: str
    totalValue: float
    totalQuantity: float
    organizations: list[Named]
    contacts: list[ContactOf]
    services: list[ServiceOf]


class Service(Base):
    name: str
    amount: float
    deals: list[Named]


class Task(Base):
    name: str
    type: str


class Option(Strict):
    value: Id
    label: str
    color: Literal["default", "secondary", "destructive", "success", "warning", "info"]
    isDefault: bool
    index: int


class NoOptions(Strict):
    pass


class Formatted(Strict):
    displayFormat: Literal[
        "numericalLong", "numericalShort", "descriptiveShort", "descriptiveLong", "relative"
    ]


class InCurrency(Strict):
    currency: Literal[
        "eur", "usd", "gbp", "jpy", "cny", "inr", "brl", "cad", "aud", "chf"
    ]  # fmt: skip


class Chip(Strict):
    color: str
    allowMultiple: bool


class Choices(Strict):
    options: list[Option]


class ColumnBase(Strict):
    id: Id
    label: str
    entityType: Entity


class Plain(ColumnBase):
    type: Literal["plain"]
    options: NoOptions


class Dated(ColumnBase):
    type: Literal["date", "dateTime"]
    options: Formatted


class Money(ColumnBase):
    type: Literal["currency"]
    options: InCurrency


class Chips(ColumnBase):
    type: Literal["link", "email", "phone"]
    options: Chip


class Select(ColumnBase):
    type: Literal["singleSelect"]
    options: Choices


Column = Annotated[Plain | Dated | Money | Chips | Select, Field(discriminator="type")]


class FilterableField(Strict):
    field: str
    operators: list[str]
    label: str = ""


class SortableField(Strict):
    field: str
    label: str = ""
    columnType: str = ""


class Configuration(Strict):
    customColumns: list[Column]
    filterableFields: list[FilterableField]
    sortableFields: list[SortableField]


class Pagination(Strict):
    page: int
    pageSize: Literal[5, 10, 25, 100]
    total: int
    totalPages: int


class Sort(Strict):
    field: str
    direction: Literal["asc", "desc"]


class Page(Strict, Generic[T]):
    items: list[T]
    customColumns: list[Column]
    filters: list[dict[str, Any]] = []
    searchTerm: str = ""
    sortDescriptor: Sort | None = None
    pagination: Pagination
    filterableFields: list[FilterableField]


class Me(Strict):
    id: Id
    email: str
    firstName: str
    lastName: str
    status: Literal["active", "inactive"]
    country: str | None
    avatarUrl: str | None
    createdAt: Instant
    updatedAt: Instant


class Users(Strict):
    items: list[Me]
    pagination: Pagination
    searchTerm: str = ""
    sortDescriptor: Sort | None = None


class Webhook(Strict):
    id: Id
    url: str
    description: str | None
    events: list[str]
    enabled: bool
    createdAt: Instant
    updatedAt: Instant


class WebhookWhole(Webhook):
    secret: str | None


class Webhooks(Strict):
    items: list[Webhook]
    total: int


class FoundContact(Strict):
    contact: Contact | None
    customColumns: list[Column]


class FoundOrganization(Strict):
    organization: Organization | None
    customColumns: list[Column]


class FoundDeal(Strict):
    deal: Deal | None
    customColumns: list[Column]


class FoundService(Strict):
    service: Service | None
    customColumns: list[Column]


class FoundTask(Strict):
    task: Task | None
    customColumns: list[Column]
