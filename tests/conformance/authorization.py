"""The official suite against our authorization server: `make conformance` runs it last.

The suite takes the part of a client. It prints the address that a person is to open; here Ada opens
it, signed in, and says yes by the page's own form.
"""

import asyncio
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import uvicorn

from handrail.app import build_app
from handrail.settings import Settings
from handrail.storage import migrating
from handrail.storage.sqlite import SqliteDatabase
from tests.surfaces.oauth.client import Page
from tests.world import PASSWORD, build

REVISIONS = ("2026-07-28", "2025-11-25")


def conforms(command: list[str], here: Path) -> bool:
    """Whether every scenario passes at every revision; `command` starts the suite."""
    with served() as origin, httpx2.Client(base_url=origin) as http:
        http.headers["sec-fetch-site"] = "same-origin"
        http.post("/sign-in", data={"email": "ada@acme.test", "password": PASSWORD})
        ran = [_ran(command, here, origin, http, revision) for revision in REVISIONS]
    return all(ran)


@contextmanager
def served() -> Iterator[str]:
    """The product with its cast, in a thread, as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as heard:
        data = Path(folder)
        url = f"sqlite:///{data / 'handrail.db'}"
        migrating.migrate(url)
        origin = f"http://127.0.0.1:{heard.getsockname()[1]}"

        async def serve() -> None:
            database = SqliteDatabase(data / "handrail.db")
            await build(database)
            app = build_app(Settings(data, url, public_url=origin), database)
            servers.append(uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off")))
            ready.set()
            await servers[0].serve([heard])
            await database.close()

        servers: list[uvicorn.Server] = []
        ready = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        ready.wait()
        yield origin
        servers[0].should_exit = True
        thread.join()


def _ran(command: list[str], here: Path, origin: str, http: httpx2.Client, revision: str) -> bool:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    client = http.post(
        "/oauth/register",
        json={
            "client_name": "Conformance",
            "redirect_uris": ["http://127.0.0.1/callback"],
            "token_endpoint_auth_method": "none",
        },
    ).json()["client_id"]
    words = [
        *command, "authorization", "--url", origin, "--client-id", client, "--port", str(port),
        "--resource", f"{origin}/mcp", "--spec-version", revision,
    ]  # fmt: skip
    suite = subprocess.Popen(
        words, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert suite.stdout is not None
    said = []
    for line in suite.stdout:
        said.append(line)
        if line.startswith(f"{origin}/oauth/authorize?"):
            _say_yes(http, line.strip())
    passed = suite.wait() == 0
    print(f"\nauthorization, {revision}: {'passed' if passed else 'FAILED'}")
    whole = "".join(said)
    print((whole.partition("=== SUMMARY ===")[2] or whole).strip() if passed else whole, flush=True)
    return passed


def _say_yes(http: httpx2.Client, url: str) -> None:
    page = Page(http.get(url))
    answer = http.post("/oauth/consent", data=page.form | {"decision": "allow"})
    httpx2.get(answer.headers["location"])
