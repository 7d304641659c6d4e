"""The records of an object, page by page, oldest first, with all they link to."""

from dataclasses import dataclass, replace
from typing import Any

from handrail.context import Context
from handrail.features.records.actions import reading, sight
from handrail.features.records.model import Object
from handrail.features.records.rules import shown
from handrail.features.records.rules.asked import Asked
from handrail.features.records.rules.names import object_named
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store
from handrail.features.workspaces.actions import members, teams

PAGE = 500
EVERY_LINK = 1_000_000
MEMBER_COLUMNS = ["id", "name", "email", "role", "team", "manager", "region", "is_active"]


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[list[Any]]
    next_cursor: str | None
    total: int


async def every_object(ctx: Context) -> list[Object]:
    schema = await sight.of(ctx)
    return [each for each in schema.objects if not each.is_archived]


async def columns_of(ctx: Context, object_name: str) -> list[str]:
    """The columns of an object's export: the id, the attributes, the instants."""
    owner = object_named(await sight.of(ctx), object_name)
    return ["id", *(each.slug for each in owner.open), "created_at", "updated_at"]


async def page(ctx: Context, object_name: str, cursor: str | None, filter: Any = None) -> Page:
    """The next PAGE records, each a row of `columns_of`."""
    schema = await sight.of(ctx)
    owner = object_named(schema, object_name)
    asked = Asked(owner.slug, filter, sort="created_at", fields=(), limit=PAGE, cursor=cursor)
    found = await reading.search(ctx, replace(asked, exact_total=cursor is None))
    ids = [each.id for each in found.records]
    rows = await record_store.get_many(ctx.db, ids)
    linking = link_store.relationships(owner, schema)
    links = await link_store.shown(ctx.db, linking, ids, EVERY_LINK) if linking else {}
    seen = [
        shown.record(owner, rows[each], links.get(each, {}), schema, owner.open)
        for each in ids
        if each in rows
    ]
    return Page(
        [[s.id, *s.values.values(), s.created_at, s.updated_at] for s in seen],
        found.next_cursor,
        found.total,
    )


async def every_member(ctx: Context) -> list[list[Any]]:
    """Each member as a row of MEMBER_COLUMNS."""
    team_by_id = {team.id: team for team in await teams.list_teams(ctx.db)}
    rows: list[list[Any]] = []
    for each in await members.list_members(ctx.db):
        team = team_by_id.get(each.team_id or "")
        about = [team.name, team.manager_name, team.region] if team else [None] * 3
        rows.append([each.id, each.name, each.email, each.role, *about, each.is_active])
    return rows
