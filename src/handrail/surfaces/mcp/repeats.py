"""Telling an agent that it goes round in circles: the same call, and again the same answer."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import orjson

TOLD_FROM = 5
"""How often the same call with the same answer comes before it is told."""
REMEMBERED = 2000
"""Of how many callers the last call is kept."""


class Repeats:
    """Counts, for each caller, how often the last call has been made with the last answer."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[bytes, int]] = OrderedDict()

    def note(self, caller: str, tool: str, said: Mapping[str, Any], answer: bytes) -> str | None:
        """What to tell the caller of this call, if anything."""
        asked = orjson.dumps([tool, said], option=orjson.OPT_SORT_KEYS, default=str)
        mark = hashlib.blake2b(asked + answer, digest_size=16).digest()
        known, times = self._last.pop(caller, (b"", 0))
        times = times + 1 if known == mark else 1
        self._last[caller] = mark, times
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        if times < TOLD_FROM:
            return None
        return (
            f"You have made this very call {times} times in a row, and the answer is the same. "
            "Go on with what you know, or ask something else."
        )
