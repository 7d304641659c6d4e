"""Rubrics and their versions: statement in, nouns out."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update

from handrail.features.calls.model import Criterion, Rubric
from handrail.features.calls.tables import rubric_versions, rubrics
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query

_SEEN = (
    select(rubrics, rubric_versions.c.criteria)
    .join(
        rubric_versions,
        and_(
            rubric_versions.c.workspace_id == rubrics.c.workspace_id,
            rubric_versions.c.rubric_id == rubrics.c.id,
            rubric_versions.c.version == rubrics.c.version,
        ),
    )
    .where(rubrics.c.workspace_id == WORKSPACE)
)
_ACTIVE = Query(
    _SEEN.where(
        rubrics.c.is_active.is_(True),
        rubrics.c.id < bindparam("before", type_=rubrics.c.id.type),
    )
    .order_by(rubrics.c.id.desc())
    .limit(bindparam("many"))
)
_ONE = Query(_SEEN.where(rubrics.c.id == bindparam("rubric")))
_ADD = Query(insert(rubrics))
_ADD_VERSION = Query(insert(rubric_versions))
_SET = Query(
    update(rubrics)
    .where(rubrics.c.workspace_id == WORKSPACE, rubrics.c.id == bindparam("which"))
    .values(
        name=bindparam("new_name"),
        type=bindparam("new_type"),
        version=bindparam("new_version"),
        is_active=bindparam("active"),
        updated_at=bindparam("now"),
    )
)
_VERSION = Query(
    select(rubric_versions.c.criteria).where(
        rubric_versions.c.workspace_id == WORKSPACE,
        rubric_versions.c.rubric_id == bindparam("rubric"),
        rubric_versions.c.version == bindparam("number"),
    )
)
LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


def _rubric(row: Any) -> Rubric:
    return Rubric(
        row.id,
        row.name,
        row.type,
        row.version,
        bool(row.is_active),
        row.created_at,
        row.updated_at,
        _criteria(row.criteria),
    )


def _criteria(kept: Any) -> tuple[Criterion, ...]:
    return tuple(Criterion(**each) for each in kept)


async def active(db: Db, many: int, before: str = LAST) -> list[Rubric]:
    """Active rubrics, newest first."""
    return [_rubric(row) for row in await db.all(_ACTIVE, many=many, before=before)]


async def get(db: Db, rubric_id: str) -> Rubric | None:
    row = await db.first(_ONE, rubric=rubric_id)
    return _rubric(row) if row else None


async def version(db: Db, rubric_id: str, number: int) -> tuple[Criterion, ...]:
    """The criteria of one version; none where it does not exist."""
    row = await db.first(_VERSION, rubric=rubric_id, number=number)
    return _criteria(row.criteria) if row else ()


async def add(db: Db, made: Rubric) -> None:
    await db.run(
        _ADD,
        id=made.id,
        name=made.name,
        type=made.type,
        version=made.version,
        is_active=made.is_active,
        created_at=made.created_at,
        updated_at=made.updated_at,
    )
    await add_version(db, made)


async def add_version(db: Db, made: Rubric) -> None:
    """Keep the rubric's criteria as its version; no version is ever changed."""
    criteria = [asdict(each) for each in made.criteria]
    await db.run(
        _ADD_VERSION,
        rubric_id=made.id,
        version=made.version,
        criteria=criteria,
        created_at=made.updated_at,
    )


async def set_rubric(db: Db, made: Rubric) -> None:
    await db.run(
        _SET,
        which=made.id,
        new_name=made.name,
        new_type=made.type,
        new_version=made.version,
        active=made.is_active,
        now=made.updated_at,
    )
