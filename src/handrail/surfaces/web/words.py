"""Refusals in words for people: what is wrong and what to do, without what only agents call."""

import re
from dataclasses import dataclass

from handrail.core.errors import LISTED, HandrailError

SLUG = re.compile(r"^([^:]+?) \([a-z][a-z0-9_]*\): ")
"""`Value (value): …`: messages name an attribute by its title and then by its slug."""
SENTENCE = re.compile(r"(?<=[.!?])\s+")
FOR_AGENTS = re.compile(
    r"[a-z0-9]+_[a-z0-9_]+|\bids?\b|\bcall again\b|\bschema\b|\bwithout quotes\b|\boperations?\b"
    r"|[0-9a-f]{8}-"
)
"""Names of operations and of their arguments, ids, and calls: of no use to who reads a page."""
SENDING = re.compile(r"^Send\b")
UNNAMED = "Choose one of the names offered as you type, or create it first."
SEVERAL = "Give the one you mean a name of its own first, or link from its page."


@dataclass(frozen=True, slots=True)
class Problem:
    """`status` as HTTP has it; `field` is the one that it is about, where it is about one."""

    message: str
    hint: str | None
    status: int
    field: str | None = None


def for_people(error: HandrailError) -> Problem:
    return Problem(SLUG.sub(r"\1: ", error.message), _hint(error), error.status, error.field)


def _hint(error: HandrailError) -> str | None:
    """What it says that a person can do; None where that is nothing."""
    if " is named " in error.message:
        return UNNAMED
    if " are named " in error.message:
        return SEVERAL
    if error.hint is None or error.hint in (error.remedy, LISTED):
        return None
    told = [each for each in SENTENCE.split(error.hint) if not FOR_AGENTS.search(each)]
    return " ".join(SENDING.sub("Type", each) for each in told) or None
