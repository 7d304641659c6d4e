"""Operations spoken as HTTP. Knows the protocol and no feature."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from handrail import __version__
from handrail.core.actor import Via
from handrail.core.errors import HandrailError
from handrail.core.face import Face
from handrail.core.operation import AnyOperation, Door
from handrail.core.shapes import Result, Streamed
from handrail.dispatch import Call, allowed
from handrail.surfaces.http import (
    JSON,
    Admit,
    Header,
    Reply,
    Run,
    header_map,
    reply_of,
    request_id_of,
    unexpected,
)
from handrail.surfaces.rest.asking import Asking
from handrail.surfaces.rest.grouping import Group, sections
from handrail.surfaces.rest.openapi import document
from handrail.surfaces.rest.problems import no_such_path, refused, wrong_method
from handrail.surfaces.rest.reference import reference_routes
from handrail.surfaces.rest.still import Later, Still, headless
from handrail.surfaces.rest.stream import Stream

PREFIX = "/v1"
LONGEST_CLIENT = 200
log = structlog.get_logger(__name__)


def rest_routes(
    operations: Iterable[AnyOperation],
    run: Run,
    admit: Admit,
    *,
    groups: Iterable[Group] | None = None,
    examples: Mapping[str, Mapping[str, Any]] | None = None,
    challenge: str = "Bearer",
    version: str = __version__,
) -> list[Route]:
    """The operations under /v1, their OpenAPI document, and a page for people.

    `groups` are the sections of the page; `examples` are arguments by operation's name;
    `challenge` is the WWW-Authenticate header of a 401.
    """
    offered = [each for each in operations if Door.REST in each.doors]
    parts = sections(offered, groups)
    # a sixth of a second, which few processes ever need
    described = cache(lambda: document(parts, examples=examples, version=version))
    found = resources(offered, run, admit, challenge)
    return [
        Route(f"{PREFIX}/openapi.json", Later(lambda: Still.json(described()))),
        *reference_routes(described, parts, examples=examples),
        *(Route(each.path, each) for each in found),
        Route(PREFIX + "{rest:path}", Nowhere([each.path for each in found], admit)),
    ]


def resources(
    offered: Iterable[AnyOperation],
    run: Run,
    admit: Admit,
    challenge: str,
    *,
    prefix: str = PREFIX,
    face: Face | None = None,
) -> list["Resource"]:
    """One for each path; a fixed name comes before a parameter in its place."""
    methods: dict[str, dict[str, AnyOperation]] = {}
    for each in offered:
        methods.setdefault(prefix + each.path, {})[each.method] = each
    paths = sorted(methods, key=lambda path: ["{" in part for part in path.split("/")])
    return [Resource(path, methods[path], run, admit, challenge, face) for path in paths]


class Resource:
    """An ASGI app: one path, and what each of its methods does."""

    def __init__(
        self,
        path: str,
        methods: Mapping[str, AnyOperation],
        run: Run,
        admit: Admit,
        challenge: str,
        face: Face | None = None,
    ) -> None:
        self.path = path
        self.run = run
        self.admit = admit
        self.challenge = challenge
        self.face = face
        self.surface = "rest" if face is None else f"{face.name} rest"
        self.methods = {method: Asking(operation) for method, operation in methods.items()}
        if "GET" in methods:
            self.methods["HEAD"] = self.methods["GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = request_id_of(scope)
        try:
            reply = await self._reply(scope, receive, request_id)
        except HandrailError as error:
            reply = refused(error, request_id, self.challenge, self.face)
        except Exception as error:
            if self.face is None or isinstance(error, ClientDisconnect):
                raise  # the Edge says it, in the words of no face
            log.exception("unexpected", request_id=request_id, path=scope["path"])
            reply = refused(unexpected(), request_id, self.challenge, self.face)
        await reply(scope, receive, headless(scope, send))

    async def _reply(self, scope: Scope, receive: Receive, request_id: str) -> Reply | Stream:
        """Who may do what is settled before a byte of the body is read."""
        asking = self.methods.get(scope["method"])
        if asking is None:
            await counted(self.admit, scope)
            raise wrong_method(scope["path"], scope["method"], list(self.methods))
        headers = header_map(scope)
        actor = await self.admit(headers, scope)
        allowed(asking.operation, actor)
        said = await asking.said(scope, receive, headers)
        client = headers.get("user-agent", "")[:LONGEST_CLIENT] or None
        via = Via(surface=self.surface, request_id=request_id, client=client)
        result = await self.run(Call(asking.operation, said, actor, via))
        if isinstance(result, Streamed):
            return Stream(result)
        return answer(asking.operation, result, self.face)


def answer(operation: AnyOperation, result: Result, face: Face | None = None) -> Reply:
    """The result as JSON. What has a version has it as its entity tag too, for If-Match."""
    if face is not None and face.answer is not None:
        return reply_of(face.answer(operation, result))
    body = result.model_dump_json(by_alias=True).encode()
    headers: list[Header] = [JSON]
    version: Any = getattr(result, "version", None)
    if isinstance(version, int):
        headers.append((b"etag", b'"%d"' % version))
    return Reply(operation.status, body, tuple(headers))


async def counted(admit: Admit, scope: Scope) -> None:
    """Count a call of what there is not: it is told to anybody, and to who comes with a key how
    many calls are left."""
    with suppress(HandrailError):
        await admit(header_map(scope), scope)


class Nowhere:
    """An ASGI app for every path below a prefix that there is not."""

    path = "{rest}"

    def __init__(self, known: Collection[str], admit: Admit, face: Face | None = None) -> None:
        self.known = known
        self.admit = admit
        self.face = face

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await counted(self.admit, scope)
        error = no_such_path(scope["path"], self.known)
        reply = refused(error, request_id_of(scope), "", self.face)
        await reply(scope, receive, headless(scope, send))
