"""`handrail doctor`: is everything well, from the file on disk to a call by MCP?"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import HandrailError
from handrail.settings import Settings
from handrail.surfaces.cli.home import (
    Home,
    at_home,
    beside,
    opened,
    place,
    server_url,
    settings_for,
    via,
)
from handrail.surfaces.cli.options import AsJson, Data, ServerUrl, Workspace
from handrail.surfaces.cli.voice import answer, runnable

if TYPE_CHECKING:
    from rich.console import Console

    from handrail.features.workspaces.model import Workspace as WorkspaceFound
    from handrail.storage.database import Database

Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        envvar="HANDRAIL_KEY",
        metavar="KEY",
        help="The key to call with. Without it one is made for five minutes, then revoked.",
        show_default=False,
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Leave out the server and the call.")]

SPACE = 200 * 1024 * 1024
"""Bytes that ought to be free where the data is."""
PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `cure` is the next move where it is not well."""

    check: str
    ok: bool
    found: str
    cure: str | None = None


class Ill(Exception):
    """Something is not well: what was found, and the cure."""

    def __init__(self, found: str, cure: str) -> None:
        super().__init__(found)
        self.found = found
        self.cure = cure


def doctor(
    data: Data = None,
    key: Key = None,
    url: ServerUrl = None,
    offline: Offline = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Look at everything between the disk and an agent's call, and name the cure of what ails.

    The data folder, the database, its migration, the sealed secrets, every workspace's journal
    (each row's hash holds the one before it), the server, and a call of list_objects by MCP with
    a key. Exit 1 when anything is not well.

    Examples:

        handrail doctor --data ./acme

        handrail doctor --key mcp_acme_… --url https://crm.acme.example --json
    """
    import asyncio

    settings = settings_for(data)
    base = (url or server_url(settings)).rstrip("/").removesuffix("/mcp")
    findings: list[Finding] = []
    if settings.data.is_dir() or not (url and key):  # else the server is another machine's
        findings += [_look("data folder", lambda: _folder(settings))]
        findings += asyncio.run(_database(settings))
    if not offline:
        findings.append(_look("server", lambda: _server(base, settings)))
        findings.append(
            _look("mcp call", lambda: _call_as_key(base, key, data, workspace))
            if findings[-1].ok
            else Finding("mcp call", False, "not tried: no server answers", findings[-1].cure)
        )
    well = all(each.ok for each in findings)
    said = {"ok": well, "checks": [asdict(each) for each in findings]}
    answer(said, as_json=as_json, shown=lambda out: _show(out, findings))
    if not well:
        sys.exit(1)


def _look(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, True, look())
    except Ill as ill:
        return Finding(check, False, ill.found, ill.cure)
    except HandrailError as error:
        return Finding(check, False, error.message, error.hint)
    except Exception as error:
        return Finding(check, False, f"{type(error).__name__}: {error}", "Is this a bug? Tell us.")


# the disk and the database ----------------------------------------------------------------


def _folder(settings: Settings) -> str:
    if not settings.database_url.startswith("sqlite"):
        return f"not used: the data is in {place(settings)}"
    if not settings.data.is_dir():
        raise Ill(f"{settings.data} is not there", f"handrail init{beside(settings)}")
    if not os.access(settings.data, os.W_OK):
        raise Ill(f"{settings.data} cannot be written", "Give its owner the right to write.")
    free = shutil.disk_usage(settings.data).free
    if free < SPACE:
        raise Ill(f"only {free // 1024**2} MiB are free", "Make room: writes fail on a full disk.")
    return f"{settings.data}, {free // 1024**3} GiB free"


async def _database(settings: Settings) -> list[Finding]:
    migration = _look("migration", lambda: _migration(settings))
    if not migration.ok:
        return [migration]
    try:
        async with opened(settings) as database:
            return [migration, *await _workspaces(database, settings)]
    except HandrailError as error:
        return [migration, Finding("database", False, error.message, error.hint)]


def _migration(settings: Settings) -> str:
    from handrail.storage import migrating

    at = migrating.current(settings.database_url)
    if at is None:
        raise Ill("the database has no tables", f"handrail init{beside(settings)}")
    if at != migrating.head():
        cure = f"Stop the server, then: handrail migrate{beside(settings)}"
        raise Ill(f"at {at}, this version works with {migrating.head()}", cure)
    return f"at {at}, the newest"


async def _workspaces(database: "Database", settings: Settings) -> list[Finding]:
    from handrail.features.workspaces.actions.founding import list_workspaces

    every = await list_workspaces(database)
    names = ", ".join(each.slug for each in every)
    if not every:
        return [Finding("database", False, "no workspace", f"handrail init{beside(settings)}")]
    found = [Finding("database", True, f"{database.dialect}, workspaces: {names}")]
    secrets = await _secrets(database, settings, [each.number for each in every])
    return [*found, secrets, *[await _journal(database, each) for each in every]]


async def _secrets(database: "Database", settings: Settings, workspaces: list[int]) -> Finding:
    from handrail.surfaces.cli.rotation import in_words, tried

    tally = await tried(database, workspaces)
    count = sum(tally.found.values())
    if tally.is_whole:
        return Finding("sealed secrets", True, f"all {count} open" if count else "none yet")
    cure = (
        f"Put back the master keys they were sealed with ({settings.data / 'master.keys'}, or "
        "HANDRAIL_MASTER_KEYS). If those are lost, enter these secrets anew; nothing else needs "
        "them: records, members and keys are all there."
    )
    return Finding("sealed secrets", False, f"do not open: {in_words(tally.shut)}", cure)


async def _journal(database: "Database", workspace: "WorkspaceFound") -> Finding:
    from handrail.core.clock import now
    from handrail.storage import auditing

    found = await auditing.check(database, workspace.number, now())
    check = f"journal of {workspace.slug}"
    if found.broken_at is not None:
        return Finding(
            check,
            False,
            f"the chain breaks at entry {found.broken_at}",
            "The journal was changed from outside: compare with a backup from before.",
        )
    return Finding(check, True, "the chain is whole")


# the server and a call --------------------------------------------------------------------


def _server(base: str, settings: Settings) -> str:
    start = f"handrail serve{beside(settings)}"
    try:
        status, body = _request(f"{base}/readyz")
    except OSError as error:
        raise Ill(f"{base} does not answer ({error})", start) from error
    if status != 200:
        raise Ill(f"{base} is not ready: {body.get('why') or status}", start)
    return f"{base} is ready, version {body.get('version', '?')}"


def _call_as_key(base: str, key: str | None, data: Path | None, workspace: str | None) -> str:
    if key is not None:
        return _list_objects(base, key)
    made: dict[str, Any] = at_home(data, workspace, _make)
    try:
        return _list_objects(base, made["key"])
    finally:
        at_home(data, workspace, lambda home: _revoke(home, made["id"]))


async def _make(home: Home) -> dict[str, Any]:
    from datetime import UTC, datetime, timedelta

    from handrail.surfaces.cli.keys import made

    until = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    return await made(home, {"name": "doctor", "scopes": ["read:data"], "expires_at": until})


async def _revoke(home: Home, key_id: str) -> None:
    from handrail.features.access.operations import revoke_api_key
    from handrail.surfaces.cli.home import call

    await call(home, revoke_api_key, {"key_id": key_id})


def _list_objects(base: str, key: str) -> str:
    """What an agent does first: list the tools there are, and call one."""
    tools = _rpc(base, key, "tools/list", {})["tools"]
    result = _rpc(base, key, "tools/call", {"name": "list_objects", "arguments": {}})
    objects = json.loads(result["content"][0]["text"])
    if result.get("isError"):
        raise Ill(f"list_objects was refused: {objects.get('message')}", str(objects.get("hint")))
    count = len(objects.get("objects", ()))
    return f"{len(tools)} tools; list_objects answers with {count} objects"


def _rpc(base: str, key: str, method: str, params: dict[str, Any]) -> dict[str, Any]:
    message = {"jsonrpc": "2.0", "id": via().request_id, "method": method, "params": params}
    status, body = _request(f"{base}/mcp", key, message)
    if "result" in body:
        return body["result"]
    error = body.get("error") or {}
    cure = error.get("hint") or (error.get("data") or {}).get("hint")
    raise Ill(
        f"{method} answers {status}: {error.get('message', 'no result')}",
        cure or "Make another key: handrail keys create doctor",
    )


def _request(
    url: str, key: str | None = None, message: dict[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON body. Raises OSError where nobody answers."""
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, Request, build_opener

    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    data = None if message is None else json.dumps(message).encode()
    try:
        with build_opener(ProxyHandler({})).open(
            Request(url, data=data, headers=headers), timeout=PATIENCE
        ) as reply:
            return reply.status, _parsed(reply.read())
    except HTTPError as error:
        return error.code, _parsed(error.read())


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        plain = json.loads(body)
    except ValueError:
        return {}
    return plain if isinstance(plain, dict) else {}


def _show(out: "Console", findings: list[Finding]) -> None:
    from rich.markup import escape

    for each in findings:
        mark = "[green]ok[/]    " if each.ok else "[bold red]failed[/]"
        out.print(f"{mark} {escape(each.check)}: {escape(each.found)}")
        if each.cure:
            out.print(f"       [dim]→ {escape(runnable(each.cure))}[/]")
