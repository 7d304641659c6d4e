"""Exporting: all records of an object into a file, page by page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from handrail.features.transfer.actions import pages
from handrail.features.transfer.desk import Desk, Progress
from handrail.features.transfer.formats.base import Format, Writer
from handrail.features.transfer.model import MEMBERS


async def export_object(
    desk: Desk,
    object_name: str,
    format: Format,
    path: Path,
    *,
    filter: Any = None,
    progress: Progress,
) -> int:
    """Write an object's records, or the members, to a file; how many there were.

    Each page is a view of its own: what is written while the export runs may be in it or not.
    """
    if object_name == MEMBERS:
        rows = await desk.read(pages.every_member)
        _write_all(format.write(path, pages.MEMBER_COLUMNS), rows)
        return len(rows)
    columns = await desk.read(lambda ctx: pages.columns_of(ctx, object_name))
    writer = format.write(path, columns)
    done, cursor = 0, None
    while True:
        page = await desk.read(lambda ctx, at=cursor: pages.page(ctx, object_name, at, filter))
        for row in page.rows:
            writer.row(row)
        done += len(page.rows)
        progress(done, max(done, page.total))
        if (cursor := page.next_cursor) is None:
            writer.end()
            return done


def _write_all(writer: Writer, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        writer.row(row)
    writer.end()
