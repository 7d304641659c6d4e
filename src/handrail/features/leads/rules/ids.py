"""Ids as this face writes them, and what it says of one there is not."""

from collections.abc import Iterator
from contextlib import contextmanager

from handrail.core.errors import NotFound
from handrail.core.ids import is_id
from handrail.features.leads.model import LEAD, NOTE


def lead_id(record_id: str) -> str:
    return f"{LEAD}{record_id}"


def note_id(native: str) -> str:
    return f"{NOTE}{native}"


def record_of(said: str) -> str:
    """The record's id in a lead's. NotFound for what is none."""
    return _native(said, LEAD, "Lead")


def note_of(said: str) -> str:
    return _native(said, NOTE, "Note")


def _native(said: str, prefix: str, noun: str) -> str:
    native = said.removeprefix(prefix)
    if not is_id(native):
        raise missing(noun)
    return native


def missing(noun: str) -> NotFound:
    """Of another workspace, hidden, deleted, never there: in the same words."""
    return NotFound(f"{noun} not found.")


@contextmanager
def finding(noun: str) -> Iterator[None]:
    """What the rooms below do not find, in the words of this face."""
    try:
        yield
    except NotFound as error:
        raise missing(noun) from error
