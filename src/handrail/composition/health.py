"""What watches a process asks: whether it runs, and whether it can answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from handrail import __version__
from handrail.core.errors import Unavailable
from handrail.storage.database import Database
from handrail.storage.migrating import head, revision


def health_routes(database: Database) -> list[Route]:
    async def ready(request: Request) -> Response:
        """The database answers and is at the newest migration."""
        try:
            at = await database.read(0, revision)
        except Unavailable as error:
            return JSONResponse({"ready": False, "why": error.message}, 503)
        if at != head():
            return JSONResponse({"ready": False, "why": "run `handrail migrate`"}, 503)
        return JSONResponse({"ready": True, "version": __version__})

    return [Route("/healthz", _alive), Route("/readyz", ready)]


async def _alive(request: Request) -> Response:
    """The process runs."""
    return PlainTextResponse("ok\n")
