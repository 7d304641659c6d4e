"""Tools of the fixture: every kind of content, progress, logging, errors, mirrored headers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from mcp.server.subscriptions import PromptsListChanged, ToolsListChanged
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    AudioContent,
    CallToolRequestParams,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    SamplingMessage,
    TextContent,
    TextResourceContents,
    Tool,
)

Handler: TypeAlias = Callable[[Any, CallToolRequestParams], Awaitable[Any]]
TOOLS: dict[str, tuple[Tool, Handler]] = {}

# One red pixel; one silent sample.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJg"
    "gg=="
)
WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAA=="
NOTHING: dict[str, Any] = {"type": "object", "properties": {}}


def wrong(message: str) -> MCPError:
    return MCPError(code=INVALID_PARAMS, message=message)


def tool(
    description: str, schema: dict[str, Any] | None = None, into: dict[str, Any] = TOOLS
) -> Callable[[Handler], Handler]:
    """List a handler under its own name."""

    def add(handler: Handler) -> Handler:
        name = handler.__name__
        said = Tool(name=name, description=description, input_schema=schema or NOTHING)
        into[name] = (said, handler)
        return handler

    return add


def texts(*said: str, is_error: bool = False) -> CallToolResult:
    content: list[Any] = [TextContent(type="text", text=text) for text in said]
    return CallToolResult(content=content, is_error=is_error)


def resource(uri: str, mime: str, text: str) -> EmbeddedResource:
    contents = TextResourceContents(uri=uri, mime_type=mime, text=text)
    return EmbeddedResource(type="resource", resource=contents)


def string(name: str, **more: Any) -> dict[str, Any]:
    properties = {name: {"type": "string", **more}}
    return {"type": "object", "properties": properties, "required": [name]}


@tool("Answers with text.")
async def test_simple_text(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return texts("This is a simple text response for testing.")


@tool("Answers with an image.")
async def test_image_content(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return CallToolResult(content=[ImageContent(type="image", data=PNG, mime_type="image/png")])


@tool("Answers with sound.")
async def test_audio_content(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return CallToolResult(content=[AudioContent(type="audio", data=WAV, mime_type="audio/wav")])


@tool("Answers with a resource.")
async def test_embedded_resource(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    said = "This is an embedded resource content."
    return CallToolResult(content=[resource("test://embedded-resource", "text/plain", said)])


@tool("Answers with text, an image and a resource.")
async def test_multiple_content_types(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    said = '{"test":"data","value":123}'
    return CallToolResult(
        content=[
            TextContent(type="text", text="Multiple content types test:"),
            ImageContent(type="image", data=PNG, mime_type="image/png"),
            resource("test://mixed-content-resource", "application/json", said),
        ]
    )


@tool("Answers with an error.")
async def test_error_handling(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return texts("This tool intentionally returns an error for testing", is_error=True)


@tool("Logs on its way.")
async def test_tool_with_logging(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    for said in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        await ctx.session.send_log_message("info", said, related_request_id=ctx.request_id)
        await asyncio.sleep(0.05)
    return texts("Logged three times.")


@tool("Logs on its way, to those who asked.")
async def test_logging_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return await test_tool_with_logging(ctx, params)


@tool("Tells its progress.")
async def test_tool_with_progress(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    for progress in (0, 50, 100):
        await ctx.session.report_progress(progress, 100)
        await asyncio.sleep(0.05)
    return texts("Done.")


@tool("Asks the client's model, over a back channel.", string("prompt"))
async def test_sampling(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    said = TextContent(type="text", text=str((params.arguments or {}).get("prompt")))
    message = SamplingMessage(role="user", content=said)
    result = await ctx.session.create_message([message], max_tokens=100)
    return texts(f"LLM response: {result.content.text}")


@tool("Asks the person, over a back channel.", string("message"))
async def test_elicitation(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    schema = {
        "type": "object",
        "properties": {"username": {"type": "string"}, "email": {"type": "string"}},
        "required": ["username", "email"],
    }
    return await _elicited(ctx, str((params.arguments or {}).get("message")), schema)


@tool("Asks the person, with defaults, over a back channel.")
async def test_elicitation_sep1034_defaults(
    ctx: Any, params: CallToolRequestParams
) -> CallToolResult:
    return await _elicited(ctx, "Please review", {"type": "object", "properties": {}})


@tool("Asks the person to choose, over a back channel.")
async def test_elicitation_sep1330_enums(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return await _elicited(ctx, "Please choose", {"type": "object", "properties": {}})


async def _elicited(ctx: Any, message: str, schema: dict[str, Any]) -> CallToolResult:
    result = await ctx.session.elicit_form(message, schema, ctx.request_id)
    return texts(f"User response: {result.action}, {result.content}")


@tool("Needs a client that can sample.")
async def test_missing_capability(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    capabilities = ctx.session.client_capabilities
    if capabilities is None or capabilities.sampling is None:
        raise MCPError(
            code=MISSING_REQUIRED_CLIENT_CAPABILITY,
            message="This tool needs the sampling capability.",
            data={"requiredCapabilities": {"sampling": {}}},
        )
    return texts("The client can sample.")


@tool("Changes the list of tools, as far as listeners can tell.")
async def test_trigger_tool_change(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    await ctx.lifespan_context["bus"].publish(ToolsListChanged())
    return texts("Changed.")


@tool("Changes the list of prompts, as far as listeners can tell.")
async def test_trigger_prompt_change(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    await ctx.lifespan_context["bus"].publish(PromptsListChanged())
    return texts("Changed.")


@tool("Mirrors an argument in a header.", string("region", **{"x-mcp-header": "Region"}))
async def test_mirrored_header(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return texts(f"In {(params.arguments or {}).get('region')}.")


@tool(
    "Tool with JSON Schema 2020-12 features",
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
            }
        },
        "properties": {
            "name": {"type": "string"},
            "address": {"$ref": "#/$defs/address"},
            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
            "phone": {"type": "string"},
            "email": {"type": "string"},
        },
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": {"required": ["phone"]},
        "else": {"required": ["email"]},
        "additionalProperties": False,
    },
)
async def json_schema_2020_12_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return texts("Accepted.")
