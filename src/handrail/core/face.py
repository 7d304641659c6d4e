"""A face: how one surface words its answers and refusals where its contract has words of its own.

The native surface has none of these. A face holds functions from results and errors to what goes
over the wire, and nothing else: which operations it speaks of, and where, the catalog says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from handrail.core.errors import HandrailError
from handrail.core.operation import AnyOperation
from handrail.core.shapes import Result


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a tool says: text for a model, and JSON for programs, None where there is none."""

    text: str
    structured: Any = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What HTTP says. `content` is bytes as they are, or None for no body (204)."""

    status: int
    content: bytes | None
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/json"),)


Tell: TypeAlias = Callable[[AnyOperation, Result], Spoken]
Refuse: TypeAlias = Callable[[HandrailError, str], Spoken]
Answer: TypeAlias = Callable[[AnyOperation, Result], Answered]
Decline: TypeAlias = Callable[[HandrailError, str], Answered]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text that a client offers its user to begin with."""

    name: str
    title: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What a webhook of a face posts on an event, and the headers that come with it: name to what
    it says."""

    event: str
    summary: str
    body: type[Result]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Described:
    """A face's own OpenAPI document: where it stands below its prefixes, what it is called, what it
    says of itself, its errors, bare JSON texts, by status, and what its webhooks post."""

    path: str
    title: str
    about: str
    texts: Mapping[int, str]
    posted: tuple[Posted, ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """`name` is what the journal calls the surface. What is None is said as natively:

    `tell` a tool's result, `refuse` its error (with the request id); `answer` a result over REST,
    `decline` an error over REST; `turn_away` what is refused before MCP, or by it as a protocol.
    With `by_http`, arguments that are wrong are turned away too, rather than a tool's error.
    """

    name: str
    tell: Tell | None = None
    refuse: Refuse | None = None
    answer: Answer | None = None
    decline: Decline | None = None
    turn_away: Decline | None = None
    by_http: bool = False
