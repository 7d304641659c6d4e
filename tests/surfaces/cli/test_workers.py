"""Several processes that serve one SQLite file: what they count they count together."""

import asyncio
from collections import Counter

import httpx2

from tests.surfaces.cli.running import Cli

ALLOWED, CALLS = 5, 30


async def test_a_keys_limit_holds_across_all_processes_of_a_server(acme: Cli) -> None:
    key = acme.json("keys", "create", "limited", "--per-minute", str(ALLOWED))["key"]
    headers = {"authorization": f"Bearer {key}"}

    async def call(url: str) -> int:
        # a connection of its own, so that any of the processes may answer
        async with httpx2.AsyncClient(trust_env=False) as client:
            return (await client.get(f"{url}/v1/objects", headers=headers)).status_code

    with acme.serving("--workers", "3") as (url, _):
        answers = Counter(await asyncio.gather(*(call(url) for _ in range(CALLS))))
    assert answers == {200: ALLOWED, 429: CALLS - ALLOWED}
