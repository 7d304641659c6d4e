"""Finding members and records by what a file calls them; never guessed, the near miss named."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from handrail.context import Context
from handrail.core.ids import is_id
from handrail.features.records.actions import reading, sight
from handrail.features.records.attributes.base import fold
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules.asked import Asked
from handrail.features.records.store import links as link_store

MOST_SUGGESTED_FROM = 20_000
"""Near misses are looked for among this many names at the most."""
NEAR = 0.8
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Miss:
    """A name that is nobody's, or that several have."""

    problem: str
    suggestion: str | None = None


Found = str | Miss


@dataclass(slots=True)
class Names:
    """What names were found to mean, by the number of the object they are of; 0 is members."""

    found: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])
    missed: dict[int, dict[str, Miss]] = field(default_factory=dict[int, dict[str, Miss]])
    everyone: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])

    def of(self, attribute: Attribute, name: str) -> Found:
        """What a prepared name means."""
        no = target_no(attribute)
        return self.found[no].get(name) or self.missed[no][name]

    def forget(self) -> None:
        """Look again for what was not there: it may have come since."""
        self.missed.clear()
        self.everyone.clear()

    async def prepare(
        self, ctx: Context, schema: Schema, attribute: Attribute, names: Iterable[str]
    ) -> None:
        """Look up the names that are not known yet, all at once."""
        no = target_no(attribute)
        found, missed = self.found.setdefault(no, {}), self.missed.setdefault(no, {})
        new = [name for name in dict.fromkeys(names) if name not in found and name not in missed]
        if not new:
            return
        if no == MEMBERS:
            await self._prepare_members(ctx, schema, new)
        else:
            await self._prepare_records(ctx, schema, schema.by_no[no], new)

    async def _prepare_members(self, ctx: Context, schema: Schema, new: list[str]) -> None:
        for name in new:
            folded = fold(" ".join(name.split()))
            called = [
                each
                for each in schema.members
                if folded in {each.id, fold(each.name), fold(each.email or "")}
            ]
            those = [each.id for each in called if each.is_active]
            if len(those) == 1:
                self.found[MEMBERS][name] = those[0]
            elif called and not those:
                self.missed[MEMBERS][name] = Miss("this member is no longer active")
            elif those:
                self.missed[MEMBERS][name] = Miss(f"{len(those)} members are called so")
            else:
                near = nearest(name, {fold(each.name): each.name for each in schema.members})
                self.missed[MEMBERS][name] = Miss("no member is called so", near)

    async def _prepare_records(
        self, ctx: Context, schema: Schema, target: Object, new: list[str]
    ) -> None:
        by_name = await link_store.named(ctx.db, target, [fold(name) for name in new])
        by_id = await sight.names(ctx, schema, [name for name in new if is_id(name)])
        for name in new:
            those = by_name.get(fold(name)) or []
            if name in by_id and by_id[name][0] == target.no:
                those = [name]
            if len(those) == 1:
                self.found[target.no][name] = those[0]
            elif those:
                many = f"{len(those)} {target.plural_noun.lower()} are called so"
                self.missed[target.no][name] = Miss(many)
            else:
                near = nearest(name, await self._everyone(ctx, target))
                nobody = f"no {target.singular_noun.lower()} is called so"
                self.missed[target.no][name] = Miss(nobody, near)

    async def _everyone(self, ctx: Context, target: Object) -> dict[str, str]:
        """The names an object's records have, folded and as they are."""
        if (known := self.everyone.get(target.no)) is None:
            known = self.everyone[target.no] = {}
            cursor: str | None = None
            while len(known) < MOST_SUGGESTED_FROM:
                page = await reading.search(
                    ctx, Asked(target.slug, fields=(), limit=PAGE, cursor=cursor)
                )
                known |= {fold(each.name): each.name for each in page.records}
                if (cursor := page.next_cursor) is None:
                    break
        return known


MEMBERS = 0


def target_no(attribute: Attribute) -> int:
    if attribute.type == "person":
        return MEMBERS
    no: Any = attribute.config["target_object_no"]
    return int(no)


def nearest(name: str, known: dict[str, str]) -> str | None:
    """The one name that differs only in spaces and signs, else the most alike, if any is."""
    bare = re.sub(r"[\W_]+", "", fold(name))
    same = [shown for folded, shown in known.items() if re.sub(r"[\W_]+", "", folded) == bare]
    if len(same) == 1:
        return same[0]
    near = difflib.get_close_matches(fold(name), list(known), 1, NEAR)
    return known[near[0]] if near else None
