"""`handrail calls`: transcripts of sales calls become calls."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import HandrailError, Invalid
from handrail.surfaces.cli.home import Home, at_home, call
from handrail.surfaces.cli.keys import the_member
from handrail.surfaces.cli.options import AsJson, Data, Workspace
from handrail.surfaces.cli.voice import answer, progress

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(help="Bring sales calls in.", no_args_is_help=True)

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Transcripts: .vtt, .srt, .json, .txt; a call each."),
]
Title = Annotated[
    str | None,
    typer.Option(
        "--title",
        metavar="TEXT",
        help="What the call is called; of several files each is called as its file.",
        show_default=False,
    ),
]
Date = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="WHEN",
        help="When it began, ISO 8601. Default: a date in the file's name.",
        show_default=False,
    ),
]
Rep = Annotated[
    str | None,
    typer.Option(
        "--rep",
        metavar="WHO",
        help="Whose calls: name, email or id. Default: the admin.",
        show_default=False,
    ),
]
Deal = Annotated[
    list[str] | None,
    typer.Option(
        "--deal",
        metavar="NAME",
        help="The deal it was about: name or id. May be repeated.",
        show_default=False,
    ),
]
Company = Annotated[
    list[str] | None,
    typer.Option("--company", metavar="NAME", help="Name or id.", show_default=False),
]
Person = Annotated[
    list[str] | None,
    typer.Option("--person", metavar="NAME", help="Name or id.", show_default=False),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="KIND",
        help="webvtt, srt, recorder or speakers. Default: told by how the file begins.",
        show_default=False,
    ),
]

FAILED = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `status` is `added`, `known` or `failed`."""

    file: str
    status: str
    id: str | None = None
    title: str | None = None
    call_date: str | None = None
    error: dict[str, Any] | None = None


@app.command("import")
def import_(
    files: Files,
    data: Data = None,
    title: Title = None,
    date: Date = None,
    rep: Rep = None,
    deal: Deal = None,
    company: Company = None,
    person: Person = None,
    kind: Format = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Add a call for each transcript: WebVTT, SRT, a recorder's JSON, or lines `Speaker: words`.

    A transcript that some call already has is left alone: the same files again add nothing. A
    file that cannot be read fails; the others stand, and the exit code is 1. Added calls are
    pending: they wait to be scored.

    Examples:

        handrail calls import demo.vtt --title "Demo with Nova" --rep ben@acme.example

        handrail calls import recordings/*.vtt --deal "Nova: Platform" --data ./acme

        handrail calls import call.json --date 2026-11-20T14:00:00Z --json
    """
    if title is not None and len(files) > 1:
        raise Invalid(
            f"--title names one call, and these are {len(files)} files.",
            field="title",
            hint="Leave it out: each call is called as its file.",
        )
    if len(files) > 1 and date is not None and len(date) > len("2026-11-20"):
        raise Invalid(
            "--date says the minute of one call, and these are several files.",
            field="date",
            hint="Say only the day, or leave it out: dates in the files' names are read.",
        )

    async def work(home: Home) -> list[Outcome]:
        said = {
            "callDate": date,
            "repId": (await the_member(home, rep)).id if rep else None,
            "deals": deal,
            "companies": company,
            "people": person,
            "format": kind,
            "onlyNew": True,
        }
        outcomes: list[Outcome] = []
        with progress("Importing calls") as move:
            for number, file in enumerate(files, 1):
                outcomes.append(await _outcome(home, file, {"title": title, **said}))
                move(number, len(files))
        return outcomes

    outcomes = at_home(data, workspace, work)
    report = _report(outcomes)
    answer(report, as_json=as_json, shown=lambda out: _show(out, outcomes, report))
    if report["failed"]:
        raise typer.Exit(FAILED)


async def _outcome(home: Home, file: Path, said: dict[str, Any]) -> Outcome:
    from handrail.features.calls.formats.files import date_in, title_in
    from handrail.features.calls.operations.writing import create_call

    try:
        text = _text(file)
        asked = {
            **said,
            "title": said["title"] or title_in(file.name),
            "callDate": said["callDate"] or date_in(file.name),
            "transcript": text,
        }
        made = await call(home, create_call, asked)
    except HandrailError as error:
        return Outcome(str(file), "failed", error=error.body())
    status = "added" if made.change_id else "known"
    return Outcome(str(file), status, made.id, made.title, made.callDate)


def _text(file: Path) -> str:
    """What a file holds. Raises Invalid for one that cannot be read, or is no text."""
    from handrail.features.calls.formats.files import LARGEST, text_in

    try:
        if file.is_dir():
            raise Invalid("It is a folder.", field="file", hint=f"Name its files: {file}/*.vtt.")
        if (size := file.stat().st_size) > LARGEST:
            large = f"It has {size // 1024 // 1024} MiB: no transcript is so large."
            raise Invalid(large, field="file")
        return text_in(file.read_bytes())
    except OSError as error:
        said = f"{error.strerror or error}."
        raise Invalid(said, field="file", hint="Check the path.") from error


def _report(outcomes: list[Outcome]) -> dict[str, Any]:
    count: dict[str, int] = {"added": 0, "known": 0, "failed": 0}
    for each in outcomes:
        count[each.status] += 1
    calls = [
        {
            "file": each.file,
            "status": each.status,
            "id": each.id,
            "title": each.title,
            "call_date": each.call_date,
            "error": each.error,
        }
        for each in outcomes
    ]
    return {"files": len(outcomes), **count, "calls": calls}


def _show(out: "Console", outcomes: list[Outcome], report: dict[str, Any]) -> None:
    from rich.markup import escape
    from rich.table import Table

    out.print(
        f"[bold]{report['files']:,}[/] transcripts: {report['added']:,} calls were added, "
        f"{report['known']:,} were known, {report['failed']:,} failed."
    )
    if added := [each for each in outcomes if each.status == "added"]:
        table = Table("Call", "Date", box=None, pad_edge=False)
        table.add_column("Id", no_wrap=True, min_width=36)
        for each in added:
            date = (each.call_date or "–")[:16].replace("T", " ")
            table.add_row(escape(each.title or ""), date, each.id)
        out.print(table)
    if failed := [each for each in outcomes if each.error is not None]:
        table = Table("File", "Problem", box=None, pad_edge=False)
        for each in failed:
            said = each.error or {}
            table.add_row(escape(each.file), escape(f"{said['message']} {said.get('hint', '')}"))
        out.print("[bold red]Failed:[/]")
        out.print(table)
