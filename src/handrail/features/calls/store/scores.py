"""Scores and patterns: statement in, nouns out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select

from handrail.features.calls.model import Pattern, Score
from handrail.features.calls.tables import patterns, scores
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query, among

_ADD = Query(insert(scores))
_LATEST = Query(
    select(
        scores.c.id,
        scores.c.call_id,
        scores.c.rubric_id,
        scores.c.rubric_version,
        scores.c.scorer,
        scores.c.overall,
        scores.c.created_at,
        scores.c.body,
    )
    .where(scores.c.workspace_id == WORKSPACE, scores.c.call_id == bindparam("call"))
    .order_by(scores.c.id.desc())
    .limit(1)
)
_ADD_PATTERN = Query(insert(patterns))
_DROP_PATTERNS = Query(
    delete(patterns).where(
        patterns.c.workspace_id == WORKSPACE, patterns.c.call_id == bindparam("which")
    )
)
_SEEN = (
    select(
        patterns.c.id,
        patterns.c.call_id,
        patterns.c.member_id,
        patterns.c.signal_type,
        patterns.c.line,
        patterns.c.quote,
        patterns.c.note,
        patterns.c.called_at,
        patterns.c.detected_at,
    )
    .where(
        patterns.c.workspace_id == WORKSPACE,
        patterns.c.called_at >= bindparam("since"),
        patterns.c.called_at <= bindparam("until"),
        or_(
            patterns.c.called_at < bindparam("last_at"),
            and_(
                patterns.c.called_at == bindparam("last_at"),
                patterns.c.id < bindparam("last_id", type_=patterns.c.id.type),
            ),
        ),
    )
    .order_by(patterns.c.called_at.desc(), patterns.c.id.desc())
    .limit(bindparam("many"))
)
_BY_SIGNAL = patterns.c.signal_type == bindparam("signal")
_BY_MEMBER = among(patterns.c.member_id, "members")
# one statement for each way to ask, so that each has its index
_FIND = {
    (False, False): Query(_SEEN),
    (True, False): Query(_SEEN.where(_BY_SIGNAL)),
    (False, True): Query(_SEEN.where(_BY_MEMBER)),
    (True, True): Query(_SEEN.where(_BY_SIGNAL, _BY_MEMBER)),
}
END = 2**62
LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which patterns: `members` are their reps, None for anybody's; both instants included."""

    signal: str | None = None
    members: tuple[str, ...] | None = None
    since: int = -END
    until: int = END


async def add(db: Db, made: Score) -> None:
    await db.run(
        _ADD,
        id=made.id,
        call_id=made.call_id,
        rubric_id=made.rubric_id,
        rubric_version=made.rubric_version,
        scorer=made.scorer,
        overall=made.overall,
        body=made.body,
        created_at=made.created_at,
    )


async def latest(db: Db, call_id: str) -> Score | None:
    """The newest score of a call."""
    row = await db.first(_LATEST, call=call_id)
    return Score(*row) if row else None


async def set_patterns(db: Db, call_id: str, found: Sequence[Pattern]) -> None:
    """What was detected in a call, instead of what had been."""
    await db.run(_DROP_PATTERNS, which=call_id)
    await db.many(
        _ADD_PATTERN,
        [
            {
                "id": each.id,
                "call_id": each.call_id,
                "member_id": each.member_id,
                "signal_type": each.signal_type,
                "line": each.line,
                "quote": each.quote,
                "note": each.note,
                "called_at": each.called_at,
                "detected_at": each.detected_at,
            }
            for each in found
        ],
    )


async def find_patterns(
    db: Db, sought: Sought, many: int, after: tuple[int, str] = (END, LAST)
) -> list[Pattern]:
    """Patterns of the latest calls first, after a place."""
    said: dict[str, Any] = {"since": sought.since, "until": sought.until, "many": many}
    said |= {"last_at": after[0], "last_id": after[1]}
    if sought.signal is not None:
        said["signal"] = sought.signal
    if sought.members is not None:
        said["members"] = list(sought.members)
    query = _FIND[sought.signal is not None, sought.members is not None]
    return [Pattern(*row) for row in await db.all(query, **said)]
