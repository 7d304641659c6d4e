"""What people open in a browser: the web app, and our authorization server's consent."""

from starlette.routing import BaseRoute

from handrail import catalog
from handrail.composition.house import House
from handrail.composition.mcp import READ_ONLY, at
from handrail.composition.providers import ways
from handrail.surfaces.oauth.routes import oauth_routes
from handrail.surfaces.oauth.server import MAIN, AuthorizationServer
from handrail.surfaces.rest.routes import PREFIX as REST
from handrail.surfaces.web.routes import web_routes
from handrail.surfaces.web.sessions import Sessions
from handrail.surfaces.web.visit import Door


def people_routes(house: House) -> list[BaseRoute]:
    """Hand them to the router last: the web app has every address that is nobody else's."""
    sessions = Sessions(house.database, house.limit)
    door = Door(house.run, sessions, house.settings.is_https, ways(house.settings))
    return [*oauth_routes(_authorization_server(house), door), *web_routes(door)]


def _authorization_server(house: House) -> AuthorizationServer:
    settings = house.settings
    return AuthorizationServer(
        settings.public_url,
        _endpoints(settings.public_url),
        house.database,
        house.limit,
        allow_private=settings.allow_private_addresses,
        external=settings.auth_issuer,
    )


def _endpoints(origin: str) -> dict[str, str]:
    """What tokens are given for: the names of endpoints by path, as the consent page says them."""
    endpoints = {
        MAIN: "Handrail",
        REST: "Handrail's REST interface",
        READ_ONLY: "Handrail, reading only",
        **{at(each): f"Handrail: {each.title}" for each in catalog.TOOLSETS},
    }
    for offer in catalog.faces(origin):
        if offer.oauth:
            endpoints |= dict.fromkeys((*offer.mcp, *offer.sse), f"Handrail: {offer.face.name}")
    return endpoints
