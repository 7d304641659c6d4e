"""Taking rows into an object: some are new records, some change one, some change nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.context import Context
from handrail.core.ids import new_id
from handrail.features.records.actions import reading as record_reading
from handrail.features.records.actions import records as record_verbs
from handrail.features.records.actions import sight
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules.asked import Asked
from handrail.features.records.rules.names import object_named
from handrail.features.records.rules.values import accepted
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store
from handrail.features.transfer.actions import finding
from handrail.features.transfer.actions.planning import Plan
from handrail.features.transfer.actions.reading import Read, Reader
from handrail.features.transfer.formats.base import is_blank
from handrail.features.transfer.model import Line, Problem
from handrail.features.transfer.rules.columns import Target

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Later:
    """A link that waits until every row has been taken."""

    number: int
    record_id: str
    target: Target
    cell: Any
    was_unchanged: bool


@dataclass(slots=True)
class Taken:
    """What became of some rows. `keys`: what identifies them, with their numbers; `known`: what
    those say that are records already; `strangers`: rows whose id is none of ours."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])
    keys: dict[str, int] = field(default_factory=dict[str, int])
    known: Counter[str] = field(default_factory=Counter[str])
    later: list[Later] = field(default_factory=list[Later])
    strangers: int = 0

    def wait(self, row: Read, record_id: str, *, unchanged: bool) -> None:
        for target, cell in row.later:
            self.later.append(Later(row.number, record_id, target, cell, unchanged))


@dataclass(slots=True)
class Taking:
    """An import under way: what later rows must know of earlier ones.

    Where no key identifies rows, a row may be a record that says all of it already. `known` has
    what the records there are say; where a `telling` attribute is, only those are looked at that
    share a row's value of it, and are older than `begun`. `met`: the sayings of rows so far that
    were such a record.

    Work may be begun again by the database, so `take` changes nothing here; `merge` does.
    """

    plan: Plan
    reader: Reader
    telling: Attribute | None = None
    begun: str = field(default_factory=new_id)
    seen: dict[str, int] = field(default_factory=dict[str, int])
    known: Counter[str] = field(default_factory=Counter[str])
    met: Counter[str] = field(default_factory=Counter[str])

    async def take(self, ctx: Context, lines: Sequence[Line]) -> Taken:
        """Take some rows, all in the call's transaction."""
        schema = await sight.of_write(ctx)
        owner = object_named(schema, self.plan.owner.slug)
        rows = await self.reader.read(ctx, owner, schema, lines)
        taken = Taken()
        if self.plan.key is not None:
            taken.keys = await finding.find(ctx, owner, self.plan.key, rows, self.seen)
        known = await self._known(ctx, owner, rows)
        left = [each for each in rows if not each.has_failed and not self._is(each, known, taken)]
        await finding.free(ctx, owner, left, self.plan.key)
        await self._change(ctx, owner, [row for row in left if row.record_id], taken)
        new = [row for row in left if not row.record_id]
        await self._create(ctx, owner, schema, new, taken)
        if self.plan.key is not None and self.plan.key.is_id:
            taken.strangers = sum(bool(row.key and not row.record_id) for row in left)
        taken.failed = sum(row.has_failed for row in rows)
        taken.problems = [problem for row in rows for problem in row.problems]
        return taken

    def merge(self, taken: Taken) -> None:
        """Keep in mind what was taken, once it stands."""
        self.seen |= taken.keys
        self.met += taken.known

    async def _known(self, ctx: Context, owner: Object, rows: Sequence[Read]) -> Counter[str]:
        """What records say that some rows without a key may be."""
        if self.plan.key is not None or self.telling is None:
            return self.known
        ids = await finding.sharing(ctx, owner, self.telling, rows)
        return await _said(ctx, self.attributes(), [each for each in ids if each < self.begun])

    def _is(self, row: Read, known: Counter[str], taken: Taken) -> bool:
        """Whether a row without a key is a record that says all of it already."""
        if row.key is not None or self.plan.key is not None:
            return False
        said = finding.saying(self.attributes(), row.draft.stored, row.linked())
        if known[said] - self.met[said] - taken.known[said] <= 0:
            return False
        taken.known[said] += 1
        taken.unchanged += 1
        return True

    def attributes(self) -> list[Attribute]:
        return [target.attribute for target in self.plan.targets if target.attribute]

    async def _change(
        self, ctx: Context, owner: Object, rows: Sequence[Read], taken: Taken
    ) -> None:
        for row in rows:
            for slug in row.partly:
                row.leave(slug)
        moved = await finding.differing(ctx, owner, self.attributes(), rows)
        for row in rows:
            record_id = row.record_id or ""
            if row.number in moved:
                await record_verbs.update(ctx, owner.slug, record_id, row.draft)
                taken.updated += 1
            else:
                taken.unchanged += 1
            taken.wait(row, record_id, unchanged=row.number not in moved)

    async def _create(
        self, ctx: Context, owner: Object, schema: Schema, rows: Sequence[Read], taken: Taken
    ) -> None:
        for row in rows:
            if row.name is not None and "name" not in row.values:
                row.values["name"] = row.name
                row.draft = accepted(owner, row.values, schema, row.kept)
            if missing := _missing(owner, row):
                noun = owner.singular_noun.lower()
                row.fail(None, None, f"a {noun} needs {', '.join(missing)}")
        new = [row for row in rows if not row.has_failed]
        if not new:
            return
        ids = await record_verbs.create_many(ctx, owner.slug, [row.draft for row in new])
        taken.created += len(ids)
        for row, record_id in zip(new, ids, strict=True):
            taken.wait(row, record_id, unchanged=False)

    # afterwards ---------------------------------------------------------------------------

    async def link(self, ctx: Context, waiting: Sequence[Later]) -> Taken:
        """Make the links that waited. Of a row that was unchanged, a new link changes that."""
        schema = await sight.of_write(ctx)
        owner = object_named(schema, self.plan.owner.slug)
        taken = Taken()
        self.reader.names.forget()
        lines: list[Line] = []
        for each in waiting:
            cells: list[Any] = [None] * len(self.plan.targets)
            cells[each.target.place] = each.cell
            lines.append((each.number, cells))
        for each, row in zip(
            waiting, await self.reader.read_links(ctx, owner, schema, lines), strict=True
        ):
            taken.problems += row.problems
            if row.values and await record_verbs.update(
                ctx, owner.slug, each.record_id, row.values
            ):
                taken.updated += each.was_unchanged
                taken.unchanged -= each.was_unchanged
        return taken


