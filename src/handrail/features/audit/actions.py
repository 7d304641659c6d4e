"""Reading the journal for an auditor, page by page, and as a file."""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from handrail.context import Context
from handrail.core.clock import Instant, iso
from handrail.core.shapes import Streamed
from handrail.features.audit.model import Check, Entry, FileFormat
from handrail.features.timeline import actions as timeline
from handrail.features.timeline.model import Change
from handrail.features.transfer.formats.csv import guarded
from handrail.storage import auditing, journal

FILE_PAGE = 1000
MEDIA: Mapping[FileFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
}
COLUMNS = tuple(Entry.model_fields)


@dataclass(frozen=True, slots=True)
class Page:
    """`last` is the sequence number to go on below, None at the end. What the caller may not hear
    is left out, so a page may be short and not the last."""

    entries: list[Entry]
    last: int | None


async def page(ctx: Context, asked: auditing.Asked, limit: int, before_seq: int) -> Page:
    found = await auditing.page(ctx.db, asked, limit + 1, before_seq)
    here = found[:limit]
    more = len(found) > limit
    return Page(await _told(ctx, here), here[-1].seq if more else None)


async def _told(ctx: Context, entries: Sequence[journal.Entry]) -> list[Entry]:
    return [_entry(*each) for each in await timeline.told_with(ctx, entries)]


def _entry(entry: journal.Entry, change: Change) -> Entry:
    return Entry(
        **dict(change),
        member_id=entry.member_id,
        key_id=entry.key_id,
        run_id=entry.run_id,
        request_id=entry.request_id,
        hash=entry.hash.hex(),
    )


async def checked(ctx: Context) -> Check | None:
    found = await auditing.last_check(ctx.db)
    if found is None:
        return None
    return Check(
        at=iso(found.at), seq=found.seq, whole=found.broken_at is None, broken_at=found.broken_at
    )


# As a file --------------------------------------------------------------------------------


class AuditFile(Streamed):
    """All entries that are asked for, newest first. `first` is the first page of them."""

    format: FileFormat
    asked: Any
    first: Any

    async def parts(self) -> AsyncIterator[bytes]:
        if self.format == "csv":
            yield _line(COLUMNS)
        entries: Page = self.first
        yield _written(self.format, entries.entries)
        while entries.last is not None:
            entries = await self.look(partial(_more, asked=self.asked, below=entries.last))
            yield _written(self.format, entries.entries)


async def begin(ctx: Context, asked: auditing.Asked, format: FileFormat, at: Instant) -> AuditFile:
    """The file, its first page found: what is wrong with the question is said at once."""
    return AuditFile(
        media_type=MEDIA[format],
        filename=f"audit-{ctx.actor.workspace_slug}-{iso(at)[:10]}.{format}",
        format=format,
        asked=asked,
        first=await _more(ctx, asked=asked, below=journal.END_OF_TIME),
    )


async def _more(ctx: Context, *, asked: auditing.Asked, below: int) -> Page:
    found = await page(ctx, asked, FILE_PAGE, below)
    ctx.spend("export_rows", len(found.entries))
    return found


def _written(format: FileFormat, entries: Sequence[Entry]) -> bytes:
    rows = [entry.model_dump(mode="json") for entry in entries]
    if format == "jsonl":
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
    return b"".join(_line([_cell(row[name]) for name in COLUMNS]) for row in rows)


def _cell(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else value


def _line(cells: Sequence[Any]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([guarded(cell) for cell in cells])
    return text.getvalue().encode()
