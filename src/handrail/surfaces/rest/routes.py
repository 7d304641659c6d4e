"""Operations spoken as HTTP. Knows the protocol and no feature."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from handrail import __version__
from handrail.core.actor import Via
from handrail.core.errors import HandrailError
from handrail.core.operation import AnyOperation, Door
from handrail.core.shapes import Result
from handrail.dispatch import Call, allowed
from handrail.surfaces.http import JSON, Admit, Header, Reply, Run, header_map, request_id_of
from handrail.surfaces.rest.asking import Asking
from handrail.surfaces.rest.grouping import Group, sections
from handrail.surfaces.rest.openapi import document
from handrail.surfaces.rest.problems import no_such_path, refused, wrong_method
from handrail.surfaces.rest.reference import reference_routes
from handrail.surfaces.rest.still import Still, headless

PREFIX = "/v1"
LONGEST_CLIENT = 200


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
    described = document(parts, examples=examples, version=version)
    resources = _resources(offered, run, admit, challenge)
    return [
        Route(f"{PREFIX}/openapi.json", Still.json(described)),
        *reference_routes(described, parts, examples=examples),
        *(Route(each.path, each) for each in resources),
        Route(PREFIX + "{rest:path}", Nowhere([each.path for each in resources])),
    ]


def _resources(
    offered: Iterable[AnyOperation], run: Run, admit: Admit, challenge: str
) -> list["Resource"]:
    """One for each path; a fixed name comes before a parameter in its place."""
    methods: dict[str, dict[str, AnyOperation]] = {}
    for each in offered:
        methods.setdefault(PREFIX + each.path, {})[each.method] = each
    paths = sorted(methods, key=lambda path: ["{" in part for part in path.split("/")])
    return [Resource(path, methods[path], run, admit, challenge) for path in paths]


class Resource:
    """An ASGI app: one path, and what each of its methods does."""

    def __init__(
        self,
        path: str,
        methods: Mapping[str, AnyOperation],
        run: Run,
        admit: Admit,
        challenge: str,
    ) -> None:
        self.path = path
        self.run = run
        self.admit = admit
        self.challenge = challenge
        self.methods = {method: Asking(operation) for method, operation in methods.items()}
        if "GET" in methods:
            self.methods["HEAD"] = self.methods["GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = request_id_of(scope)
        try:
            reply = await self._reply(scope, receive, request_id)
        except HandrailError as error:
            reply = refused(error, request_id, self.challenge)
        await reply(scope, receive, headless(scope, send))

    async def _reply(self, scope: Scope, receive: Receive, request_id: str) -> Reply:
        """Who may do what is settled before a byte of the body is read."""
        asking = self.methods.get(scope["method"])
        if asking is None:
            raise wrong_method(scope["path"], scope["method"], list(self.methods))
        headers = header_map(scope)
        actor = await self.admit(headers)
        allowed(asking.operation, actor)
        said = await asking.said(scope, receive, headers)
        client = headers.get("user-agent", "")[:LONGEST_CLIENT] or None
        via = Via(surface="rest", request_id=request_id, client=client)
        return answer(asking.operation, await self.run(Call(asking.operation, said, actor, via)))


def answer(operation: AnyOperation, result: Result) -> Reply:
    """The result as JSON. What has a version has it as its entity tag too, for If-Match."""
    body = result.model_dump_json(by_alias=True).encode()
    headers: list[Header] = [JSON]
    version: Any = getattr(result, "version", None)
    if isinstance(version, int):
        headers.append((b"etag", b'"%d"' % version))
    return Reply(operation.status, body, tuple(headers))


class Nowhere:
    """An ASGI app for every path below /v1 that there is not."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = no_such_path(scope["path"], self.known)
        reply = refused(error, request_id_of(scope), "")
        await reply(scope, receive, headless(scope, send))
