"""Where notes are kept."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from handrail.storage.types import Id, metadata

notes = Table(
    "note",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("record_id", Id, nullable=False),
    Column("content", Text, nullable=False),
    Column("member_id", Id),
    Column("author", String),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_note_record", "workspace_id", "record_id", "id"),
)
