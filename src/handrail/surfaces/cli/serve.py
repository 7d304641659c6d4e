"""`handrail serve`: the server, in one process or several."""

import os
import socket
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.core.errors import Unavailable
from handrail.settings import HOST, PORT, Settings
from handrail.surfaces.cli.home import (
    beside,
    make_keys,
    no_workspace,
    note_server,
    opened,
    place,
    settings_for,
)
from handrail.surfaces.cli.options import AsJson, Data
from handrail.surfaces.cli.voice import console, print_json, remark, runnable
from handrail.surfaces.cli.workspaces import plans_of

if TYPE_CHECKING:
    from rich.console import Console
    from uvicorn import Config

Host = Annotated[str, typer.Option("--host", metavar="HOST", help="Address to listen on.")]
Port = Annotated[
    int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="0 takes a free one.")
]
Workers = Annotated[
    int, typer.Option("--workers", metavar="N", min=1, max=64, help="Processes that answer.")
]

APP = "handrail.app:from_environment"
GRACE = 5
"""Seconds that running requests and open streams have to end once we are asked to stop."""
START = 60
"""Seconds in which the first answer is to come."""
FAILED = 1
EVERYWHERE = {"0.0.0.0", "::", ""}


def serve(
    data: Data = None,
    host: Host = HOST,
    port: Port = PORT,
    workers: Workers = 1,
    as_json: AsJson = False,
) -> None:
    """Serve the web app, the REST API and MCP on one port; brings the tables up to date first.

    SIGTERM and Ctrl-C end it gracefully, within a few seconds. On SQLite all processes share one
    file; for more than one machine set HANDRAIL_DATABASE_URL to a PostgreSQL. Behind a proxy set
    HANDRAIL_PUBLIC_URL to the address people use. With --json the URL is printed as JSON.

    Examples:

        handrail serve --data ./acme

        HANDRAIL_DATABASE_URL=postgresql://… handrail serve --workers 4 --host 0.0.0.0
    """
    settings = settings_for(data)
    _prepare(settings)
    listening = _listen(host, port)
    settings = _public(settings, host, listening.getsockname()[1])
    # what processes count together they count where all of them can see it
    settings = replace(settings, workers=max(workers, settings.workers))
    os.environ.update(settings.environment())
    threading.Thread(target=_announce, args=(settings, host, listening, as_json)).start()
    _run(_config(settings, workers), listening)


def _prepare(settings: Settings) -> None:
    """Bring the tables up to date. Raises NotFound where there is no workspace to serve."""
    import asyncio

    from handrail.storage import migrating

    if migrating.current(settings.database_url) is None:
        raise no_workspace(settings)
    make_keys(settings)
    if applied := migrating.migrate(settings.database_url):
        remark(f"Brought the tables up to date: {', '.join(applied)}.")
    if not asyncio.run(_has_workspace(settings)):
        raise no_workspace(settings)
    if moved := asyncio.run(_apply_plans(settings)):
        remark(f"Brought what plans entitle to up to date: {', '.join(moved)}.")


async def _has_workspace(settings: Settings) -> bool:
    from handrail.features.workspaces.actions.founding import list_workspaces

    async with opened(settings) as database:
        return bool(await list_workspaces(database))


async def _apply_plans(settings: Settings) -> list[str]:
    from handrail.features.workspaces.actions.plans import apply

    plans = plans_of(settings)
    async with opened(settings) as database:
        return await apply(database, plans)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise Unavailable(
            f"{host}:{port} cannot be listened on: {error.strerror or error}.",
            hint="Stop what listens there, or choose another --port.",
        ) from error
    listening.set_inheritable(True)
    return listening


def _public(settings: Settings, host: str, port: int) -> Settings:
    """Where people reach us: as the environment says, else where we listen."""
    if os.environ.get("HANDRAIL_PUBLIC_URL"):
        return settings
    return replace(settings, public_url=_url(host, port))


def _url(host: str, port: int) -> str:
    near = HOST if host in EVERYWHERE else host
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def _config(settings: Settings, workers: int) -> "Config":
    from uvicorn import Config

    return Config(
        APP,
        factory=True,
        workers=workers,
        loop="auto",
        http="httptools",
        ws="none",
        log_level="debug" if settings.log_level == "debug" else "warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


def _run(config: "Config", listening: socket.socket) -> None:
    if config.workers == 1:
        from uvicorn import Server

        server = Server(config)
        server.run(sockets=[listening])
        if not server.started:
            sys.exit(FAILED)
        return
    from uvicorn.supervisors import Multiprocess

    Multiprocess(config, sockets=[listening]).run()


def _announce(settings: Settings, host: str, listening: socket.socket, as_json: bool) -> None:
    """Say where we are, once we answer."""
    near = _url(host, listening.getsockname()[1])
    main = threading.main_thread()
    deadline = time.monotonic() + START
    while main.is_alive() and time.monotonic() < deadline:
        if _answers(near):
            break
        time.sleep(0.05)
    else:
        return
    note_server(settings)
    if as_json:
        print_json({"url": settings.public_url, "mcp": f"{settings.public_url}/mcp"})
        return
    out = console()
    out.print(f"[bold]Handrail[/] answers at [bold]{settings.public_url}[/]  ({place(settings)})")
    out.print(f"MCP       {settings.public_url}/mcp")
    out.print(f"REST      {settings.public_url}/v1/openapi.json")
    _offer(out, settings)
    out.print("[dim]Ctrl-C stops it.[/]")


def _offer(out: "Console", settings: Settings) -> None:
    """The next move, ready to paste: of a demo, whose key is known, with the key in it."""
    from handrail.surfaces.cli.clients.base import Endpoint
    from handrail.surfaces.cli.clients.claude_code import ClaudeCode
    from handrail.surfaces.cli.init import NOTE, noted

    try:
        demo = noted(settings.data / NOTE) or {}
        admin, key = demo["admin"], demo["keys"]["workspace"]
    except (KeyError, TypeError):
        out.print(runnable(f"Connect   handrail connect claude-code{beside(settings)}"))
        return
    out.print(f"Sign in   {admin['email']}  password {admin['password']}")
    out.print("Connect   Claude Code, say:", end="\n\n")
    out.out(ClaudeCode().snippet(Endpoint(f"{settings.public_url}/mcp", key)), highlight=False)
    out.print(runnable(f"\nOthers    handrail connect --help  [dim](with{beside(settings)})[/]"))


def _answers(url: str) -> bool:
    from urllib.error import URLError
    from urllib.request import ProxyHandler, build_opener

    try:
        with build_opener(ProxyHandler({})).open(f"{url}/healthz", timeout=2) as reply:
            return reply.status == 200
    except (URLError, OSError):
        return False
