"""Whether a column's values name members, or records of one object."""

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.context import Context
from handrail.features.records.attributes.base import fold
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.store import links as link_store
from handrail.features.transfer.rules.survey import Column

NEARLY_ALL = 0.75
"""The share of a column's filled cells that must be names; the rest are misspelt, and said."""
MOST_LOOKED_UP = 5_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """`target` is the object whose records are named; None means members."""

    target: Object | None

    @property
    def plural(self) -> str:
        return self.target.plural_noun.lower() if self.target else "members"

    def existing(self, owner: Object, schema: Schema, taken: set[str]) -> Attribute | None:
        """The one attribute there is for this already, if there is exactly one and it is free."""
        fitting = [each for each in owner.live if self._fits(each)]
        free = [each for each in fitting if each.slug not in taken]
        return free[0] if len(fitting) == 1 and free else None

    def _fits(self, attribute: Attribute) -> bool:
        if self.target is None:
            return attribute.type == "person"
        if attribute.type != "relationship":
            return False
        return attribute.config["target_object_no"] == self.target.no


async def meaning_of(
    ctx: Context, schema: Schema, owner: Object, column: Column, own_names: Sequence[str]
) -> Meaning | None:
    """Members where every value is one's name; else the object that nearly all are names of.

    `own_names` are what the file itself calls its records: they may name one another.
    """
    if len(column.counts) > MOST_LOOKED_UP or not column.counts:
        return None
    said = {fold(name): rows for name, rows in column.counts.items()}
    if said.keys() <= {fold(each.name) for each in schema.members}:
        return Meaning(None)
    shares: list[tuple[float, Object]] = []
    for target in schema.objects:
        if target.is_archived:
            continue
        known = set(await link_store.named(ctx.db, target, list(said)))
        if target.no == owner.no:
            known |= {fold(name) for name in own_names}
        hits = known & said.keys()
        if len(hits) > 1 or hits == said.keys():
            shares.append((sum(said[name] for name in hits) / sum(said.values()), target))
    share, target = max(shares, key=lambda each: each[0], default=(0.0, owner))
    return Meaning(target) if share >= NEARLY_ALL else None
