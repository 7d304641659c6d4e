"""From a credential to the Actor who came with it."""

from collections.abc import Mapping

import structlog

from handrail.core.actor import Actor
from handrail.core.errors import HandrailError, Unauthorized, Unavailable
from handrail.features.access.actions.keys import key_holder
from handrail.storage.database import Database

log = structlog.get_logger(__name__)


def credential_in(headers: Mapping[str, str]) -> str | None:
    """The key of a request, from `Authorization: Bearer` or else `x-api-key`; names in lower case.

    The scheme is read in any case (RFC 9110 §11.1); other schemes are somebody else's.
    """
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer" and (bearer := token.strip()):
        return bearer
    return headers.get("x-api-key", "").strip() or None


async def identify(database: Database, credential: str | None) -> Actor:
    """Who comes with a credential, as they are now.

    Raises Unauthorized when it opens nothing, and Unavailable when that cannot be found out.
    """
    if credential is None:
        raise Unauthorized(
            "No credential was sent.",
            hint="Send your key as `Authorization: Bearer <key>` or as `x-api-key: <key>`.",
        )
    try:
        return await key_holder(database, credential)
    except (Unauthorized, Unavailable):
        raise
    except Exception as error:
        if not isinstance(error, HandrailError):
            log.exception("credentials could not be looked up")
        raise Unavailable(
            "Credentials cannot be looked up now.", hint="Try again.", retry_after=1
        ) from error
