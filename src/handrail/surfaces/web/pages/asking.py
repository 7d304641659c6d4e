"""What the pages of settings have in common."""

from handrail.core.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited
from handrail.surfaces.web.visit import Form

REFUSALS = (Conflict, Forbidden, Invalid, NotFound, RateLimited)
"""What a page with a form shows beside it, rather than a page of its own."""


def first(form: Form, name: str) -> str:
    return form.get(name, [""])[0].strip()


def chosen(form: Form, name: str) -> str | None:
    """What a select says; None for its empty choice."""
    return first(form, name) or None
