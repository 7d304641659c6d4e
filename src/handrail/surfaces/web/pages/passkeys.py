"""Passkeys: signing in with one, and one's own on the security page."""

from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from handrail.core.errors import (
    BadRequest,
    Conflict,
    HandrailError,
    Invalid,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from handrail.features.access.model import PASSKEY_CHALLENGE_LIFE, WaysIn
from handrail.features.access.operations.passkeys import (
    add_passkey,
    begin_passkey,
    list_ways_in,
    remove_passkey,
    rename_passkey,
    unlink_identity,
)
from handrail.surfaces.http import read_body
from handrail.surfaces.web.pages.sign_in import inside, sign_in_page
from handrail.surfaces.web.visit import Door, Visit, cross_site, same_origin
from handrail.surfaces.web.words import Problem, for_people
from handrail.vault.passkeys import Site

HERE = "/settings/security"
LIFE = PASSKEY_CHALLENGE_LIFE // 1_000_000
MOST = 64 * 1024
REFUSALS = (Unauthorized, RateLimited, Invalid, Unavailable, BadRequest)


def cookie_of(door: Door) -> str:
    return f"{door.cookie}-passkey"


def _with_challenge(door: Door, options: dict[str, Any], challenge: str) -> Response:
    """What the browser is to do, and a cookie by which only this browser may answer."""
    answer = JSONResponse(options)
    answer.set_cookie(
        cookie_of(door),
        challenge,
        max_age=LIFE,
        path="/",
        httponly=True,
        secure=door.secure,
        samesite="strict",
    )
    return answer


def _credential(text: str) -> dict[str, Any]:
    """What the browser answered. Raises BadRequest."""
    try:
        said = orjson.loads(text)
    except ValueError as error:
        raise BadRequest("The browser sent no passkey.", hint="Try again.") from error
    if not isinstance(said, dict):
        raise BadRequest("The browser sent no passkey.", hint="Try again.")
    return said


class PasskeyEntrance:
    """Signing in: nothing is typed, the browser shows which passkeys it has for this site."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def options(self, request: Request) -> Response:
        if not same_origin(request):
            return cross_site()
        site = self.door.ways.site_at(request)
        if site is None:
            return PlainTextResponse(NOT_HERE, 404)
        address = request.client.host if request.client else ""
        try:
            options, challenge = await self.door.sessions.begin_passkey(site, address)
        except REFUSALS as error:
            return _line(error)
        return _with_challenge(self.door, options, challenge)

    async def sign_in(self, request: Request) -> Response:
        """A new session and its cookie; or the sign-in page, with what is wrong."""
        if not same_origin(request):
            return cross_site()
        raw = await read_body(request.scope, request.receive, MOST)
        form = parse_qs(raw.decode(errors="replace"), keep_blank_values=True)
        said, target = form.get("credential", [""])[0], form.get("next", ["/"])[0]
        site = self.door.ways.site_at(request)
        try:
            if site is None:
                raise Invalid(NOT_HERE)
            secret = await self.door.sessions.by_passkey(
                site,
                request.cookies.get(cookie_of(self.door), ""),
                _credential(said),
                request.headers.get("user-agent", ""),
            )
        except REFUSALS as error:
            answer = sign_in_page(self.door, request, {"next": [target]}, error)
        else:
            answer = RedirectResponse(inside(target), 303)
            self.door.let_in(answer, secret)
        answer.delete_cookie(cookie_of(self.door), path="/", secure=self.door.secure, httponly=True)
        return answer


NOT_HERE = "Passkeys cannot be used at this address."


def _line(error: HandrailError) -> Response:
    problem = for_people(error)
    return PlainTextResponse(" ".join(filter(None, (problem.message, problem.hint))), error.status)


class SecurityPages:
    """How the person signed in can sign in."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def page(self, visit: Visit) -> Response:
        return await self._shown(visit)

    async def _shown(self, visit: Visit, problem: Problem | None = None) -> Response:
        ways: WaysIn = await visit.ask(list_ways_in)
        return await visit.show(
            "security.html",
            "Security",
            "settings/security",
            problem.status if problem else 200,
            ways=ways,
            here=self.door.ways.site_at(visit.request) is not None,
            elsewhere=self._elsewhere(),
            problem=problem,
        )

    def _elsewhere(self) -> str | None:
        """Where passkeys can be used, where they can be anywhere."""
        return self.door.ways.site.origin if self.door.ways.site else None

    async def options(self, visit: Visit) -> Response:
        site = self.door.ways.site_at(visit.request)
        if site is None:
            return PlainTextResponse(NOT_HERE, 404)
        try:
            asked = await visit.ask(begin_passkey, site_id=site.id, origin=site.origin)
        except REFUSALS as error:
            return _line(error)
        return _with_challenge(self.door, asked.options, asked.challenge)

    async def add(self, visit: Visit) -> Response:
        form = await visit.form()
        try:
            await self._add(visit, self._site(visit), form)
        except (*REFUSALS, Conflict) as error:
            return await self._shown(visit, for_people(error))
        return visit.goto(HERE)

    def _site(self, visit: Visit) -> Site:
        site = self.door.ways.site_at(visit.request)
        if site is None:
            raise Invalid(NOT_HERE)
        return site

    async def _add(self, visit: Visit, site: Site, form: dict[str, list[str]]) -> None:
        await visit.ask(
            add_passkey,
            site_id=site.id,
            origin=site.origin,
            challenge=visit.request.cookies.get(cookie_of(self.door), ""),
            credential=_credential(form.get("credential", [""])[0]),
            name=form.get("name", [""])[0],
        )

    async def rename(self, visit: Visit) -> Response:
        name = (await visit.form()).get("name", [""])[0]
        await visit.ask(rename_passkey, passkey_id=visit.path["id"], name=name)
        return visit.goto(HERE)

    async def remove(self, visit: Visit) -> Response:
        await visit.ask(remove_passkey, passkey_id=visit.path["id"])
        return visit.goto(HERE)

    async def unlink(self, visit: Visit) -> Response:
        await visit.ask(unlink_identity, identity_id=visit.path["id"])
        return visit.goto(HERE)
