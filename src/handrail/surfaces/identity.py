"""From a credential to the Actor who came with it."""

from collections.abc import Mapping

import structlog

from handrail.core.actor import Actor
from handrail.core.errors import Forbidden, HandrailError, Unauthorized, Unavailable
from handrail.features.access.actions.external import Issuer, external_holder, looks_external
from handrail.features.access.actions.keys import key_holder
from handrail.features.access.actions.tokens import token_holder
from handrail.storage.database import Database
from handrail.vault.tokens import is_token

KEYS_ONLY: frozenset[str] = frozenset()
log = structlog.get_logger(__name__)


def credential_in(headers: Mapping[str, str]) -> str | None:
    """The key of a request, from `Authorization: Bearer` or else `x-api-key`; names in lower case.

    The scheme is read in any case (RFC 9110 §11.1); other schemes are somebody else's.
    """
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer" and (bearer := token.strip()):
        return bearer
    return headers.get("x-api-key", "").strip() or None


async def identify(
    database: Database,
    credential: str | None,
    resource: frozenset[str] = KEYS_ONLY,
    issuer: Issuer | None = None,
) -> Actor:
    """Who comes with a credential, as they are now. `resource` are the names under which clients
    ask for tokens of the endpoint; none where it takes keys only. `issuer` is the authorization
    server whose tokens are taken in place of our own.

    Raises Unauthorized when it opens nothing, Forbidden while it is paused, and Unavailable when
    that cannot be found out.
    """
    if credential is None:
        raise Unauthorized(
            "No credential was sent.",
            hint="Send your key as `Authorization: Bearer <key>` or as `x-api-key: <key>`.",
        )
    try:
        if issuer is not None and looks_external(credential):
            return await external_holder(database, issuer, credential, resource)
        if issuer is None and is_token(credential):
            return await token_holder(database, credential, resource)
        return await key_holder(database, credential)
    except (Unauthorized, Forbidden, Unavailable):
        raise
    except Exception as error:
        if not isinstance(error, HandrailError):
            log.exception("credentials could not be looked up")
        raise Unavailable(
            "Credentials cannot be looked up now.", hint="Try again.", retry_after=1
        ) from error
