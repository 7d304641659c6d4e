"""What every test may ask for."""

from typing import Any

import pytest

pytest_plugins = ("tests.databases",)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """One event loop for the whole session, the one the server runs on."""
    return "asyncio", {"use_uvloop": True}
