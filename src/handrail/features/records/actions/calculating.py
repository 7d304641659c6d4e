"""Formulas worked out: for one record, and for all records of an object, whose result is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handrail.context import Context
from handrail.core.ids import is_id
from handrail.features.records.actions import sight
from handrail.features.records.actions.records import missing
from handrail.features.records.events import RecordUpdated
from handrail.features.records.formula import Formula
from handrail.features.records.model import Attribute, Object
from handrail.features.records.rules import formulas as rules
from handrail.features.records.rules.names import object_named
from handrail.features.records.store import calculated
from handrail.features.records.store import records as record_store
from handrail.features.records.store.calculated import FIRST, Swept


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of the records: how many were looked at, how many changed, and the last of
    them, None where there are no more."""

    seen: int
    changed: int
    last: str | None


async def one(
    ctx: Context, object_name: str, record_id: str, formulas: Sequence[Formula]
) -> list[Any]:
    """What each formula comes to for a record that the caller sees. NotFound."""
    owner = object_named(await sight.of(ctx), object_name)
    row = await record_store.get(ctx.db, owner.no, record_id) if is_id(record_id) else None
    if row is None or not await sight.among(ctx, owner, [record_id]):
        raise missing(owner, record_id)
    return [rules.value(formula, row) for formula in formulas]


async def sweep(
    ctx: Context, object_name: str, slug: str, formula: Formula, after: str | None, many: int
) -> Step:
    """Keep what a formula comes to as an attribute of the next `many` records, in one statement
    for all of them; `updated_at` stays. It is for the workspace, and asks not who may see what.
    """
    schema = await sight.whole(ctx)
    owner = object_named(schema, object_name)
    attribute = owner.by_name[slug]
    changed = 0
    while True:
        found = await calculated.look(ctx.db, owner, attribute, formula, after or FIRST, many)
        kept = await calculated.keep(ctx.db, attribute, found.differing)
        changed += len(kept)
        for each in kept:
            ctx.emit(_told(owner, attribute, each))
        if len(kept) == len(found.differing):  # else some were changed meanwhile: look again
            return Step(found.seen, changed, found.last if found.seen == many else None)


def _told(owner: Object, attribute: Attribute, swept: Swept) -> RecordUpdated:
    return RecordUpdated(
        object=owner.slug,
        record_id=swept.record_id,
        before={attribute.slug: swept.before},
        after={attribute.slug: swept.after},
        version_from=swept.version,
        version_to=swept.version + 1,
    )
