"""Widgets: statement in, nouns out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from handrail.features.entities.tables import widgets
from handrail.features.entities.widget import Widget
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query, among

_COLUMNS = (
    widgets.c.id,
    widgets.c.name,
    widgets.c.config,
    widgets.c.created_at,
    widgets.c.updated_at,
)
_EVERY = Query(
    select(widgets.c.id, widgets.c.name)
    .where(widgets.c.workspace_id == WORKSPACE)
    .order_by(widgets.c.created_at, widgets.c.id)
)
_SOME = Query(
    select(*_COLUMNS).where(widgets.c.workspace_id == WORKSPACE, among(widgets.c.id, "ids"))
)
_ADD = Query(insert(widgets))
_SET = Query(
    update(widgets)
    .where(widgets.c.workspace_id == WORKSPACE, widgets.c.id == bindparam("which"))
    .values(
        name=bindparam("new_name"),
        config=bindparam("new_config", type_=widgets.c.config.type),
        updated_at=bindparam("now"),
    )
)
_DROP = Query(
    delete(widgets).where(widgets.c.workspace_id == WORKSPACE, widgets.c.id == bindparam("which"))
)


async def every(db: Db) -> list[tuple[str, str]]:
    """(id, name) of each, oldest first."""
    return [(row.id, row.name) for row in await db.all(_EVERY)]


async def some(db: Db, ids: Sequence[str]) -> dict[str, Widget]:
    return {row.id: _widget(row) for row in await db.all(_SOME, ids=list(ids))}


def _widget(row: Any) -> Widget:
    return Widget(row.id, row.name, row.created_at, row.updated_at, **row.config)


async def add(db: Db, made: Widget) -> None:
    await db.run(
        _ADD,
        id=made.id,
        name=made.name,
        config=made.config(),
        created_at=made.created_at,
        updated_at=made.updated_at,
    )


async def change(db: Db, made: Widget) -> None:
    await db.run(
        _SET, which=made.id, new_name=made.name, new_config=made.config(), now=made.updated_at
    )


async def drop(db: Db, widget_id: str) -> None:
    await db.run(_DROP, which=widget_id)
