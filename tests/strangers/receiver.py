"""Somebody who receives webhooks: a small HTTP server that answers as it is told.

In this process: `async with receiving() as receiver:`. In one of its own, which can be killed:
`python -m tests.strangers.receiver PORT FILE` writes a line of JSON to FILE for each delivery.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

REASONS = {200: "OK", 302: "Found", 500: "Internal Server Error"}


@dataclass(frozen=True)
class Received:
    """One request; `headers` are by lower-case name."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return orjson.loads(self.raw)

    @property
    def delivery(self) -> str:
        return self.headers["x-handrail-delivery"]


@dataclass(frozen=True)
class Answer:
    """What it answers. `after` is awaited before."""

    status: int = 200
    body: bytes = b"thanks"
    headers: tuple[tuple[str, str], ...] = ()
    after: Callable[[], Awaitable[Any]] | None = None


Decide = Callable[[Received], Answer]


@dataclass
class Receiver:
    """`decide` chooses the answer to each request; what came is in `got`, in order."""

    port: int = 0
    decide: Decide = lambda received: Answer()
    got: list[Received] = field(default_factory=list[Received])
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def up(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def until(self, enough: Callable[[list[Received]], bool], seconds: float = 20) -> None:
        """Wait for what has been received to be enough."""
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(lambda: enough(self.got))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            received = await read(reader)
            async with self.news:
                self.got.append(received)
                self.news.notify_all()
            answer = self.decide(received)
            if answer.after is not None:
                await answer.after()
            writer.write(written(answer))
            await writer.drain()
        writer.close()


async def read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(head[0].split(" ")[1], headers, body)


def written(answer: Answer) -> bytes:
    said = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Said')}"]
    said += [f"{name}: {value}" for name, value in answer.headers]
    said += [f"content-length: {len(answer.body)}", "connection: close", "", ""]
    return "\r\n".join(said).encode() + answer.body


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.up()
    yield receiver
    await receiver.down()


async def main(port: int, path: str) -> None:
    """Write each delivery down, durably, before it is answered."""
    file = os.open(path, os.O_APPEND | os.O_WRONLY | os.O_CREAT)
    receiver = Receiver(port)

    def note(received: Received) -> Answer:
        line = {"delivery": received.delivery, "body": received.body}
        os.write(file, orjson.dumps(line) + b"\n")
        os.write(1, b"received\n")
        return Answer()

    receiver.decide = note
    await receiver.up()
    os.write(1, f"{receiver.port}\n".encode())
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
