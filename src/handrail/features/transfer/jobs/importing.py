"""Importing: a file's rows into an object, a chunk in each transaction, one report of them all."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from handrail.context import Context
from handrail.core.errors import HandrailError
from handrail.features.transfer.actions import members, planning
from handrail.features.transfer.actions.rows import Taken, Taking
from handrail.features.transfer.actions.run import Look, Run, Sayings
from handrail.features.transfer.desk import Desk, Progress
from handrail.features.transfer.formats.every import read
from handrail.features.transfer.model import MEMBERS, Line, Problem, Report, Table, Wish
from handrail.features.transfer.rules.survey import Column, survey

T = TypeVar("T")
CHUNK = 500
FEW = 20
"""Rows that are looked at first: mostly one of them can be taken."""


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
        return await desk.write(lambda ctx: members.take(ctx, wish, columns, table))
    if (wish.create or wish.match) and not await _keeps_any(desk, table, columns, total, wish):
        report = await _rehearse(desk, table, columns, total, wish, progress)
        return _changing_nothing(report)
    plan = await desk.write(lambda ctx: planning.plan(ctx, wish, columns))
    run = Run(plan, columns, total, wish, table.remarks)
    await run.know(desk.read)
    for lines in chunks(table.rows(), CHUNK):
        run.add(await _take(desk, run.taking, lines))
        progress(run.done, total)
    for waiting in chunks(run.later, CHUNK):
        run.add(await desk.write(lambda ctx, waiting=waiting: run.taking.link(ctx, waiting)))
    return run.report()


class Looked(Exception):
    """Raised to undo a look ahead; says whether any row would be kept."""

    def __init__(self, keeps_any: bool) -> None:
        super().__init__("looked")
        self.keeps_any = keeps_any


async def _keeps_any(
    desk: Desk, table: Table, columns: list[Column], total: int, wish: Wish
) -> bool:
    """Whether any row would be taken: the schema is not changed for a file of which none is."""

    async def work(ctx: Context, lines: Sequence[Line]) -> None:
        plan = await planning.plan(ctx, wish, columns)
        try:
            taken = await Run(plan, columns, total, wish, ()).taking.take(ctx, lines)
        except HandrailError:
            raise Looked(True) from None  # row by row, some of them may stand
        raise Looked(taken.failed < len(lines))

    rows = table.rows()
    for lines in chain(chunks(islice(rows, FEW), FEW), chunks(rows, CHUNK)):
        try:
            await desk.write(lambda ctx, lines=lines: work(ctx, lines))
        except Looked as looked:
            if looked.keeps_any:
                return True
    return False


def _changing_nothing(report: Report) -> Report:
    """The report of an import that kept no row and so made nothing."""
    remark = "No row was taken: no attribute, option or stage was made."
    columns = [
        each.model_copy(update={"how": f"not {each.how}", "attribute": None, "type": None})
        if each.how.startswith("made")
        else each
        for each in report.columns
    ]
    made = {"attributes_created": [], "options_created": [], "dry_run": False}
    return report.model_copy(
        update={**made, "columns": columns, "remarks": [*report.remarks, remark]}
    )


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
                           suggestion=error.did_you_mean, fails_row=True)  # fmt: skip
            one = Taken(failed=1, problems=[told])
        taking.merge(one)
        whole = _joined(whole, one)
    return Taken(whole.created, whole.updated, whole.unchanged, whole.failed, whole.problems,
                 later=whole.later, strangers=whole.strangers)  # fmt: skip


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
        one.strangers + other.strangers,
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
            raise Rehearsed(await members.take(ctx, wish, columns, table))
        plan = await planning.plan(ctx, wish, columns)
        run = Run(plan, columns, total, wish, table.remarks)

        async def here(look: Look) -> Sayings:
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
