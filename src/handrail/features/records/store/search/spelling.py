"""One statement in the making: its parameters, and what each database spells its own way."""

from typing import Any

from handrail.storage.database import Db

HIGHEST = "\U0010ffff"
"""Sorts after every continuation of a prefix."""

SIGNS = "\x01-/:-`{-\x7f"
"""What parts words, as the inside of brackets: every sign of ASCII. None beyond it is one, so that
rather too little is taken for the beginning of a word."""


class Spelling:
    """Collects parameters; `workspace` and `object` are bound once and used everywhere."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self.sqlite = db.dialect == "sqlite"
        self.params: list[Any] = []
        self.workspace = self.bind(db.workspace)

    def bind(self, value: Any) -> str:
        self.params.append(value)
        return self.db.placeholder(len(self.params))

    def key(self, identifier: str) -> str:
        return self.bind(self.db.key(identifier))

    def listed(self, values: list[Any]) -> str:
        return ", ".join(self.bind(value) for value in values)

    def keys(self, identifiers: list[str]) -> str:
        return ", ".join(self.key(each) for each in identifiers)

    def opaque(self, column: str, *, text: bool) -> str:
        """A column that no index can serve: so that the one chosen index is the one used."""
        if self.sqlite:
            return f"+{column}"
        return f"({column} || '')" if text else f"({column} + 0)"

    def position(self, whole: str, part: str) -> str:
        return f"instr({whole}, {part})" if self.sqlite else f"strpos({whole}, {part})"

    def ending(self, whole: str, length: int) -> str:
        return f"substr({whole}, -{length})" if self.sqlite else f"right({whole}, {length})"

    def beginning(self, column: str, word: str) -> str:
        """The condition that some word of a folded text begins so; `word` has no signs in it."""
        if self.sqlite:
            first, later = self.bind(f"{word}*"), self.bind(f"*[{SIGNS}]{word}*")
            return f"({column} glob {first} or {column} glob {later})"
        return f"({column} ~ {self.bind(f'(^|[{SIGNS}]){word}')})"

    def by(self, index: str) -> str:
        return f" indexed by {index}" if self.sqlite else ""

    def then(self) -> str:
        """A join whose order is the written one."""
        return "cross join" if self.sqlite else "join"

    def on(self, condition: str) -> str:
        return f"on {condition}"
