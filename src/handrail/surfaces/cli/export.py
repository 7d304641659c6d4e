"""`handrail export`: an object's records into a file, or the whole workspace into a folder."""

import os
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import Invalid
from handrail.surfaces.cli.home import Home, at_home, call
from handrail.surfaces.cli.options import AsJson, Data, Workspace
from handrail.surfaces.cli.voice import answer, progress, remark

if TYPE_CHECKING:
    from handrail.features.transfer.desk import Desk


class Kind(StrEnum):
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


ObjectSlug = Annotated[
    str | None,
    typer.Option("--object", metavar="SLUG", help="deals, people …, members.", show_default=False),
]
FormatOption = Annotated[
    Kind | None,
    typer.Option("--format", help="Default: as --output ends, else csv.", show_default=False),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Default: stdout.", show_default=False),
]
Filter = Annotated[
    str | None,
    typer.Option(
        "--filter", metavar="JSON", help="As search_records takes it.", show_default=False
    ),
]
Everything = Annotated[
    Path | None,
    typer.Option(
        "--all",
        metavar="DIR",
        help="Every object, the members and the schema, a file each.",
        show_default=False,
    ),
]
TOOL = "export_records"


def export(
    object_slug: ObjectSlug = None,
    data: Data = None,
    kind: FormatOption = None,
    output: Output = None,
    filter: Filter = None,
    everything: Everything = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Export records with every value and link; what `handrail import` reads back by `id`.

    Text that a spreadsheet would run as a formula is guarded by an apostrophe in csv.

    Examples:

        handrail export --object deals --format csv > deals.csv

        handrail export --object people -o people.xlsx --filter '{"city": "Berlin"}'

        handrail export --all ./backup --data ./acme --format json
    """
    if (object_slug is None) == (everything is None):
        raise Invalid("Say --object SLUG, or --all DIR.", hint="handrail export --object deals")
    chosen = kind or _by_name(output)
    if everything is not None:
        everything.mkdir(parents=True, exist_ok=True, mode=0o700)
        said = at_home(data, workspace, lambda home: _all(home, everything, kind or Kind.JSON))
        _write_schema(everything / "schema.json", said.pop("schema"))
        answer(said, as_json=as_json, shown=lambda out: out.print(f"Written to {everything}."))
        return
    if as_json and output is None:
        raise Invalid("--json needs --output FILE.", hint="Without --json records go to stdout.")
    _check_place(output)
    asked = _filter(filter)
    count = at_home(
        data, workspace, lambda home: _one(home, object_slug or "", chosen, output, asked)
    )
    if output is None:
        return
    said = {"object": object_slug, "format": chosen.value, "file": str(output), "records": count}
    answer(said, as_json=as_json, shown=lambda out: out.print(f"{count:,} records in {output}."))


def _by_name(output: Path | None) -> Kind:
    suffix = output.suffix.lstrip(".").lower() if output else ""
    if suffix and suffix not in set(Kind):
        raise Invalid(
            f"{output}: no files that end in .{suffix} are written.",
            field="output",
            allowed=[f".{each.value}" for each in Kind],
            hint="Give it another ending, or say --format.",
        )
    return Kind(suffix or Kind.CSV)


def _check_place(output: Path | None) -> None:
    """Refuse a place that no file can be put in, before any work is done."""
    if output is None:
        return
    if output.is_dir():
        raise Invalid(
            f"{output} is a folder.", field="output", hint=f"Name a file in it: {output}/deals.csv."
        )
    if not output.parent.is_dir():
        raise Invalid(
            f"There is no folder {output.parent}.",
            field="output",
            hint=f"Make it first (mkdir -p {output.parent}), or write elsewhere.",
        )
    if not os.access(output.parent, os.W_OK):
        raise Invalid(
            f"You may not write in {output.parent}.", field="output", hint="Write elsewhere."
        )


def _filter(said: str | None) -> Any:
    import orjson

    try:
        return None if said is None else orjson.loads(said)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"--filter is no JSON: {error}.", field="filter",
                      hint='Such as \'{"stage": "Won"}\'.') from error  # fmt: skip


def _desk(home: Home) -> "Desk":
    from handrail.features.transfer.desk import Desk

    return Desk(home.database, home.actor, home.via, TOOL)


async def _one(home: Home, object_slug: str, kind: Kind, output: Path | None, filter: Any) -> int:
    """Into a file that is moved to its place when it is whole."""
    import shutil

    from handrail.features.transfer.formats.every import FORMAT_BY_NAME
    from handrail.features.transfer.jobs.exporting import export_object

    folder = output.parent if output is not None else None
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as made:
        path = Path(made) / f"records.{kind.value}"
        with progress(f"Exporting {object_slug}") as move:
            count = await export_object(
                _desk(home), object_slug, FORMAT_BY_NAME[kind.value], path,
                filter=filter, progress=move,
            )  # fmt: skip
        if output is not None:
            path.replace(output)
        else:
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.flush()
    return count


async def _all(home: Home, folder: Path, kind: Kind) -> dict[str, Any]:
    from handrail.features.transfer.actions.pages import every_object

    slugs = [each.slug for each in await _desk(home).read(every_object)]
    counts: dict[str, int] = {}
    for slug in ["members", *slugs]:
        counts[slug] = await _one(home, slug, kind, folder / f"{slug}.{kind.value}", None)
        remark(f"{slug}: {counts[slug]:,}")
    schema = await _schema(home)
    return {"folder": str(folder), "format": kind.value, "records": counts, "schema": schema}


async def _schema(home: Home) -> dict[str, Any]:
    """What the objects and attributes are, as the schema tools say it."""
    from handrail.features.records.operations.schema import list_attributes, list_objects

    objects = (await call(home, list_objects, {})).model_dump(mode="json")["objects"]
    for each in objects:
        found = await call(home, list_attributes, {"object": each["slug"]})
        each["attributes"] = found.model_dump(mode="json")["attributes"]
    return {"objects": objects}


def _write_schema(path: Path, schema: dict[str, Any]) -> None:
    import orjson

    path.write_bytes(orjson.dumps(schema, option=orjson.OPT_INDENT_2))
