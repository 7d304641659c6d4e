"""What goes into an operation and what comes out."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
)

IdempotencyKey = Annotated[
    str, Field(description="Same key, same call: done once.", min_length=1, max_length=200)
]


@lru_cache(4096)
def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of what is said, made once: read it, and change nothing of it."""
    return shape.model_json_schema()


def _written_out(said: Any) -> Any:
    """A bare number would be taken for seconds since 1970."""
    if isinstance(said, str) and "-" not in said[1:]:
        raise ValueError("expected a date and time, such as 2026-11-21T09:00:00Z")
    return said


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""An instant as callers write it: ISO 8601, with its offset."""


def at_most(most: int) -> AfterValidator:
    """A number that is brought down to `most` rather than refused."""
    return AfterValidator(lambda said: min(said, most))


class Params(BaseModel):
    """What a caller may say. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WriteParams(Params):
    """What a caller may say to any verb that changes something."""

    idempotency_key: IdempotencyKey | None = None


class Result(BaseModel):
    """What a caller gets. Every field is always present."""

    model_config = ConfigDict(frozen=True)

    def kept(self) -> dict[str, Any]:
        """What is kept for a repeat of the same call; never what may be shown only once."""
        return self.model_dump(mode="json")


class Written(Result):
    """What a caller gets from a write: which change it was (none where nothing differed), and
    whether it had been done before."""

    change_id: str | None
    replayed: bool


# Runs work on a context of the same caller, in a view of the database of its own.
Look: TypeAlias = Callable[[Callable[[Any], Awaitable[Any]]], Awaitable[Any]]


class Streamed(Result):
    """What is too large for one answer: a file, made part by part while it is sent.

    `parts` asks the database anew for each part, by `self.look`, so that nothing is held while a
    slow reader reads.
    """

    media_type: str
    filename: str
    _look: Look | None = PrivateAttr(default=None)

    def by(self, look: Look) -> "Streamed":
        self._look = look
        return self

    @property
    def look(self) -> Look:
        assert self._look is not None, "dispatch hands it in"
        return self._look

    @abstractmethod
    def parts(self) -> AsyncIterator[bytes]:
        """The file's bytes, in order."""
