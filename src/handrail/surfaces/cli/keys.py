"""`handrail keys`: make, list and revoke API keys."""

import difflib
import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import Invalid
from handrail.surfaces.cli import rotation
from handrail.surfaces.cli.home import Home, at_home, call
from handrail.surfaces.cli.options import AsJson, Data, Workspace
from handrail.surfaces.cli.voice import answer

if TYPE_CHECKING:
    from rich.console import Console

    from handrail.features.workspaces.model import Member

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
app.command("rotate-master")(rotation.rotate_master)


class Surface(StrEnum):
    """Whose style a key is in; any live key opens every surface its scopes allow."""

    WORKSPACE = "workspace"
    LEADS = "leads"
    ENTITIES = "entities"


class Rows(StrEnum):
    """Whose records a key sees: its member's own, their team's, or all."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


Name = Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")]
Style = Annotated[
    Surface, typer.Option("--surface", help="The style: mcp_…, sk_live_…, or 64 characters.")
]
Scopes = Annotated[
    str,
    typer.Option(
        "--scopes", metavar="LIST", help="Of read:data, write:data, send:messages; with commas."
    ),
]
Objects = Annotated[
    str | None,
    typer.Option(
        "--objects", metavar="LIST", help="Only these objects, with commas.", show_default=False
    ),
]
PolicyText = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="JSON",
        help='What of records: {"objects": {"deals": {"filter": …}}}; @FILE reads it.',
        show_default=False,
    ),
]
Reach = Annotated[Rows, typer.Option("--rows", help="Whose records: own, team, or all.")]
Expires = Annotated[
    str | None,
    typer.Option(
        "--expires",
        metavar="WHEN",
        help="30d, 12h, 2027-01-31, or an ISO 8601 moment.",
        show_default=False,
    ),
]
PerMinute = Annotated[
    int | None,
    typer.Option(
        "--per-minute", metavar="N", help="Calls a minute: 60, or up to 6,000.", show_default=False
    ),
]
MemberName = Annotated[
    str | None,
    typer.Option(
        "--member", metavar="WHO", help="Whose key: name, email or id.", show_default=False
    ),
]
KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="As `handrail keys list` shows it.")]
All = Annotated[bool, typer.Option("--all", help="Also revoked and expired ones.")]


@app.command("create")
def create(
    name: Name,
    data: Data = None,
    surface: Style = Surface.WORKSPACE,
    scopes: Scopes = "read:data,write:data",
    objects: Objects = None,
    expires: Expires = None,
    policy: PolicyText = None,
    rows: Reach = Rows.ALL,
    per_minute: PerMinute = None,
    member: MemberName = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, this once: only its hash is kept.

    Examples:

        handrail keys create "Claude Code" --data ./acme

        handrail keys create reports --scopes read:data --objects deals,companies --expires 30d

        handrail keys create "Ben's agent" --member ben@acme.example --rows own
    """

    async def work(home: Home) -> dict[str, Any]:
        said = {
            "name": name,
            "style": surface.value,
            "scopes": listed(scopes),
            "objects": await _objects(home, listed(objects)) if objects else None,
            "policy": policy_said(policy, rows),
            "expires_at": moment(expires) if expires else None,
            "per_minute": per_minute,
            "member_id": await _member(home, member) if member else None,
        }
        return await made(home, said)

    key = at_home(data, workspace, work)
    answer(key, as_json=as_json, shown=lambda out: _show_created(out, key))


async def made(home: Home, said: dict[str, Any]) -> dict[str, Any]:
    """A new key as the command line shows it: what is known of it, and `key`, the secret."""
    from handrail.features.policies.operations.keys import create_api_key

    created = await call(home, create_api_key, said)
    plain = created.model_dump(mode="json", exclude={"replayed", "secret", "change_id"})
    return {"key": created.secret, **plain}


def policy_said(text: str | None, rows: Rows) -> dict[str, Any] | None:
    """A policy from its JSON, or from whose records it is about. Raises Invalid."""
    if text is None:
        return None if rows is Rows.ALL else {"objects": {"*": {"rows": rows.value}}}
    if rows is not Rows.ALL:
        raise Invalid("--policy says whose records too.", field="rows", hint="Leave out --rows.")
    try:
        raw = Path(text[1:]).read_bytes() if text.startswith("@") else text.encode()
        said = json.loads(raw)
    except (OSError, ValueError) as error:
        raise Invalid(
            "--policy cannot be read as JSON.",
            field="policy",
            hint='Such as {"objects": {"deals": {"rows": "own"}}}.',
        ) from error
    return said


