"""One import from its plan to its report: what its rows came to, and what was told of them."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from handrail.context import Context
from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute
from handrail.features.transfer.actions import rows
from handrail.features.transfer.actions.planning import Plan
from handrail.features.transfer.actions.reading import Reader
from handrail.features.transfer.actions.rows import Later, Taken, Taking
from handrail.features.transfer.model import MOST_PROBLEMS, ColumnSeen, Problem, Report, Wish
from handrail.features.transfer.rules.cells import REFERRING
from handrail.features.transfer.rules.columns import Target
from handrail.features.transfer.rules.survey import Column

Sayings = tuple[Counter[str], str | None]
Look = Callable[[Context], Awaitable[Sayings]]
MOSTLY = 0.5
"""An empty cell of a reference is told where at least this share of its column is filled; rows
are told apart by a column of which at least this share of values differ."""


class Run:
    """The sums of one import."""

    def __init__(
        self, plan: Plan, columns: Sequence[Column], total: int, wish: Wish, remarks: Sequence[str]
    ) -> None:
        self.plan = plan
        self.total = total
        self.wish = wish
        self.remarks = [*remarks, *plan.remarks]
        reader = Reader(plan, _needed(plan.targets, columns, total))
        self.taking = Taking(plan, reader, _telling(plan.targets, columns, total))
        self.counts: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.problems_total = 0
        self.later: list[Later] = []
        self.strangers = 0
        self.done = 0

    async def know(self, look: Callable[[Look], Awaitable[Sayings]]) -> None:
        """Where nothing tells rows apart: what all records there are say, to know them again."""
        if self.plan.key is not None or self.taking.telling is not None:
            return
        cursor: str | None = None
        while True:
            at = cursor
            said, cursor = await look(lambda ctx, at=at: rows.sayings(ctx, self.plan, at))
            self.taking.known += said
            if cursor is None:
                return

    def add(self, taken: Taken) -> None:
        self.taking.merge(taken)
        for name in ("created", "updated", "unchanged", "failed"):
            self.counts[name] += getattr(taken, name)
        self.problems_total += len(taken.problems)
        self.problems += taken.problems[: MOST_PROBLEMS - len(self.problems)]
        self.later += taken.later
        self.strangers += taken.strangers
        self.done = sum(self.counts.values())

    def report(self) -> Report:
        return Report(
            object=self.plan.owner.slug,
            rows=self.total,
            created=self.counts["created"],
            updated=self.counts["updated"],
            unchanged=self.counts["unchanged"],
            failed=self.counts["failed"],
            columns=[_seen(each) for each in self.plan.targets],
            attributes_created=self.plan.attributes_created,
            options_created=self.plan.options_created,
            problems=sorted(self.problems, key=lambda problem: problem.row),
            problems_total=self.problems_total,
            remarks=[*self.remarks, *self._of_strangers()],
            dry_run=self.wish.dry_run,
        )

    def _of_strangers(self) -> list[str]:
        if not self.strangers:
            return []
        noun = self.plan.owner.singular_noun.lower()
        return [
            f"{self.strangers:,} rows had an id that no {noun} here has: they are new records "
            "with ids of their own."
        ]


def _needed(targets: Sequence[Target], columns: Sequence[Column], total: int) -> frozenset[int]:
    """The columns of references that are mostly filled: there, an empty cell is told."""
    return frozenset(
        target.place
        for target in targets
        if target.attribute is not None
        and target.attribute.type in REFERRING
        and target.attribute.config.get("forward", True)
        and columns[target.place].filled >= total * MOSTLY
    )


def _telling(targets: Sequence[Target], columns: Sequence[Column], total: int) -> Attribute | None:
    """An attribute with an index that every row fills, and most with a value of their own: the
    few records that a row may be are found by it."""
    for target in targets:
        attribute, column = target.attribute, columns[target.place]
        if attribute is None or attribute.type in REFERRING or attribute.slot is None:
            continue
        if TYPE_BY_NAME[attribute.type].family is not Family.TEXT or not attribute.is_open:
            continue
        differ = column.overflowed or len(column.counts) >= total * MOSTLY
        if differ and column.filled == total and attribute.default is None:
            return attribute
    return None


def _seen(target: Target) -> ColumnSeen:
    attribute = target.attribute
    return ColumnSeen(
        column=target.column,
        attribute="id" if target.is_id else attribute.slug if attribute else None,
        type=attribute.type if attribute else None,
        how=target.how,
    )
