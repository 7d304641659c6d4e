"""What every test may ask for."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handrail.storage.database import Database
from tests.doors import Doors, opened
from tests.state import State, put_back, rows_of
from tests.world import World, build

pytest_plugins = ("tests.databases",)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """One event loop for the whole session, the one the server runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def founded() -> dict[str, tuple[World, State]]:
    """The world and its rows by dialect, once somebody has asked for one."""
    return {}


@pytest.fixture
async def world(database: Database, founded: dict[str, tuple[World, State]]) -> World:
    """Acme and Rival, founded, on a database of the test's own."""
    if (known := founded.get(database.dialect)) is not None:
        await put_back(database, known[1])
        return known[0].on(database)
    built = await build(database)
    founded[database.dialect] = built, await rows_of(database)
    return built


@pytest.fixture
async def doors(world: World) -> AsyncIterator[Doors]:
    """The world behind the real app: everybody with a key of their own."""
    async with opened(world) as doors:
        yield doors


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much a model reads of every endpoint's tools."""
    lists = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for name, value in report.user_properties
        if name == "tool list"
    ]
    for each in sorted(lists):
        terminalreporter.write_line(f"Tool list: {each}.")
