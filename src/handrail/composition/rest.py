"""Our own words over REST: every operation of the catalog below `/v1`."""

from starlette.routing import Route

from handrail import catalog
from handrail.composition.house import House
from handrail.surfaces.oauth.server import MAIN
from handrail.surfaces.rest.routes import PREFIX, rest_routes


def own_rest_routes(house: House) -> list[Route]:
    """Tokens that were given for `/mcp` are good here too."""
    return rest_routes(
        catalog.operations(),
        house.run,
        house.admit_at(MAIN, PREFIX),
        groups=[(each.title, each.summary, each.operations) for each in catalog.TOOLSETS],
        examples=catalog.EXAMPLES,
        challenge=house.challenge(PREFIX),
    )
