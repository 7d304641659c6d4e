"""Where records are kept: the truth as JSON, and beside it what finds it.

`record` is the truth. `record_ix` is its narrow projection: one typed slot for each attribute
that is filtered and sorted, so that pages never read JSON. A slot of an attribute holds EMPTY_TEXT
or EMPTY_NUMBER where a record has no value, so that "is empty" has an index too; a slot that no
attribute of the object uses is NULL and in no index.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from handrail.storage.types import Folded, Id, Json, metadata

SLOTS = 16
TEXT_SLOTS = tuple(f"s{i}" for i in range(1, SLOTS + 1))
NUMBER_SLOTS = tuple(f"n{i}" for i in range(1, SLOTS + 1))
EVERY_SLOT = TEXT_SLOTS + NUMBER_SLOTS
EMPTY_TEXT = ""
EMPTY_NUMBER = float("-inf")


# A table that is little more than its key is stored once on SQLite, not as rows and an index
# (`sqlite_with_rowid=False`): token and its index take two thirds of the room.


def _workspace() -> Column[int]:
    return Column("workspace_id", BigInteger, primary_key=True, autoincrement=False)


objects = Table(
    "object",
    metadata,
    _workspace(),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("id", Id, nullable=False),
    Column("slug", String, nullable=False),
    Column("singular_noun", String, nullable=False),
    Column("plural_noun", String, nullable=False),
    Column("type", String, nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "slug"),
)
attributes = Table(
    "attribute",
    metadata,
    _workspace(),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("id", Id, nullable=False),
    Column("object_no", Integer, nullable=False),
    Column("slug", String, nullable=False),
    Column("title", String, nullable=False),
    Column("type", String, nullable=False),
    Column("description", String, nullable=False),
    Column("is_required", Boolean, nullable=False),
    Column("is_unique", Boolean, nullable=False),
    Column("is_multi_select", Boolean, nullable=False),
    Column("is_system", Boolean, nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("default_value", Json),
    Column("config", Json, nullable=False),
    Column("slot", String),
    Column("pending_slot", String),
    Column("sort_order", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "object_no", "slug"),
    UniqueConstraint("workspace_id", "object_no", "slot"),
)
options = Table(
    "option",
    metadata,
    _workspace(),
    Column("id", Id, primary_key=True),
    Column("attribute_no", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("sort_order", Integer, nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("config", Json, nullable=False),
    Index("ix_option_attribute", "workspace_id", "attribute_no"),
)
records = Table(
    "record",
    metadata,
    _workspace(),
    Column("id", Id, primary_key=True),
    Column("object_no", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("values", Json, nullable=False),
    # what the row was when it had been deleted is in the journal
)
record_ix = Table(
    "record_ix",
    metadata,
    _workspace(),
    Column("id", Id, primary_key=True),
    Column("object_no", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    *(Column(slot, Folded) for slot in TEXT_SLOTS),
    *(Column(slot, Double) for slot in NUMBER_SLOTS),
    Index("ix_record_created", "workspace_id", "object_no", "created_at", "id"),
    Index("ix_record_updated", "workspace_id", "object_no", "updated_at", "id"),
    *(
        Index(
            f"ix_record_{slot}",
            "workspace_id",
            "object_no",
            slot,
            "id",
            sqlite_where=text(f"{slot} IS NOT NULL"),
            postgresql_where=text(f"{slot} IS NOT NULL"),
        )
        for slot in EVERY_SLOT
    ),
)
record_values = Table(
    "record_value",
    metadata,
    # values that have no slot: several of one attribute, long text, places, and the overflow
    _workspace(),
    Column("attribute_no", Integer, primary_key=True, autoincrement=False),
    Column("record_id", Id, primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("s", Folded),
    Column("n", Double),
    Column("body", Text),
    Column("lat", Double),
    Column("lng", Double),
    Index(
        "ix_record_value_s",
        "workspace_id",
        "attribute_no",
        "s",
        "record_id",
        sqlite_where=text("s IS NOT NULL"),
        postgresql_where=text("s IS NOT NULL"),
    ),
    Index(
        "ix_record_value_n",
        "workspace_id",
        "attribute_no",
        "n",
        "record_id",
        sqlite_where=text("n IS NOT NULL"),
        postgresql_where=text("n IS NOT NULL"),
    ),
)
unique_keys = Table(
    "unique_key",
    metadata,
    _workspace(),
    Column("attribute_no", Integer, primary_key=True, autoincrement=False),
    Column("key", Folded, primary_key=True),
    Column("record_id", Id, nullable=False),
    sqlite_with_rowid=False,
)
links = Table(
    "link",
    metadata,
    # one row a pair, under the forward attribute of the relationship
    _workspace(),
    Column("attribute_no", Integer, primary_key=True, autoincrement=False),
    Column("from_id", Id, primary_key=True),
    Column("to_id", Id, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("data", Json),
    Index("ix_link_to", "workspace_id", "attribute_no", "to_id", "from_id"),
    sqlite_with_rowid=False,
)
tokens = Table(
    "token",
    metadata,
    # the words of names, mails, phones: search as you type
    _workspace(),
    Column("token", Folded, primary_key=True),
    Column("object_no", Integer, primary_key=True, autoincrement=False),
    Column("record_id", Id, primary_key=True),
    Index("ix_token_record", "workspace_id", "record_id", "token"),
    sqlite_with_rowid=False,
)
