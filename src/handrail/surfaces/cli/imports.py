"""`handrail import`: rows of a file become records."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.core.errors import Invalid
from handrail.surfaces.cli.home import Home, at_home
from handrail.surfaces.cli.options import AsJson, Data, Workspace
from handrail.surfaces.cli.voice import answer, progress

if TYPE_CHECKING:
    from rich.console import Console

    from handrail.features.transfer.model import Problem, Report

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="A .csv, .tsv, .xlsx, .xls, .ods, .json, .jsonl file."),
]
ObjectSlug = Annotated[
    str,
    typer.Option("--object", metavar="SLUG", help="What the rows are: deals, people …, members."),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=ATTRIBUTE",
        help="Fill this attribute from that column; COLUMN=- leaves it out. May be repeated.",
        show_default=False,
    ),
]
Match = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="COLUMN",
        help="The column that identifies a row: a record that has its value is updated.",
        show_default=False,
    ),
]
Create = Annotated[
    bool, typer.Option("--create", help="Make missing attributes, options and stages.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report what would happen, and stop.")]
Sheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help="Sheet of a spreadsheet.", show_default=False),
]

TOOL = "import_records"
FAILED = 1
SHOWN, SOME, LONGEST = 20, 5, 60
"""Kinds of problem that the table shows, of each so many values and rows, and of a value so many
characters; `--json` has all."""


def import_(
    file: File,
    object_slug: ObjectSlug,
    data: Data = None,
    mapped: Map = None,
    match: Match = None,
    create: Create = False,
    dry_run: DryRun = False,
    sheet: Sheet = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Import a file's rows as records, and report every cell that could not be taken.

    Columns find their attributes by name, in any case, with spaces or underscores, singular or
    plural. Members and linked records are found by their names. A value that fits nothing leaves
    the field empty and is told in the report, with the row, and the near miss where there is one.

    With --match, a row whose record exists updates it, and an unchanged one is not written.
    Without it nothing is updated: a row that an existing record already says in full is left
    alone, any other becomes a new record. An empty cell never empties a field.

    A row that cannot be taken at all has failed: the others stand, and the exit code is 1.

    Examples:

        handrail import accounts.csv --object companies --match account --create

        handrail import teams.csv --object members

        handrail import deals.xlsx --object deals --match "Deal ID" --map Amount=value --dry-run
    """
    from handrail.features.transfer.desk import Desk
    from handrail.features.transfer.jobs.importing import import_file
    from handrail.features.transfer.model import Report, Wish

    # rows are let go of as they are done with: looking for cycles among them is a sixth of the work
    gc.set_threshold(100_000)
    wish = Wish(object_slug, _pairs(mapped or []), match, create, dry_run)

    async def work(home: Home) -> Report:
        desk = Desk(home.database, home.actor, home.via, TOOL)
        with progress(f"Importing {file.name}") as move:
            return await import_file(desk, file, wish, sheet=sheet, progress=move)

    report = at_home(data, workspace, work)
    answer(report, as_json=as_json, shown=lambda out: show(out, report))
    if report.failed:
        raise typer.Exit(FAILED)


def _pairs(mapped: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for each in mapped:
        column, sign, attribute = each.partition("=")
        if not sign or not column:
            raise Invalid(
                f"--map {each!r} says no attribute.",
                field="map",
                hint="Write --map COLUMN=ATTRIBUTE, such as --map Amount=value.",
            )
        pairs[column.strip()] = attribute.strip()
    return pairs


def show(out: "Console", report: "Report") -> None:
    """The report for people: what happened, what each column became, what was not taken."""
    from rich.markup import escape
    from rich.table import Table

    verb = "would be" if report.dry_run else "were"
    out.print(
        f"[bold]{report.rows:,}[/] rows of {report.object}: {report.created:,} {verb} created, "
        f"{report.updated:,} updated, {report.unchanged:,} unchanged, {report.failed:,} failed."
    )
    columns = Table("Column", "Attribute", "Type", "How", box=None, pad_edge=False)
    for each in report.columns:
        how = f"would be {each.how}" if report.dry_run and each.how.startswith("made") else each.how
        row = (each.column, each.attribute or "–", each.type or "", how)
        columns.add_row(*(escape(cell) for cell in row))
    out.print(columns)
    if report.options_created:
        made = ", ".join(f"{each.attribute}: {each.title}" for each in report.options_created)
        out.print(f"Options {'that would be ' if report.dry_run else ''}made: {escape(made)}")
    for remark in report.remarks:
        out.print(f"[dim]{escape(remark)}[/]")
    failures = [each for each in report.problems if each.fails_row]
    if failures:
        out.print(f"[bold red]{report.failed:,}[/] rows failed:")
        out.print(_problems(failures))
    if cells := report.problems_total - len(failures):
        out.print(f"[bold]{cells:,}[/] cells were not taken as they stand:")
        out.print(_problems([each for each in report.problems if not each.fails_row]))


def _problems(problems: list["Problem"]) -> object:
    """Alike ones together: a column and a problem, with some of the values and of the rows."""
    from rich.markup import escape
    from rich.table import Table

    alike: dict[tuple[str, str], list[Problem]] = {}
    for each in problems:
        bare = each.problem.replace(repr(each.value), "this")
        alike.setdefault((each.column or "", bare), []).append(each)
    table = Table("Column", "Problem", "Values", "Rows", box=None, pad_edge=False)
    for (column, problem), those in sorted(alike.items(), key=lambda p: -len(p[1]))[:SHOWN]:
        values = list(dict.fromkeys(_value(each) for each in those))
        rows = [str(each.row) for each in those]
        cells = (column, problem, _some(values, "values"), _some(rows, "rows"))
        table.add_row(*(escape(cell) for cell in cells))
    if len(alike) > SHOWN:
        table.add_row("", f"… and {len(alike) - SHOWN:,} more: see --json", "", "")
    return table


def _value(problem: "Problem") -> str:
    """What stood in the cell, and what was perhaps meant."""
    said = "" if problem.value is None else str(problem.value)
    short = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
    return f"{short} (perhaps {problem.suggestion})" if problem.suggestion else short


def _some(said: list[str], noun: str) -> str:
    more = f" … {len(said):,} {noun}" if len(said) > SOME else ""
    return ", ".join(said[:SOME]) + more
