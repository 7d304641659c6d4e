"""An expression's tree: what stands with what, before anybody asks what it means.

Operator precedence climbing (Pratt, "Top down operator precedence", 1973).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handrail.features.scoring.rules.tokens import Token, tokens, wrong

MOST_PARTS, DEEPEST = 200, 40
BINDS = {
    "??": 1,
    "||": 2,
    "&&": 3,
    "==": 4, "!=": 4,
    "<": 5, "<=": 5, ">": 5, ">=": 5,
    "in": 5, "contains": 5, "startsWith": 5, "endsWith": 5,
    "+": 6, "-": 6,
    "*": 7, "/": 7,
}  # fmt: skip
"""How closely an operator holds what stands beside it."""


@dataclass(frozen=True, slots=True)
class Part:
    """`op` is an operator, `constant`, `name`, `list`, `?` (a choice) or `negative`; `said` is a
    constant's value or a name."""

    op: str
    at: int
    parts: tuple["Part", ...] = ()
    said: Any = None


def parsed(said: str) -> Part:
    """Invalid, with the place, for what is no expression."""
    reader = _Reader(list(tokens(said)))
    whole = reader.choice(0)
    if reader.next.kind != "end":
        raise wrong(f"{reader.next.said!r} is not expected", reader.next.at)
    return whole


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.place = 0
        self.count = 0

    @property
    def next(self) -> Token:
        return self.found[self.place]

    def take(self) -> Token:
        token = self.next
        self.place += 1
        return token

    def sees(self, sign: str) -> bool:
        return self.next.kind == "sign" and self.next.said == sign

    def expect(self, sign: str) -> None:
        if not self.sees(sign):
            seen = "it ends" if self.next.kind == "end" else f"{self.next.said!r} stands"
            raise wrong(f"{sign!r} is expected where {seen}", self.next.at)
        self.take()

    def made(self, op: str, at: int, *parts: Part, said: Any = None) -> Part:
        self.count += 1
        if self.count > MOST_PARTS:
            raise wrong(f"it has more than {MOST_PARTS} parts", at, "Make two rules of it.")
        return Part(op, at, parts, said)

    def choice(self, depth: int) -> Part:
        """`test ? yes : no`, the loosest of all, read from the right."""
        if depth > DEEPEST:
            raise wrong("it is nested too deeply", self.next.at, "Make two rules of it.")
        test = self.binary(0, depth)
        if not self.sees("?"):
            return test
        at = self.take().at
        yes = self.choice(depth + 1)
        self.expect(":")
        return self.made("?", at, test, yes, self.choice(depth + 1))

    def binary(self, loosest: int, depth: int) -> Part:
        left = self.unary(depth)
        while self.next.kind == "sign" and BINDS.get(self.next.said, 0) > loosest:
            token = self.take()
            right = self.binary(BINDS[token.said], depth + 1)
            left = self.made(token.said, token.at, left, right)
        return left

    def unary(self, depth: int) -> Part:
        if depth > DEEPEST:
            raise wrong("it is nested too deeply", self.next.at, "Make two rules of it.")
        if self.sees("!"):
            return self.made("!", self.take().at, self.unary(depth + 1))
        if self.sees("-"):
            return self.made("negative", self.take().at, self.unary(depth + 1))
        return self.primary(depth)

    def primary(self, depth: int) -> Part:
        token = self.take()
        if token.kind in {"constant", "name"}:
            return self.made(token.kind, token.at, said=token.said)
        if token.kind == "sign" and token.said == "(":
            inner = self.choice(depth + 1)
            self.expect(")")
            return inner
        if token.kind == "sign" and token.said == "[":
            return self.made("list", token.at, *self._separated(lambda: self._constant()))
        problem = "it ends too early" if token.kind == "end" else f"{token.said!r} is not expected"
        raise wrong(problem, token.at)

    def _separated(self, read: Callable[[], Part]) -> list[Part]:
        parts: list[Part] = []
        while not self.sees("]"):
            parts.append(read())
            if not self.sees("]"):
                self.expect(",")
        self.take()
        return parts

    def _constant(self) -> Part:
        token = self.take()
        if token.kind != "constant":
            raise wrong("a list holds texts and numbers only", token.at)
        return self.made("constant", token.at, said=token.said)
