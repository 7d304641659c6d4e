"""The whole product, a person signed in to it, and an agent that would like to be let in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeAlias

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.app import build_app
from handrail.settings import Settings
from tests.surfaces.oauth.client import ORIGIN, Agent
from tests.world import PASSWORD, World

Browse: TypeAlias = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture
def app(world: World, tmp_path: Path) -> Starlette:
    """On the world's database; tries are counted in this process alone."""
    counted = f"sqlite:///{tmp_path / 'counted.db'}"
    settings = Settings(tmp_path, counted, public_url=ORIGIN, allow_private_addresses=True)
    return build_app(settings, world.database)


@pytest.fixture
async def browse(app: Starlette) -> AsyncIterator[Browse]:
    """A browser, signed in by email where one is given."""
    async with AsyncExitStack() as stack:

        async def opened(email: str | None = None, password: str = PASSWORD) -> httpx2.AsyncClient:
            transport = httpx2.ASGITransport(app)
            headers = {"sec-fetch-site": "same-origin"} if email else {}
            client = httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
            await stack.enter_async_context(client)
            if email:
                said = await client.post("/sign-in", data={"email": email, "password": password})
                assert said.status_code == 303, said.text
            return client

        yield opened


@pytest.fixture
async def agent(browse: Browse) -> Agent:
    """An agent, and Ada's browser."""
    return Agent(await browse(), await browse("ada@acme.test"))
