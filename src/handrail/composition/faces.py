"""Every face of the catalog: its MCP endpoints, its REST routes, its words for refusals."""

from collections.abc import Mapping
from functools import partial

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from handrail import __version__, catalog
from handrail.composition.house import House
from handrail.core.errors import HandrailError
from handrail.core.face import Decline
from handrail.surfaces import identity
from handrail.surfaces.http import Admit, Refuse, Reply, about, reply_of
from handrail.surfaces.mcp.front import McpFront
from handrail.surfaces.mcp.refusals import refused
from handrail.surfaces.mcp.sse import Sse
from handrail.surfaces.rest.faces import Offer, face_routes
from handrail.vault.tokens import style_of


def face_fronts(house: House) -> dict[str, ASGIApp]:
    """The MCP endpoints of every face by path, each also with a slash at its end."""
    fronts: dict[str, ASGIApp] = {}
    for offer in catalog.faces(house.settings.public_url):
        for path in offer.mcp:
            fronts[path] = fronts[f"{path}/"] = _front(house, offer, path)
        for path in offer.sse:
            fronts[path] = fronts[f"{path}/"] = _sse(house, offer, path)
    return fronts


def _front(house: House, offer: catalog.FaceOffer, path: str) -> McpFront:
    admit, challenge = _entry(house, offer, path)
    return McpFront(
        offer.operations,
        house.run,
        admit,
        name=f"handrail-{offer.face.name}",
        version=__version__,
        instructions=offer.instructions,
        challenge=challenge,
        surface=offer.face.name,
        face=offer.face,
        prompts=offer.prompts,
    )


def _sse(house: House, offer: catalog.FaceOffer, path: str) -> Sse:
    admit, challenge = _entry(house, offer, path, *offer.mcp)
    return Sse(_front(house, offer, path).kernel, admit, path, challenge=challenge)


def _entry(house: House, offer: catalog.FaceOffer, path: str, *also: str) -> tuple[Admit, str]:
    """Who is let in at a path, and the challenge to the others: by OAuth too, or by keys alone."""
    if offer.oauth:
        return house.admit_at(path, *also), house.challenge(path)
    return house.admit, "Bearer"


def face_rest_routes(house: House) -> list[BaseRoute]:
    """The REST routes of every face, prefix by prefix."""
    prefixes = dict.fromkeys(prefix for each in catalog.FACES for prefix in each.rest)
    routes: list[BaseRoute] = []
    for prefix in prefixes:
        here = [each for each in catalog.FACES if prefix in each.rest]
        offers = [Offer(each.face, each.operations, each.described) for each in here]
        admit = house.admit_at(*(path for each in here if each.oauth for path in each.mcp))
        routes += face_routes(prefix, offers, house.run, admit, whose=_whose)
    return routes


def _whose(headers: Mapping[str, str]) -> str | None:
    """The face whose key is sent: its style bears the same name."""
    style = style_of(identity.credential_in(headers) or "")
    return None if style is None else style.value


def refusals(fronts: Mapping[str, ASGIApp]) -> dict[str, Refuse]:
    """How each MCP endpoint says what is refused before it is reached."""
    said: dict[str, Refuse] = dict.fromkeys(fronts, refused)
    for offer in catalog.FACES:
        if (turn_away := offer.face.turn_away) is not None:
            in_its_words = partial(_turned_away, turn_away)
            said |= dict.fromkeys((*offer.mcp, *(f"{path}/" for path in offer.mcp)), in_its_words)
    return said


def _turned_away(turn_away: Decline, error: HandrailError, request_id: str) -> Reply:
    return reply_of(turn_away(error, request_id), *about(error))
