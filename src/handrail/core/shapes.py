"""What goes into an operation and what comes out."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

IdempotencyKey = Annotated[
    str, Field(description="Same key, same call: done once.", min_length=1, max_length=200)
]


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
