"""The journal keeps what happened in order, and shows when somebody has changed it since."""

import pytest

from handrail.storage import journal
from handrail.storage.database import Database, Db
from tests.storage.facts import ADA, begin, tell

TAMPERED = {
    "a value was changed": "update journal set after = '{\"number\":0}' where seq = 3",
    "an actor was changed": "update journal set member_name = 'Rex' where seq = 3",
    "a time was changed": "update journal set at = at + 1 where seq = 3",
    "a row was left out": "delete from journal where seq = 3",
    "a row was renumbered": "update journal set seq = 30 where seq = 3",
    "a hash was changed": "update journal set hash = (select hash from journal where seq = 2)"
    " where seq = 3",
}


async def filled(database: Database) -> None:
    await begin(database)
    for number in range(1, 6):
        await database.write(1, lambda db, n=number: tell(db, {"number": n}))


async def test_entries_come_back_as_they_were_told(database: Database) -> None:
    await filled(database)
    entries = await database.read(1, lambda db: journal.since(db, 2, 2))
    assert [entry.seq for entry in entries] == [3, 4]
    assert [entry.after for entry in entries] == [{"number": 3}, {"number": 4}]
    assert {entry.member_name for entry in entries} == {"Ada"}
    assert {entry.member_id for entry in entries} == {ADA.member_id}


async def test_facts_of_one_call_share_a_change(database: Database) -> None:
    await begin(database)
    assert await database.write(1, lambda db: tell(db, {"n": 1}, {"n": 2})) == 2
    first, second = await database.read(1, lambda db: journal.since(db, 0, 10))
    assert first.change_id == second.change_id
    assert first.hash != second.hash


async def test_an_untouched_journal_is_whole_however_it_is_read(database: Database) -> None:
    await filled(database)
    for page in (1, 2, 5, 1000):
        found = await database.read(1, lambda db, p=page: journal.first_broken(db, page=p))
        assert found is None


@pytest.mark.parametrize("tampering", TAMPERED.values(), ids=TAMPERED.keys())
async def test_tampering_is_found_where_it_was_done(database: Database, tampering: str) -> None:
    await filled(database)
    await database.write(1, lambda db: db.execute(tampering, ()))
    broken = await database.read(1, journal.first_broken)
    assert broken in {3, 4}  # a row that is missing shows at the next one


async def test_a_tail_that_was_cut_off_is_found(database: Database) -> None:
    await filled(database)
    await database.write(1, lambda db: db.execute("delete from journal where seq > 3", ()))
    assert await database.read(1, journal.first_broken) == 4


async def test_each_workspace_counts_for_itself(database: Database) -> None:
    await filled(database)
    await begin(database, 2)
    assert await database.write(2, lambda db: tell(db, {"number": 1})) == 1
    assert await database.read(2, journal.first_broken) is None
    assert len(await database.read(2, lambda db: journal.since(db, 0, 10))) == 1


async def test_a_workspace_without_a_journal_writes_nothing(database: Database) -> None:
    async def work(db: Db) -> None:
        await tell(db, {"number": 1})

    with pytest.raises(LookupError):
        await database.write(3, work)
