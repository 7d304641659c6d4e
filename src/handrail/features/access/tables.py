"""Where keys and sessions are kept: by the hash of their secret, never the secret.

Neither hash is a unique key of the table, for such a key would have to contain the workspace,
which nobody knows yet when a secret is looked up; 128 random bits and more do not meet twice.
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
    Column("policy", Json),
    Column("budgets", Json),
    Column("per_minute", Integer, nullable=False),
    # the key that it was made with: what ends or pauses that one does so to this one too
    Column("made_with", Id),
    Column("expires_at", BigInteger),
    Column("paused_at", BigInteger),
    Column("paused_by", Id),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_api_key_hash", "hash"),
)
sessions = Table(
    "session",
    metadata,
    # a session ends at expires_at, or `idle` microseconds after it was last seen; `email` is what
    # whoever began it proved to be theirs, and so opens the other workspaces of the same person
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
    Column("email", String),
    Index("ix_session_hash", "hash"),
    Index("ix_session_email", "email"),
)
passkeys = Table(
    "passkey",
    metadata,
    # the authenticator holds the private key; nothing here is secret
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("member_id", Id, nullable=False),
    Column("name", String, nullable=False),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("synced", Boolean, nullable=False),
    # what its owner had proved when they added it: it opens all their workspaces
    Column("email", String),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    UniqueConstraint("workspace_id", "credential_id"),
    Index("ix_passkey_credential_id", "credential_id"),
)
challenges = Table(
    "passkey_challenge",
    metadata,
    # what a browser is to sign, by its hash; workspace 0 and no member where nobody is known yet
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, primary_key=True),
    Column("member_id", Id),
    Column("expires_at", BigInteger, nullable=False),
)
identities = Table(
    "identity",
    metadata,
    # who a member is at an OpenID provider: (issuer, subject) never passes to somebody else
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("member_id", Id, nullable=False),
    Column("issuer", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("email", String),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    UniqueConstraint("workspace_id", "issuer", "subject"),
    Index("ix_identity_subject", "issuer", "subject"),
)
clients = Table(
    "oauth_client",
    metadata,
    # programs that connect by OAuth; nobody's, in workspace 0, until a member grants them something
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("client_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("redirects", Json, nullable=False),
    Column("auth_method", String, nullable=False),
    Column("secret_hash", LargeBinary),
    # until when a metadata document is believed without being read again; none for a registration
    Column("fresh_until", BigInteger),
    Column("used_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "client_id"),
)
grants = Table(
    "oauth_grant",
    metadata,
    # one for each member and client; who has consented again has renewed it
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("member_id", Id, nullable=False),
    Column("client_id", String, nullable=False),
    Column("client_name", String, nullable=False),
    Column("client_host", String, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("objects", Json),
    Column("policy", Json),
    Column("budgets", Json),
    # what its owner last said of each of these, and what an admin left of some of them
    Column("consented", Json, nullable=False),
    Column("ceiling", Json, nullable=False),
    Column("limited_by", Id),
    Column("paused_at", BigInteger),
    Column("paused_by", Id),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "member_id", "client_id"),
)
codes = Table(
    "oauth_code",
    metadata,
    # its id is the family of the tokens that are made from it
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("grant_id", Id, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("client_id", String, nullable=False),
    Column("redirect", String, nullable=False),
    Column("challenge", String, nullable=False),
    Column("resource", String, nullable=False),
    Column("requested", Json, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("ix_oauth_code_hash", "hash"),
)
tokens = Table(
    "oauth_token",
    metadata,
    # used_at: when a refresh token was exchanged for the next one
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("grant_id", Id, nullable=False),
    Column("family", Id, nullable=False),
    Column("kind", String, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("resource", String, nullable=False),
    Column("requested", Json, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("ix_oauth_token_hash", "hash"),
    Index("ix_oauth_token_grant", "workspace_id", "grant_id"),
)
resets = Table(
    "password_reset",
    metadata,
    # a mailed link that sets a new password, once; workspace_id is 0, nobody's
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, primary_key=True),
    Column("email", String, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
