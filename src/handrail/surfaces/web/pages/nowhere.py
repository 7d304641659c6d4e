"""Addresses that lead to no page: one that says so, with the way back."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match

from handrail.core.errors import MethodNotAllowed, NotFound
from handrail.surfaces.web.visit import Door, Visit

EVERY = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


async def missing(visit: Visit) -> Response:
    path = visit.request.url.path
    raise NotFound(f"There is no page at {path[:120]}.", hint="Check the address, or search.")


async def only_forms(visit: Visit) -> Response:
    raise MethodNotAllowed(
        "There is nothing to see at this address: it only takes what a form sends.",
        hint="Go back, and press the form's button again.",
    )


def nowhere(door: Door) -> Callable[[Request], Awaitable[Response]]:
    """The last route of all: pages for browsers, a plain line for whoever asks for no HTML."""
    pages = {404: door.signed_in(missing), 405: door.signed_in(only_forms)}

    async def endpoint(request: Request) -> Response:
        path = request.url.path
        if path != "/" and path.endswith("/") and _how(request, path.rstrip("/")) is Match.FULL:
            return RedirectResponse(request.url.replace(path=path.rstrip("/")), 307)
        status = 405 if _how(request, path) is Match.PARTIAL else 404
        if "text/html" in request.headers.get("accept", ""):
            return await pages[status](request)
        said = "Method Not Allowed" if status == 405 else "Not Found"
        return PlainTextResponse(said, status)

    return endpoint


def _how(request: Request, path: str) -> Match:
    """How well the other routes fit a path: PARTIAL is with another method."""
    routes: list[BaseRoute] = request.scope["router"].routes
    scope = {**request.scope, "path": path}
    found = [route.matches(scope)[0] for route in routes[:-1]]
    return max(found, key=lambda each: each.value, default=Match.NONE)
