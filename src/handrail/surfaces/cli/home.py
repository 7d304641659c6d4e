"""From a command's options to an open database and the admin who acts."""

import json
import os
import shlex
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from handrail.core.errors import NotFound, Unavailable
from handrail.settings import Settings

if TYPE_CHECKING:
    from handrail.core.actor import Actor, Via
    from handrail.core.operation import AnyOperation
    from handrail.storage.database import Database

T = TypeVar("T")


def settings_for(data: Path | None) -> Settings:
    """The environment's settings; `--data` goes before HANDRAIL_DATA."""
    said = {"HANDRAIL_DATA": str(data)} if data is not None else {}
    return Settings.read({**os.environ, **said})


@dataclass(frozen=True, slots=True)
class Home:
    """An open database, and who acts in it."""

    settings: Settings
    database: "Database"
    actor: "Actor"
    via: "Via"


def at_home(data: Path | None, workspace: str | None, work: Callable[[Home], Awaitable[T]]) -> T:
    """Run a command's work as the workspace's admin."""
    import asyncio

    return asyncio.run(_run(settings_for(data), workspace, work))


async def _run(
    settings: Settings, workspace: str | None, work: Callable[[Home], Awaitable[T]]
) -> T:
    from handrail.features.workspaces.actions.founding import acting

    async with opened(settings) as database:
        actor = await acting(database, workspace)
        return await work(Home(settings, database, actor, via()))


def via() -> "Via":
    """How the journal names this run of the command line: one run, one id."""
    from handrail.core.actor import Via
    from handrail.core.ids import new_id

    run = new_id()
    return Via("cli", run, client="handrail", run_id=run)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator["Database"]:
    """The database, at this version's migration. Raises NotFound, Unavailable with the cure."""
    from handrail.opening import open_as
    from handrail.surfaces import logs

    logs.configure(settings.log_level, as_json=settings.log_json)
    ready(settings)
    database = open_as(settings)
    try:
        yield database
    finally:
        await database.close()


def make_keys(settings: Settings) -> None:
    """See to it that there is a master key: in the environment, or a file beside the data."""
    from handrail.vault.keyring import KeyFile, keyring

    kept = keyring(settings.data, settings.master_keys)
    if isinstance(kept, KeyFile):
        make_folder(settings.data)
        kept.ensure()


def ready(settings: Settings) -> None:
    """Refuse a database that is not there, or not at this version's migration."""
    from handrail.storage import migrating

    at = migrating.current(settings.database_url)
    if at is None:
        raise no_workspace(settings)
    if at != migrating.head():
        raise Unavailable(
            f"The database is at migration {at}; this version works with {migrating.head()}.",
            hint=f"Stop the server, then: handrail migrate{beside(settings)}",
        )


def no_workspace(settings: Settings) -> NotFound:
    return NotFound(
        f"There is no workspace in {place(settings)}.",
        hint=f"Make one: handrail init{beside(settings)}. Or is it another --data?"
        if is_file(settings)
        else "Make one: handrail init. Or is it another HANDRAIL_DATABASE_URL?",
    )


def is_file(settings: Settings) -> bool:
    """Whether the data is a file in the data folder, and in no database server."""
    return settings.database_url.startswith("sqlite")


def beside(settings: Settings) -> str:
    """The ` --data DIR` of a command that is to find the same data."""
    return f" --data {shlex.quote(str(settings.data))}" if is_file(settings) else ""


def make_folder(path: Path) -> None:
    """Make the data folder, for its owner only. Raises Unavailable with the cure."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Unavailable(
            f"The data folder {path} cannot be made: {error.strerror or error}.",
            hint="Choose another --data, or a folder that you may write in.",
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise Unavailable(
            f"The data folder {path} cannot be written.",
            hint="Choose another --data, or give its owner the right to write.",
        )


NOTE = "server.json"


def note_server(settings: Settings) -> None:
    """Leave word beside the data of where it is served, for connect and doctor."""
    said = {"url": settings.public_url, "pid": os.getpid()}
    with suppress(OSError):
        (settings.data / NOTE).write_text(json.dumps(said), encoding="utf-8")


def server_url(settings: Settings) -> str:
    """Where people reach the server: as the environment says, else where one runs, else where
    one would."""
    if os.environ.get("HANDRAIL_PUBLIC_URL"):
        return settings.public_url
    try:
        said = json.loads((settings.data / NOTE).read_text(encoding="utf-8"))
        with suppress(PermissionError):  # it is there, and another user's
            os.kill(said["pid"], 0)
    except (OSError, ValueError, KeyError, TypeError):
        return settings.public_url
    return str(said["url"])


def place(settings: Settings) -> str:
    """Where the data is, in words that hold no password."""
    from urllib.parse import urlsplit

    if settings.database_url.startswith("sqlite"):
        return str(settings.data)
    parts = urlsplit(settings.database_url)
    return f"{parts.hostname}:{parts.port or 5432}{parts.path}"


async def call(home: Home, operation: "AnyOperation", said: dict[str, Any]) -> Any:
    """One of the product's operations, as the admin: by the path every door takes."""
    from handrail.dispatch import Call, dispatch

    plain = {name: value for name, value in said.items() if value is not None}
    return await dispatch(Call(operation, plain, home.actor, home.via), home.database)
