"""Readers of the leads contract as strict as any of its published ones: every key of every type,
no key beside, no number for a text, no null where none may be."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ID = r"^cl_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
NOTE_ID = r"^note_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Attribute(Strict):
    id: str = Field(pattern=UUID)
    name: str
    type: Literal["text", "number", "bool", "list", "object"]
    value: Any


class Lead(Strict):
    id: str = Field(pattern=ID)
    score: float = Field(ge=0, le=100)
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
    review_count: int | None = Field(ge=0)
    category: str | None
    tags: list[str]
    source_id: str | None
    logo_url: str | None
    status: str | None
    attributes: list[Attribute]
    created_at: int
    updated_at: int
    last_interaction_at: int


class Page(Strict):
    leads: list[Lead]
    next_cursor: str | None
    has_more: bool
    count: int


class Created(Strict):
    id: str = Field(pattern=ID)
    message: str
    created_at: int
    duplicate: bool = False
    potential_duplicate_id: str | None = None


class Made(Strict):
    index: int
    id: str = Field(pattern=ID)
    created_at: int
    duplicate: bool = False
    potential_duplicate_id: str | None = None


class Wrong(Strict):
    index: int
    message: str


class BatchCreated(Strict):
    created: list[Made]
    errors: list[Wrong]
    total: int
    success: int
    failed: int


class Line(Strict):
    index: int
    id: str
    success: bool
    message: str = ""


class BatchDone(Strict):
    results: list[Line]
    total: int
    success: int
    failed: int


class Note(Strict):
    id: str = Field(pattern=NOTE_ID)
    lead_id: str = Field(pattern=ID)
    content: str
    created_at: int
    updated_at: int


class Notes(Strict):
    notes: list[Note]


class Attributes(Strict):
    attributes: list[Attribute]


class Rule(Strict):
    id: str = Field(pattern=UUID)
    name: str
    expression: str
    priority: int
    weight: float
    created_at: int
    updated_at: int


class Rules(Strict):
    rules: list[Rule]


class Scored(Strict):
    id: str = Field(pattern=ID)
    score: float = Field(ge=0, le=100)


class Run(Strict):
    status: str
    total: int
    scored: int
    updated: int


class Webhook(Strict):
    id: str = Field(pattern=UUID)
    url: str
    events: list[str]
    active: bool
    created_at: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


class Webhooks(Strict):
    webhooks: list[Webhook]


class Key(Strict):
    id: str = Field(pattern=UUID)
    name: str
    key: str
    scopes: list[str]
    created_at: int
    last_used_at: int | None


class Keys(Strict):
    api_keys: list[Key]


class Tags(Strict):
    id: str = Field(pattern=ID)
    tags: list[str]


class Failure(Strict):
    error: str
    message: str
    code: str


class ToolFailure(Strict):
    code: str
    message: str
    status: int
