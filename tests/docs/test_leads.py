"""docs/leads.md: its examples run as they stand, but for the host."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
import uvicorn

from handrail.app import build_app
from handrail.settings import Settings
from tests.docs.pages import ROOT, blocks
from tests.doors import key_of, url_of
from tests.world import World

pytestmark = pytest.mark.anyio
PAGE = ROOT / "docs" / "leads.md"
HOST = "https://crm.example.com"


@pytest.fixture
def dialect() -> str:
    """What a page shows does not hang on the database."""
    return "sqlite"


@pytest.fixture
async def origin(world: World) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = build_app(Settings(Path(), url_of(world), public_url=url), world.database)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        yield url
        server.should_exit = True
        await serving


async def run(command: list[str], key: str, folder: Path) -> str:
    """What a program says that ends well."""
    done = await asyncio.to_thread(
        subprocess.run,
        command,
        cwd=folder,
        env={**os.environ, "KEY": key},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_every_curl_example_is_answered(world: World, origin: str, tmp_path: Path) -> None:
    key = await key_of(world.ada)
    said = [
        await run(["sh", "-c", each.text.replace(HOST, origin)], key, tmp_path)
        for each in blocks(PAGE)
        if each.info == "sh"
    ]
    made, found, rule, run_, _ = [orjson.loads(each or "{}") for each in said]
    assert made["message"] == "Lead created successfully"
    assert [each["id"] for each in found["leads"]] == [made["id"]]
    assert rule["name"] == "Fit" and run_["updated"] == 1
    assert "Acme Corporation" in (tmp_path / "leads.csv").read_text()


@pytest.mark.skipif(shutil.which("node") is None, reason="fetch is tried with Node")
async def test_every_fetch_example_runs_to_its_end(
    world: World, origin: str, tmp_path: Path
) -> None:
    examples = [each for each in blocks(PAGE) if each.info == "js"]
    assert examples
    for each in examples:
        script = tmp_path / "example.mjs"
        script.write_text(each.text.replace(HOST, origin))
        await run(["node", str(script)], await key_of(world.ada), tmp_path)
