"""Which type a new attribute gets, and which options, from what its column holds."""

from dataclasses import dataclass
from typing import Any

from handrail.features.records.actions.definitions import StageFlags
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.attributes.infer import infer_type
from handrail.features.records.attributes.select import Select
from handrail.features.records.model import Attribute
from handrail.features.transfer.rules.columns import squeezed
from handrail.features.transfer.rules.survey import Column

FEW, REPEATED = 200, 1000
"""Of a column with at most FEW different values, each is looked at up to REPEATED times."""
LONGEST_TITLE = 100
WON = frozenset({"won", "closedwon", "closewon", "win", "success", "signed"})
LOST = frozenset({"lost", "closedlost", "closelost", "loss", "rejected"})
CLOSED = frozenset({"closed", "cancelled", "canceled", "done", "archived"})


@dataclass(frozen=True, slots=True)
class Kind:
    type: str
    config: dict[str, Any]


def inferred(column: Column, *, is_key: bool = False) -> Kind:
    """The narrowest type that all of a column fits; a key's is one that may be unique."""
    if column.is_nested and not is_key:
        return Kind("json", {})
    times = REPEATED if len(column.counts) <= FEW else 1
    samples = [text for text, count in column.counts.items() for _ in range(min(count, times))]
    name, config = infer_type(samples)
    if is_key and not TYPE_BY_NAME[name].may_be_unique:
        return Kind("text", {})
    if name == "select" and squeezed(column.name).endswith("stage"):
        return Kind("pipeline", {})
    return Kind(name, config)


def is_text(column: Column) -> bool:
    """Whether its values are words, rather than figures, dates or addresses."""
    return inferred(column).type in {"text", "select", "pipeline"}


def choices(column: Column, attribute: Attribute) -> list[str]:
    """The options a column's values ask for, each once, as they come."""
    kind = TYPE_BY_NAME[attribute.type]
    assert isinstance(kind, Select)
    found: dict[str, str] = {}
    for said in column.counts:
        parts = kind.pieces(said, attribute) if attribute.is_multi_select else [said]
        for part in parts:
            if len(part) <= LONGEST_TITLE:
                found.setdefault(part.casefold(), part)
    return list(found.values())


def stage(title: str) -> StageFlags:
    """What a stage of this title means: whether it closes, wins or loses a record."""
    plain = squeezed(title)
    return StageFlags(
        is_closed=plain in WON | LOST | CLOSED, is_won=plain in WON, is_lost=plain in LOST
    )
