"""The cast at the doors of the entities face: the official client, and REST as curl asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
import orjson
from mcp.client import Client
from pydantic import BaseModel, TypeAdapter

from tests.doors import Doors, official

Shape = TypeVar("Shape", bound=BaseModel)
REST, MCP = "/api/v1", "/api/v1/mcp"


class Refused(Exception):
    """What a tool refused: its text, and the code beside it; or the JSON text of REST."""

    def __init__(self, text: str, code: str | None = None, status: int = 200) -> None:
        super().__init__(f"{status} {code}: {text}")
        self.text, self.code, self.status = text, code, status


@dataclass(frozen=True)
class Asker:
    """Somebody with a key, which travels as x-api-key."""

    http: httpx2.AsyncClient
    key: str
    tools: Client | None = None

    async def tool(self, name: str, /, **said: Any) -> Any:
        """What a tool told: JSON, or the sentence it is."""
        assert self.tools is not None
        result = await self.tools.call_tool(name, said)
        [content] = result.content
        text: str = content.text  # type: ignore[union-attr]
        told = result.structured_content
        assert told is not None
        if result.is_error:
            assert text.startswith(("Validation error: ", "Error: ")), text
            raise Refused(text, told["code"])
        try:
            said = orjson.loads(text)
        except orjson.JSONDecodeError:
            assert told == {"message": text}
            return text
        assert told == ({"items": said} if isinstance(said, list) else said)
        return said

    async def send(
        self, method: str, path: str, body: Any = ..., *, prefix: str = REST, **more: Any
    ) -> httpx2.Response:
        if body is not ...:
            more["json"] = body
        headers = {"x-api-key": self.key}
        return await self.http.request(method, prefix + path, headers=headers, **more)

    async def rest(self, shape: Any, method: str, path: str, body: Any = ..., **more: Any) -> Any:
        """The answer, read strictly; Refused, read as strictly."""
        answer = await self.send(method, path, body, **more)
        assert answer.headers["content-type"] == "application/json", answer.text
        if answer.status_code not in (200, 201):
            text = answer.json()
            assert isinstance(text, str)
            raise Refused(text, None, answer.status_code)
        assert answer.status_code == (201 if method == "POST" and "search" not in path else 200)
        return TypeAdapter(shape).validate_json(answer.content, strict=True)


@dataclass(frozen=True)
class Askers:
    doors: Doors
    ada: Asker
    ben: Asker
    cleo: Asker
    rex: Asker


@asynccontextmanager
async def connected(http: httpx2.AsyncClient, key: str) -> AsyncIterator[Asker]:
    """Somebody with the official client beside."""
    async with official(http, MCP, {"x-api-key": key}) as tools:
        yield Asker(http, key, tools)
