"""What a database promises, on both."""


from handrail.storage import journal
from handrail.storage.database import Database, Db


async def test_a_new_journal_is_whole(database: Database) -> None:
    async def begin(db: Db) -> None:
        await journal.begin(db)

    await database.write(1, begin)
    assert await database.read(1, journal.first_broken) is None
