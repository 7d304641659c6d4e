"""The load: keep-alive connections that ask again as soon as they are answered.

A process of its own: `python -m bench.client`, with what to do as JSON on stdin, what it saw as
JSON on stdout.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import uvloop

PLACE = b"@@N@@"
"""Stands for a number that no other request has."""
REFUSED = b'"isError":true'


@dataclass(slots=True)
class Seen:
    began: float
    warm_until: float
    until: float
    latencies: list[float] = field(default_factory=list[float])
    answers: int = 0
    errors: int = 0
    said: str = ""
    size: int = 0


class Connection(asyncio.Protocol):
    def __init__(
        self, head: bytes, bodies: list[bytes], numbers: Any, seen: Seen, done: Any
    ) -> None:
        self.head, self.bodies, self.numbers = head, bodies, numbers
        self.seen, self.done = seen, done
        self.buffer = b""
        self.length = -1
        self.asked = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        number = next(self.numbers)
        body = self.bodies[number % len(self.bodies)]
        if PLACE in body:
            body = body.replace(PLACE, b"%d" % number)
        self.asked = time.perf_counter()
        self.transport.write(b"%scontent-length: %d\r\n\r\n%s" % (self.head, len(body), body))

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        if self.length < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            start = self.buffer.lower().index(b"content-length:", 0, end) + 15
            self.length = end + 4 + int(self.buffer[start : self.buffer.index(b"\r", start)])
        if len(self.buffer) >= self.length:
            self.answered(time.perf_counter())

    def answered(self, now: float) -> None:
        seen, answer = self.seen, self.buffer
        seen.answers += 1
        if not answer.startswith(b"HTTP/1.1 200") or REFUSED in answer:
            seen.errors += 1
            seen.said = seen.said or answer[:1500].decode("utf-8", "replace")
        if self.asked >= seen.warm_until:
            seen.latencies.append(now - self.asked)
        seen.size = len(answer)
        self.buffer, self.length = b"", -1
        if now < seen.until:
            self.ask()
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if time.perf_counter() < self.seen.until:
            self.seen.errors += 1
            self.seen.said = self.seen.said or f"The connection was closed: {exc}"
        self.done()


async def load(said: dict[str, Any]) -> dict[str, Any]:
    """Ask for so many seconds after a warm-up; requests a second, and how long they took."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in said["headers"].items())
    head = f"POST {said['path']} HTTP/1.1\r\nhost: {said['host']}:{said['port']}\r\n{headers}"
    now = time.perf_counter()
    warm_until = now + said["warm"]
    seen = Seen(now, warm_until, warm_until + said["seconds"])
    left = said["connections"]
    over = asyncio.Event()

    def done() -> None:
        nonlocal left
        left -= 1
        if not left:
            over.set()

    bodies = [each.encode() for each in said["bodies"]]
    numbers = count(said["first"])
    loop = asyncio.get_running_loop()
    for _ in range(said["connections"]):
        await loop.create_connection(
            lambda: Connection(head.encode(), bodies, numbers, seen, done),
            said["host"],
            said["port"],
        )
    await over.wait()
    return {**figures(seen.latencies, said["seconds"]), **_more(seen, next(numbers))}


def _more(seen: Seen, following: int) -> dict[str, Any]:
    return {
        "answers": seen.answers,
        "errors": seen.errors,
        "said": seen.said,
        "bytes": seen.size,
        "next": following,
    }


def figures(latencies: list[float], seconds: float) -> dict[str, Any]:
    """Requests a second; the 50th, 95th and 99th percentile and the worst, in milliseconds."""
    ordered = sorted(latencies) or [0.0]

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 3)

    return {
        "rate": round(len(latencies) / seconds, 1),
        "p50": at(0.5),
        "p95": at(0.95),
        "p99": at(0.99),
        "worst": at(1),
        "requests": len(latencies),
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(load(json.load(sys.stdin)))))
