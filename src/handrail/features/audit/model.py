"""The nouns of the audit."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.core import shapes
from handrail.core.shapes import Result, Written
from handrail.features.timeline.model import Change

CHECK = "audit.check"
"""The kind of the job that walks a workspace's journal."""
FileFormat = Literal["csv", "jsonl"]

# What callers say -------------------------------------------------------------------------

Name = Annotated[str, Field(min_length=1, max_length=200)]
Moment = Annotated[shapes.Moment, Field(description="ISO 8601.")]

# What callers get -------------------------------------------------------------------------


class Entry(Change):
    """One fact of the journal with all that is known of how it came about. `hash` covers it and
    the entry before it."""

    member_id: str | None
    key_id: str | None
    run_id: str | None
    request_id: str | None
    hash: str


class Check(Result):
    """The last walk along the chain: whole up to `seq`, or broken at an entry."""

    at: str
    seq: int
    whole: bool
    broken_at: int | None


class AuditPage(Result):
    """Entries, newest first."""

    entries: list[Entry]
    has_more: bool
    next_cursor: str | None
    checked: Check | None


class CheckBegun(Written):
    """The chain is being walked; list_audit tells what was found."""

    status: Literal["begun", "under way"]
