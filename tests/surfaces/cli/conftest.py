"""A home for each test of the command line, with a workspace in it where one is asked for."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.cli.running import Cli

DATA = Path(__file__).parents[4] / "shared" / "data" / "sales-opportunities"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command line in an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    return Cli(home, tmp_path / "data")


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("initialised")
    made = Cli(home, home / "data").json("init", "--name", "Acme")
    return home / "data", made


@pytest.fixture
def acme(cli: Cli, initialised: tuple[Path, dict[str, Any]]) -> Cli:
    """The command line beside a new workspace on SQLite."""
    shutil.copytree(initialised[0], cli.data)
    return cli


@pytest.fixture
def key(initialised: tuple[Path, dict[str, Any]]) -> str:
    """The key that `init` showed."""
    return initialised[1]["keys"]["workspace"]


@pytest.fixture
def sales() -> Path:
    """The folder of real sales data beside the repository."""
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not here")
    return DATA
