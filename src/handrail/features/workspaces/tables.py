"""Where workspaces, members and teams are kept.

`workspace` is the one table without a workspace_id: it is what the others point at, small, and on
a distributed database a copy of it stands on every node (a reference table).
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from handrail.storage.types import Id, Json, metadata

workspaces = Table(
    "workspace",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("public_id", Id, nullable=False),
    Column("slug", String, nullable=False),
    Column("name", String, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("settings", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("slug"),
)
members = Table(
    "member",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("email", String),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("password_hash", String),
    Column("team_id", Id),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "email"),
    # who signs in says an email and no workspace
    Index("ix_member_email", "email"),
)
teams = Table(
    "team",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("manager_name", String),
    Column("region", String),
    UniqueConstraint("workspace_id", "name"),
)
