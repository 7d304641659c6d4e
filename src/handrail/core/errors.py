"""Every way a call can fail, each under one stable code, each with the next move in it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

LISTED = "Use one of those allowed."
"""The next move where nobody said one, and `allowed` says it all."""


class HandrailError(Exception):
    """A refusal. `message` is for people, `hint` says what to do next; doors render the rest.

    Who refuses knows the next move best; `remedy` is what is said where they leave it out.
    """

    code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    remedy: ClassVar[str] = "Try once more, and then give the request_id to whoever runs this."

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        field: str | None = None,
        allowed: Sequence[Any] | None = None,
        did_you_mean: str | None = None,
        retry_after: int | None = None,
        fix: Mapping[str, Any] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or (LISTED if allowed else self.remedy)
        self.field = field
        self.allowed = allowed
        self.did_you_mean = did_you_mean
        self.retry_after = retry_after
        self.fix = fix
        self.details = details

    index: int | None = None
    """Which of several things of one call it is about."""

    @property
    def lists(self) -> bool:
        """Whether the next move is to take one of those allowed, and no more is said."""
        return bool(self.allowed) and self.hint == LISTED

    def body(self) -> dict[str, Any]:
        """The error as every door shows it; absent facts are left out, `changed` is false."""
        said: dict[str, Any] = {"code": self.code, "message": self.message}
        for name in ("hint", "field", "allowed", "did_you_mean", "retry_after", "fix", "details"):
            value = getattr(self, name)
            if value is not None:
                said[name] = value
        said["retryable"] = self.retryable
        said["changed"] = False
        return said


@contextmanager
def about(index: int) -> Iterator[None]:
    """Whatever is refused within is said of this one of several."""
    try:
        yield
    except HandrailError as error:
        error.index = index
        raise


class BadRequest(HandrailError):
    """The bytes are not what the protocol asks for."""

    code, status = "BAD_REQUEST", 400
    remedy = "Send the request as the protocol says."


class ConfirmationRequired(HandrailError):
    code, status = "CONFIRMATION_REQUIRED", 400
    remedy = "Send confirm: true if this is meant."


class Unauthorized(HandrailError):
    code, status = "UNAUTHORIZED", 401
    remedy = "Send a key that is live."


class InvalidToken(Unauthorized):
    """A credential was sent, and opens nothing here (RFC 6750 §3.1)."""

    remedy = "Connect again, or send a key that is live."


class PlanRequired(HandrailError):
    code, status = "PLAN_REQUIRED", 403
    remedy = "Ask an admin of the workspace."


class Forbidden(HandrailError):
    code, status = "FORBIDDEN", 403
    remedy = "Ask an admin of the workspace."


class InsufficientScope(Forbidden):
    """A connection may not do this, and its owner could let it. `scopes` is all that it would
    need; `asked` says whether it has asked for that before, so that asking again is pointless."""

    def __init__(self, message: str, *, scopes: Sequence[str], asked: bool, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.scopes = tuple(scopes)
        self.asked = asked


class NotFound(HandrailError):
    """Missing, or not the caller's to see: the same words for both."""

    code, status = "RESOURCE_NOT_FOUND", 404
    remedy = "Find it first: the list and search operations name what there is."


class MethodNotAllowed(HandrailError):
    code, status = "METHOD_NOT_ALLOWED", 405
    remedy = "Use another method."


class Conflict(HandrailError):
    code, status = "CONFLICT", 409
    remedy = "Read what is there now, and decide again."


class TooLarge(HandrailError):
    code, status = "TOO_LARGE", 413
    remedy = "Send less at once."


class UnsupportedType(HandrailError):
    code, status = "UNSUPPORTED_MEDIA_TYPE", 415
    remedy = "Send JSON."


class Invalid(HandrailError):
    code, status = "VALIDATION_ERROR", 422
    remedy = "Correct what the message says, and call again."


class RateLimited(HandrailError):
    code, status, retryable = "RATE_LIMITED", 429, True
    remedy = "Wait, then go on."


class Internal(HandrailError):
    code, status = "INTERNAL_ERROR", 500


class Unavailable(HandrailError):
    """Something we stand on did not answer; nothing was changed."""

    code, status, retryable = "UNAVAILABLE", 503, True
    remedy = "Try again in a moment."


class TooSlow(HandrailError):
    """The question is too broad to answer within the time a call may take."""

    code, status = "QUERY_TOO_BROAD", 503
    remedy = "Narrow it with a filter, or ask for less."


ERRORS: tuple[type[HandrailError], ...] = (
    BadRequest,
    ConfirmationRequired,
    Unauthorized,
    PlanRequired,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    UnsupportedType,
    Invalid,
    RateLimited,
    Internal,
    Unavailable,
    TooSlow,
)
