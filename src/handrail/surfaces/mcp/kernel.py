"""The SDK's server under a front: everything that the quick ways do not answer."""

from collections.abc import Awaitable, Callable, Collection
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
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    TextContent,
)
from mcp_types import Prompt as ListedPrompt

from handrail.core.face import Prompt
from handrail.surfaces.mcp.messages import Refused

TTL_MS = 60_000
Pages = PaginatedRequestParams | None


def build_kernel(
    name: str,
    version: str,
    instructions: str | None,
    list_tools: Callable[[Any], ListToolsResult],
    call_tool: Callable[[Any, CallToolRequestParams], Awaitable[CallToolResult]],
    prompts: Collection[Prompt] = (),
) -> Server[Any]:
    """A server of tools and prompts, whose lists of resources are empty.

    The two handlers get the Visit of the request.
    """

    async def on_list_tools(ctx: Any, params: Pages) -> ListToolsResult:
        _first_page(params)
        return list_tools(ctx.request)

    async def on_call_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
        return await call_tool(ctx.request, params)

    async def on_list_prompts(ctx: Any, params: Pages) -> ListPromptsResult:
        _first_page(params)
        listed = [
            ListedPrompt(name=each.name, title=each.title, description=each.description)
            for each in prompts
        ]
        return ListPromptsResult(prompts=listed, ttl_ms=TTL_MS, cache_scope="private")

    async def on_get_prompt(ctx: Any, params: GetPromptRequestParams) -> GetPromptResult:
        found = next((each for each in prompts if each.name == params.name), None)
        if found is None:
            raise Refused(INVALID_PARAMS, "Prompt not found.", {"name": params.name})
        said = PromptMessage(role="user", content=TextContent(type="text", text=found.text))
        return GetPromptResult(description=found.description, messages=[said])

    return Server[Any](
        name,
        version=version,
        instructions=instructions,
        on_list_tools=on_list_tools,
        on_call_tool=on_call_tool,
        on_list_resources=_no_resources,
        on_list_resource_templates=_no_templates,
        on_read_resource=_no_resource,
        on_list_prompts=on_list_prompts,
        on_get_prompt=on_get_prompt,
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


def _first_page(params: Pages) -> None:
    if params is not None and params.cursor is not None:
        raise Refused(INVALID_PARAMS, "Unknown cursor: all lists here have one page.")
