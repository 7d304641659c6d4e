"""The SDK's server under a front: everything that the quick ways do not answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server.lowlevel import Server
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ServerCapabilities,
)

from handrail.surfaces.mcp.messages import Refused

TTL_MS = 60_000


class Kernel(Server[Any]):
    """Lists of resources and prompts are answered, empty, but not advertised: a client that
    reads the capabilities then saves itself the calls."""

    def get_capabilities(self, *args: Any, **named: Any) -> ServerCapabilities:
        said = super().get_capabilities(*args, **named)
        return said.model_copy(update={"prompts": None, "resources": None})


def build_kernel(
    name: str,
    version: str,
    instructions: str | None,
    list_tools: Callable[[Any], ListToolsResult],
    call_tool: Callable[[Any, CallToolRequestParams], Awaitable[CallToolResult]],
) -> Kernel:
    """A server of tools only. The handlers get the Visit of the request."""

    async def on_list_tools(ctx: Any, params: PaginatedRequestParams | None) -> ListToolsResult:
        _first_page(params)
        return list_tools(ctx.request)

    async def on_call_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
        return await call_tool(ctx.request, params)

    return Kernel(
        name,
        version=version,
        instructions=instructions,
        on_list_tools=on_list_tools,
        on_call_tool=on_call_tool,
        on_list_resources=_no_resources,
        on_list_resource_templates=_no_templates,
        on_list_prompts=_no_prompts,
        # Without it the kernel lists all tools on every modern call; none of ours has such headers.
        get_tool_input_schema=lambda name: None,
    )


async def _no_resources(ctx: Any, params: PaginatedRequestParams | None) -> ListResourcesResult:
    _first_page(params)
    return ListResourcesResult(resources=[], ttl_ms=TTL_MS, cache_scope="private")


async def _no_templates(
    ctx: Any, params: PaginatedRequestParams | None
) -> ListResourceTemplatesResult:
    _first_page(params)
    return ListResourceTemplatesResult(resource_templates=[], ttl_ms=TTL_MS, cache_scope="private")


async def _no_prompts(ctx: Any, params: PaginatedRequestParams | None) -> ListPromptsResult:
    _first_page(params)
    return ListPromptsResult(prompts=[], ttl_ms=TTL_MS, cache_scope="private")


def _first_page(params: PaginatedRequestParams | None) -> None:
    if params is not None and params.cursor is not None:
        raise Refused(INVALID_PARAMS, "Unknown cursor: all lists here have one page.")
