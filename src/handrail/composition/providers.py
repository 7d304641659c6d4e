"""OpenID providers that the settings name: whom people sign in with, whose tokens agents bring."""

from handrail.features.access.actions.external import Issuer
from handrail.features.access.actions.identities import Joining
from handrail.outbound.openid import Provider
from handrail.outbound.openid_code import Client
from handrail.settings import Settings
from handrail.surfaces.web.pages.openid import CALLBACK
from handrail.surfaces.web.ways import OpenId, Ways
from handrail.vault.passkeys import site_of


def issuer(settings: Settings) -> Issuer | None:
    """Whose tokens are taken in place of our own."""
    if settings.auth_issuer is None:
        return None
    return Issuer(
        Provider(settings.auth_issuer),
        settings.public_url,
        settings.auth_audience,
        settings.auth_workspace_claim,
        settings.auth_email_claim,
    )


def ways(settings: Settings) -> Ways:
    """What people can sign in with beside a password."""
    site = site_of(settings.public_url)
    if settings.oidc_issuer is None:
        return Ways(site)
    client = Client(
        settings.oidc_client_id,
        settings.oidc_client_secret,
        f"{settings.public_url}{CALLBACK}",
        settings.oidc_name,
    )
    pairs = (each.partition("=") for each in settings.oidc_sign_up_domains)
    joining = Joining({domain: slug or None for domain, _, slug in pairs})
    return Ways(site, OpenId(Provider(settings.oidc_issuer), client, joining))
