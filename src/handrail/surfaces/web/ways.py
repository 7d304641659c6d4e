"""What people can sign in with on this server, beside a password."""

from dataclasses import dataclass

from starlette.requests import Request

from handrail.features.access.actions.identities import Joining
from handrail.outbound.openid import Provider
from handrail.outbound.openid_code import Client
from handrail.vault.passkeys import Site


@dataclass(frozen=True, slots=True)
class OpenId:
    """The provider, who we are there, and who may join by it."""

    provider: Provider
    client: Client
    joining: Joining


@dataclass(frozen=True, slots=True)
class Ways:
    site: Site | None = None
    openid: OpenId | None = None

    def site_at(self, request: Request) -> Site | None:
        """Where this request's browser can use passkeys: on pages of that very host."""
        here = self.site is not None and request.url.hostname == self.site.id
        return self.site if here else None


@dataclass(frozen=True, slots=True)
class Offered:
    """What the sign-in page offers: whether passkeys, and what the provider is called."""

    passkeys: bool
    provider: str | None


NO_WAYS = Ways()


def offered(ways: Ways, request: Request) -> Offered:
    provider = ways.openid.client.name if ways.openid else None
    return Offered(ways.site_at(request) is not None, provider)
