"""The cast at the doors of the leads face: REST as curl asks it, tools by the official client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
from mcp.client import Client
from pydantic import BaseModel

from tests.doors import Doors, official
from tests.features.leads.shapes import Failure, ToolFailure

Shape = TypeVar("Shape", bound=BaseModel)
REST, MCP = "/leads/api/v1", "/mcp/x/leads"


class Refused(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True)
class Asker:
    """Somebody with a key."""

    http: httpx2.AsyncClient
    key: str
    tools: Client | None = None

    async def send(
        self, method: str, path: str, body: Any = ..., *, prefix: str = REST, **more: Any
    ) -> httpx2.Response:
        if body is not ...:
            more["json"] = body
        headers = {"X-API-Key": self.key}
        return await self.http.request(method, prefix + path, headers=headers, **more)

    async def rest(
        self, shape: type[Shape], method: str, path: str, body: Any = ..., **more: Any
    ) -> Shape:
        """The answer, read strictly; Refused, read as strictly."""
        answer = await self.send(method, path, body, **more)
        if answer.status_code not in (200, 201):
            raise _refused(answer)
        assert answer.headers["content-type"] == "application/json"
        return shape.model_validate_json(answer.content)

    async def gone(self, path: str) -> None:
        answer = await self.send("DELETE", path)
        if answer.status_code != 204:
            raise _refused(answer)
        assert answer.content == b"" and "content-length" not in answer.headers

    async def tool(self, name: str, /, **said: Any) -> Any:
        """`data` of a tool's answer; Refused."""
        assert self.tools is not None
        result = await self.tools.call_tool(name, said)
        told = result.structured_content
        assert told is not None and len(told) == 1
        if result.is_error:
            failure = ToolFailure.model_validate(told["error"])
            raise Refused(failure.status, failure.code, failure.message)
        return told["data"]


def _refused(answer: httpx2.Response) -> Refused:
    failure = Failure.model_validate_json(answer.content)
    assert failure.error == failure.message
    return Refused(answer.status_code, failure.code, failure.message)


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
    async with official(http, MCP, {"Authorization": f"Bearer {key}"}) as tools:
        yield Asker(http, key, tools)
