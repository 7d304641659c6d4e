"""What a rubric may be."""

from collections.abc import Sequence
from typing import Protocol

from handrail.core.errors import Invalid
from handrail.core.ids import new_id
from handrail.features.calls.model import Criterion


class CriterionLike(Protocol):
    """A criterion as somebody said it: `id` only to keep one that there is."""

    id: str | None
    name: str
    weight: float
    guidance: str


def criteria(said: Sequence[CriterionLike], known: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The criteria of a new version: those of the same id or name keep their id.

    Raises Invalid for two of one name, and where no criterion has weight.
    """
    names = [" ".join(each.name.split()) for each in said]
    folded = [name.casefold() for name in names]
    for place, name in enumerate(folded):
        if not name or name in folded[:place]:
            problem = f"Two criteria are called {names[place]!r}." if name else "A name is empty."
            raise Invalid(problem, field=f"criteria.{place}.name", hint="Name each differently.")
    if not any(each.weight for each in said):
        raise Invalid("No criterion has weight.", field="criteria", hint="Give one a weight.")
    by_id = {each.id: each for each in known}
    by_name = {each.name.casefold(): each for each in known}
    made: list[Criterion] = []
    for each, name in zip(said, names, strict=True):
        kept = by_id.get(each.id or "") or by_name.get(name.casefold())
        made.append(Criterion(kept.id if kept else new_id(), name, each.weight, each.guidance))
    return tuple(made)
