"""The column types whose two databases differ, and the metadata that every table joins."""

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import JSON, BigInteger, Boolean, LargeBinary, MetaData, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

from handrail.core import ids

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

Convert = Callable[[Any], Any]


class Id(TypeDecorator[str]):
    """An id: text in Python, sixteen bytes in SQLite, `uuid` in PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=False))
        return dialect.type_descriptor(LargeBinary(16))


class Json(TypeDecorator[Any]):
    """A JSON value, kept as the very text that was written, so that a hash over it holds."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSON())
        return dialect.type_descriptor(Text())


class Folded(TypeDecorator[str]):
    """Text compared byte by byte in both databases."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Text(collation="C"))
        return dialect.type_descriptor(Text())


Instant = BigInteger


def dump(value: Any) -> str:
    return orjson.dumps(value).decode()


def encoder(type_: Any, dialect: str) -> Convert | None:
    """What a parameter of this type goes through on its way to the driver."""
    if isinstance(type_, Json):
        return lambda value: None if value is None else dump(value)
    if isinstance(type_, Id) and dialect == "sqlite":
        return lambda value: None if value is None else ids.to_bytes(value)
    return None


def decoder(type_: Any, dialect: str) -> Convert | None:
    """What a column of this type goes through on its way from the driver."""
    if isinstance(type_, Json):
        return lambda value: None if value is None else orjson.loads(value)
    if isinstance(type_, Id) and dialect == "sqlite":
        return lambda value: None if value is None else ids.from_bytes(value)
    if isinstance(type_, Boolean) and dialect == "sqlite":
        return lambda value: None if value is None else bool(value)
    return None
