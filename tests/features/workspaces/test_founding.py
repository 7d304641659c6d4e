"""Founding workspaces, and acting in one as who runs the server."""

import asyncio
from typing import Any

import pytest

from handrail.context import Context
from handrail.core.actor import ALL_SCOPES
from handrail.core.errors import Conflict, Invalid, NotFound
from handrail.features.workspaces.actions.founding import acting, found, list_workspaces
from handrail.features.workspaces.actions.members import list_members
from handrail.storage import journal
from handrail.storage.database import Database, Db

PASSWORD = "correct horse"


async def test_a_workspace_begins_with_its_admin_and_a_whole_journal(database: Database) -> None:
    ada = await found(database, "Acme", "acme", " Ada@Acme.test ", "Ada  Admin", PASSWORD)
    assert (ada.workspace, ada.workspace_slug, ada.role) == (1, "acme", "admin")
    assert ada.scopes == ALL_SCOPES
    [admin] = await database.read(ada.workspace, list_members)
    assert (admin.id, admin.name, admin.email) == (ada.member_id, "Ada Admin", "ada@acme.test")

    async def told(db: Db) -> list[journal.Entry]:
        return await journal.since(db, 0, 10)

    entries = await database.read(ada.workspace, told)
    assert [each.type for each in entries] == ["workspace.created", "member.created"]
    assert {each.member_id for each in entries} == {ada.member_id}
    assert PASSWORD not in str(entries)
    assert "argon2" not in str(entries)
    assert await database.read(ada.workspace, journal.first_broken) is None


async def test_what_belongs_to_a_new_workspace_stands_or_falls_with_it(database: Database) -> None:
    async def break_it(ctx: Context) -> None:
        raise Invalid("Not so.")

    with pytest.raises(Invalid, match="Not so"):
        await found(database, "Acme", "acme", "ada@acme.test", "Ada", PASSWORD, then=break_it)
    assert await list_workspaces(database) == []
    assert (await found(database, "Acme", "acme", "ada@acme.test", "Ada", PASSWORD)).workspace == 1


async def test_a_slug_is_taken_once(database: Database) -> None:
    await found(database, "Acme", "acme", "ada@acme.test", "Ada", PASSWORD)
    with pytest.raises(Conflict, match="'acme'") as refused:
        await found(database, "Other", "acme", "eve@acme.test", "Eve", PASSWORD)
    assert refused.value.field == "slug"
    assert [each.name for each in await list_workspaces(database)] == ["Acme"]


async def test_workspaces_founded_at_once_get_numbers_of_their_own(database: Database) -> None:
    slugs = [f"acme-{n}" for n in range(6)]
    actors = await asyncio.gather(
        *(found(database, "Acme", slug, "ada@acme.test", "Ada", PASSWORD) for slug in slugs)
    )
    assert sorted(each.workspace for each in actors) == [1, 2, 3, 4, 5, 6]
    assert len({each.workspace_id for each in actors}) == 6
    kept = {each.slug: each.number for each in await list_workspaces(database)}
    assert kept == {each.workspace_slug: each.workspace for each in actors}


async def test_of_two_founded_at_once_under_one_slug_one_is_refused(database: Database) -> None:
    both = await asyncio.gather(
        *(found(database, "Acme", "acme", "ada@acme.test", "Ada", PASSWORD) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in both) == ["Actor", "Conflict"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("slug", {"slug": "Acme"}),
        ("slug", {"slug": "acme_sales"}),
        ("slug", {"slug": "-acme"}),
        ("slug", {"slug": ""}),
        ("slug", {"slug": "a" * 41}),
        ("email", {"admin_email": "nobody"}),
        ("email", {"admin_email": "a b@acme.test"}),
        ("password", {"password": "short"}),
        ("name", {"name": "  "}),
    ],
)
async def test_bad_founding_names_the_field_and_makes_nothing(
    database: Database, field: str, said: dict[str, Any]
) -> None:
    good: dict[str, Any] = {
        "name": "Acme",
        "slug": "acme",
        "admin_email": "ada@acme.test",
        "admin_name": "Ada",
        "password": PASSWORD,
    }
    with pytest.raises(Invalid) as refused:
        await found(database, **{**good, **said})
    assert refused.value.field == field
    assert await list_workspaces(database) == []


async def test_who_runs_the_server_acts_as_the_first_admin(database: Database) -> None:
    with pytest.raises(NotFound, match="no workspace yet"):
        await acting(database)
    ada = await found(database, "Acme", "acme", "ada@acme.test", "Ada", PASSWORD)
    assert await acting(database) == ada
    rex = await found(database, "Rival", "rival", "rex@rival.test", "Rex", PASSWORD)
    assert await acting(database, "rival") == rex
    with pytest.raises(Invalid) as several:
        await acting(database)
    assert several.value.allowed == ["acme", "rival"]
    with pytest.raises(NotFound, match="'nowhere'"):
        await acting(database, "nowhere")
