"""Transcripts: statement in, nouns out."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import orjson
from sqlalchemy import bindparam, delete, insert, select

from handrail.core.clock import Instant
from handrail.features.calls.model import Line, Transcript
from handrail.features.calls.tables import transcripts
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query, among

PART = 500
"""Lines that are kept together: a page of a long transcript is read without the rest."""
_ADD = Query(insert(transcripts))
_DROP = Query(
    delete(transcripts).where(
        transcripts.c.workspace_id == WORKSPACE, transcripts.c.call_id == bindparam("which")
    )
)
_PARTS = Query(
    select(transcripts.c.format, transcripts.c.total, transcripts.c.lines)
    .where(
        transcripts.c.workspace_id == WORKSPACE,
        transcripts.c.call_id == bindparam("call"),
        transcripts.c.part >= bindparam("first"),
        transcripts.c.part <= bindparam("last"),
    )
    .order_by(transcripts.c.part)
)
_TOTAL = Query(
    select(transcripts.c.total).where(
        transcripts.c.workspace_id == WORKSPACE,
        transcripts.c.call_id == bindparam("call"),
        transcripts.c.part == 0,
    )
)
_HAVE = Query(
    select(transcripts.c.call_id).where(
        transcripts.c.workspace_id == WORKSPACE,
        among(transcripts.c.call_id, "ids"),
        transcripts.c.part == 0,
    )
)
_WITH = Query(
    select(transcripts.c.call_id)
    .where(
        transcripts.c.workspace_id == WORKSPACE,
        transcripts.c.digest == bindparam("sought"),
        transcripts.c.part == 0,
    )
    .order_by(transcripts.c.call_id)
)
LAST = 2**31 - 1


async def put(db: Db, made: Transcript, at: Instant) -> None:
    """Keep the transcript of a call, instead of one there was."""
    await db.run(_DROP, which=made.call_id)
    kept = _kept(made.lines)
    digest = digest_of(made.lines)
    await db.many(
        _ADD,
        [
            {
                "call_id": made.call_id,
                "part": number,
                "format": made.format,
                "total": len(kept),
                "digest": digest,
                "lines": kept[begin : begin + PART],
                "created_at": at,
            }
            for number, begin in enumerate(range(0, len(kept), PART))
        ],
    )


def _kept(lines: Sequence[Line]) -> list[tuple[str, str, float | None, float | None]]:
    return [(each.speaker, each.text, each.start, each.end) for each in lines]


def digest_of(lines: Sequence[Line]) -> str:
    """What the same lines, in whatever format they came, always have in common."""
    return sha256(orjson.dumps(_kept(lines))).hexdigest()


async def calls_with(db: Db, lines: Sequence[Line]) -> list[str]:
    """Ids of the calls that have this very transcript, the first that was added first."""
    return [row.call_id for row in await db.all(_WITH, sought=digest_of(lines))]


async def get(db: Db, call_id: str) -> Transcript | None:
    parts = await db.all(_PARTS, call=call_id, first=0, last=LAST)
    if not parts:
        return None
    return Transcript(call_id, parts[0].format, tuple(_lines(parts)))


async def page(db: Db, call_id: str, first: int, many: int) -> list[Line]:
    """So many lines from one on, the first of all being 1; none where there are none."""
    begin = first - 1
    at, last = begin // PART, (begin + many - 1) // PART
    if last > LAST:
        return []
    lines = list(_lines(await db.all(_PARTS, call=call_id, first=at, last=last)))
    return lines[begin - at * PART :][:many]


def _lines(parts: Iterable[Sequence[object]]) -> Iterable[Line]:
    return (Line(*each) for part in parts for each in part.lines)  # type: ignore[attr-defined]


async def total(db: Db, call_id: str) -> int:
    """How many lines the transcript of a call has; 0 where there is none."""
    row = await db.first(_TOTAL, call=call_id)
    return row.total if row else 0


async def having(db: Db, ids: Sequence[str]) -> set[str]:
    """Which of some calls have a transcript."""
    return {row.call_id for row in await db.all(_HAVE, ids=list(ids))}
