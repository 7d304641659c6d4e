"""Signing in with an OpenID provider: there and back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handrail.core.actor import Via
from handrail.core.errors import HandrailError, Invalid, RateLimited, Unauthorized, Unavailable
from handrail.outbound.openid_code import Attempt, address, person
from handrail.surfaces.http import request_id_of
from handrail.surfaces.web.pages.sign_in import inside, sign_in_page
from handrail.surfaces.web.rendering import html, look, render
from handrail.surfaces.web.visit import Door
from handrail.surfaces.web.ways import OpenId

LIFE = 600
"""Seconds within which somebody comes back."""
REFUSALS = (Unauthorized, RateLimited, Invalid, Unavailable)
CALLBACK = "/sign-in/openid/callback"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the cookie keeps while somebody is away: their attempt, and where they wanted to go."""

    attempt: Attempt
    next: str
    workspace: str

    def text(self) -> str:
        path = urlsafe_b64encode(self.next.encode()).decode()
        return f"{self.attempt.secret}.{self.workspace}.{path}"

    @classmethod
    def read(cls, text: str) -> "Setting | None":
        secret, _, rest = text.partition(".")
        workspace, _, path = rest.partition(".")
        try:
            return cls(Attempt(secret), urlsafe_b64decode(path).decode(), workspace)
        except ValueError:
            return None


class OpenIdEntrance:
    def __init__(self, door: Door, openid: OpenId) -> None:
        self.door = door
        self.openid = openid

    @property
    def cookie(self) -> str:
        return f"{self.door.cookie}-openid"

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider, with a cookie by which only it may come back."""
        said = request.query_params
        setting = Setting(
            Attempt.new(), inside(said.get("next", "/"))[:1000], _slug(said.get("workspace", ""))
        )
        try:
            there = await address(self.openid.provider, self.openid.client, setting.attempt)
        except REFUSALS as error:
            return self._refused(request, setting.next, error)
        answer = RedirectResponse(there, 303)
        answer.set_cookie(
            self.cookie,
            setting.text(),
            max_age=LIFE,
            path="/",
            httponly=True,
            secure=self.door.secure,
            samesite="lax",  # the provider sends the browser back from its own site
        )
        return answer

    async def finish(self, request: Request) -> Response:
        """A new session and its cookie; or the sign-in page, with what is wrong."""
        setting = Setting.read(request.cookies.get(self.cookie, ""))
        target = inside(setting.next) if setting else "/"
        try:
            answer: Response = RedirectResponse(target, 303)
            self.door.let_in(answer, await self._let_in(request, setting))
        except REFUSALS as error:
            answer = self._refused(request, target, error)
        answer.delete_cookie(self.cookie, path="/", secure=self.door.secure, httponly=True)
        return answer

    async def _let_in(self, request: Request, setting: Setting | None) -> str:
        if setting is None:
            raise Unauthorized(
                "That took too long, or began in another browser.", hint="Try once more."
            )
        await self.door.sessions.not_too_often(request.client.host if request.client else "")
        who = await person(
            self.openid.provider, self.openid.client, setting.attempt, request.query_params
        )
        return await self.door.sessions.by_openid(
            who,
            self.openid.joining,
            Via("web", request_id_of(request.scope)),
            setting.workspace or None,
            request.headers.get("user-agent", ""),
        )

    def _refused(self, request: Request, target: str, error: HandrailError) -> Response:
        if error.field == "workspace":
            shown = {"workspaces": error.allowed, "next": target, "look": look(request)}
            return html(request, render("workspaces.html", **shown))
        return sign_in_page(self.door, request, {"next": [target]}, error)


def _slug(text: str) -> str:
    return "".join(each for each in text[:64] if each.isascii() and (each.isalnum() or each == "-"))
