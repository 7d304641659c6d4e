"""From headers to an Actor, through the database."""

from pathlib import Path

import pytest

from handrail.core.errors import Unauthorized, Unavailable
from handrail.storage.postgres import PostgresDatabase
from handrail.storage.sqlite import SqliteDatabase
from handrail.surfaces.identity import credential_in, identify
from tests.world import World


@pytest.mark.parametrize(
    ("headers", "credential"),
    [
        ({"authorization": "Bearer abc"}, "abc"),
        ({"authorization": "bearer abc"}, "abc"),
        ({"authorization": "  BEARER   abc "}, "abc"),
        ({"x-api-key": " abc "}, "abc"),
        ({"authorization": "Bearer abc", "x-api-key": "def"}, "abc"),
        ({"authorization": "Basic YTpi", "x-api-key": "def"}, "def"),
        ({"authorization": "Bearer ", "x-api-key": "def"}, "def"),
        ({"authorization": "Bearer"}, None),
        ({"authorization": "abc"}, None),
        ({"authorization": "Basic YTpi"}, None),
        ({"x-api-key": ""}, None),
        ({}, None),
    ],
)
def test_a_key_is_read_from_either_header(headers: dict[str, str], credential: str | None) -> None:
    assert credential_in(headers) == credential


@pytest.mark.parametrize(
    "credential",
    [None, "", "hello", "mcp_acme_" + "0" * 32, "sk_live_" + "0" * 32, "x" * 64, "é" * 99_999],
)
async def test_what_opens_nothing_is_unauthorized_and_says_what_to_do(
    world: World, credential: str | None
) -> None:
    with pytest.raises(Unauthorized) as refused:
        await identify(world.database, credential)
    assert refused.value.hint
    assert not credential or credential not in str(refused.value.body())


async def test_a_key_is_good_for_all_of_itself_and_nothing_less(world: World) -> None:
    secret = (await world.ada("create_api_key", name="Claude"))["secret"]
    changed = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    for other in (secret[:-1], changed, secret.upper(), secret.replace("acme", "rival")):
        with pytest.raises(Unauthorized):
            await identify(world.database, other)
    assert (await identify(world.database, secret)).member_id == world.ids["ada"]


async def test_the_actor_carries_the_schema_version_of_this_moment(world: World) -> None:
    secret = (await world.ada("create_api_key", name="Claude"))["secret"]
    before = (await identify(world.database, secret)).schema_version
    await world.ada("create_object", slug="plants", singular_noun="Plant", plural_noun="Plants")
    assert (await identify(world.database, secret)).schema_version > before


KEY = "mcp_acme_" + "0" * 32


async def test_a_store_that_fails_is_unavailable_and_not_unauthorized(tmp_path: Path) -> None:
    unmigrated = SqliteDatabase(tmp_path / "new.db")
    nowhere = PostgresDatabase("postgresql://nobody@127.0.0.1:1/none")
    for database in (unmigrated, nowhere):
        with pytest.raises(Unavailable) as refused:
            await identify(database, KEY)
        assert refused.value.status == 503
        await database.close()
    with pytest.raises(Unavailable):
        await identify(unmigrated, KEY)
