"""Transcripts: statement in, nouns out."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from sqlalchemy import bindparam, delete, insert, select

from handrail.core.clock import Instant
from handrail.features.calls.model import Line, Transcript
from handrail.features.calls.tables import transcripts
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query, among

_ADD = Query(insert(transcripts))
_DROP = Query(
    delete(transcripts).where(
        transcripts.c.workspace_id == WORKSPACE, transcripts.c.call_id == bindparam("which")
    )
)
_GET = Query(
    select(transcripts.c.call_id, transcripts.c.format, transcripts.c.lines).where(
        transcripts.c.workspace_id == WORKSPACE, transcripts.c.call_id == bindparam("call")
    )
)
_HAVE = Query(
    select(transcripts.c.call_id).where(
        transcripts.c.workspace_id == WORKSPACE, among(transcripts.c.call_id, "ids")
    )
)


async def put(db: Db, made: Transcript, at: Instant) -> None:
    """Keep the transcript of a call, instead of one there was."""
    await db.run(_DROP, which=made.call_id)
    lines = [astuple(each) for each in made.lines]
    await db.run(_ADD, call_id=made.call_id, format=made.format, lines=lines, created_at=at)


async def get(db: Db, call_id: str) -> Transcript | None:
    row = await db.first(_GET, call=call_id)
    return Transcript(row.call_id, row.format, _lines(row.lines)) if row else None


def _lines(kept: Iterable[Sequence[object]]) -> tuple[Line, ...]:
    return tuple(Line(*each) for each in kept)  # type: ignore[arg-type]


async def having(db: Db, ids: Sequence[str]) -> set[str]:
    """Which of some calls have a transcript."""
    return {row.call_id for row in await db.all(_HAVE, ids=list(ids))}
