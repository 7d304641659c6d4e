"""What is refused of a call's record, said of the arguments that callers of this room know."""

from collections.abc import Iterator
from contextlib import contextmanager

from handrail.core.errors import HandrailError, NotFound

ARGUMENTS = {
    "record_id": "callId",
    "name": "title",
    "owners": "repId",
    "called_at": "callDate",
    "recording_url": "recordingUrl",
}
"""By what records call it."""


@contextmanager
def by_argument() -> Iterator[None]:
    """Whatever is refused within names the argument, and tools of the calls surface."""
    try:
        yield
    except HandrailError as error:
        if (argument := ARGUMENTS.get(error.field or "")) is not None:
            slug, error.field = error.field, argument
            head, mark, rest = error.message.partition(f" ({slug})")
            if mark and " " not in head:
                error.message = f"{argument}{rest}"
            if isinstance(error, NotFound):
                error.hint = "calls_search finds those there are."
        raise
