"""The cast at the doors of the leads face."""

from collections.abc import AsyncIterator

import pytest

from tests.doors import Doors
from tests.features.leads.asking import Asker, Askers, connected


@pytest.fixture
async def asked(doors: Doors) -> AsyncIterator[Askers]:
    """Ada and Rex with tools too; Ben and Cleo over REST alone."""
    async with (
        connected(doors.http, doors.ada.key) as ada,
        connected(doors.http, doors.rex.key) as rex,
    ):
        ben, cleo = Asker(doors.http, doors.ben.key), Asker(doors.http, doors.cleo.key)
        yield Askers(doors, ada, ben, cleo, rex)
