"""Resources of the fixture."""

import re
from typing import Any

import orjson
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    BlobResourceContents,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from tests.conformance.tools import PNG

TEMPLATE = re.compile(r"test://template/([^/]+)/data")
CONTENTS = {
    "test://static-text": TextResourceContents(
        uri="test://static-text",
        mime_type="text/plain",
        text="This is the content of the static text resource.",
    ),
    "test://static-binary": BlobResourceContents(
        uri="test://static-binary", mime_type="image/png", blob=PNG
    ),
    "test://watched-resource": TextResourceContents(
        uri="test://watched-resource", mime_type="text/plain", text="Watched."
    ),
}


async def list_resources(ctx: Any, params: Any) -> ListResourcesResult:
    listed = [
        Resource(
            uri=uri,
            name=uri.removeprefix("test://"),
            description="For a scenario.",
            mime_type=contents.mime_type,
        )
        for uri, contents in CONTENTS.items()
    ]
    return ListResourcesResult(resources=listed, ttl_ms=60_000, cache_scope="public")


async def list_templates(ctx: Any, params: Any) -> ListResourceTemplatesResult:
    template = ResourceTemplate(
        uri_template="test://template/{id}/data",
        name="template",
        description="For a scenario.",
        mime_type="application/json",
    )
    return ListResourceTemplatesResult(
        resource_templates=[template], ttl_ms=60_000, cache_scope="public"
    )


async def read(ctx: Any, params: ReadResourceRequestParams) -> ReadResourceResult:
    uri = str(params.uri)
    contents: Any = CONTENTS.get(uri)
    if match := TEMPLATE.fullmatch(uri):
        said = {"id": match[1], "templateTest": True, "data": f"Data for ID: {match[1]}"}
        text = orjson.dumps(said).decode()
        contents = TextResourceContents(uri=uri, mime_type="application/json", text=text)
    if contents is None:
        raise MCPError(code=INVALID_PARAMS, message="Resource not found", data={"uri": uri})
    return ReadResourceResult(contents=[contents], ttl_ms=60_000, cache_scope="public")
