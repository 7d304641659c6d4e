"""That a client at the token endpoint is the one it says it is (RFC 6749 §3.2.1)."""

import hmac
from collections.abc import Mapping

from starlette.requests import Request

from handrail.features.access.actions.clients import find_client
from handrail.surfaces.oauth import documents
from handrail.surfaces.oauth.answers import Wrong, basic
from handrail.surfaces.oauth.server import AuthorizationServer
from handrail.vault import hash as hashing


async def proven(server: AuthorizationServer, request: Request, said: Mapping[str, str]) -> str:
    """The client id. A public client only says it: its code or token was bound to it, and PKCE
    and rotation do the rest. Raises Wrong."""
    client_id, secret = _credentials(request, said)
    if documents.is_document(client_id):
        return client_id
    client = await find_client(server.database, client_id)
    if client is None:
        raise Wrong("invalid_client", "This client is not known here: register it.", status=401)
    if client.secret_hash is not None:
        # hashes of secrets, and so nothing that can be approached byte by byte
        given = hashing.of_secret(secret or "")
        if not hmac.compare_digest(given, client.secret_hash):
            raise Wrong("invalid_client", "The client secret is wrong or missing.", status=401)
    return client_id


def _credentials(request: Request, said: Mapping[str, str]) -> tuple[str, str | None]:
    header = request.headers.get("authorization")
    client_id, secret = said.get("client_id"), said.get("client_secret")
    if header is not None:
        pair = basic(header)
        if pair is None or secret is not None or client_id not in {None, pair[0]}:
            raise Wrong("invalid_client", "Prove yourself in one way only.", status=401)
        return pair
    if client_id is None:
        raise Wrong("invalid_client", "client_id is missing.", status=401)
    return client_id, secret
