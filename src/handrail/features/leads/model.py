"""The nouns of the leads face: what goes over its wire, key by key."""

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from handrail.core.shapes import Params, Result

OBJECT = "leads"
LEAD, NOTE = "cl_", "note_"
"""What ids begin with; a UUID follows."""

# What callers say -------------------------------------------------------------------------

LeadId = Annotated[str, Field(description="Lead id (cl_…).", min_length=1, max_length=64)]
NoteId = Annotated[str, Field(description="Note id (note_…).", min_length=1, max_length=64)]
Content = Annotated[str, Field(description="Note text.", min_length=1, max_length=65_535)]
Confirm = Annotated[
    # a text that a model wrote is no yes
    bool, BeforeValidator(lambda said: said is True), Field(description="Must be true to delete.")
]
Filters = Annotated[
    list[Annotated[str, Field(max_length=2000)]],
    Field(description="and|or.operator.field[.value]", max_length=50),
]
SortBy = Annotated[str, Field(description="Field, or attr:name.", max_length=200)]
ORDERS = {"asc": "ASC", "desc": "DESC"}
Order = Annotated[
    Literal["ASC", "DESC"], BeforeValidator(lambda said: ORDERS.get(str(said).lower(), said))
]
Cursor = Annotated[str, Field(description="next_cursor of the page before.", max_length=4000)]
Format = Literal["csv", "json", "xlsx"]
Line = Annotated[str, Field(max_length=500)]
AttributeType = Annotated[
    Literal["text", "number", "bool", "list", "object"], Field(description="Type of its value.")
]
AttributeName = Annotated[str, Field(description="Name.", min_length=1, max_length=100)]

READ_ONLY = frozenset({"id", "score", "created_at", "updated_at", "last_interaction_at"})
"""What a program that sends back what it read may send along: it is not written."""


class AttributeSaid(Params):
    """An attribute as one writes it."""

    name: AttributeName
    type: AttributeType
    value: Any
    # a program that sends back what it read sends that along
    id: Annotated[str, Field(max_length=64)] | None = None


class LeadFields(Params):
    """What may be written of a lead."""

    name: Line | None = None
    source: Line | None = None
    description: Annotated[str, Field(max_length=65_535)] | None = None
    address: Line | None = None
    city: Line | None = None
    state: Line | None = None
    country: Line | None = None
    postal_code: Line | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    phone: Line | None = None
    email: Line | None = None
    website: Line | None = None
    rating: Annotated[float, Field(ge=0, le=5)] | None = None
    review_count: Annotated[int, Field(ge=0, le=4_294_967_295)] | None = None
    category: Line | None = None
    tags: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)] | None = (
        None
    )
    source_id: Line | None = None
    logo_url: Line | None = None
    status: Line | None = None
    attributes: (
        Annotated[list[AttributeSaid], Field(description="{name, type, value}", max_length=100)]
        | None
    ) = None

    @model_validator(mode="before")
    @classmethod
    def _without_what_is_read_only(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        return {name: value for name, value in said.items() if name not in READ_ONLY}

    def said(self) -> dict[str, Any]:
        """The fields that were said, null or not."""
        return {name: getattr(self, name) for name in LeadFields.model_fields if self._has(name)}

    def _has(self, name: str) -> bool:
        return name in self.model_fields_set


# What callers get -------------------------------------------------------------------------


class Attribute(Result):
    id: str
    name: str
    type: str
    value: Any


class Lead(Result):
    """`tags` and `attributes` are never null; instants are Unix seconds."""

    id: str
    score: float
    name: str
    source: str
    description: str | None
    address: str | None
    city: str | None
    state: str | None
    country: str | None
    postal_code: str | None
    latitude: float | None
    longitude: float | None
    phone: str | None
    email: str | None
    website: str | None
    rating: float | None
    review_count: int | None
    category: str | None
    tags: list[str]
    source_id: str | None
    logo_url: str | None
    status: str | None
    attributes: list[Attribute]
    created_at: int
    updated_at: int
    last_interaction_at: int


class LeadPage(Result):
    """`count` is how many this page has."""

    leads: list[Lead]
    next_cursor: str | None
    has_more: bool
    count: int


class Sparse(Result):
    """What is None is left out."""

    @model_serializer(mode="wrap")
    def _without_none(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class Created(Sparse):
    """A lead made, or merged into one there was."""

    id: str
    message: str
    created_at: int
    duplicate: bool | None = None
    potential_duplicate_id: str | None = None


class Gone(Result):
    """What is no more; over REST a bare 204."""

    id: str
    deleted: Literal[True] = True


class BatchMade(Sparse):
    index: int
    id: str
    created_at: int
    duplicate: bool | None = None
    potential_duplicate_id: str | None = None


class BatchError(Result):
    index: int
    message: str


class BatchCreated(Result):
    created: list[BatchMade]
    errors: list[BatchError]
    total: int
    success: int
    failed: int


class BatchLine(Sparse):
    index: int
    id: str
    success: bool
    message: str | None = None


class BatchDone(Result):
    results: list[BatchLine]
    total: int
    success: int
    failed: int


class Note(Result):
    id: str
    lead_id: str
    content: str
    created_at: int
    updated_at: int


class NoteList(Result):
    notes: list[Note]


class AttributeList(Result):
    attributes: list[Attribute]


class TagList(Result):
    id: str
    tags: list[str]
