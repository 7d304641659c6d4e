"""Where what belongs to calls is kept; the call itself is a record."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text

from handrail.storage.types import Id, Json, metadata

transcripts = Table(
    "call_transcript",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("call_id", Id, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("format", String, nullable=False),
    Column("total", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("lines", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_call_transcript_digest", "workspace_id", "digest"),
)
rubrics = Table(
    "rubric",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("type", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
rubric_versions = Table(
    "rubric_version",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("rubric_id", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("criteria", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
scores = Table(
    "call_score",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("call_id", Id, nullable=False),
    Column("rubric_id", Id, nullable=False),
    Column("rubric_version", Integer, nullable=False),
    Column("scorer", String, nullable=False),
    Column("overall", Float, nullable=False),
    Column("body", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_call_score_call", "workspace_id", "call_id", "id"),
)
patterns = Table(
    "call_pattern",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("call_id", Id, nullable=False),
    Column("signal_type", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("detected_at", BigInteger, nullable=False),
    Index("ix_call_pattern_call", "workspace_id", "call_id", "id"),
    Index("ix_call_pattern_signal", "workspace_id", "signal_type", "call_id"),
)
