"""`handrail init`: a new workspace, its first admin, and a key."""

import json
import secrets
import string
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import Conflict
from handrail.settings import Settings
from handrail.surfaces.cli.home import (
    Home,
    beside,
    is_file,
    make_folder,
    make_keys,
    place,
    settings_for,
    via,
)
from handrail.surfaces.cli.keys import made as made_key
from handrail.surfaces.cli.options import AsJson, Data
from handrail.surfaces.cli.voice import answer, progress, runnable

if TYPE_CHECKING:
    from rich.console import Console

    from handrail.context import Context
    from handrail.storage.database import Database

Demo = Annotated[
    bool, typer.Option("--demo", help="Fill it with a sales team of the invented kind.")
]
Name = Annotated[str, typer.Option("--name", metavar="NAME", help="What the workspace is called.")]
Slug = Annotated[
    str | None,
    typer.Option("--slug", metavar="SLUG", help="Its name in keys and URLs.", show_default=False),
]
Email = Annotated[str, typer.Option("--email", metavar="EMAIL", help="The admin's address.")]
AdminName = Annotated[str, typer.Option("--admin", metavar="NAME", help="The admin's name.")]
Password = Annotated[
    str | None,
    typer.Option(
        "--password",
        envvar="HANDRAIL_ADMIN_PASSWORD",
        help="The admin's password. One is made where they have none.",
        show_default=False,
        show_envvar=True,
    ),
]

DEMO = "demo"
NOTE = "demo.json"


def init(
    data: Data = None,
    demo: Demo = False,
    name: Name = "My workspace",
    slug: Slug = None,
    email: Email = "admin@handrail.example",
    admin: AdminName = "Admin",
    password: Password = None,
    as_json: AsJson = False,
) -> None:
    """Make a workspace with its standard objects, an admin, and a key for an agent.

    Where there is a workspace already, nothing is changed, unless --slug names another one. The
    password and the key are shown this once. With --json they are printed as
    {"workspace", "admin": {"email", "password"}, "keys": {"workspace": "mcp_…"}}.

    Examples:

        handrail init --data ./acme --name "Acme Sales" --email ada@acme.example

        handrail init --data ./demo --demo --json
    """
    import asyncio

    settings = settings_for(data)
    said = {"name": name, "slug": slug, "email": email, "admin": admin, "password": password}
    made = asyncio.run(_init(settings, said, demo=demo))
    answer(made, as_json=as_json, shown=lambda out: show(out, made, settings))


async def _init(settings: Settings, said: dict[str, Any], *, demo: bool) -> dict[str, Any]:
    from handrail.features.workspaces.actions.founding import list_workspaces
    from handrail.opening import open_as
    from handrail.storage import migrating

    make_folder(settings.data)
    make_keys(settings)
    migrating.migrate(settings.database_url)
    database = open_as(settings)
    try:
        there = [each.slug for each in await list_workspaces(database)]
        if demo and there in ([], [DEMO]):
            return await _demo(database, settings, is_there=bool(there))
        if there and (said["slug"] is None or said["slug"] in there):
            raise _there_already(settings, said["slug"] or there[0])
        return await _found(database, said)
    finally:
        await database.close()


def _there_already(settings: Settings, slug: str) -> Conflict:
    return Conflict(
        f"{place(settings)} already holds the workspace {slug!r}: nothing was changed.",
        hint=f"Serve it: handrail serve{beside(settings)}. For another key: "
        f"handrail keys create NAME{beside(settings)}. For another workspace choose another "
        f"{'--data, or --slug' if is_file(settings) else '--slug'}.",
    )


async def _found(database: "Database", said: dict[str, Any]) -> dict[str, Any]:
    from handrail.core.actor import Scope
    from handrail.features.access.actions.keys import create_key
    from handrail.features.access.actions.passwords import has_password
    from handrail.features.records.actions import definitions
    from handrail.features.workspaces.actions import founding

    password = said["password"]
    if password is None and not await has_password(database, said["email"]):
        password = made_password()
    keys: dict[str, str] = {}

    async def then(ctx: "Context") -> None:
        await definitions.found(ctx)
        scopes = {Scope.READ_DATA, Scope.WRITE_DATA}
        _, keys["workspace"] = await create_key(ctx, "First agent", scopes=scopes)

    slug = said["slug"] or slug_of(said["name"])
    await founding.found(
        database, said["name"], slug, said["email"], said["admin"], password, via=via(), then=then
    )
    return {
        "workspace": slug,
        "admin": {"email": said["email"], "password": password},
        "keys": keys,
    }


async def _demo(database: "Database", settings: Settings, *, is_there: bool) -> dict[str, Any]:
    """The demo; made once, and afterwards told again from the note kept beside the data."""
    from handrail.surfaces.cli.demo import building

    note = settings.data / NOTE
    if is_there:
        return noted(note) or await _demo_again(database, settings)
    with progress("Telling the demo's story") as move:
        made = await building.build(database, progress=move)
    _keep(note, made)
    return dict(made)


async def _demo_again(database: "Database", settings: Settings) -> dict[str, Any]:
    """A new key for a demo whose note is lost."""
    from handrail.features.workspaces.actions.founding import acting
    from handrail.surfaces.cli.demo import building, cast

    home = Home(settings, database, await acting(database, DEMO), via())
    scopes = ["read:data", "write:data"]
    key = (await made_key(home, {"name": "First agent", "scopes": scopes}))["key"]
    admin = {"email": cast.ADMIN.email, "password": building.PASSWORD}
    made = {"workspace": DEMO, "admin": admin, "keys": {"workspace": key}}
    _keep(settings.data / NOTE, made)
    return made


def noted(note: Path) -> dict[str, Any] | None:
    """What a demo's note says: its workspace, sign-in and keys; None where there is none."""
    try:
        return json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _keep(note: Path, made: Mapping[str, Any]) -> None:
    """The demo's own key and password, for this user only: no other key is ever kept."""
    note.touch(mode=0o600)
    note.write_text(json.dumps(made, indent=2), encoding="utf-8")


def made_password() -> str:
    """Twenty letters and digits in groups, easy to type: over 100 bits."""
    letters = string.ascii_lowercase + string.digits
    groups = ["".join(secrets.choice(letters) for _ in range(5)) for _ in range(4)]
    return "-".join(groups)


def slug_of(name: str) -> str:
    import re

    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "workspace"


def show(out: "Console", made: dict[str, Any], settings: Settings) -> None:
    admin, key = made["admin"], made["keys"]["workspace"]
    out.print(f"Workspace [bold]{made['workspace']}[/] in {place(settings)}")
    known = admin["password"] or "[dim](the one they have already)[/]"
    out.print(f"Sign in   {admin['email']}  password {known}")
    kept = f"kept in {settings.data / NOTE}" if made["workspace"] == DEMO else "shown this once"
    out.print(f"Key       {key}  [dim]({kept})[/]")
    out.print(runnable(f"Next      handrail serve{beside(settings)}"))
    if made["workspace"] != DEMO:  # of a demo, serve tells all of it
        out.print(runnable(f"          handrail connect claude-code{beside(settings)} --key {key}"))
