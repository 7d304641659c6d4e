"""The nouns of notes."""

from typing import Annotated

from pydantic import Field

from handrail.core.shapes import Result, Written

NoteId = Annotated[str, Field(description="Note id.", min_length=1, max_length=64)]
Content = Annotated[str, Field(description="Markdown.", min_length=1, max_length=65_535)]


class Note(Result):
    id: str
    object: str
    record_id: str
    content: str
    author: str | None
    created_at: str
    updated_at: str


class WrittenNote(Note, Written):
    """A note as a write left it."""


class NotePage(Result):
    notes: list[Note]
    has_more: bool
    next_cursor: str | None
