"""The schema of a workspace: read once per version, then kept in memory.

What a caller sees of it is told by `actions.sight`.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from handrail.features.records.model import Attribute, Object, Option, Person, Schema
from handrail.features.records.tables import attributes, objects, options
from handrail.features.workspaces import store as workspaces
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_OBJECTS = Query(select(objects).where(objects.c.workspace_id == WORKSPACE).order_by(objects.c.no))
_ATTRIBUTES = Query(
    select(attributes)
    .where(attributes.c.workspace_id == WORKSPACE)
    .order_by(attributes.c.sort_order, attributes.c.no)
)
_OPTIONS = Query(
    select(options)
    .where(options.c.workspace_id == WORKSPACE)
    .order_by(options.c.attribute_no, options.c.sort_order)
)
_LAST_OBJECT = Query(
    select(func.coalesce(func.max(objects.c.no), 0).label("no")).where(
        objects.c.workspace_id == WORKSPACE
    )
)
_LAST_ATTRIBUTE = Query(
    select(func.coalesce(func.max(attributes.c.no), 0).label("no")).where(
        attributes.c.workspace_id == WORKSPACE
    )
)
_ADD_OBJECT = Query(insert(objects))
_ADD_ATTRIBUTE = Query(insert(attributes))
_ADD_OPTION = Query(insert(options))
_SET_OBJECT = Query(
    update(objects)
    .where(objects.c.workspace_id == WORKSPACE, objects.c.no == bindparam("which"))
    .values(
        singular_noun=bindparam("singular"),
        plural_noun=bindparam("plural"),
        is_archived=bindparam("archived"),
    )
)
_SET_ATTRIBUTE = Query(
    update(attributes)
    .where(attributes.c.workspace_id == WORKSPACE, attributes.c.no == bindparam("which"))
    .values(
        title=bindparam("new_title"),
        description=bindparam("new_description"),
        is_required=bindparam("required"),
        is_unique=bindparam("unique"),
        is_multi_select=bindparam("multi"),
        is_archived=bindparam("archived"),
        default_value=bindparam("new_default", type_=attributes.c.default_value.type),
        config=bindparam("new_config", type_=attributes.c.config.type),
    )
)
_SET_SLOT = Query(
    update(attributes)
    .where(attributes.c.workspace_id == WORKSPACE, attributes.c.no == bindparam("which"))
    .values(slot=bindparam("new_slot"), pending_slot=bindparam("new_pending"))
)
_PENDING = Query(
    select(attributes.c.no, attributes.c.object_no, attributes.c.pending_slot).where(
        attributes.c.workspace_id == WORKSPACE, attributes.c.pending_slot.is_not(None)
    )
)
_SET_OPTION = Query(
    update(options)
    .where(options.c.workspace_id == WORKSPACE, options.c.id == bindparam("which"))
    .values(
        title=bindparam("new_title"),
        sort_order=bindparam("place"),
        is_archived=bindparam("archived"),
        config=bindparam("new_config", type_=options.c.config.type),
    )
)


async def load(db: Db, version: int) -> Schema:
    """The whole schema at a version; kept for this process."""
    return (await views(db, version))[None]


async def views(db: Db, version: int) -> dict[Any, Schema]:
    """The schema at a version, under None, and what was kept beside it of how callers see it:
    for `actions.sight` alone."""
    key = ("schema", db.workspace)
    kept: dict[Any, Schema] | None = db.cache.get(key)
    if kept is None or kept[None].version != version:
        kept = {None: await read(db, version)}
        db.cache[key] = kept
    return kept


async def read(db: Db, version: int) -> Schema:
    """The whole schema as it stands; `version` is what it is to be called."""
    choices: dict[int, list[Option]] = defaultdict(list)
    for row in await db.all(_OPTIONS):
        choices[row.attribute_no].append(
            Option(row.id, row.title, row.sort_order, bool(row.is_archived), **row.config)
        )
    kept = await db.all(_OBJECTS)
    archived = {row.no for row in kept if row.is_archived}
    owned: dict[int, list[Attribute]] = defaultdict(list)
    for row in await db.all(_ATTRIBUTES):
        owned[row.object_no].append(_attribute(row, tuple(choices[row.no]), archived))
    found = [
        Object(
            row.no,
            row.id,
            row.slug,
            row.singular_noun,
            row.plural_noun,
            row.type,
            bool(row.is_archived),
            tuple(owned[row.no]),
        )
        for row in kept
    ]
    members = [
        Person(member.id, member.name, member.email, bool(member.is_active), member.team_id)
        for member in await workspaces.list_members(db)
    ]
    return Schema(version, tuple(found), tuple(members))


def _attribute(row: Any, choices: tuple[Option, ...], archived: Collection[int]) -> Attribute:
    return Attribute(
        no=row.no,
        id=row.id,
        object_no=row.object_no,
        slug=row.slug,
        title=row.title,
        type=row.type,
        description=row.description,
        is_required=bool(row.is_required),
        is_unique=bool(row.is_unique),
        is_multi_select=bool(row.is_multi_select),
        is_system=bool(row.is_system),
        is_archived=bool(row.is_archived),
        default=row.default_value,
        config=row.config,
        slot=row.slot,
        pending_slot=row.pending_slot,
        sort_order=row.sort_order,
        options=choices,
        is_hidden=row.config.get("target_object_no") in archived,
    )


# writing ----------------------------------------------------------------------------------


async def next_object_no(db: Db) -> int:
    row = await db.first(_LAST_OBJECT)
    return row.no + 1 if row else 1


async def next_attribute_no(db: Db) -> int:
    row = await db.first(_LAST_ATTRIBUTE)
    return row.no + 1 if row else 1


async def add_object(db: Db, made: Object, at: int) -> None:
    await db.run(
        _ADD_OBJECT,
        no=made.no,
        id=made.id,
        slug=made.slug,
        singular_noun=made.singular_noun,
        plural_noun=made.plural_noun,
        type=made.type,
        is_archived=made.is_archived,
        created_at=at,
    )


async def add_attribute(db: Db, made: Attribute, at: int, *, pending_slot: str | None) -> None:
    await db.run(
        _ADD_ATTRIBUTE,
        no=made.no,
        id=made.id,
        object_no=made.object_no,
        slug=made.slug,
        title=made.title,
        type=made.type,
        description=made.description,
        is_required=made.is_required,
        is_unique=made.is_unique,
        is_multi_select=made.is_multi_select,
        is_system=made.is_system,
        is_archived=made.is_archived,
        default_value=made.default,
        config=dict(made.config),
        slot=made.slot,
        pending_slot=pending_slot,
        sort_order=made.sort_order,
        created_at=at,
    )
    await add_options(db, made.no, made.options)


async def add_options(db: Db, attribute_no: int, made: tuple[Option, ...]) -> None:
    await db.many(
        _ADD_OPTION,
        [
            {
                "id": option.id,
                "attribute_no": attribute_no,
                "title": option.title,
                "sort_order": option.sort_order,
                "is_archived": option.is_archived,
                "config": stage_config(option),
            }
            for option in made
        ],
    )


def stage_config(option: Option) -> dict[str, Any]:
    return {
        "color": option.color,
        "is_closed": option.is_closed,
        "is_won": option.is_won,
        "is_lost": option.is_lost,
        "probability": option.probability,
    }


async def set_object(db: Db, made: Object) -> None:
    await db.run(
        _SET_OBJECT,
        which=made.no,
        singular=made.singular_noun,
        plural=made.plural_noun,
        archived=made.is_archived,
    )


async def set_attribute(db: Db, made: Attribute) -> None:
    await db.run(
        _SET_ATTRIBUTE,
        which=made.no,
        new_title=made.title,
        new_description=made.description,
        required=made.is_required,
        unique=made.is_unique,
        multi=made.is_multi_select,
        archived=made.is_archived,
        new_default=made.default,
        new_config=dict(made.config),
    )


async def set_option(db: Db, option: Option) -> None:
    await db.run(
        _SET_OPTION,
        which=option.id,
        new_title=option.title,
        place=option.sort_order,
        archived=option.is_archived,
        new_config=stage_config(option),
    )


async def set_slot(db: Db, attribute_no: int, slot: str | None, pending: str | None) -> None:
    await db.run(_SET_SLOT, which=attribute_no, new_slot=slot, new_pending=pending)


async def pending_slots(db: Db) -> list[tuple[int, int, str]]:
    """Attributes whose slot is promised and not yet filled: (attribute, object, slot)."""
    return [(row.no, row.object_no, row.pending_slot) for row in await db.all(_PENDING)]
