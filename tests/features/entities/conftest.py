"""The cast at the doors of the entities face."""

from collections.abc import AsyncIterator

import pytest

from tests.doors import Doors
from tests.features.entities.asking import Asker, Askers, connected


@pytest.fixture
async def asked(doors: Doors) -> AsyncIterator[Askers]:
    """Ada, Cleo and Rex with tools too; Ben over REST alone."""
    async with (
        connected(doors.http, doors.ada.key) as ada,
        connected(doors.http, doors.cleo.key) as cleo,
        connected(doors.http, doors.rex.key) as rex,
    ):
        yield Askers(doors, ada, Asker(doors.http, doors.ben.key), cleo, rex)
