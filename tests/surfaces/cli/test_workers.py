"""Several processes that serve one SQLite file: what they count they count together."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

PROCESSES, ALLOWED, CALLS = 3, 5, 30


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a workspace of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    return kept | {"HANDRAIL_DATA": str(tmp_path), "NO_PROXY": "*"}


def handrail(home: dict[str, str], *words: str) -> Any:
    ran = subprocess.run(
        [sys.executable, "-m", "handrail", *words, "--json"],
        env=home, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(ran.stdout)


@pytest.fixture
def key(home: dict[str, str]) -> str:
    handrail(home, "init")
    return handrail(home, "keys", "create", "limited", "--per-minute", str(ALLOWED))["key"]


@pytest.fixture
def url(home: dict[str, str], key: str) -> Iterator[str]:
    words = ["serve", "--port", "0", "--workers", str(PROCESSES), "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "handrail", *words], env=home, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            said = "".join(iter(server.stdout.readline, "}\n"))
            yield json.loads(said + "}")["url"]
        finally:
            server.terminate()
            server.wait(timeout=20)


async def test_a_keys_limit_holds_across_all_processes_of_a_server(url: str, key: str) -> None:
    async def call() -> int:
        # a connection of its own, so that any of the processes may answer
        async with httpx2.AsyncClient() as client:
            headers = {"authorization": f"Bearer {key}"}
            return (await client.get(f"{url}/v1/objects", headers=headers)).status_code

    answers = Counter(await asyncio.gather(*(call() for _ in range(CALLS))))
    assert answers == {200: ALLOWED, 429: CALLS - ALLOWED}
