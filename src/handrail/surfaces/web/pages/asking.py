"""What the pages of settings have in common."""

from typing import Any

from handrail.core.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited
from handrail.core.operation import AnyOperation
from handrail.surfaces.web.visit import Form, Visit

REFUSALS = (Conflict, Forbidden, Invalid, NotFound, RateLimited)
"""What a page with a form shows beside it, rather than a page of its own."""


def first(form: Form, name: str) -> str:
    return form.get(name, [""])[0].strip()


def chosen(form: Form, name: str) -> str | None:
    """What a select says; None for its empty choice."""
    return first(form, name) or None


async def every(visit: Visit, listing: AnyOperation, rows: str, **said: Any) -> list[Any]:
    """All that an operation lists page by page; `rows` is what its result calls them."""
    found: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        page: Any = await visit.ask(listing, offset=offset, **said)
        found += getattr(page, rows)
        offset = page.next_offset
    return found
