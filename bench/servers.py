"""Servers under load: the product and the echo, each a process of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

HOST = "127.0.0.1"
PATIENCE = 60
LOG = Path(".data/bench/server.log")
"""What the last server had to say."""
MCP = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


@dataclass(frozen=True, slots=True)
class Server:
    """`started` is how many seconds lay between the command and the first answer."""

    port: int
    pid: int
    started: float


@contextmanager
def product(url: str, folder: Path) -> Iterator[Server]:
    """`handrail serve` on a database."""
    environment = {"HANDRAIL_DATABASE_URL": url}
    command = ["-m", "handrail.surfaces.cli.main", "serve", "--data", str(folder), "--port"]
    with _served(command, environment) as server:
        yield server


@contextmanager
def echo() -> Iterator[Server]:
    with _served(["-m", "bench.echo"], {}) as server:
        yield server


@contextmanager
def _served(command: list[str], environment: Mapping[str, str]) -> Iterator[Server]:
    port = _free_port()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command, str(port)],
            env={**os.environ, "PYTHONPATH": "src", **environment},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        _wait(port, process)
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server ended with {process.returncode}; see {LOG}.")
        try:
            with opener.open(f"http://{HOST}:{port}/readyz", timeout=5) as reply:
                if reply.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.01)
    raise SystemExit("The server did not answer.")


def load(
    port: int,
    path: str,
    bodies: list[str],
    *,
    connections: int,
    seconds: float,
    warm: float,
    secret: str = "",
    first: int = 0,
) -> dict[str, Any]:
    """What a client process saw of a server."""
    headers = {**MCP, "authorization": f"Bearer {secret}"} if secret else MCP
    said = {
        "host": HOST, "port": port, "path": path, "headers": headers, "bodies": bodies,
        "connections": connections, "seconds": seconds, "warm": warm, "first": first,
    }  # fmt: skip
    return told("bench.client", said)


def told(module: str, said: dict[str, Any]) -> dict[str, Any]:
    """Run a module that takes JSON on stdin and gives JSON on stdout."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(said).encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "src"},
        check=True,
    )
    return json.loads(done.stdout)


def worked(pid: int) -> float:
    """Seconds that a process has had of a processor, in itself and in the system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> dict[str, float]:
    """Megabytes: all that is resident, what is the process's own, what are pages of files."""
    said = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    names = {"resident": "VmRSS", "own": "RssAnon", "files": "RssFile"}
    return {name: round(int(said[key].split()[0]) / 1024, 1) for name, key in names.items()}
