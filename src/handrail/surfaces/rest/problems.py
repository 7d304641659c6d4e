"""What can go wrong with a request, and how HTTP says it."""

import difflib
from collections.abc import Collection, Sequence

from handrail.core import errors
from handrail.core.errors import ERRORS, HandrailError, MethodNotAllowed, NotFound
from handrail.core.face import Face
from handrail.core.operation import AnyOperation
from handrail.surfaces.http import Reply, about, challenging, refusal, reply_of
from handrail.surfaces.rest.fields import WITH_BODY

ALWAYS = (
    errors.BadRequest,
    errors.Unauthorized,
    errors.PlanRequired,
    errors.Forbidden,
    errors.Invalid,
    errors.RateLimited,
    errors.Internal,
    errors.Unavailable,
    errors.TooSlow,
)
WHEN = {
    "BAD_REQUEST": "The request is no HTTP and JSON of the expected form.",
    "CONFIRMATION_REQUIRED": "The call asks for an explicit confirmation first.",
    "UNAUTHORIZED": "No key, or one that is unknown, expired or revoked.",
    "PLAN_REQUIRED": "The workspace's plan has no API access.",
    "FORBIDDEN": "The key's scopes, or its owner's role, do not cover this.",
    "RESOURCE_NOT_FOUND": "There is no such thing, or this key may not see it.",
    "METHOD_NOT_ALLOWED": "The path takes other methods; Allow names them.",
    "CONFLICT": "A newer version, a value that must be unique, or a key used twice.",
    "TOO_LARGE": "The body is larger than 4 MiB.",
    "UNSUPPORTED_MEDIA_TYPE": "The body is not declared as application/json.",
    "VALIDATION_ERROR": "An argument is missing, unknown, or not what it may be.",
    "RATE_LIMITED": "Too many calls with this key; Retry-After says how long to wait.",
    "INTERNAL_ERROR": "Something went wrong on our side; the request id finds it in the log.",
    "UNAVAILABLE": "Something we stand on does not answer; nothing was changed.",
    "QUERY_TOO_BROAD": "The question takes longer than a call may; narrow it.",
}


def possible(operation: AnyOperation) -> list[type[HandrailError]]:
    """The errors that an operation can answer with, in the order of their list."""
    may: set[type[HandrailError]] = set(ALWAYS)
    if operation.params.model_fields:
        may.add(NotFound)
    if not operation.reads:
        may |= {errors.Conflict, errors.ConfirmationRequired}
    if operation.method in WITH_BODY:
        may |= {errors.TooLarge, errors.UnsupportedType}
    return [each for each in ERRORS if each in may]


def refused(
    error: HandrailError, request_id: str, challenge: str, face: Face | None = None
) -> Reply:
    """An error as HTTP; a 401 names the scheme (RFC 9110 §11.6.1)."""
    more = challenging(error, challenge)
    if face is not None and face.decline is not None:
        return reply_of(face.decline(error, request_id), *about(error, *more))
    return refusal(error, request_id, *more)


def no_such_path(path: str, known: Collection[str]) -> NotFound:
    """For a path that no operation has; `known` are the paths as templates."""
    near = difflib.get_close_matches(path.rstrip("/"), known, 1, 0.75)
    return NotFound(
        f"There is no {path[:200]}.",
        did_you_mean=near[0] if near else None,
        hint=f"Did you mean {near[0]}?" if near else "All paths: /v1/docs and /v1/openapi.json.",
    )


def wrong_method(path: str, method: str, allow: Sequence[str]) -> MethodNotAllowed:
    return MethodNotAllowed(
        f"{path} does not take {method[:20]}.",
        allowed=list(allow),
        hint=f"Use {' or '.join(each for each in allow if each != 'HEAD')}.",
    )
