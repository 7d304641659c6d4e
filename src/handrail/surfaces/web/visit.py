"""One request by one signed-in person: who they are, what they may ask, how they are answered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import parse_qs, quote, urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from handrail.core.actor import Actor, Via
from handrail.core.errors import BadRequest, HandrailError, RateLimited, Unavailable
from handrail.core.operation import AnyOperation, Operation
from handrail.core.shapes import Params, Result
from handrail.dispatch import Call, allowed
from handrail.features.access.model import SESSION_LIFE
from handrail.features.records.model import ObjectSeen
from handrail.features.records.operations.schema import list_objects
from handrail.features.webhooks.operations import list_webhooks
from handrail.surfaces.http import Run, read_body, request_id_of, spoken_path
from handrail.surfaces.web import news
from handrail.surfaces.web.rendering import html, look, render
from handrail.surfaces.web.sessions import Sessions
from handrail.surfaces.web.ways import NO_WAYS, Ways
from handrail.surfaces.web.words import Problem, for_people

ParamsT = TypeVar("ParamsT", bound=Params)
ResultT = TypeVar("ResultT", bound=Result)
Handler: TypeAlias = Callable[["Visit"], Awaitable[Response]]
Form: TypeAlias = dict[str, list[str]]

FRAGMENTS = frozenset({"main", "rows", "drawer", "record", "field"})
MOST_FORM = 1024 * 1024
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """What every page is handed: the way to operations, the sessions, and the cookie's name."""

    run: Run
    sessions: Sessions
    secure: bool = False
    """Whether people reach the server by https."""
    ways: Ways = NO_WAYS
    """What they can sign in with beside a password."""

    @property
    def cookie(self) -> str:
        """`__Host-` binds the cookie to this host and to https, where there is https."""
        return "__Host-handrail" if self.secure else "handrail"

    def let_in(self, answer: Response, secret: str) -> None:
        """Give the browser its session."""
        self._set_cookie(answer, secret, SESSION_LIFE // 1_000_000)

    def let_out(self, answer: Response) -> None:
        self._set_cookie(answer, "", 0)

    def _set_cookie(self, answer: Response, secret: str, life: int) -> None:
        answer.set_cookie(
            self.cookie,
            secret,
            max_age=life,
            path="/",
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )

    def signed_in(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """The handler, for those who are signed in; the others are led to the sign-in page."""

        async def endpoint(request: Request) -> Response:
            if request.method == "POST" and not same_origin(request):
                return cross_site()
            token = request.cookies.get(self.cookie, "")
            try:
                actor = await self.sessions.actor(token) if token else None
            except (RateLimited, Unavailable) as error:
                return _bare(request, for_people(error))
            if actor is None:
                return _to_sign_in(request)
            visit = Visit(request, actor, self.run, self.secure, self.sessions)
            try:
                return await handler(visit)
            except HandrailError as error:
                return await visit.refuse(for_people(error))
            except ClientDisconnect:
                raise
            except Exception:
                return _bare(request, _accident(request))

        return endpoint


def _accident(request: Request) -> Problem:
    """What nobody foresaw: the log has the rest, under the number that the page shows."""
    number = request_id_of(request.scope)
    log.exception("unexpected", request_id=number, path=spoken_path(request.url.path))
    hint = f"Try once more. If it stays, give this number to whoever runs this server: {number}."
    return Problem("Something went wrong on our side.", hint, 500)


def once(form: Form) -> str | None:
    """The key that a form carries so that sending it twice does its work once."""
    return form.get("once", [""])[0][:200] or None


def same_origin(request: Request) -> bool:
    """Whether a form was sent by a page of ours: what the browser says, which no page can forge."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


def cross_site() -> Response:
    return PlainTextResponse("This form was sent from another site. Nothing was changed.", 403)


def _to_sign_in(request: Request) -> Response:
    if "x-partial" in request.headers or request.method != "GET":
        return PlainTextResponse("Sign in again.", 401)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(path)}" if path != "/" else "/sign-in", 303)


@dataclass(slots=True)
class Visit:
    request: Request
    actor: Actor
    run: Run
    secure: bool
    sessions: Sessions
    _objects: Sequence[ObjectSeen] | None = field(default=None)

    @property
    def partial(self) -> str | None:
        """Which fragment is asked for; None where it is the whole page."""
        name = self.request.headers.get("x-partial")
        return name if name in FRAGMENTS else None

    @property
    def path(self) -> dict[str, str]:
        return self.request.path_params

    async def ask(self, operation: Operation[ParamsT, ResultT], **said: Any) -> ResultT:
        """Run an operation as this person."""
        via = Via("web", request_id_of(self.request.scope))
        return cast(ResultT, await self.run(Call(operation, said, self.actor, via)))

    def may(self, operation: AnyOperation) -> bool:
        """Whether this person may use an operation at all."""
        try:
            allowed(operation, self.actor)
        except HandrailError:
            return False
        return True

    async def form(self) -> Form:
        """What was sent, by name; every name may hold several."""
        raw = await read_body(self.request.scope, self.request.receive, MOST_FORM)
        try:
            return parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=2000)
        except ValueError as error:
            raise BadRequest("The form could not be read.") from error

    @property
    def origin(self) -> str:
        """Where people reach this server, as this request did."""
        url = self.request.url
        return f"{'https' if self.secure else url.scheme}://{url.netloc}"

    async def objects(self) -> Sequence[ObjectSeen]:
        if self._objects is None:
            self._objects = (await self.ask(list_objects)).objects
        return self._objects

    async def show(
        self, template: str, title: str, current: str, status: int = 200, **context: Any
    ) -> Response:
        """A page whole, or its main panel where that is all that is asked for."""
        if self.partial:
            return self.fragment(template, status, title=title, **context)
        places = await self.sessions.workspaces(self.actor)
        here = next((e for e in places if e.actor.workspace == self.actor.workspace), None)
        shell = {
            "workspace": here.workspace_name if here else self.actor.workspace_slug,
            "places": [each for each in places if each is not here],
            "objects": await self.objects(),
            "member": self.actor.member_name,
            "role": self.actor.role,
            "webhooks": self.may(list_webhooks),
            "audits": self.actor.role == "admin" or "audit.read" in self.actor.permissions,
            "current": current,
        }
        told = news.heard(self.request, secure=self.secure)
        body = render(
            "app.html",
            content=template, title=title, shell=shell, look=look(self.request), news=told,
            **context,
        )  # fmt: skip
        answer = html(self.request, body, status)
        if told:
            news.forget(answer, secure=self.secure)
        return answer

    def fragment(self, template: str, status: int = 200, **context: Any) -> Response:
        return html(self.request, render(template, **context), status)

    def goto(self, path: str, said: str = "", undo: str = "") -> Response:
        """Send the browser on after a form: by redirect, or by a word to the page's script.

        `said` is what the next page tells, once; `undo` is the address that takes it back.
        """
        answer = (
            Response(status_code=204, headers={"X-Goto": path})
            if self.partial
            else RedirectResponse(path, 303)
        )
        if said:
            news.leave(answer, said, undo, secure=self.secure)
        return answer

    async def refuse(self, problem: Problem) -> Response:
        """A problem as a page, or as a line for the page that asked."""
        if self.partial:
            return _bare(self.request, problem)
        try:
            return await self.show(
                "error.html", _title(problem), "", problem.status, problem=problem
            )
        except HandrailError:  # what the shell shows cannot be read just now
            return _bare(self.request, problem)


async def every(visit: Visit, listing: AnyOperation, rows: str, **said: Any) -> list[Any]:
    """All that an operation lists page by page; `rows` is what its result calls them."""
    found: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        page: Any = await visit.ask(listing, offset=offset, **said)
        found += getattr(page, rows)
        offset = page.next_offset
    return found


TITLES = {
    403: "Not allowed", 404: "Not found", 405: "Not a page", 409: "Changed meanwhile",
    422: "Not understood", 429: "Too fast", 500: "Something went wrong", 503: "Not now",
}  # fmt: skip


def _title(problem: Problem) -> str:
    return TITLES.get(problem.status, "Refused")


def _bare(request: Request, problem: Problem) -> Response:
    """A problem without the shell: a line for a page's script, or a page by itself."""
    if "x-partial" in request.headers:
        said = problem.message if problem.hint is None else f"{problem.message} {problem.hint}"
        return PlainTextResponse(said, problem.status)
    title = _title(problem)
    body = render("bare.html", title=title, problem=problem, look=look(request))
    return html(request, body, problem.status)
