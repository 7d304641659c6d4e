"""What a server refuses, and what never reached it."""

from collections.abc import Mapping
from typing import Any


class HandrailError(Exception):
    """A refusal. `hint` says what to do next; `body` has everything the server said."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.body = body
        self.code: str = body.get("code", "INTERNAL_ERROR")
        self.message: str = body.get("message", f"The server answered {status}.")
        self.hint: str | None = body.get("hint")
        self.field: str | None = body.get("field")
        self.allowed: list[Any] | None = body.get("allowed")
        self.request_id: str | None = body.get("request_id")
        super().__init__(" ".join(filter(None, (f"{self.code}: {self.message}", self.hint))))


class Unauthorized(HandrailError):
    """The key opens nothing."""


class Forbidden(HandrailError):
    """The key may not do this."""


class NotFound(HandrailError):
    """There is no such thing, or it is not the key's to see."""


class Conflict(HandrailError):
    """It has changed meanwhile, or a value stands elsewhere already."""


class Invalid(HandrailError):
    """An argument is not what it may be."""


class RateLimited(HandrailError):
    """Too many calls, also after waiting."""


class Unavailable(HandrailError):
    """The server cannot answer now; nothing was changed."""


class NotReached(Exception):
    """No answer came, also after trying again."""


KINDS: Mapping[int, type[HandrailError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    429: RateLimited,
    503: Unavailable,
}


def error_of(status: int, said: Any) -> HandrailError:
    """The refusal that an answer tells of."""
    body = said.get("error") if isinstance(said, dict) else None
    return KINDS.get(status, HandrailError)(status, body if isinstance(body, dict) else {})
