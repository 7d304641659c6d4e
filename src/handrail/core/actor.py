"""Who is calling, in which workspace, through what, and how far they may go."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Scope(StrEnum):
    READ_DATA = "read:data"
    WRITE_DATA = "write:data"
    SEND_MESSAGES = "send:messages"


ALL_SCOPES = frozenset(Scope)
Role = Literal["admin", "manager", "rep"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One caller of one call.

    `workspace` is the number that every row carries; `workspace_id` is what the outside sees.
    `key_id` is the key or grant the caller came with, None for a person in the web app.
    `objects` narrows a key to some objects; None means all of them.
    """

    workspace: int
    workspace_id: str
    workspace_slug: str
    member_id: str
    member_name: str
    role: Role
    scopes: frozenset[Scope]
    schema_version: int
    key_id: str | None = None
    key_name: str | None = None
    key_style: str | None = None
    objects: frozenset[str] | None = None
    per_minute: int = 60


@dataclass(frozen=True, slots=True)
class Via:
    """By which way a call came in, as the journal keeps it. `client` is the caller's own claim."""

    surface: str
    request_id: str
    client: str | None = None
    run_id: str | None = None
