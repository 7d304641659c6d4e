"""Where webhooks are kept, what they have been told, and how far the journal was read for them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, text

from handrail.storage.sealing import Sealed
from handrail.storage.types import Id, Json, metadata

_OPEN = text("due_at IS NOT NULL")
_OVER = text("due_at IS NULL")

webhooks = Table(
    "webhook",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("member_id", Id, nullable=False),
    Column("credential", String, nullable=False),
    Column("bearer_id", Id),
    Column("shape", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("events", Json, nullable=False),
    Column("objects", Json),
    Column("description", Text, nullable=False),
    Column("secret", Sealed("webhook signing secrets")),
    Column("is_enabled", Boolean, nullable=False),
    Column("from_seq", BigInteger, nullable=False),
    # how many deliveries there have been: their order, of a record and in the queue
    Column("planned", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
# `due_at` stands while a delivery is not over, so that what is to be done is found by small
# indexes, however much has been done
deliveries = Table(
    "webhook_delivery",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("webhook_id", Id, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("event", String, nullable=False),
    Column("seq", BigInteger),
    Column("object", String),
    Column("record_id", Id),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", BigInteger),
    Column("url", Text),
    Column("body", Text),
    Column("status_code", Integer),
    Column("response", Text),
    Column("resent_of", Id),
    Column("created_at", BigInteger, nullable=False),
    Column("delivered_at", BigInteger),
    Index("ix_webhook_delivery_log", "workspace_id", "webhook_id", "id"),
    Index(
        "ix_webhook_delivery_open",
        "workspace_id",
        "webhook_id",
        "place",
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index(
        "ix_webhook_delivery_lane",
        "workspace_id",
        "webhook_id",
        "record_id",
        "place",
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index("ix_webhook_delivery_over", "created_at", sqlite_where=_OVER, postgresql_where=_OVER),
)
cursors = Table(
    "webhook_cursor",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
)
