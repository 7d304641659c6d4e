"""Signing in and out."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handrail.core.errors import HandrailError, Invalid, RateLimited, Unauthorized, Unavailable
from handrail.features.access.model import SignIn
from handrail.surfaces.http import read_body
from handrail.surfaces.web.rendering import html, look, render
from handrail.surfaces.web.visit import Door, cross_site, same_origin
from handrail.surfaces.web.ways import offered
from handrail.surfaces.web.words import for_people

MOST = 16 * 1024
REFUSALS = (Unauthorized, RateLimited, Invalid, Unavailable)


class Entrance:
    """The pages that are there before anybody is signed in."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def form(self, request: Request) -> Response:
        return sign_in_page(self.door, request, {"next": [request.query_params.get("next", "/")]})

    async def sign_in(self, request: Request) -> Response:
        """A new session and its cookie; or the form again, with what is wrong."""
        if not same_origin(request):
            return cross_site()
        raw = await read_body(request.scope, request.receive, MOST)
        form = parse_qs(raw.decode(errors="replace"), keep_blank_values=True)
        said = SignIn(
            email=_first(form, "email"),
            password=_first(form, "password"),
            address=request.client.host if request.client else "",
            user_agent=request.headers.get("user-agent", ""),
            workspace=_first(form, "workspace") or None,
        )
        try:
            secret = await self.door.sessions.sign_in(said)
        except REFUSALS as error:
            return sign_in_page(self.door, request, form, error)
        answer = RedirectResponse(inside(_first(form, "next")), 303)
        self.door.let_in(answer, secret)
        return answer

    async def sign_out(self, request: Request) -> Response:
        if not same_origin(request):
            return cross_site()
        if secret := request.cookies.get(self.door.cookie):
            await self.door.sessions.sign_out(secret)
        answer = RedirectResponse("/sign-in", 303)
        self.door.let_out(answer)
        return answer


def sign_in_page(
    door: Door, request: Request, form: dict[str, list[str]], problem: HandrailError | None = None
) -> Response:
    body = render(
        "sign_in.html",
        look=look(request),
        next=inside(_first(form, "next")),
        email=_first(form, "email"),
        problem=for_people(problem) if problem else None,
        workspaces=problem.allowed if problem and problem.field == "workspace" else None,
        ways=offered(door.ways, request),
        said=request.query_params.get("said"),
    )
    wait = problem.retry_after if problem else None
    headers = {"Retry_After": str(wait)} if wait else {}
    return html(request, body, problem.status if problem else 200, **headers)


def _first(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def inside(path: str) -> str:
    """A path of this site; anything that could lead elsewhere becomes the first page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours else "/"
