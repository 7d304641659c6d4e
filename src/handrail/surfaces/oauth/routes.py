"""The addresses of the authorization server."""

from starlette.routing import BaseRoute, Route

from handrail.surfaces.oauth.answers import Endpoint, open_to_all
from handrail.surfaces.oauth.consent import HERE, Consent
from handrail.surfaces.oauth.discovery import Discovery
from handrail.surfaces.oauth.register import RegistrationEndpoint
from handrail.surfaces.oauth.revoke import RevocationEndpoint
from handrail.surfaces.oauth.server import PROTECTED, AuthorizationServer
from handrail.surfaces.oauth.token import TokenEndpoint
from handrail.surfaces.web.visit import Door

ITSELF = "/.well-known/oauth-authorization-server"
POSTED = frozenset({"/oauth/token", "/oauth/register", "/oauth/revoke"})


def anyones(path: str) -> bool:
    """Whether pages of every origin may ask there."""
    return path.startswith((PROTECTED, ITSELF)) or path in POSTED


def oauth_routes(server: AuthorizationServer, door: Door) -> list[BaseRoute]:
    """None of them stands behind the credential check; the consent page asks for a session.

    Where another server gives the tokens, all that is left is the word which one that is.
    """
    discovery = Discovery(server)
    if server.external is not None:
        return [
            Route(found, open_to_all(discovery.resource), methods=["GET", "OPTIONS"])
            for found in (PROTECTED, f"{PROTECTED}/{{path:path}}")
        ]
    consent = Consent(server, door.cookie)
    posted: dict[str, Endpoint] = {
        "/oauth/token": TokenEndpoint(server),
        "/oauth/register": RegistrationEndpoint(server),
        "/oauth/revoke": RevocationEndpoint(server),
    }
    read: dict[str, Endpoint] = {
        PROTECTED: discovery.resource,
        ITSELF: discovery.authorization_server,
    }
    return [
        *(
            Route(found, open_to_all(endpoint), methods=["GET", "OPTIONS"])
            for path, endpoint in read.items()
            for found in (path, f"{path}/{{path:path}}")
        ),
        *(
            Route(path, open_to_all(endpoint), methods=["POST", "OPTIONS"])
            for path, endpoint in posted.items()
        ),
        Route(HERE, door.signed_in(consent.authorize), methods=["GET"]),
        Route("/oauth/consent", door.signed_in(consent.decide), methods=["POST"]),
    ]