def _missing(owner: Object, row: Read) -> list[str]:
    """The attributes a new record needs and the row does not fill."""
    said = {slug for slug, value in row.values.items() if not is_blank(value)}
    if owner.slug == "people" and said & {"first_name", "last_name"}:
        said.add("name")
    return [
        each.slug
        for each in owner.live
        if each.is_required and each.default is None and each.slug not in said
    ]


async def sayings(ctx: Context, plan: Plan, cursor: str | None) -> tuple[Counter[str], str | None]:
    """What a page of the records there are say of the plan's attributes; the next cursor."""
    attributes = [target.attribute for target in plan.targets if target.attribute]
    asked = Asked(plan.owner.slug, fields=(), limit=PAGE, cursor=cursor)
    page = await record_reading.search(ctx, asked)
    ids = [each.id for each in page.records]
    return await _said(ctx, attributes, ids), page.next_cursor


async def _said(ctx: Context, attributes: Sequence[Attribute], ids: Sequence[str]) -> Counter[str]:
    """What some records say, and how many of them say it."""
    rows = await record_store.get_many(ctx.db, ids)
    linking = [each for each in attributes if each.type == "relationship"]
    links = await link_store.shown(ctx.db, linking, ids, finding.MOST_LINKS) if linking else {}
    said: Counter[str] = Counter()
    for record_id, row in rows.items():
        linked = {
            each.slug: [link.other_id for link in links.get(record_id, {}).get(each.no, ())]
            for each in linking
        }
        said[finding.saying(attributes, row.values, linked)] += 1
    return said
