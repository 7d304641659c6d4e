"""An expression's words and signs, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from handrail.core.errors import Invalid

LONGEST = 2000
PATTERN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?(?![\w.]))
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>&&|\|\||\?\?|==|!=|<=|>=|[-+*/<>!?:(),\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
WORDS = {"and": "&&", "or": "||", "not": "!"}
"""Signs that may be written as words."""
NAMED = ("in", "contains", "startsWith", "endsWith")
CONSTANTS = {"nil": None, "null": None, "true": True, "false": False}
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Token:
    """`at` is the place in the expression, from 1; of a constant, `said` is its value."""

    kind: Literal["constant", "name", "sign", "end"]
    said: Any
    at: int


def wrong(problem: str, at: int, hint: str | None = None) -> Invalid:
    """A refusal of an expression, with the place: raise what this returns."""
    return Invalid(
        f"The expression is wrong at position {at}: {problem}.",
        field="expression",
        hint=hint or "For example (email != nil ? 30 : 0) + rating * 10.",
        details={"position": at},
    )


def tokens(said: str) -> Iterator[Token]:
    """Invalid for a sign that is none, and for an expression that is too long."""
    if len(said) > LONGEST:
        raise wrong(f"it is longer than {LONGEST:,} characters", LONGEST)
    at, end = 0, len(said.rstrip())
    while at < end:
        found = PATTERN.match(said, at)
        if found is None:
            begin = at + len(said[at:]) - len(said[at:].lstrip())
            raise wrong(_unknown(said, begin), begin + 1)
        kind = str(found.lastgroup)
        yield _token(kind, found[kind], found.start(kind) + 1)
        at = found.end()
    yield Token("end", "", len(said) + 1)


def _unknown(said: str, begin: int) -> str:
    if said[begin] in "\"'":
        return "a text is not closed"
    return f"{said[begin : begin + 12]!r} means nothing here"


def _token(kind: str, text: str, at: int) -> Token:
    match kind:
        case "number":
            if float(text) > LARGEST:
                raise wrong(f"{text[:20]} is too large a number", at)
            return Token("constant", float(text), at)
        case "text":
            return Token("constant", re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL), at)
        case "name" if text in CONSTANTS:
            return Token("constant", CONSTANTS[text], at)
        case "name" if text in WORDS:
            return Token("sign", WORDS[text], at)
        case "name" if text in NAMED:
            return Token("sign", text, at)
        case _:
            return Token("name" if kind == "name" else "sign", text, at)
