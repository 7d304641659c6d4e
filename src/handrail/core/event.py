"""A fact: something that happened, told in the past tense, with what was there before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`before` and `after` hold only what changed; either is None where there was nothing."""

    type: ClassVar[str]

    object: str | None = None
    record_id: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    version_from: int | None = None
    version_to: int | None = None


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a change has moved, as an event tells it: before, and after. What is nowhere is None."""
    moved = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return {name: old.get(name) for name in moved}, {name: new.get(name) for name in moved}
