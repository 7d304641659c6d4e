"""The consent page: a person is shown who asks for what, and says yes or no.

The form carries the client's own query, and a word made of it and of the session's secret. So a
decision holds for what this person was shown, in this session, and no other page can make one.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from handrail.core.actor import Actor, Scope, Via
from handrail.core.errors import BadRequest, Forbidden, RateLimited
from handrail.core.operation import AnyOperation
from handrail.dispatch import Call
from handrail.features.access.actions import clients
from handrail.features.access.actions.sessions import workspaces_of
from handrail.features.access.delegation import Asked, ConsentGiven, GrantScopes
from handrail.features.access.model import Membership
from handrail.features.access.operations.grants import give_consent, granted_scopes
from handrail.surfaces.http import request_id_of
from handrail.surfaces.oauth import documents, redirects
from handrail.surfaces.oauth.answers import single
from handrail.surfaces.oauth.asking import Declined, Way, judged, known_client, way_back
from handrail.surfaces.oauth.server import AuthorizationServer
from handrail.surfaces.web.rendering import POLICY, html, look, render
from handrail.surfaces.web.visit import Visit
from handrail.surfaces.web.words import Problem, for_people

HERE = "/oauth/authorize"
TICKS = {"write": Scope.WRITE_DATA, "send": Scope.SEND_MESSAGES}


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace to choose: who the person is there, and what the client may do there already."""

    slug: str
    name: str
    member: str
    role: str
    has: Sequence[Scope]


@dataclass(frozen=True)
class Consent:
    server: AuthorizationServer
    cookie: str

    async def authorize(self, visit: Visit) -> Response:
        """What a client sends a person's browser to."""
        return await self._led(visit, visit.request.url.query, decided=False)

    async def decide(self, visit: Visit) -> Response:
        """The person's answer, by the page's own form."""
        form = {name: values[0] for name, values in (await visit.form()).items()}
        query = form.get("query", "")
        if not hmac.compare_digest(form.get("word", "").encode(), self._word(visit, query)):
            problem = Problem("This page is out of date.", "Connect the client again.", 403)
            return _page(visit.request, problem)
        return await self._led(visit, query, decided=True, form=form)

    async def _led(
        self, visit: Visit, query: str, *, decided: bool, form: Mapping[str, str] | None = None
    ) -> Response:
        """The page, or the way back; a page with what is wrong while no way back is known."""
        try:
            said = single(query)
            client = await known_client(self.server, said, visit.actor.member_id)
            way = way_back(self.server, said, client)
        except ValueError as error:
            return _page(visit.request, Problem("This request cannot be read.", str(error), 400))
        except (BadRequest, RateLimited) as error:
            return _page(visit.request, for_people(error))
        try:
            asked = judged(self.server, said, client, way)
            if not decided:
                return await self._shown(visit, query, asked, client.redirects)
            return await self._answered(visit, form or {}, asked, way)
        except Declined as no:
            return _back(way.back(error=no.error, error_description=no.description))
        except Forbidden as error:
            return _page(visit.request, for_people(error))

    async def _shown(
        self, visit: Visit, query: str, asked: Asked, known: tuple[str, ...]
    ) -> Response:
        places = await workspaces_of(self.server.database, visit.actor)
        body = render(
            "consent.html",
            look=look(visit.request),
            asked=asked,
            endpoint=self.server.endpoints[asked.resource],
            redirect_host=redirects.host(asked.redirect),
            local=all(map(redirects.is_loopback, known)),
            member=visit.actor.member_name,
            here=visit.actor.workspace_slug,
            places=[await self._place(visit, each, asked) for each in places],
            proven=documents.is_document(asked.client_id),
            wants=_offered(asked),
            another=f"/sign-in?next={quote(f'{HERE}?{query}')}",
            query=query,
            word=self._word(visit, query).decode(),
        )
        policy = POLICY.replace(
            "form-action 'self'", f"form-action 'self' {redirects.source(asked.redirect)}"
        )
        return html(visit.request, body, Content_Security_Policy=policy)

    async def _place(self, visit: Visit, where: Membership, asked: Asked) -> Place:
        known: GrantScopes = await self._ask(
            visit, where.actor, granted_scopes, client_id=asked.client_id
        )
        return Place(
            where.actor.workspace_slug,
            where.workspace_name,
            where.actor.member_name,
            where.actor.role,
            known.scopes,
        )

    async def _ask(self, visit: Visit, actor: Actor, operation: AnyOperation, **said: Any) -> Any:
        """Run an operation as this person, in the workspace they chose."""
        via = Via("web", request_id_of(visit.request.scope))
        return await visit.run(Call(operation, said, actor, via))

    async def _answered(
        self, visit: Visit, form: Mapping[str, str], asked: Asked, way: Way
    ) -> Response:
        if form.get("decision") != "allow":
            return _back(way.back(error="access_denied", error_description="The person said no."))
        places = await workspaces_of(self.server.database, visit.actor)
        chosen = form.get("workspace", visit.actor.workspace_slug)
        actor = next((e.actor for e in places if e.actor.workspace_slug == chosen), None)
        if actor is None:
            raise Forbidden("You are no member of that workspace.", hint="Choose another one.")
        ticked = [TICKS[name] for name in _offered(asked) if form.get(name) == "yes"]
        given: ConsentGiven = await self._ask(
            visit,
            actor,
            give_consent,
            asked={**asdict(asked), "requested": sorted(asked.requested)},
            scopes=ticked,
        )
        await clients.was_granted(self.server.database, asked.client_id)
        return _back(way.back(code=given.code))

    def _word(self, visit: Visit, query: str) -> bytes:
        secret = visit.request.cookies.get(self.cookie, "")
        message = f"consent\n{query}".encode()
        return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode()


def _offered(asked: Asked) -> list[str]:
    """What can be ticked: what was asked for, or anything where the client left it open."""
    return [n for n, scope in TICKS.items() if scope in asked.requested or not asked.requested]


def _back(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def _page(request: Request, problem: Problem) -> Response:
    body = render("bare.html", title="Not connected", problem=problem, look=look(request))
    return html(request, body, problem.status)
