"""What the outside sees, and what the databases hold: any change to it is a change to review."""

import json
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from handrail import catalog
from handrail.core.operation import Door
from handrail.storage.types import metadata
from tests.doors import Doors
from tests.snapshots.kept import compare

pytestmark = pytest.mark.anyio


@pytest.fixture
def dialect() -> str:
    """What the doors say does not hang on the database."""
    return "sqlite"


async def tools_at(doors: Doors, path: str) -> list[dict[str, Any]]:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = await doors.http.post(path, json=body, headers={"x-api-key": doors.ada.key})
    return answer.json()["result"]["tools"]


async def test_the_tools_of_mcp(doors: Doors) -> None:
    tools = await tools_at(doors, "/mcp")
    compare("tools.json", json.dumps(tools, indent=2, ensure_ascii=False) + "\n")


async def test_the_toolsets(doors: Doors) -> None:
    lines: list[str] = []
    for toolset in catalog.TOOLSETS:
        tools = await tools_at(doors, f"/mcp/x/{toolset.name}")
        lines += [toolset.name, *(f"    {tool['name']}: {arguments(tool)}" for tool in tools)]
    compare("toolsets.txt", "\n".join(lines) + "\n")


def arguments(tool: dict[str, Any]) -> str:
    schema = tool["inputSchema"]
    required = schema.get("required", ())
    names = schema.get("properties", {})
    return ", ".join(name if name in required else f"{name}?" for name in names)


def test_the_routes() -> None:
    rows = [
        f"{each.method:6} /v1{each.path}  {each.name}  {each.scope.value}"
        f"{f'  {each.role}' if each.role else ''}"
        for each in catalog.operations()
        if Door.REST in each.doors
    ]
    compare("routes.txt", "\n".join(sorted(rows, key=lambda row: row.split()[1])) + "\n")


async def test_the_faces(doors: Doors) -> None:
    lines: list[str] = []
    for offer in catalog.FACES:
        lines.append(" ".join([offer.face.name, *offer.mcp, *offer.sse]))
        tools = await tools_at(doors, offer.mcp[0]) if offer.mcp else []
        lines += [f"    {tool['name']}: {arguments(tool)}" for tool in tools]
        rest = [each for each in offer.operations if Door.REST in each.doors]
        lines += [
            f"    {each.method:6} {prefix}{each.path}  {each.name}"
            for prefix in offer.rest
            for each in sorted(rest, key=lambda each: (each.path, each.method))
        ]
    compare("faces.txt", "\n".join(lines) + "\n")


async def test_the_shape_of_the_openapi_document(doors: Doors) -> None:
    document = (await doors.http.get("/v1/openapi.json")).json()
    lines = [f"openapi {document['openapi']}"]
    for path, methods in sorted(document["paths"].items()):
        for method, each in methods.items():
            if "operationId" not in each:
                continue
            lines.append(f"{method.upper()} {path} {each['operationId']}")
            asked = [
                f"{p['in']} {p['name']}: {kind(p['schema'])}" for p in each.get("parameters", ())
            ]
            body = each.get("requestBody", {}).get("content", {}).get("application/json", {})
            asked += [f"body: {kind(body['schema'])}"] if body else []
            lines += [f"    {said}" for said in asked]
            answers = sorted(each["responses"].items())
            lines += [f"    {status}: {answered(a)}" for status, a in answers if status < "300"]
            lines.append(f"    or {' '.join(status for status, _ in answers if status > '299')}")
    lines += [
        f"{name}: {kind(schema, whole=True)}"
        for name, schema in sorted(document["components"]["schemas"].items())
    ]
    compare("openapi.txt", "\n".join(lines) + "\n")


def answered(response: dict[str, Any]) -> str:
    if "$ref" in response:
        return response["$ref"].rpartition("/")[2]
    content = response.get("content", {}).get("application/json", {})
    return kind(content["schema"]) if content else "nothing"


def kind(schema: dict[str, Any], *, whole: bool = False) -> str:
    """A schema in one line: names of fields and of types, and no words."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(kind(each) for each in schema[several])
    if "enum" in schema:
        return " | ".join(map(json.dumps, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{kind(schema.get('items', {}))}]"
    if "properties" in schema:
        required = schema.get("required", ())
        fields = (
            f"{name}{'' if name in required else '?'}: {kind(each)}"
            for name, each in schema["properties"].items()
        )
        return f"{{{', '.join(fields)}}}"
    said = schema.get("type", "anything")
    return " | ".join(said) if isinstance(said, list) else str(said)


def test_the_tables() -> None:
    """As PostgreSQL has them; that SQLite and the migrations say the same is tested in storage."""
    dialect = postgresql.dialect()
    parts: list[str] = []
    for table in metadata.sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        parts += [str(CreateIndex(each).compile(dialect=dialect)).strip() for each in indexes]
    compare(
        "schema.sql", "\n".join(line.rstrip() for line in ";\n".join(parts).splitlines()) + ";\n"
    )
