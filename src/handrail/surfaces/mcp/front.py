"""Operations as an MCP endpoint. It knows operations, and no feature.

`tools/list` is the kernel's own answer, kept in bytes; `tools/call` is written around the JSON
that the operation's result makes of itself. Everything else goes through the kernel.
"""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import orjson
import structlog
from mcp_types import INVALID_PARAMS, CallToolRequestParams, CallToolResult, ListToolsResult, Tool
from starlette.types import Receive, Scope, Send

from handrail.core.actor import Via
from handrail.core.errors import Forbidden, HandrailError, InsufficientScope, Invalid
from handrail.core.face import Face, Prompt
from handrail.core.operation import AnyOperation, Door
from handrail.dispatch import Call
from handrail.surfaces.http import Admit, Run, unexpected
from handrail.surfaces.mcp.answers import Answer, answer, refusal
from handrail.surfaces.mcp.endpoint import Endpoint
from handrail.surfaces.mcp.exchange import Visit, served
from handrail.surfaces.mcp.kernel import TTL_MS, build_kernel
from handrail.surfaces.mcp.lenient import meant
from handrail.surfaces.mcp.messages import Message, Refused
from handrail.surfaces.mcp.offer import covers, definition, may, narrowing, who
from handrail.surfaces.mcp.repeats import Repeats

KEPT_LISTS = 256
log = structlog.get_logger(__name__)


class McpFront:
    """An ASGI app: one endpoint, stateless, every protocol version.

    `toolsets` are names of operations by toolset, for the X-MCP-Toolsets header; `elsewhere` says
    at which path a tool is that is not offered here; `challenge` is the WWW-Authenticate header
    of a 401; `surface` is what the journal calls this endpoint; `face` has words of its own.
    """

    def __init__(
        self,
        operations: Iterable[AnyOperation],
        run: Run,
        admit: Admit,
        *,
        name: str,
        version: str,
        instructions: str | None = None,
        challenge: str = "Bearer",
        toolsets: Mapping[str, Collection[str]] | None = None,
        elsewhere: Mapping[str, str] | None = None,
        surface: str = "mcp",
        output_schemas: bool = False,
        face: Face | None = None,
        prompts: Collection[Prompt] = (),
    ) -> None:
        self.run = run
        self.face = face
        self.surface = surface
        self.challenge = challenge
        self.toolsets = dict(toolsets or {})
        self.elsewhere = dict(elsewhere or {})
        self.output_schemas = output_schemas
        offered = [operation for operation in operations if Door.MCP in operation.doors]
        self.operations = {operation.name: operation for operation in offered}
        self.operations |= {name: each for each in offered for name in each.also}
        self.tools = {
            each.name: Tool.model_validate(definition(each, output_schema=output_schemas))
            for each in offered
        }
        self.kernel = build_kernel(name, version, instructions, self._list, self._call, prompts)
        self.stamp = orjson.dumps(self.kernel.server_info_stamp)
        self.lists: dict[Any, bytes] = {}
        self.repeats = Repeats()
        quick = {"tools/list": self.quick_list, "tools/call": self.quick_call}
        turn_away = face.turn_away if face is not None else None
        self.endpoint = Endpoint(
            self.kernel, admit, quick=quick, challenge=challenge, turn_away=turn_away
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.endpoint(scope, receive, send)

    async def quick_list(self, message: Message, visit: Visit) -> bytes | None:
        """The list in bytes, once made for each version, grant and narrowing."""
        if message.params is not None and message.params.keys() - {"_meta"}:
            return None
        limits = narrowing(visit.headers, self.toolsets)
        key = (message.version, *who(visit.actor), limits)
        if (kept := self.lists.get(key)) is None:
            if len(self.lists) >= KEPT_LISTS:
                self.lists.clear()
            kept = self.lists[key] = orjson.dumps(await served(self.kernel, message, visit))
        return kept

    async def quick_call(self, message: Message, visit: Visit) -> bytes | None:
        params = message.params or {}
        name, arguments = params.get("name"), params.get("arguments")
        if arguments is None:
            arguments = {}
        if not isinstance(name, str) or not isinstance(arguments, dict):
            raise Refused(INVALID_PARAMS, "A tool call has a name and an object of arguments.")
        said = await self._answer(name, arguments, visit)
        return said.as_bytes(self.stamp if message.modern else None)

    async def _answer(self, name: str, said: Mapping[str, Any], visit: Visit) -> Answer:
        limits = narrowing(visit.headers, self.toolsets)
        operation = self.operations.get(name)
        if operation is None:
            raise self._unknown(name, visit)
        try:
            if not covers(limits, operation, self.toolsets):
                raise Forbidden(
                    f"This connection has left {name} out.",
                    hint="Its X-MCP-Readonly or X-MCP-Toolsets header narrows it; change them.",
                )
            via = Via(self.surface, visit.request_id, visit.client)
            said = meant(operation.params, said)
            call = Call(operation, said, visit.actor, via)
            made = answer(operation, await self.run(call), self.face)
            return self._beside(made, call)
        except HandrailError as error:
            if isinstance(error, InsufficientScope) and not error.asked:
                raise  # as HTTP: a client that hears it there asks its user for more
            if self.face is not None and self.face.by_http and isinstance(error, Invalid):
                raise
            return self._refusal(error, visit)
        except Exception:
            log.exception("unexpected", request_id=visit.request_id, tool=name)
            return self._refusal(unexpected(), visit)

    def _beside(self, made: Answer, call: Call) -> Answer:
        """An answer with what is said beside it: what is left of a budget, and that this very
        call has been made before. Faces have words of their own, and get neither."""
        if self.face is not None:
            return made
        if call.told:
            made = replace(made, meta=call.told)
        caller, name = call.actor.caller_id, call.operation.name
        note = self.repeats.note(caller, name, call.said, made.structured or b"")
        return made if note is None else replace(made, texts=(*made.texts, note))

    def _refusal(self, error: HandrailError, visit: Visit) -> Answer:
        return refusal(
            error,
            visit.request_id,
            output_schema=self.output_schemas,
            challenge=self.challenge,
            face=self.face,
        )

    def _unknown(self, name: str, visit: Visit) -> Refused:
        if (path := self.elsewhere.get(name)) is not None:
            said = f"{name} is not offered here, but at {path}: connect to that endpoint too."
            return Refused(INVALID_PARAMS, said, {"path": path})
        known = [tool.name for tool in self._offered(visit)]
        near = difflib.get_close_matches(name[:80], known, 1)
        more = f" Did you mean {near[0]}?" if near else " tools/list names those there are."
        data = {"did_you_mean": near[0]} if near else None
        return Refused(INVALID_PARAMS, f"Unknown tool: {name[:80]}.{more}", data)

    def _offered(self, visit: Visit) -> list[Tool]:
        limits = narrowing(visit.headers, self.toolsets)
        return [
            self.tools[name]
            for name, operation in self.operations.items()
            if name in self.tools
            and covers(limits, operation, self.toolsets)
            and may(visit.actor, operation)
        ]

    def _list(self, visit: Visit) -> ListToolsResult:
        return ListToolsResult(tools=self._offered(visit), ttl_ms=TTL_MS, cache_scope="private")

    async def _call(self, visit: Visit, params: CallToolRequestParams) -> CallToolResult:
        said = await self._answer(params.name, params.arguments or {}, visit)
        return said.as_result()
