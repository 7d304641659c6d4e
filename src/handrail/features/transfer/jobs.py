"""Whole imports and exports: many transactions, one report; none held while a file is read."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from handrail.context import Context
from handrail.core.actor import Actor, Via
from handrail.core.clock import now
from handrail.core.errors import HandrailError
from handrail.core.ids import new_id
from handrail.features.transfer.actions import members, pages, planning, rows
from handrail.features.transfer.actions.planning import Plan
from handrail.features.transfer.actions.reading import Reader
from handrail.features.transfer.actions.rows import Later, Taken, Taking
from handrail.features.transfer.formats.base import Format, Writer
from handrail.features.transfer.formats.every import read
from handrail.features.transfer.model import (
    MOST_PROBLEMS,
    ColumnSeen,
    Line,
    Problem,
    Report,
    Table,
    Wish,
)
from handrail.features.transfer.rules.cells import REFERRING
from handrail.features.transfer.rules.columns import Target
from handrail.features.transfer.rules.survey import Column, survey
from handrail.features.workspaces.store import schema_version
from handrail.storage import journal
from handrail.storage.database import Database, Db

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with the rows done and the rows there are."""

CHUNK = 500
MEMBERS = "members"
MOSTLY = 0.5
"""An empty cell of a reference is told where at least this share of its column is filled."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where work is done: one actor's transactions, each journalled under one tool."""

    database: Database
    actor: Actor
    via: Via
    tool: str

    async def write(self, work: Callable[[Context], Awaitable[T]]) -> T:
        async def change(db: Db) -> T:
            ctx = Context(self.actor, self.via, db, now(), new_id())
            result = await work(ctx)
            if ctx.events:
                told = journal.Change(ctx.change_id, ctx.now, self.actor, self.via, self.tool)
                await journal.append(db, told, ctx.events)
            return result

        return await self.database.write(self.actor.workspace, change)

    async def read(self, work: Callable[[Context], Awaitable[T]]) -> T:
        async def look(db: Db) -> T:
            # this very run may have changed the schema since the actor was found
            actor = replace(self.actor, schema_version=await schema_version(db))
            return await work(Context(actor, self.via, db, now(), new_id()))

        return await self.database.read(self.actor.workspace, look, patient=True)


async def import_file(
    desk: Desk, path: Path, wish: Wish, *, sheet: str | None = None, progress: Progress
) -> Report:
    """Import a file's rows. Raises NotFound and Invalid for what cannot begin at all.

    Rows are taken CHUNK at a time, each chunk whole or not at all; what cannot be taken is told
    in the report. A dry run does all of it in one transaction that is undone.
    """
    table = read(path, sheet)
    columns, total = survey(table)
    if wish.dry_run:
        return await _rehearse(desk, table, columns, total, wish, progress)
    if wish.object == MEMBERS:
        return await desk.write(lambda ctx: members.take(ctx, wish, columns, list(table.rows())))
    plan = await desk.write(lambda ctx: planning.plan(ctx, wish, columns))
    run = Run(plan, columns, total, wish, table.remarks)
    await run.know(desk.read)
    for lines in chunks(table.rows(), CHUNK):
        run.add(await _take(desk, run.taking, lines))
        progress(run.done, total)
    for waiting in chunks(run.later, CHUNK):
        run.add(await desk.write(lambda ctx, waiting=waiting: run.taking.link(ctx, waiting)))
    return run.report()


async def export_object(
    desk: Desk,
    object_name: str,
    format: Format,
    path: Path,
    *,
    filter: Any = None,
    progress: Progress,
) -> int:
    """Write an object's records, or the members, to a file; how many there were.

    Each page is a view of its own: what is written while the export runs may be in it or not.
    """
    if object_name == MEMBERS:
        rows = await desk.read(pages.every_member)
        _write_all(format.write(path, pages.MEMBER_COLUMNS), rows)
        return len(rows)
    columns = await desk.read(lambda ctx: pages.columns_of(ctx, object_name))
    writer = format.write(path, columns)
    done, cursor = 0, None
    while True:
        page = await desk.read(lambda ctx, at=cursor: pages.page(ctx, object_name, at, filter))
        for row in page.rows:
            writer.row(row)
        done += len(page.rows)
        progress(done, max(done, page.total))
        if (cursor := page.next_cursor) is None:
            writer.end()
            return done


