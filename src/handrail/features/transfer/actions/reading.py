"""Reading rows: cells into values as a record takes them; what cannot be is told and left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from handrail.context import Context
from handrail.core.errors import HandrailError
from handrail.features.records.attributes.base import fold
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules.values import Draft, accept, accepted
from handrail.features.transfer.actions.naming import Miss, Names
from handrail.features.transfer.actions.planning import Plan
from handrail.features.transfer.formats.base import is_blank
from handrail.features.transfer.model import Line, Problem
from handrail.features.transfer.rules import cells as cell_rules
from handrail.features.transfer.rules.cells import REFERRING
from handrail.features.transfer.rules.columns import Target
from handrail.features.transfer.rules.survey import cell_of, words

MOST_JUDGED = 100_000


class Judged(NamedTuple):
    """A cell that an attribute takes: as `values` say it, and as it is stored."""

    said: Any
    kept: Any


@dataclass(slots=True)
class Read:
    """One row as it was read. `kept` has what of its values has been accepted already.

    `partly` are attributes of which some values were not found: enough for a new record, and no
    reason to cut what an existing one links to. `key` identifies the row, `record_id` is the
    record it is, once found; `name` what it is called if it is new and has no other name; `later`
    are cells that name records of this very object, which a row further down may bring.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    kept: dict[str, Any] = field(default_factory=dict[str, Any])
    draft: Draft = field(default_factory=Draft)
    key: str | None = None
    record_id: str | None = None
    name: str | None = None
    later: list[tuple[Target, Any]] = field(default_factory=list[tuple[Target, Any]])
    partly: set[str] = field(default_factory=set[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    has_failed: bool = False

    def blame(self, column: str | None, value: Any, problem: str, near: str | None = None) -> None:
        said = value if isinstance(value, str | int | float | bool | None) else words(value)
        self.problems.append(
            Problem(row=self.number, column=column, value=said, problem=problem, suggestion=near)
        )

    def fail(self, column: str | None, value: Any, problem: str) -> None:
        self.blame(column, value, problem)
        self.problems[-1] = self.problems[-1].model_copy(update={"fails_row": True})
        self.has_failed = True

    def leave(self, slug: str) -> None:
        """Say nothing of an attribute after all."""
        self.values.pop(slug, None)
        self.draft.stored.pop(slug, None)
        self.draft.links.pop(slug, None)

    def linked(self) -> dict[str, list[str]]:
        """attribute slug → the ids of the records it links to."""
        return {slug: [str(each.id) for each in refs] for slug, refs in self.draft.links.items()}


@dataclass(slots=True)
class Reader:
    """`needed`: the columns whose empty cells are told, since most of their cells are filled;
    `judged`: what became of each different cell, by the schema of version `judged_by`."""

    plan: Plan
    needed: frozenset[int]
    names: Names = field(default_factory=Names)
    judged: dict[tuple[int, str], Judged | HandrailError] = field(
        default_factory=dict[tuple[int, str], Judged | HandrailError]
    )
    judged_by: int | None = None

    async def read(
        self, ctx: Context, owner: Object, schema: Schema, lines: Sequence[Line]
    ) -> list[Read]:
        await self._prepare_names(ctx, schema, lines)
        if schema.version != self.judged_by:
            self.judged.clear()
            self.judged_by = schema.version
        return [self._row(owner, schema, number, cells) for number, cells in lines]

    async def read_links(
        self, ctx: Context, owner: Object, schema: Schema, lines: Sequence[Line]
    ) -> list[Read]:
        """Only the cells that link, of rows that have been taken: now every miss is told."""
        await self._prepare_names(ctx, schema, lines)
        rows: list[Read] = []
        for number, cells in lines:
            row = Read(number)
            for target in self.plan.targets:
                cell = cell_of(cells, target.place)
                if target.attribute is not None and not is_blank(cell):
                    self._names(target, owner.by_name[target.attribute.slug], cell, row)
            for target, cell in row.later:
                miss = self.names.of(target.attribute, words(cell)) if target.attribute else None
                if isinstance(miss, Miss):
                    row.blame(target.column, cell, miss.problem, miss.suggestion)
            rows.append(row)
        return rows

    async def _prepare_names(self, ctx: Context, schema: Schema, lines: Sequence[Line]) -> None:
        for target in self.plan.targets:
            attribute = target.attribute
            if attribute is None or attribute.type not in REFERRING:
                continue
            called = [
                name
                for _, cells in lines
                for name in self._called(cell_of(cells, target.place), attribute)
            ]
            await self.names.prepare(ctx, schema, attribute, called)

    def _called(self, cell: Any, attribute: Attribute) -> list[str]:
        return cell_rules.names(cell, attribute, by_id=not self.plan.is_strange)

    def _row(self, owner: Object, schema: Schema, number: int, cells: Sequence[Any]) -> Read:
        row = Read(number)
        for target in self.plan.targets:
            cell = cell_of(cells, target.place)
            if target.is_id:
                row.key = None if is_blank(cell) else words(cell)
            elif target.attribute is not None:
                self._cell(schema, target, owner.by_name[target.attribute.slug], cell, row)
        if self.plan.name_from is not None:
            said = cell_of(cells, self.plan.name_from.place)
            row.name = None if is_blank(said) else words(said)[:500]
        surplus = [cell for cell in cells[len(self.plan.targets) :] if not is_blank(cell)]
        if surplus:
            row.blame(None, words(surplus[0]), "the row has more cells than there are columns")
        self._judge_row(owner, schema, row)
        return row

    def _cell(
        self, schema: Schema, target: Target, attribute: Attribute, cell: Any, row: Read
    ) -> None:
        if is_blank(cell):
            if target.place in self.needed:
                row.blame(target.column, "" if cell is None else cell, "the cell is empty")
        elif attribute.type in REFERRING:
            self._names(target, attribute, cell, row)
        else:
            judged = self._judged(schema, target, attribute, cell)
            if isinstance(judged, HandrailError):
                row.blame(target.column, cell, _bare(judged, attribute), judged.did_you_mean)
            else:
                row.values[attribute.slug], row.kept[attribute.slug] = judged

    def _judged(
        self, schema: Schema, target: Target, attribute: Attribute, cell: Any
    ) -> Judged | HandrailError:
        """What an attribute takes of a cell, or the refusal of it; each different cell once."""
        asked = (target.place, cell) if isinstance(cell, str) else None
        if asked is not None and asked in self.judged:
            return self.judged[asked]
        try:
            said = cell_rules.said(cell, attribute)
            found = Judged(said, accept(attribute, said, schema))
        except HandrailError as error:
            found = error
        if asked is not None and len(self.judged) < MOST_JUDGED:
            self.judged[asked] = found
        return found

    def _names(self, target: Target, attribute: Attribute, cell: Any, row: Read) -> None:
        """The whole cell as one name; where nobody is called so, the parts of it."""
        called = self._called(cell, attribute)
        several = cell_rules.holds_several(attribute)
        means = [self.names.of(attribute, name) for name in called]
        if isinstance(means[0], str):
            row.values[attribute.slug] = [means[0]] if several else means[0]
        elif len(means) > 1:
            found = [each for each in means if isinstance(each, str)]
            row.values[attribute.slug] = found
            for name, each in list(zip(called, means, strict=True))[1:]:
                if isinstance(each, Miss):
                    row.blame(target.column, name, each.problem, each.suggestion)
                    row.partly.add(attribute.slug)
        elif self._links_its_own(attribute):
            row.later.append((target, cell))
        else:
            row.blame(target.column, cell, means[0].problem, means[0].suggestion)

    def _links_its_own(self, attribute: Attribute) -> bool:
        if attribute.type != "relationship":
            return False
        return attribute.config["target_object_no"] == self.plan.owner.no

    def _judge_row(self, owner: Object, schema: Schema, row: Read) -> None:
        try:
            row.draft = accepted(owner, row.values, schema, row.kept)
        except HandrailError as error:
            row.fail(None, None, error.message.rstrip("."))
            return
        key = self.plan.key
        if key is None or key.attribute is None:
            return
        stored = row.draft.stored.get(key.attribute.slug)
        first = stored[0] if isinstance(stored, list) else stored
        if first is None:
            row.fail(key.column, None, "nothing identifies this row")
        elif key.attribute.slug == "name":
            row.key = fold(str(first))
        else:
            row.key = TYPE_BY_NAME[key.attribute.type].unique_key(first)


def _bare(error: HandrailError, attribute: Attribute) -> str:
    """A refusal without the attribute's name, which the column gives."""
    begin = f"{attribute.title} ({attribute.slug}): "
    return error.message.removeprefix(begin).rstrip(".")
