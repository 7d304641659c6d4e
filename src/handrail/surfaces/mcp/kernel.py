"""The SDK's server under a front: everything that the quick ways do not answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server.lowlevel import Server
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
)

from handrail.surfaces.mcp.messages import Refused

TTL_MS = 60_000
Pages = PaginatedRequestParams | None


def build_kernel(
    name: str,
    version: str,
    instructions: str | None,
    list_tools: Callable[[Any], ListToolsResult],
    call_tool: Callable[[Any, CallToolRequestParams], Awaitable[CallToolResult]],
) -> Server[Any]:
    """A server of tools, whose lists of resources and prompts are empty.

    The two handlers get the Visit of the request.
    """

    async def on_list_tools(ctx: Any, params: Pages) -> ListToolsResult:
        _first_page(params)
        return list_tools(ctx.request)

    async def on_call_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
        return await call_tool(ctx.request, params)

    return Server[Any](
        name,
        version=version,
        instructions=instructions,
        on_list_tools=on_list_tools,
        on_call_tool=on_call_tool,
        on_list_resources=_no_resources,
        on_list_resource_templates=_no_templates,
        on_read_resource=_no_resource,
        on_list_prompts=_no_prompts,
        on_get_prompt=_no_prompt,
        # Without this the kernel lists all tools on each modern call, to look for headers that
        # mirror arguments. Our tools have none.
        get_tool_input_schema=lambda name: None,
    )


async def _no_resources(ctx: Any, params: Pages) -> ListResourcesResult:
    _first_page(params)
    return ListResourcesResult(resources=[], ttl_ms=TTL_MS, cache_scope="private")


async def _no_templates(ctx: Any, params: Pages) -> ListResourceTemplatesResult:
    _first_page(params)
    return ListResourceTemplatesResult(resource_templates=[], ttl_ms=TTL_MS, cache_scope="private")


async def _no_resource(ctx: Any, params: ReadResourceRequestParams) -> ReadResourceResult:
    raise Refused(INVALID_PARAMS, "Resource not found.", {"uri": str(params.uri)})


async def _no_prompts(ctx: Any, params: Pages) -> ListPromptsResult:
    _first_page(params)
    return ListPromptsResult(prompts=[], ttl_ms=TTL_MS, cache_scope="private")


async def _no_prompt(ctx: Any, params: GetPromptRequestParams) -> GetPromptResult:
    raise Refused(INVALID_PARAMS, "Prompt not found.", {"name": params.name})


def _first_page(params: Pages) -> None:
    if params is not None and params.cursor is not None:
        raise Refused(INVALID_PARAMS, "Unknown cursor: all lists here have one page.")
