"""Sealed columns: what stands in the database opens nothing without the keyring."""

from typing import Any

import pytest

from handrail.core.clock import now
from handrail.storage import queue, resealing
from handrail.storage.database import Database, Db
from handrail.storage.sealing import install
from handrail.vault.keyring import GivenKeys, MasterKey, made_key
from handrail.vault.seal import CannotOpen, Sealer

WORKSPACES = [0, 1, 2]
LINK = "https://crm.test/invitations/open-sesame"


async def sealed_jobs(database: Database, count: int, workspace: int = 1) -> None:
    async def fill(db: Db) -> None:
        for number in range(count):
            await queue.enqueue(db, "mail", {"n": number}, secret={"link": f"{LINK}-{number}"})

    await database.write(workspace, fill)


async def raw(database: Database) -> list[tuple[Any, ...]]:
    return await database.read(
        0, lambda db: db.select("select secret from job where secret is not null", ())
    )


async def opened(database: Database, workspace: int = 1) -> list[dict[str, Any]]:
    async def look(db: Db) -> list[dict[str, Any]]:
        claimed = await queue.claim(db, "here", now(), limit=1000, lease=0)
        return [queue.opened(db, job) for job in claimed]

    return await database.write(workspace, look)


def use(database: Database, *keys: MasterKey) -> None:
    install(database, Sealer(GivenKeys(keys)))


async def test_a_jobs_secret_is_read_by_its_worker_and_by_nobody_who_reads_the_table(
    database: Database,
):
    await sealed_jobs(database, 1)
    [row] = await raw(database)
    assert row[0].startswith("v1.")
    assert "sesame" not in row[0]
    assert await opened(database) == [{"link": f"{LINK}-0"}]
    [view] = await database.read(1, lambda db: queue.list_jobs(db))
    assert "secret" not in view.__slots__
    assert "sesame" not in f"{view}"


async def test_rotation_seals_everything_anew_in_every_workspace(database: Database):
    old, new = made_key(), made_key()
    use(database, old)
    await sealed_jobs(database, 450)
    await sealed_jobs(database, 3, workspace=0)
    use(database, new, old)
    assert not await fresh(database, new)
    tally = await resealing.reseal(database, WORKSPACES)
    assert tally.resealed == {"job.secret": 453}
    assert len(await fresh(database, new)) == 453
    use(database, new)
    assert (await resealing.try_all(database, WORKSPACES)).is_whole
    assert len(await opened(database)) == 450
    again = await resealing.reseal(database, WORKSPACES)
    assert (again.found.total(), again.resealed.total()) == (453, 0)


class Cut(Exception):
    pass


class FailingSealer(Sealer):
    """Falls over in the middle, as a killed process does."""

    def __init__(self, keys: list[MasterKey], after: int) -> None:
        super().__init__(GivenKeys(keys))
        self.left = after

    def seal(self, secret: str, context: str) -> str:
        self.left -= 1
        if self.left < 0:
            raise Cut
        return super().seal(secret, context)


async def test_a_rotation_that_is_cut_short_loses_nothing_and_is_begun_again(database: Database):
    old, new = made_key(), made_key()
    use(database, old)
    await sealed_jobs(database, 500)
    install(database, FailingSealer([new, old], after=300))
    with pytest.raises(Cut):
        await resealing.reseal(database, WORKSPACES)
    assert len(await fresh(database, new)) == resealing.BATCH  # one batch, and no half of one
    use(database, new, old)
    assert (await resealing.try_all(database, WORKSPACES)).is_whole
    tally = await resealing.reseal(database, WORKSPACES)
    assert tally.resealed.total() == 500 - resealing.BATCH
    use(database, new)
    assert (await resealing.try_all(database, WORKSPACES)).is_whole


async def test_what_opens_with_no_key_is_named_and_left_as_it_is(database: Database):
    lost, new = made_key(), made_key()
    use(database, lost)
    await sealed_jobs(database, 2)
    before = await raw(database)
    use(database, new)
    tally = await resealing.reseal(database, WORKSPACES)
    assert [len(ids) for ids in tally.shut.values()] == [2]
    assert await raw(database) == before
    with pytest.raises(CannotOpen) as refused:
        await opened(database)
    assert lost.id in refused.value.message


async def fresh(database: Database, key: MasterKey) -> list[Any]:
    return [row for row in await raw(database) if row[0].startswith(f"v1.{key.id}.")]
