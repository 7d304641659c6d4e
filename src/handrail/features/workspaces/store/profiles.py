"""Profiles of members: statement in, nouns out."""

from sqlalchemy import bindparam, delete, insert, select

from handrail.features.workspaces.model import Profile
from handrail.features.workspaces.tables import profiles
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_EVERY = Query(
    select(
        profiles.c.member_id,
        profiles.c.first_name,
        profiles.c.last_name,
        profiles.c.country,
        profiles.c.avatar_url,
        profiles.c.updated_at,
    ).where(profiles.c.workspace_id == WORKSPACE)
)
_ADD = Query(insert(profiles))
_DROP = Query(
    delete(profiles).where(
        profiles.c.workspace_id == WORKSPACE, profiles.c.member_id == bindparam("whose")
    )
)


async def list_profiles(db: Db) -> dict[str, Profile]:
    """By member id; who has said nothing has none."""
    return {row.member_id: Profile(*row) for row in await db.all(_EVERY)}


async def set_profile(db: Db, said: Profile) -> None:
    await db.run(_DROP, whose=said.member_id)
    await db.run(
        _ADD,
        member_id=said.member_id,
        first_name=said.first_name,
        last_name=said.last_name,
        country=said.country,
        avatar_url=said.avatar_url,
        updated_at=said.updated_at,
    )
