"""What a database refuses, in our words: the same of both."""

from handrail.core.errors import Conflict, TooSlow, Unavailable


class Taken(Conflict):
    """A unique key that whoever judged before writing did not see."""

    def __init__(self) -> None:
        super().__init__(
            "Another record already has this value.",
            hint="Read the record that has it, and update that one.",
        )


def too_slow() -> TooSlow:
    return TooSlow(
        "This question takes too long.",
        hint="Narrow it with a filter, ask for fewer records, or leave out the sort.",
    )


def busy() -> Unavailable:
    return Unavailable("The database is busy.", hint="Try again.", retry_after=1)


def silent() -> Unavailable:
    return Unavailable("The database does not answer.", hint="Try again.")
