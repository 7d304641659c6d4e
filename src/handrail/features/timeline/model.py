"""The nouns of the timeline."""

from typing import Annotated, Any

from pydantic import Field

from handrail.core.shapes import Result

Cursor = Annotated[str, Field(description="next_cursor of the page before.", max_length=20)]


class Change(Result):
    """One entry of the journal: who did what to which record, through what, and what it changed.

    `agent` says whether a key or a grant acted, rather than a person in the web app.
    """

    seq: int
    change_id: str
    at: str
    type: str
    object: str | None
    record_id: str | None
    actor: str | None
    agent: bool
    key: str | None
    client: str | None
    tool: str
    surface: str
    before: Any
    after: Any
    version_from: int | None
    version_to: int | None


class Timeline(Result):
    """A record's changes, newest first."""

    changes: list[Change]
    has_more: bool
    next_cursor: str | None


class ChangePage(Result):
    """Changes in commit order. `last_seq` is where to go on, also where nothing was shown."""

    changes: list[Change]
    last_seq: int
    has_more: bool
