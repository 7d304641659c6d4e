"""The nouns of this face: five entities over five objects, and the words they are told in."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema

from handrail.core.ids import is_id

# The five entities ------------------------------------------------------------------------

Entity: TypeAlias = Literal["contact", "organization", "deal", "service", "task"]
Relation: TypeAlias = Literal["organizations", "contacts", "deals", "services", "users"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One entity. `object` is the slug of its object; `relations` are the attributes that lead to
    others, by relation, and `searched` the relations whose names find it too."""

    name: Entity
    plural: str
    object: str
    relations: dict[str, str]
    searched: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.name.capitalize()


OWNERS = "owners"
"""The attribute in which an entity's users are: members, rather than linked records."""
CONTACT = Kind(
    "contact", "contacts", "people",
    {"organizations": "companies", "users": OWNERS, "deals": "deals"},
    searched=("organizations",),
)  # fmt: skip
ORGANIZATION = Kind(
    "organization", "organizations", "companies",
    {"contacts": "people", "users": OWNERS, "deals": "deals"},
    searched=("contacts",),
)  # fmt: skip
DEAL = Kind(
    "deal", "deals", "deals",
    {"organizations": "companies", "users": OWNERS, "contacts": "people", "services": "services"},
    sorts=("totalValue", "totalQuantity"),
)  # fmt: skip
SERVICE = Kind(
    "service", "services", "services", {"users": OWNERS, "deals": "deals"}, sorts=("amount",)
)
TASK = Kind("task", "tasks", "tasks", {"users": OWNERS})
KINDS = (CONTACT, ORGANIZATION, DEAL, SERVICE, TASK)
KIND: dict[str, Kind] = {each.name: each for each in KINDS}
KIND_OF_RELATION: dict[str, Kind] = {each.plural: each for each in KINDS}
KIND_OF_OBJECT: dict[str, Kind] = {each.object: each for each in KINDS}


def ids_field(relation: str) -> str:
    """`organizations` as the field of its ids is called: `organizationIds`."""
    return f"{relation.removesuffix('s')}Ids"


RELATION_OF_FIELD = {ids_field(each): each for each in (*KIND_OF_RELATION, "users")}

# Vocabularies -----------------------------------------------------------------------------

ColumnType: TypeAlias = Literal[
    "currency", "date", "dateTime", "email", "plain", "link", "phone", "singleSelect"
]
Currency: TypeAlias = Literal[
    "eur", "usd", "gbp", "jpy", "cny", "inr", "brl", "cad", "aud", "chf"
]  # fmt: skip
DisplayFormat: TypeAlias = Literal[
    "numericalLong", "numericalShort", "descriptiveShort", "descriptiveLong", "relative"
]
ChipColor: TypeAlias = Literal[
    "default", "secondary", "destructive", "success", "warning", "info"
]  # fmt: skip
ChartColor: TypeAlias = Literal[
    "default1", "default2", "default3", "primary1", "primary2", "primary3",
    "secondary1", "secondary2", "secondary3", "success1", "success2", "success3",
    "warning1", "warning2", "warning3", "danger1", "danger2", "danger3",
]  # fmt: skip
DisplayType: TypeAlias = Literal[
    "verticalBarChart", "horizontalBarChart", "verticalBarChartWithLabels",
    "horizontalBarChartWithLabels", "doughnutChart", "radarChart",
]  # fmt: skip
GroupBy: TypeAlias = Literal["contact", "organization", "deal", "service", "customColumn", "none"]
Aggregation: TypeAlias = Literal["count", "dealValue", "dealQuantity"]
Operator: TypeAlias = Literal[
    "equals", "contains", "gt", "gte", "lt", "lte", "in", "notIn", "between",
    "isNull", "isNotNull", "hasNone", "hasSome",
]  # fmt: skip
Direction: TypeAlias = Literal["asc", "desc"]
RESOURCES = (
    "contacts", "deals", "organizations", "services", "users", "company", "tasks", "api",
    "auditLog",
)  # fmt: skip
ACTIONS = ("create", "readOwn", "readAll", "update", "delete")
LONGEST_NOTES = 65_535
MOST = 100
"""Items of one call."""
MOST_LINKED = 1000
"""Ids of one relation."""


def words(vocabulary: Any) -> str:
    """The values of an enumeration, for a description."""
    return ", ".join(vocabulary.__args__)


# What callers say -------------------------------------------------------------------------


def _uuid(said: str) -> str:
    if not is_id(said.lower()):
        raise ValueError("Invalid UUID")
    return said.lower()


Uuid = Annotated[
    str,
    Field(max_length=64),
    AfterValidator(_uuid),
    WithJsonSchema({"type": "string", "format": "uuid"}),
]
Ids = Annotated[list[Uuid], Field(min_length=1, max_length=MOST)]
EntityName = Annotated[Entity, Field(description=f"One of: {words(Entity)}.")]
