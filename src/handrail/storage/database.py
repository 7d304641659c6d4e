"""What a database offers: a read view or a write transaction, bound to one workspace.

Handlers are `async def` and await nothing but their Db. On PostgreSQL each await is a round
trip; on SQLite nothing ever suspends, so the same handler runs straight through: short reads
in the event loop itself, longer ones on reader threads, writes on the one writer thread.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from handrail.storage.query import Query

T = TypeVar("T")
Work = Callable[["Db"], Awaitable[T]]


class Db(ABC):
    """An open view of one workspace. `cache` outlives the call and belongs to the database.

    Every statement may raise Conflict on a taken unique key; the transaction is then over.
    """

    dialect: str
    workspace: int
    cache: dict[Any, Any]
    afterwards: list[Callable[[], None]]

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Call this in the writer's event loop once all is durable, and never if it fails."""
        self.afterwards.append(tell)

    @abstractmethod
    async def select(self, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows of a statement spelled by a store: placeholders by `placeholder`, ids by `key`."""

    @abstractmethod
    async def execute(self, sql: str, params: Sequence[Any]) -> int:
        """Run a statement spelled by a store; how many rows it touched."""

    @abstractmethod
    async def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows of parameters."""

    @abstractmethod
    def placeholder(self, position: int) -> str:
        """How the parameter at this position, from 1, is written."""

    @abstractmethod
    def key(self, identifier: str) -> Any:
        """An id as this driver binds it."""

    @abstractmethod
    def identifier(self, raw: Any) -> str:
        """An id as this driver returns it, as text."""

    async def all(self, query: Query, **said: Any) -> list[Any]:
        made = query.on(self.dialect)
        said["workspace"] = said["workspace_id"] = self.workspace
        rows = await self.select(made.sql, made.vector(said))
        return [made.row(row) for row in rows]

    async def first(self, query: Query, **said: Any) -> Any | None:
        rows = await self.all(query, **said)
        return rows[0] if rows else None

    async def run(self, query: Query, **said: Any) -> int:
        made = query.on(self.dialect)
        said["workspace"] = said["workspace_id"] = self.workspace
        return await self.execute(made.sql, made.vector(said))

    async def many(self, query: Query, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run one statement for many rows; each is completed with the workspace."""
        if not rows:
            return
        made = query.on(self.dialect)
        workspace = self.workspace
        own = {"workspace": workspace, "workspace_id": workspace}
        vectors = [made.vector({**row, **own}) for row in rows]
        await self.execute_many(made.sql, vectors)


class Database(ABC):
    """A whole database. `workspace` 0 is nobody's: for what happens before a caller is known."""

    dialect: str
    cache: dict[Any, Any]

    @abstractmethod
    async def read(self, workspace: int, work: Work[T], *, patient: bool = False) -> T:
        """Run work that changes nothing. `patient` work is known to be long from the start.

        On SQLite all of it sees one moment; on PostgreSQL each statement sees its own.
        Raises TooSlow when it does not finish within the time a call may take, Unavailable.
        """

    async def recall(self, what: Hashable, work: Work[T | None]) -> T | None:
        """What such work finds in nobody's workspace; `what` names it and all that it asks with.

        As fresh as a read: it is remembered only where the database tells at next to no cost that
        nothing has been committed since. Nothing found is not remembered.
        """
        return await self.read(0, work)

    @abstractmethod
    async def write(self, workspace: int, work: Work[T]) -> T:
        """Run work in a transaction of its own: all of it is durable on return, or none happened.

        Work may be begun again after a deadlock, or where another transaction took a unique key
        first: what it keeps outside its Db it must set anew.
        Raises Unavailable when the database cannot be written now, Conflict on a taken unique key.
        """

    @abstractmethod
    async def close(self) -> None:
        """Finish what is running and let go of every connection."""