async def _objects(home: Home, said: list[str]) -> list[str]:
    """Objects there are. Raises Invalid for one there is not: its key would open nothing."""
    from handrail.features.records.operations.schema import list_objects

    known = [each.slug for each in (await call(home, list_objects, {})).objects]
    for name in said:
        if name in known:
            continue
        near = difflib.get_close_matches(name.lower(), known, 1, 0.5)
        raise Invalid(
            f"There is no object {name!r}.",
            field="objects",
            allowed=known,
            did_you_mean=near[0] if near else None,
            hint=f"Did you mean {near[0]!r}?" if near else None,
        )
    return said


async def _member(home: Home, said: str) -> str:
    return (await the_member(home, said)).id


async def the_member(home: Home, said: str) -> "Member":
    """The one member whose id, email or name this is. Raises Invalid."""
    from handrail.features.workspaces.actions.members import find_members

    found = await home.database.read(home.actor.workspace, lambda db: find_members(db, said))
    if len(found) != 1:
        raise Invalid(
            f"{len(found) or 'No'} members are called {said!r}.",
            field="member",
            hint="Give the email of one; handrail members list shows them.",
        )
    return found[0]


def listed(said: str) -> list[str]:
    return [each for each in re.split(r"[,\s]+", said) if each]


def moment(said: str) -> str:
    """`30d`, `12h`, a date (its end, UTC) or ISO 8601, as ISO 8601 with an offset."""
    if match := re.fullmatch(r"(\d{1,5})([dh])", said.strip()):
        number = int(match[1])
        ahead = timedelta(days=number) if match[2] == "d" else timedelta(hours=number)
        return (datetime.now(UTC) + ahead).isoformat()
    try:
        at = datetime.fromisoformat(said)
    except ValueError as error:
        raise Invalid(
            f"--expires {said!r} is no moment.", field="expires", hint="Say 30d or 2027-01-31."
        ) from error
    if len(said) == len("2027-01-31"):
        at += timedelta(days=1)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


def _show_created(out: "Console", key: dict[str, Any]) -> None:
    out.print(f"[bold]{key['key']}[/]")
    only = f" on {', '.join(key['objects'])}" if key["objects"] else ""
    until = f", until {key['expires_at']}" if key["expires_at"] else ""
    out.print(f"[dim]{key['name']}: {', '.join(key['scopes'])}{only}{until}.[/]")
    out.print("[dim]It is shown this once: keep it where secrets are kept.[/]")


@app.command("list")
def list_(
    data: Data = None, everything: All = False, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """List the keys: whose they are, what they may do, and when they were last used."""
    from handrail.features.access.operations import list_api_keys

    async def work(home: Home) -> Any:
        return await call(home, list_api_keys, {"include_dead": everything})

    page = at_home(data, workspace, work)
    answer(page, as_json=as_json, shown=lambda out: _show_list(out, page))


def _show_list(out: "Console", page: Any) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("Name", "Member", "Scopes", "Last used", "Status", box=None)
    table.add_column("Id", no_wrap=True)
    for key in page.keys:
        scopes = ", ".join(scope.value for scope in key.scopes)
        cells = (key.name, key.member, scopes, key.last_used_at or "never", key.status, key.id)
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
    if page.has_more:
        out.print(f"[dim]… of {page.total} in all[/]")


@app.command("revoke")
def revoke(
    key_id: KeyId, data: Data = None, workspace: Workspace = None, as_json: AsJson = False
) -> None:
    """Revoke a key: it opens nothing from the next request on."""
    from handrail.features.access.operations import revoke_api_key

    async def work(home: Home) -> Any:
        return await call(home, revoke_api_key, {"key_id": key_id})

    key = at_home(data, workspace, work)
    answer(key, as_json=as_json, shown=lambda out: out.print(f"Revoked {key.name} ({key.shown})."))
