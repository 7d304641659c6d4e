"""What clients call themselves, made fit to be shown."""

from typing import Any

LONGEST = 80


def plain(said: Any) -> str:
    """The name on one line, without what is invisible or turns text around."""
    if not isinstance(said, str):
        return ""
    return " ".join("".join(filter(str.isprintable, said.replace("\n", " "))).split())[:LONGEST]
