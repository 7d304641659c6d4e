"""What clients read before they ask: RFC 9728 for each endpoint, RFC 8414 for this server.

There is no /.well-known/openid-configuration: we sign nobody in for others, and give no id token.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from handrail.features.access.delegation import AuthMethod
from handrail.surfaces.oauth.answers import said
from handrail.surfaces.oauth.server import MAIN, SCOPES, AuthorizationServer

METHODS: tuple[AuthMethod, ...] = ("none", "client_secret_basic", "client_secret_post")
NOWHERE = {"error": "not_found", "error_description": "No endpoint here takes OAuth tokens."}


class Discovery:
    def __init__(self, server: AuthorizationServer) -> None:
        self.server = server

    async def resource(self, request: Request) -> Response:
        """Which server gives tokens for an endpoint, and which scopes there are."""
        path = self._path(request)
        if path is None:
            return said(NOWHERE, 404)
        return said(self.protected(path))

    async def authorization_server(self, request: Request) -> Response:
        """What this server can do; below each endpoint's path too, where older clients look."""
        return said(self.itself()) if self._path(request) is not None else said(NOWHERE, 404)

    def _path(self, request: Request) -> str | None:
        path = f"/{request.path_params.get('path', MAIN[1:])}".rstrip("/")
        return path if path in self.server.endpoints else None

    def protected(self, path: str) -> dict[str, Any]:
        external = self.server.external
        # which scopes another server has, it says itself
        scopes = {} if external else {"scopes_supported": list(SCOPES)}
        return {
            "resource": f"{self.server.issuer}{path}",
            "authorization_servers": [external or self.server.issuer],
            **scopes,
            "bearer_methods_supported": ["header"],
            "resource_name": self.server.endpoints[path],
            "resource_documentation": f"{self.server.issuer}/v1/docs",
        }

    def itself(self) -> dict[str, Any]:
        at = f"{self.server.issuer}/oauth"
        return {
            "issuer": self.server.issuer,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "registration_endpoint": f"{at}/register",
            "revocation_endpoint": f"{at}/revoke",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": list(METHODS),
            "revocation_endpoint_auth_methods_supported": list(METHODS),
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "client_id_metadata_document_supported": True,
            "service_documentation": f"{self.server.issuer}/v1/docs",
        }
