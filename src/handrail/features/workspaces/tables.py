"""Where workspaces, members, their passwords and teams are kept.

`workspace` is the one table without a workspace_id: it is what the others point at, small, and on
a distributed database a copy of it stands on every node (a reference table).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

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
    # no plan: everything; what its plan and the exceptions made for it come to is `entitlements`
    Column("plan", String),
    Column("plan_overrides", Json),
    Column("entitlements", Json),
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
    Column("role_id", Id),
    Column("team_id", Id),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # when somebody first came in who had proved this email; until then it is an admin's word alone
    Column("proven_at", BigInteger),
    UniqueConstraint("workspace_id", "email"),
    # who signs in says an email and no workspace
    Index("ix_member_email", "email"),
)
accounts = Table(
    "account",
    metadata,
    # a person: one email, one password, in however many workspaces; workspace_id is 0, nobody's
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("email", String, primary_key=True),
    Column("password_hash", String, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
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
roles = Table(
    "role",
    metadata,
    # a custom role: a rank, permissions beyond it, and a policy on records (core/policy.py)
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("description", String, nullable=False),
    Column("rank", String, nullable=False),
    Column("permissions", Json, nullable=False),
    Column("policy", Json),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "name"),
)
invitations = Table(
    "invitation",
    metadata,
    # whoever opens the mailed link joins with this role; the link's secret is kept as its hash
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("email", String, nullable=False),
    Column("role", String, nullable=False),
    Column("role_id", Id),
    Column("team_id", Id),
    Column("hash", LargeBinary, nullable=False),
    Column("invited_by", Id, nullable=False),
    # the key that it was made with: it is taken back when that is revoked
    Column("made_with", Id),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index("ix_invitation_hash", "hash"),
)
profiles = Table(
    "member_profile",
    metadata,
    # what members say of themselves beside their name
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", Id, primary_key=True),
    Column("first_name", String, nullable=False),
    Column("last_name", String, nullable=False),
    Column("country", String),
    Column("avatar_url", String),
    Column("updated_at", BigInteger, nullable=False),
)
