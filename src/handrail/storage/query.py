"""A SQLAlchemy Core statement, compiled once per database and then run on the raw driver.

Building and compiling on each call costs some 100 µs, a raw point read 5: so statements are
module constants, and their parameters are named binds.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import NullType

from handrail.core import ids
from handrail.storage.types import Id, decoder, encoder

WORKSPACE = bindparam("workspace")
"""The caller's workspace; every Db fills it in by itself."""

_DIALECTS = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": postgresql.asyncpg.dialect(),
}

Build = ClauseElement | Callable[[str], ClauseElement]
QUERIES: list["Query"] = []


class Among(ColumnElement[bool]):
    """`column in (…)` with the whole list as one parameter, so that one plan serves any length."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.list = bindparam(name, type_=_IdList() if isinstance(column.type, Id) else _List())

    @property
    def _from_objects(self) -> Any:
        return self.column._from_objects


class _IdList(Id):
    cache_ok = True


class _List(NullType):
    """A whole list of plain values as one parameter."""


@compiles(Among)
def _among_printed(element: Among, compiler: Any, **kw: Any) -> str:
    column, listed = compiler.process(element.column, **kw), compiler.process(element.list, **kw)
    return f"{column} IN ({listed})"


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: Any, **kw: Any) -> str:
    value = "unhex(value)" if isinstance(element.column.type, Id) else "value"
    column, listed = compiler.process(element.column, **kw), compiler.process(element.list, **kw)
    return f"{column} IN (SELECT {value} FROM json_each({listed}))"


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: Any, **kw: Any) -> str:
    type_ = element.column.type.compile(dialect=compiler.dialect).partition(" COLLATE")[0]
    column = compiler.process(element.column, **kw)
    name = compiler.process(element.list, **kw).partition("::")[0]
    return f"{column} = ANY ({name}::{type_}[])"


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return Among(column, name)


@dataclass(frozen=True)
class Compiled:
    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    encoders: tuple[tuple[int, Callable[[Any], Any]], ...]
    decoders: tuple[tuple[int, Callable[[Any], Any]], ...]
    make: Callable[[Sequence[Any]], Any]

    def vector(self, said: Mapping[str, Any]) -> list[Any]:
        """The parameters in the order the driver wants them; KeyError names a missing one."""
        if constants := self.constants:
            values = [said[name] if name in said else constants[name] for name in self.names]
        else:
            values = [said[name] for name in self.names]
        for position, encode in self.encoders:
            values[position] = encode(values[position])
        return values

    def row(self, raw: Sequence[Any]) -> Any:
        if not self.decoders:
            return self.make(raw)
        values = list(raw)
        for position, decode in self.decoders:
            values[position] = decode(values[position])
        return self.make(values)


class Query:
    """One statement. `across` says why it may look beyond the caller's workspace."""

    def __init__(self, build: Build, *, across: str | None = None) -> None:
        self._build = build
        self._compiled: dict[str, Compiled] = {}
        self.across = across
        QUERIES.append(self)

    def statement(self, dialect: str) -> Any:
        return self._build(dialect) if callable(self._build) else self._build

    def on(self, dialect: str) -> Compiled:
        if (made := self._compiled.get(dialect)) is None:
            made = self._compiled[dialect] = _compile(self.statement(dialect), dialect)
        return made


def _compile(statement: Any, dialect: str) -> Compiled:
    compiled = statement.compile(dialect=_DIALECTS[dialect])
    names = tuple(compiled.positiontup or ())
    # a literal NULL is a bind with the value None; only a bind without any value is the caller's
    given = {n: value for n, value in compiled.params.items() if not compiled.binds[n].required}
    columns = list(getattr(statement, "selected_columns", ()) or statement.exported_columns)
    encoders = [(i, _parameter(compiled.binds[name], dialect)) for i, name in enumerate(names)]
    decoders = [(i, decoder(column.type, dialect)) for i, column in enumerate(columns)]
    row: Any = namedtuple("Row", [_label(column) for column in columns], rename=True)
    return Compiled(
        sql=compiled.string,
        names=names,
        constants=given,
        encoders=tuple((i, convert) for i, convert in encoders if convert),
        decoders=tuple((i, convert) for i, convert in decoders if convert),
        make=row._make,
    )


def _label(column: Any) -> str:
    return str(getattr(column, "key", None) or getattr(column, "name", None) or "value")


def _parameter(bind: Any, dialect: str) -> Callable[[Any], Any] | None:
    if isinstance(bind.type, _IdList) and dialect == "sqlite":
        return lambda listed: orjson.dumps([ids.to_bytes(each).hex() for each in listed]).decode()
    if isinstance(bind.type, _IdList):
        return None
    if isinstance(bind.type, _List):
        return (lambda listed: orjson.dumps(list(listed)).decode()) if dialect == "sqlite" else None
    return encoder(bind.type, dialect)
