"""The company that a workspace is: where it is, and what it counts in."""

from typing import Any

from sqlalchemy import bindparam, select, update

from handrail.features.workspaces.model import Company
from handrail.features.workspaces.tables import workspaces
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_GET = Query(
    select(
        workspaces.c.public_id,
        workspaces.c.name,
        workspaces.c.settings,
        workspaces.c.created_at,
    ).where(workspaces.c.id == WORKSPACE)
)
_SET = Query(
    update(workspaces)
    .where(workspaces.c.id == WORKSPACE)
    .values(settings=bindparam("new_settings", type_=workspaces.c.settings.type))
)
KEY = "company"


async def get_company(db: Db) -> Company:
    row = await db.first(_GET)
    assert row is not None
    kept: dict[str, Any] = (row.settings or {}).get(KEY, {})
    return Company(
        row.public_id,
        row.name,
        kept.get("street", ""),
        kept.get("city", ""),
        kept.get("postal_code", ""),
        kept.get("country"),
        kept.get("currency", "usd"),
        row.created_at,
        kept.get("updated_at", row.created_at),
    )


async def set_company(db: Db, said: Company) -> None:
    """All of it but the name, which is the workspace's."""
    row = await db.first(_GET)
    assert row is not None
    kept = {
        "street": said.street,
        "city": said.city,
        "postal_code": said.postal_code,
        "country": said.country,
        "currency": said.currency,
        "updated_at": said.updated_at,
    }
    await db.run(_SET, new_settings={**(row.settings or {}), KEY: kept})
