"""The whole product, asked for pages the way a browser asks."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.app import build_app
from handrail.settings import Settings
from tests.world import PASSWORD, World

ORIGIN = "http://localhost:8400"


@pytest.fixture
def counted(tmp_path: Path) -> str:
    """Where calls are counted: in this process alone. An app that nobody closes would keep its
    connections to PostgreSQL for as long as the session lasts."""
    return f"sqlite:///{tmp_path / 'counted.db'}"


@pytest.fixture
def app(world: World, counted: str, tmp_path: Path) -> Starlette:
    settings = Settings(data=tmp_path, database_url=counted, public_url=ORIGIN)
    return build_app(settings, world.database)


def browser(app: Starlette, origin: str = ORIGIN) -> httpx2.AsyncClient:
    """Somebody's browser, with nobody signed in; it says where its forms come from."""
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(
        transport=transport, base_url=origin, headers={"sec-fetch-site": "same-origin"}
    )


@pytest.fixture
async def visitor(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    async with browser(app) as client:
        yield client


async def sign_in(client: httpx2.AsyncClient, email: str = "ada@acme.test") -> httpx2.Response:
    return await client.post("/sign-in", data={"email": email, "password": PASSWORD})


@pytest.fixture
async def ada(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """Ada's browser, signed in."""
    async with browser(app) as client:
        await sign_in(client)
        yield client
