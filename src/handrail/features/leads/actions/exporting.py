"""Leads as a file: made page by page, in as much memory as one page takes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

from handrail.context import Context
from handrail.core.shapes import Streamed
from handrail.features.leads.actions import finding
from handrail.features.leads.actions.attributes import owner
from handrail.features.leads.actions.finding import Wanted
from handrail.features.leads.model import Format, LeadPage
from handrail.features.leads.rules import attributes
from handrail.features.leads.sheets.every import SHEETS

PAGE = 1000


class LeadFile(Streamed):
    """All leads of a list. `first` is its first page, `names` those of the leads' attributes."""

    format: Format
    wanted: Wanted
    first: LeadPage
    names: list[str]

    async def parts(self) -> AsyncIterator[bytes]:
        sheet = SHEETS[self.format](self.names)
        yield sheet.begin()
        async for page in self._pages():
            if said := await asyncio.to_thread(sheet.page, page.leads):
                yield said
        yield sheet.end()

    async def _pages(self) -> AsyncIterator[LeadPage]:
        page = self.first
        yield page
        while page.next_cursor is not None:
            onward = replace(self.wanted, cursor=page.next_cursor)

            page = await self.look(partial(finding.page, wanted=onward))
            yield page

    def at_once(self) -> bytes:
        """The file of the first page alone."""
        sheet = SHEETS[self.format](self.names)
        return sheet.begin() + sheet.page(self.first.leads) + sheet.end()


async def begin(ctx: Context, wanted: Wanted, format: Format) -> LeadFile:
    """The file, with its first page found: so what is wrong with a filter is said at once. What
    it costs is said by charge."""
    wanted = replace(wanted, limit=PAGE)
    own = attributes.own(await owner(ctx))
    return LeadFile(
        media_type=SHEETS[format].media_type,
        filename=f"leads.{format}",
        format=format,
        wanted=wanted,
        first=await finding.page(ctx, wanted),
        names=list(dict.fromkeys(each.title for each in own)),
    )


async def charge(ctx: Context, file: LeadFile) -> None:
    """Count all its leads as exported, before the first is sent: so that a budget that does not
    suffice refuses the file, and none breaks off."""
    if file.first.has_more and ctx.actor.budgets is not None:
        ctx.spend("export_rows", await finding.count(ctx, file.wanted))
    else:
        ctx.spend("export_rows", file.first.count)
