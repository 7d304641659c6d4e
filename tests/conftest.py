"""What every test may ask for."""

from typing import Any

import pytest

from handrail.storage.database import Database
from tests.world import World, build

pytest_plugins = ("tests.databases",)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """One event loop for the whole session, the one the server runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture
async def world(database: Database) -> World:
    """Acme and Rival, founded, on a database of the test's own."""
    return await build(database)
