"""`handrail import`: rows of a file become records."""

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
    Path, typer.Argument(metavar="FILE", help="A .csv, .tsv, .xlsx, .xls, .ods or .json file.")
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
SHOWN = 20
"""Kinds of problem that the table shows; `--json` has every row."""


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

    Examples:

        handrail import accounts.csv --object companies --match account --create

        handrail import teams.csv --object members

        handrail import deals.xlsx --object deals --match "Deal ID" --map Amount=value --dry-run
    """
    from handrail.features.transfer.desk import Desk
    from handrail.features.transfer.jobs.importing import import_file
    from handrail.features.transfer.model import Report, Wish

    wish = Wish(object_slug, _pairs(mapped or []), match, create, dry_run)

    async def work(home: Home) -> Report:
        desk = Desk(home.database, home.actor, home.via, TOOL)
        with progress(f"Importing {file.name}") as move:
            return await import_file(desk, file, wish, sheet=sheet, progress=move)

    report = at_home(data, workspace, work)
    answer(report, as_json=as_json, shown=lambda out: show(out, report))


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
        row = (each.column, each.attribute or "–", each.type or "", each.how)
        columns.add_row(*(escape(cell) for cell in row))
    out.print(columns)
    if report.options_created:
        made = ", ".join(f"{each.attribute}: {each.title}" for each in report.options_created)
        out.print(f"Options made: {escape(made)}")
    for remark in report.remarks:
        out.print(f"[dim]{escape(remark)}[/]")
    if report.problems_total:
        out.print(f"[bold]{report.problems_total:,}[/] cells were not taken as they stand:")
        out.print(_problems(report.problems))


def _problems(problems: list["Problem"]) -> object:
    """Alike ones together, with the rows they are in."""
    from rich.markup import escape
    from rich.table import Table

    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for each in problems:
        value = "" if each.value is None else str(each.value)
        key = (each.column or "", value, each.problem, each.suggestion or "")
        alike.setdefault(key, []).append(each.row)
    table = Table("Column", "Value", "Problem", "Perhaps", "Rows", box=None, pad_edge=False)
    for key, rows in sorted(alike.items(), key=lambda pair: -len(pair[1]))[:SHOWN]:
        some = ", ".join(map(str, rows[:5])) + (f" … {len(rows):,} rows" if len(rows) > 5 else "")
        table.add_row(*(escape(cell) for cell in key), some)
    if len(alike) > SHOWN:
        table.add_row("", "", f"… and {len(alike) - SHOWN:,} more: see --json", "", "")
    return table
