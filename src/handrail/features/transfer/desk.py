"""Where a long piece of work is done: transaction by transaction, each journalled."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from handrail.context import Context
from handrail.core.actor import Actor, Via
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.features.workspaces.store import schema_version
from handrail.storage import journal
from handrail.storage.database import Database, Db

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with the rows done and the rows there are."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where work is done: one actor's transactions, each journalled under one tool."""

    database: Database
    actor: Actor
    via: Via
    tool: str

    async def write(self, work: Callable[[Context], Awaitable[T]]) -> T:
        async def change(db: Db) -> T:
            ctx = Context(self.actor, self.via, db, now(), new_id())
            result = await work(ctx)
            if ctx.events:
                told = journal.Change(ctx.change_id, ctx.now, self.actor, self.via, self.tool)
                await journal.append(db, told, ctx.events)
            return result

        return await self.database.write(self.actor.workspace, change)

    async def read(self, work: Callable[[Context], Awaitable[T]]) -> T:
        async def look(db: Db) -> T:
            # this very run may have changed the schema since the actor was found
            actor = replace(self.actor, schema_version=await schema_version(db))
            return await work(Context(actor, self.via, db, now(), new_id()))

        return await self.database.read(self.actor.workspace, look, patient=True)
