"""One call as it goes over the wire, and whether to try it again: shared by both clients."""

import json
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final
from urllib.parse import quote

RETRIED = frozenset({429, 502, 503, 504})
LONGEST_WAIT = 60.0
FIRST_WAIT = 0.25
VERSION = "0.1.0"


class Unset(Enum):
    """What was not said. `None` is said, as null."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True)
class Operation:
    """Where the arguments of an operation go."""

    name: str
    method: str
    path: str
    in_path: tuple[str, ...] = ()
    in_query: tuple[str, ...] = ()
    json_in_query: tuple[str, ...] = ()
    in_body: tuple[str, ...] = ()
    writes: bool = False
    items: str | None = None
    """The field that holds the rows of a page."""
    next: tuple[str, str] | None = None
    """(field of the answer, argument) by which the next page is asked for."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    body: bytes | None = None


def request_of(operation: Operation, said: Mapping[str, Any]) -> Request:
    """The request of a call; a write without an idempotency key gets one of its own."""
    given = {name: value for name, value in said.items() if value is not UNSET}
    if operation.writes and given.get("idempotency_key") is None:
        given["idempotency_key"] = str(uuid.uuid4())
    path = operation.path
    for name in operation.in_path:
        path = path.replace(f"{{{name}}}", quote(str(given[name]), safe=""))
    query: list[tuple[str, str]] = []
    for name in operation.in_query:
        if given.get(name) is not None:
            query += _texts(name, given[name], as_json=name in operation.json_in_query)
    body = {name: given[name] for name in operation.in_body if name in given}
    content = json.dumps(body).encode() if operation.in_body else None
    return Request(operation.method, path, query, content)


def _texts(name: str, value: Any, *, as_json: bool) -> list[tuple[str, str]]:
    if as_json:
        return [(name, json.dumps(value))]
    if isinstance(value, list | tuple):
        return [(name, _text(each)) for each in value]  # type: ignore[misc]
    return [(name, _text(value))]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def headers_of(key: str, *, body: bool) -> dict[str, str]:
    said = {"authorization": f"Bearer {key}", "user-agent": f"handrail-sdk/{VERSION}"}
    return {**said, "content-type": "application/json"} if body else said


def wait(attempt: int, retry_after: str | None) -> float:
    """Seconds until the next attempt; the first is 0. What the server asks for has precedence."""
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), LONGEST_WAIT)
    most = min(FIRST_WAIT * 2.0**attempt, LONGEST_WAIT)
    return most * (0.5 + random.random() / 2)


def next_page(operation: Operation, said: Mapping[str, Any], page: Mapping[str, Any]) -> Any:
    """The arguments of the next page; None after the last."""
    assert operation.next is not None
    answered, asked = operation.next
    at = page.get(answered)
    return None if at is None else {**said, asked: at}
