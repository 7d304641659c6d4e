"""Pages for people who are not in yet: a forgotten password, and an invitation."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handrail.core.actor import Actor, Via
from handrail.core.errors import (
    Conflict,
    HandrailError,
    Invalid,
    NotFound,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from handrail.features.access.actions.joining import Joins
from handrail.surfaces.http import read_body, request_id_of
from handrail.surfaces.web.rendering import html, look, render
from handrail.surfaces.web.visit import Door, Form, cross_site, same_origin
from handrail.surfaces.web.words import Problem, for_people

MOST = 16 * 1024
REFUSALS = (Conflict, Invalid, NotFound, RateLimited, Unauthorized, Unavailable)


class Doorway:
    """What a mailed link leads to; its secret is in the path, which no page of ours hands on
    (`Referrer-Policy: same-origin`, and no request to anybody else)."""

    def __init__(self, door: Door) -> None:
        self.door = door

    # a forgotten password ------------------------------------------------------------------

    async def forgot(self, request: Request) -> Response:
        return _page(request, "forgot.html", email="", asked=False)

    async def request_reset(self, request: Request) -> Response:
        """The same page for whoever asks, known or not."""
        if not same_origin(request):
            return cross_site()
        email = _first(await _form(request), "email")
        try:
            await self.door.sessions.request_reset(email, _address(request))
        except (RateLimited, Unavailable) as error:
            return _page(request, "forgot.html", error, email=email, asked=False)
        return _page(request, "forgot.html", email=email, asked=True)

    async def reset(self, request: Request) -> Response:
        try:
            email = await self.door.sessions.reset_of(request.path_params["secret"])
        except (NotFound, Unavailable) as error:
            return _gone(request, error)
        return _page(request, "reset.html", email=email)

    async def set_password(self, request: Request) -> Response:
        if not same_origin(request):
            return cross_site()
        form, secret = await _form(request), request.path_params["secret"]
        try:
            email = await self.door.sessions.reset_of(secret)
        except (NotFound, Unavailable) as error:
            return _gone(request, error)
        try:
            await self.door.sessions.reset_password(secret, _first(form, "password"))
        except NotFound as error:
            return _gone(request, error)
        except (Invalid, Unavailable) as error:
            return _page(request, "reset.html", error, email=email)
        answer = RedirectResponse("/sign-in?said=password", 303)
        self.door.let_out(answer)
        return answer

    # an invitation -------------------------------------------------------------------------

    async def invitation(self, request: Request) -> Response:
        return await self._offer(request, {})

    async def join(self, request: Request) -> Response:
        if not same_origin(request):
            return cross_site()
        form = await _form(request)
        said = Joins(
            name=_first(form, "name"),
            password=_first(form, "password"),
            address=_address(request),
            user_agent=request.headers.get("user-agent", ""),
            actor=await self._actor(request),
        )
        via = Via("web", request_id_of(request.scope))
        try:
            secret = await self.door.sessions.join(request.path_params["secret"], said, via)
        except REFUSALS as error:
            return await self._offer(request, form, error)
        answer = RedirectResponse("/", 303)
        self.door.let_in(answer, secret)
        return answer

    async def _offer(
        self, request: Request, form: Form, problem: HandrailError | None = None
    ) -> Response:
        try:
            offer = await self.door.sessions.offer(request.path_params["secret"])
        except (NotFound, Unavailable) as error:
            return _gone(request, error)
        actor = await self._actor(request)
        known = actor is not None and await self.door.sessions.proven(actor)
        return _page(
            request,
            "join.html",
            problem,
            offer=offer,
            name=_first(form, "name") or (actor.member_name if actor else ""),
            is_known=known == offer.invitation.email,
        )

    async def _actor(self, request: Request) -> Actor | None:
        """Whom this browser is signed in as."""
        token = request.cookies.get(self.door.cookie, "")
        try:
            return await self.door.sessions.actor(token) if token else None
        except (RateLimited, Unavailable):
            return None


async def _form(request: Request) -> Form:
    raw = await read_body(request.scope, request.receive, MOST)
    return parse_qs(raw.decode(errors="replace"), keep_blank_values=True, max_num_fields=100)


def _first(form: Form, name: str) -> str:
    return form.get(name, [""])[0]


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _page(
    request: Request, template: str, problem: HandrailError | None = None, **context: object
) -> Response:
    said: Problem | None = for_people(problem) if problem else None
    body = render(template, look=look(request), problem=said, **context)
    wait = problem.retry_after if problem else None
    headers = {"Retry_After": str(wait)} if wait else {}
    return html(request, body, problem.status if problem else 200, **headers)


def _gone(request: Request, error: HandrailError) -> Response:
    """The same page whether a link was used, is late, or never was."""
    problem = for_people(error)
    body = render("gone.html", look=look(request), problem=problem)
    return html(request, body, problem.status)
