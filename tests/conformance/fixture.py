"""The server that the official conformance suite expects, behind the product's own endpoint.

The suite fixes the names, arguments and answers; each file here holds one part of them.
"""

from collections.abc import Mapping
from typing import Any

from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler
from mcp_types import (
    CallToolRequestParams,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    EmptyResult,
    ListToolsResult,
    SetLevelRequestParams,
)
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from handrail.core.actor import Actor, Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result
from handrail.dispatch import Call, understood
from handrail.surfaces.http import Edge, Origins
from handrail.surfaces.mcp.endpoint import Endpoint
from handrail.surfaces.mcp.front import McpFront
from tests.conformance import prompts, resources, rounds, tools

PATH = "/conformance/mcp"
TOOLS_PATH = "/conformance/tools"
TOOLS = tools.TOOLS | rounds.TOOLS
BUS = InMemorySubscriptionBus()


async def list_tools(ctx: Any, params: Any) -> ListToolsResult:
    listed = [tool for tool, _ in TOOLS.values()]
    return ListToolsResult(tools=listed, ttl_ms=60_000, cache_scope="public")


async def call_tool(ctx: Any, params: CallToolRequestParams) -> Any:
    if params.name not in TOOLS:
        raise tools.wrong(f"Unknown tool: {params.name}")
    _, handler = TOOLS[params.name]
    ctx.lifespan_context["bus"] = BUS
    return await handler(ctx, params)


async def complete(ctx: Any, params: CompleteRequestParams) -> CompleteResult:
    return CompleteResult(completion=Completion(values=["paris", "park"], total=2, has_more=False))


async def done(ctx: Any, params: Any) -> EmptyResult:
    return EmptyResult()


def build_kernel() -> Server[Any]:
    kernel = Server[Any](
        "handrail-conformance",
        version="1.0.0",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=resources.list_resources,
        on_list_resource_templates=resources.list_templates,
        on_read_resource=resources.read,
        on_subscribe_resource=done,
        on_unsubscribe_resource=done,
        on_list_prompts=prompts.list_prompts,
        on_get_prompt=prompts.get,
        on_completion=complete,
        on_subscriptions_listen=ListenHandler(BUS),
        get_tool_input_schema=lambda name: TOOLS[name][0].input_schema if name in TOOLS else None,
    )
    kernel.add_request_handler("logging/setLevel", SetLevelRequestParams, done)
    sealed = RequestStateSecurity(keys=[b"for the fixture alone, never real"])
    kernel.middleware.append(RequestStateBoundary(sealed, default_audience="conformance"))
    return kernel


async def anyone(headers: Mapping[str, str], scope: Any) -> Actor:
    """The suite comes without a key."""
    return Actor(
        workspace=0,
        workspace_id="",
        workspace_slug="",
        member_id="",
        member_name="conformance",
        role="rep",
        scopes=frozenset({Scope.READ_DATA}),
        schema_version=0,
    )


def build_app() -> Starlette:
    """The app that the runner serves, through the same edge and endpoint as the product.

    Beside the fixture stands a front over one plain operation, with its quick ways.
    """
    endpoint = Endpoint(build_kernel(), anyone)
    front = McpFront([say_hello], run, anyone, name="handrail", version="1.0.0")
    edge = Middleware(Edge, origins=Origins())
    routes = [Route(PATH, endpoint), Route(TOOLS_PATH, front)]
    return Starlette(routes=routes, middleware=[edge])


class Nobody(Params):
    pass


class Hello(Result):
    hello: str


@operation("GET /hello", effect=Effect.READ, scope=Scope.READ_DATA)
async def say_hello(ctx: Any, params: Nobody) -> Hello:
    """Say hello."""
    return Hello(hello="world")


async def run(call: Call) -> Result:
    """Without a database: no scenario here gets as far as one."""
    return await call.operation.handler(None, understood(call.operation.params, call.said))
