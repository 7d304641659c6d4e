"""What a client asks at /oauth/authorize, judged.

An answer goes to a redirect URI only once that is known to be the client's: until then whatever is
wrong is told to the person, on a page (RFC 6749 §4.1.2.1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from handrail.core.actor import Scope
from handrail.core.errors import BadRequest
from handrail.features.access.delegation import Asked, Client
from handrail.surfaces.oauth import documents, redirects
from handrail.surfaces.oauth.server import AuthorizationServer

_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_SCOPES = {each.value: each for each in Scope}
NEXT = "Go back to the program you came from, and connect again; or tell its makers."


@dataclass(frozen=True, slots=True)
class Way:
    """The way back to the client, which it has proved to be its own."""

    issuer: str
    redirect: str
    state: str | None

    def back(self, **said: str) -> str:
        """The address with an answer in it; `iss` is in each of them (RFC 9207)."""
        state = {} if self.state is None else {"state": self.state}
        query = urlencode({**said, **state, "iss": self.issuer})
        return f"{self.redirect}{'&' if '?' in self.redirect else '?'}{query}"


class Declined(Exception):
    """What a client is told by way of its redirect URI (RFC 6749 §4.1.2.1)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


async def known_client(server: AuthorizationServer, said: Mapping[str, str], who: str) -> Client:
    """Raises BadRequest, in words for a page; RateLimited."""
    client_id = said.get("client_id", "")
    try:
        client = await server.client(client_id, who) if client_id else None
    except documents.Unusable as error:
        raise BadRequest(f"This client cannot be let in. {error}", hint=NEXT) from error
    if client is None:
        raise BadRequest(
            "This client is not known here.",
            hint="Registrations that nobody used are forgotten in a day: connect again.",
        )
    return client


def way_back(server: AuthorizationServer, said: Mapping[str, str], client: Client) -> Way:
    """Raises BadRequest, in words for a page."""
    redirect = said.get("redirect_uri")
    if redirect is None and len(client.redirects) == 1:
        redirect = client.redirects[0]
    if redirect is None or not redirects.matches(client.redirects, redirect):
        raise BadRequest(
            "The address to which this client wants its answer is none that it has given us.",
            hint=NEXT,
        )
    return Way(server.issuer, redirect, said.get("state"))


def judged(server: AuthorizationServer, said: Mapping[str, str], client: Client, way: Way) -> Asked:
    """What is asked of the person. Raises Declined."""
    if said.get("response_type") != "code":
        raise Declined("unsupported_response_type", "response_type must be code.")
    if said.get("code_challenge_method") != "S256":
        raise Declined("invalid_request", "code_challenge_method must be S256.")
    challenge = said.get("code_challenge", "")
    if _CHALLENGE.fullmatch(challenge) is None:
        raise Declined("invalid_request", "code_challenge is missing or malformed.")
    if said.get("response_mode", "query") != "query":
        raise Declined("invalid_request", "response_mode must be query.")
    if "request" in said or "request_uri" in said:
        raise Declined("request_not_supported", "Say what you ask in the query itself.")
    if said.get("prompt") == "none":
        raise Declined("interaction_required", "A person has to say yes.")
    resource = server.resource(said.get("resource"))
    if resource is None:
        raise Declined("invalid_target", "resource is none of this server's endpoints.")
    return Asked(
        client_id=client.client_id,
        client_name=client.name,
        client_host=client_host(client, way.redirect),
        redirect=way.redirect,
        challenge=challenge,
        resource=resource,
        requested=frozenset(
            _SCOPES[name] for name in said.get("scope", "").split() if name in _SCOPES
        ),
    )


def client_host(client: Client, redirect: str) -> str:
    """Whose client it is: proven for a metadata document, else where its answers go."""
    if documents.is_document(client.client_id):
        return str(urlsplit(client.client_id).hostname)
    return redirects.host(redirect)
