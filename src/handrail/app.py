"""The composition root: settings in, ASGI app out."""

import contextlib
import gc
from collections.abc import AsyncGenerator

from starlette.applications import Starlette
from starlette.middleware import Middleware

from handrail.composition.faces import face_fronts, face_rest_routes, refusals
from handrail.composition.health import health_routes
from handrail.composition.house import House
from handrail.composition.mcp import mcp_fronts
from handrail.composition.people import people_routes
from handrail.composition.providers import issuer
from handrail.composition.rest import own_rest_routes
from handrail.composition.working import working
from handrail.features.access.actions.touching import settled
from handrail.opening import open_as
from handrail.outbound import private
from handrail.settings import Settings
from handrail.storage.database import Database
from handrail.storage.rate_limit import open_rate_limit
from handrail.surfaces import logs
from handrail.surfaces.http import Edge, Origins, Shortcut
from handrail.surfaces.oauth.routes import anyones


def build_app(settings: Settings, database: Database | None = None) -> Starlette:
    """The whole product as one ASGI app. A database handed in stays its owner's to close."""
    own = database is None
    database = database or open_as(settings)
    limit = open_rate_limit(settings.database_url, alone=settings.workers == 1)
    house = House(settings, database, limit, issuer(settings))
    private.allow(database.cache, settings.allow_private_addresses)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with working(settings, database):
            yield
        await limit.close()
        await settled(database)
        if own:
            await database.close()

    routes = [
        *health_routes(database),
        *own_rest_routes(house),
        *face_rest_routes(house),
        *people_routes(house),
    ]
    return Starlette(routes=routes, lifespan=lifespan, middleware=_layers(house))


def _layers(house: House) -> list[Middleware]:
    """What a request passes before any route; MCP is reached past the router."""
    settings = house.settings
    fronts = {**mcp_fronts(house), **face_fronts(house)}
    edge = Middleware(
        Edge,
        origins=Origins([settings.public_url], settings.hosts),
        secure=settings.is_https,
        refusals=refusals(fronts),
        anyones=anyones,
    )
    return [edge, Middleware(Shortcut, paths=fronts)]


def from_environment() -> Starlette:
    """What uvicorn's workers call: the app, with this process set up to serve it."""
    settings = Settings.read()
    logs.configure(settings.log_level, as_json=settings.log_json)
    app = build_app(settings)
    # what has been loaded by now stays: no collection need ever look at it again
    gc.collect()
    gc.freeze()
    # what a call makes goes when it ends: looking for cycles each 700 objects is a tenth of a write
    gc.set_threshold(20_000)
    return app
