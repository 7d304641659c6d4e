"""Where keys and sessions are kept: by the hash of their secret, never the secret.

Neither hash is a unique key of the table, for such a key would have to contain the workspace,
which nobody knows yet when a secret is looked up; 128 random bits and more do not meet twice.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from handrail.storage.types import Id, Json, metadata

api_keys = Table(
    "api_key",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("member_id", Id, nullable=False),
    Column("name", String, nullable=False),
    Column("style", String, nullable=False),
    Column("prefix", String, nullable=False),
    Column("last4", String, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("objects", Json),
    Column("per_minute", Integer, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_api_key_hash", "hash"),
)
sessions = Table(
    "session",
    metadata,
    # a session ends at expires_at, or `idle` microseconds after it was last seen
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("member_id", Id, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("idle", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("user_agent", String, nullable=False),
    Index("ix_session_hash", "hash"),
)
