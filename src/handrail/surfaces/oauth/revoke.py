"""/oauth/revoke (RFC 7009): a client ends its own connection."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from handrail.features.access.actions import tokens
from handrail.surfaces.oauth.answers import Wrong, form, said
from handrail.surfaces.oauth.proving import proven
from handrail.surfaces.oauth.server import AuthorizationServer


@dataclass(frozen=True)
class RevocationEndpoint:
    server: AuthorizationServer

    async def __call__(self, request: Request) -> Response:
        """Either token ends both, and all that were made of the same consent before. One that is
        unknown, or another client's, is answered as if it had been ended."""
        asked = await form(request)
        client_id = await proven(self.server, request, asked)
        if "token" not in asked:
            raise Wrong("invalid_request", "token is missing.")
        known = await tokens.token_of(self.server.database, asked["token"])
        if known is not None and known.client_id == client_id:
            await tokens.revoke_family(self.server.database, known)
        return said({})
