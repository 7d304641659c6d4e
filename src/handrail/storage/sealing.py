"""Columns that hold sealed secrets, and how a store seals what it writes there.

A column says that it is one by its type, `Column("secret", Sealed("…"))`. Nothing else lists them:
rotating the master key and `handrail doctor` read the tables. What a row's secret is sealed to is
its workspace, its column and its id, so that no row opens with the secret of another.
"""

from collections.abc import Iterator
from typing import Any, Protocol

from sqlalchemy import Column, Text
from sqlalchemy.types import TypeDecorator

from handrail.core.errors import Unavailable
from handrail.storage.database import Database, Db
from handrail.storage.types import metadata

SEALER = "sealer"


class Sealed(TypeDecorator[str]):
    """A secret, as `seal` gave it; the row is known by its `id` within the workspace. `holds` is
    what people call these secrets."""

    impl = Text
    cache_ok = True

    def __init__(self, holds: str) -> None:
        super().__init__()
        self.holds = holds


class Sealer(Protocol):
    """What seals: vault.seal's."""

    def seal(self, secret: str, context: str) -> str: ...

    def unseal(self, sealed: str, context: str) -> str: ...

    def is_fresh(self, sealed: str) -> bool: ...


def install(database: Database, sealer: Sealer) -> None:
    """Let everything that is written to this database be sealed by it."""
    database.cache[SEALER] = sealer


def seal(db: Db, column: str, row_id: str, secret: str) -> str:
    """A secret as it may be kept in `table.column` of the row with this id."""
    return sealer_of(db).seal(secret, context(db, column, row_id))


def unseal(db: Db, column: str, row_id: str, sealed: str) -> str:
    """The secret again. Raises vault.seal.CannotOpen, an Internal error with the cure."""
    return sealer_of(db).unseal(sealed, context(db, column, row_id))


def context(db: Db, column: str, row_id: str) -> str:
    return f"{db.workspace}|{column}|{row_id}"


def sealer_of(db: Db) -> Sealer:
    try:
        return db.cache[SEALER]
    except KeyError as error:
        raise Unavailable("This database was opened without its master keys.") from error


def sealed_columns() -> Iterator[Column[Any]]:
    """Every sealed column of every table that has been imported, in an order that stays."""
    for table in metadata.sorted_tables:
        yield from (column for column in table.c if isinstance(column.type, Sealed))


def kinds() -> dict[str, str]:
    """What people call the secrets of each sealed column, by its name."""
    return {
        name_of(column): column.type.holds
        for column in sealed_columns()
        if isinstance(column.type, Sealed)
    }


def name_of(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"