def _write_all(writer: Writer, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        writer.row(row)
    writer.end()


async def _take(desk: Desk, taking: Taking, lines: Sequence[Line]) -> Taken:
    """A chunk in one transaction; where it is refused, row by row, so that the others stand."""
    try:
        return await desk.write(lambda ctx: taking.take(ctx, lines))
    except HandrailError:
        if len(lines) == 1:
            raise
    whole = Taken()
    for line in lines:
        try:
            one = await desk.write(lambda ctx, line=line: taking.take(ctx, [line]))
        except HandrailError as error:
            why = error.message.rstrip(".")
            told = Problem(row=line[0], column=error.field, value=None, problem=why,
                           suggestion=error.did_you_mean)  # fmt: skip
            one = Taken(failed=1, problems=[told])
        taking.merge(one)
        whole = _joined(whole, one)
    return Taken(whole.created, whole.updated, whole.unchanged, whole.failed, whole.problems,
                 later=whole.later)  # fmt: skip


def _joined(one: Taken, other: Taken) -> Taken:
    return Taken(
        one.created + other.created,
        one.updated + other.updated,
        one.unchanged + other.unchanged,
        one.failed + other.failed,
        one.problems + other.problems,
        one.keys | other.keys,
        one.known + other.known,
        one.later + other.later,
    )


class Rehearsed(Exception):
    """Raised to undo a rehearsal; carries what it found."""

    def __init__(self, report: Report) -> None:
        super().__init__("rehearsed")
        self.report = report


async def _rehearse(
    desk: Desk, table: Table, columns: list[Column], total: int, wish: Wish, progress: Progress
) -> Report:
    async def work(ctx: Context) -> None:
        if wish.object == MEMBERS:
            raise Rehearsed(await members.take(ctx, wish, columns, list(table.rows())))
        plan = await planning.plan(ctx, wish, columns)
        run = Run(plan, columns, total, wish, table.remarks)

        async def here(look: Callable[[Context], Awaitable[T]]) -> T:
            return await look(ctx)

        await run.know(here)
        for lines in chunks(table.rows(), CHUNK):
            run.add(await run.taking.take(ctx, lines))
            progress(run.done, total)
        for waiting in chunks(run.later, CHUNK):
            run.add(await run.taking.link(ctx, waiting))
        raise Rehearsed(run.report())

    try:
        await desk.write(work)
    except Rehearsed as rehearsed:
        return rehearsed.report
    raise RuntimeError("A rehearsal always ends by being undone.")


def chunks(whole: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(whole)
    while chunk := list(islice(rest, size)):
        yield chunk


class Run:
    """The sums of one import."""

    def __init__(
        self, plan: Plan, columns: Sequence[Column], total: int, wish: Wish, remarks: Sequence[str]
    ) -> None:
        self.plan = plan
        self.total = total
        self.wish = wish
        self.remarks = [*remarks, *plan.remarks]
        self.taking = Taking(plan, Reader(plan, _needed(plan.targets, columns, total)))
        self.counts: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.problems_total = 0
        self.later: list[Later] = []
        self.done = 0

    async def know(self, look: Callable[[Callable[[Context], Awaitable[T]]], Awaitable[T]]) -> None:
        """Where no key identifies rows: what the records there are say, to know them again."""
        if self.plan.key is not None:
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
            remarks=self.remarks,
            dry_run=self.wish.dry_run,
        )


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


def _seen(target: Target) -> ColumnSeen:
    attribute = target.attribute
    return ColumnSeen(
        column=target.column,
        attribute="id" if target.is_id else attribute.slug if attribute else None,
        type=attribute.type if attribute else None,
        how=target.how,
    )
