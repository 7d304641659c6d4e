"""`handrail connect`: tell a client of this server."""

import difflib
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.core.errors import Invalid
from handrail.surfaces.cli.home import Home, at_home, server_url, settings_for
from handrail.surfaces.cli.keys import made as made_key
from handrail.surfaces.cli.options import AsJson, Data, ServerUrl, Workspace
from handrail.surfaces.cli.voice import answer, remark

if TYPE_CHECKING:
    from rich.console import Console

    from handrail.surfaces.cli.clients.base import Client

NAMES = "claude-code, claude-desktop, cursor, vscode, codex, gemini, goose, windsurf, zed, opencode"
ClientName = Annotated[
    str | None,
    typer.Argument(
        metavar="[CLIENT]",
        help=f"{NAMES}; or curl. Without one: the address that any agent takes.",
        show_default=False,
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        envvar="HANDRAIL_KEY",
        metavar="KEY",
        help="A key you have. Without it a new one is made, named after the client.",
        show_default=False,
    ),
]
ReadOnly = Annotated[bool, typer.Option("--read-only", help="The new key may only read.")]
Write = Annotated[
    bool, typer.Option("--write", help="Put it into the client's file; keeps a copy of the old.")
]
MCP = "/mcp"


def connect(
    client: ClientName = None,
    data: Data = None,
    key: Key = None,
    url: ServerUrl = None,
    read_only: ReadOnly = False,
    write: Write = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Print what tells a client of this server, ready to paste or run; or write it for you.

    Without CLIENT it is the one address to paste into an agent that signs in by itself: it opens
    your browser, where you say how far it may go. With CLIENT a new key goes along.

    Examples:

        handrail connect --data ./acme

        handrail connect claude-code --data ./acme

        handrail connect cursor --data ./acme --write

        handrail connect codex --key mcp_acme_… --url https://crm.acme.example
    """
    from handrail.surfaces.cli.clients.base import Endpoint

    base = (url or server_url(settings_for(data))).rstrip("/").removesuffix(MCP)
    if client is None:
        answer({"url": f"{base}{MCP}"}, as_json=as_json, shown=lambda out: _show_url(out, base))
        return
    chosen = _client(client)
    if key is None:
        key = _new_key(data, workspace, chosen, read_only=read_only)
    endpoint = Endpoint(f"{base}{MCP}", key)
    said: dict[str, Any] = {
        "client": chosen.name,
        "url": endpoint.url,
        "key": key,
        "file": None if chosen.path() is None else str(chosen.path()),
        "snippet": chosen.snippet(endpoint),
        "written": False,
        "copy": None,
    }
    if write:
        path, copy = chosen.write(endpoint)
        said |= {"file": str(path), "written": True, "copy": str(copy) if copy else None}
    answer(said, as_json=as_json, shown=lambda out: _show(out, chosen, said))


def _client(name: str) -> "Client":
    from handrail.surfaces.cli.clients.every import CLIENT_BY_NAME

    if (found := CLIENT_BY_NAME.get(name.lower())) is None:
        near = difflib.get_close_matches(name.lower(), CLIENT_BY_NAME, 1, 0.5)
        raise Invalid(
            f"No client {name!r} is known.",
            field="client",
            allowed=list(CLIENT_BY_NAME),
            did_you_mean=near[0] if near else None,
            hint=f"Did you mean {near[0]}?" if near else "Any MCP client takes the URL and key.",
        )
    return found


def _new_key(data: Any, workspace: str | None, client: "Client", *, read_only: bool) -> str:
    async def work(home: Home) -> str:
        scopes = ["read:data"] if read_only else ["read:data", "write:data"]
        return (await made_key(home, {"name": client.label, "scopes": scopes}))["key"]

    key = at_home(data, workspace, work)
    remark(f"Made a key for {client.label}; handrail keys list shows it, keys revoke ends it.")
    return key


def _show_url(out: "Console", base: str) -> None:
    remark("Paste this where your agent asks for an MCP server, and say yes in your browser:")
    out.out(f"{base}{MCP}", highlight=False)


def _show(out: "Console", client: "Client", said: dict[str, Any]) -> None:
    if said["written"]:
        out.print(f"{client.label} knows the server now: {said['file']}")
        if said["copy"]:
            out.print(f"[dim]What was there is kept in {said['copy']}.[/]")
    else:
        if client.language != "shell":
            remark(f"Put this into {said['file']} (or let --write do it):")
        out.out(said["snippet"], highlight=False)
    if client.afterwards:
        remark(client.afterwards)
