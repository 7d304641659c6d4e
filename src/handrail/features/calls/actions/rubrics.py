"""Making and changing rubrics: a change of criteria is a new version, and the old one stays.

They are of calls: to whom calls are hidden, no rubric is there either.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from handrail.context import Context
from handrail.core.errors import NotFound
from handrail.core.event import differences
from handrail.core.ids import new_id
from handrail.features.calls.events import RubricCreated, RubricUpdated
from handrail.features.calls.model import CALLS, Rubric
from handrail.features.calls.rules import rubrics as rules
from handrail.features.calls.store import rubrics as store
from handrail.features.records.actions import reading

OBJECT = "rubrics"
"""What the journal calls them."""


async def create(ctx: Context, name: str, kind: str, said: Sequence[rules.CriterionLike]) -> Rubric:
    """A new rubric in its first version. Raises Invalid; NotFound where calls are hidden."""
    await reading.slug_of(ctx, CALLS)
    criteria = rules.criteria(said, ())
    made = Rubric(new_id(), name.strip(), kind, 1, True, ctx.now, ctx.now, criteria)
    await store.add(ctx.db, made)
    ctx.emit(RubricCreated(object=OBJECT, record_id=made.id, after=_told(made)))
    return made


async def update(
    ctx: Context,
    rubric_id: str,
    changes: dict[str, Any],
    said: Sequence[rules.CriterionLike] | None,
) -> Rubric:
    """Change name, type or whether it is active; other criteria make a new version."""
    old = await get(ctx, rubric_id)
    new = replace(old, **changes)
    if said is not None and (criteria := rules.criteria(said, old.criteria)) != old.criteria:
        new = replace(new, criteria=criteria, version=old.version + 1)
    if new == old:
        return old
    new = replace(new, updated_at=ctx.now)
    if new.version != old.version:
        await store.add_version(ctx.db, new)
    await store.set_rubric(ctx.db, new)
    before, after = differences(_told(old), _told(new))
    ctx.emit(RubricUpdated(object=OBJECT, record_id=new.id, before=before, after=after))
    return new


def _told(rubric: Rubric) -> dict[str, Any]:
    return {
        "name": rubric.name,
        "type": rubric.type,
        "version": rubric.version,
        "is_active": rubric.is_active,
        "criteria": [asdict(each) for each in rubric.criteria],
    }


async def active(ctx: Context, many: int, before: str | None) -> list[Rubric]:
    """Those that are offered, newest first, after a place. NotFound where calls are hidden."""
    await reading.slug_of(ctx, CALLS)
    return await store.active(ctx.db, many, before or store.LAST)


async def get(ctx: Context, rubric_id: str) -> Rubric:
    """Raises NotFound."""
    await reading.slug_of(ctx, CALLS)
    found = await store.get(ctx.db, rubric_id)
    if found is None:
        raise NotFound(
            f"No rubric has the id {rubric_id[:80]!r}.",
            field="rubricId",
            hint="rubrics_list names those there are.",
        )
    return found
