"""Scores and patterns: statement in, nouns out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

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
        patterns.c.signal_type,
        patterns.c.line,
        patterns.c.quote,
        patterns.c.note,
        patterns.c.detected_at,
    )
    .where(patterns.c.workspace_id == WORKSPACE, among(patterns.c.call_id, "calls"))
    .order_by(patterns.c.id.desc())
)
_OF_SIGNAL = patterns.c.signal_type == bindparam("signal")
_PATTERNS, _PATTERNS_OF_SIGNAL = Query(_SEEN), Query(_SEEN.where(_OF_SIGNAL))
_CALLS_WITH = Query(
    select(patterns.c.call_id)
    .where(patterns.c.workspace_id == WORKSPACE, _OF_SIGNAL)
    .distinct()
    .limit(bindparam("many"))
)


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
                "signal_type": each.signal_type,
                "line": each.line,
                "quote": each.quote,
                "note": each.note,
                "detected_at": each.detected_at,
            }
            for each in found
        ],
    )


async def patterns_of(
    db: Db, call_ids: Sequence[str], signal: str | None = None
) -> dict[str, list[Pattern]]:
    """The patterns of some calls, of one signal or of any, by call; the newest first."""
    found: dict[str, list[Pattern]] = {}
    said: dict[str, Any] = {"calls": list(call_ids)}
    if signal is not None:
        said["signal"] = signal
    for row in await db.all(_PATTERNS if signal is None else _PATTERNS_OF_SIGNAL, **said):
        found.setdefault(row.call_id, []).append(Pattern(*row))
    return found


async def calls_with(db: Db, signal: str, many: int) -> list[str]:
    """Ids of so many calls that have a signal, in no order."""
    return [row.call_id for row in await db.all(_CALLS_WITH, signal=signal, many=many)]
