"""A fact: something that happened, told in the past tense, with what was there before and after."""

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
