"""Where scoring rules are kept, and how far a scoring of all leads has come."""

from sqlalchemy import BigInteger, Column, Double, Integer, String, Table, Text

from handrail.storage.types import Id, Json, metadata

rules = Table(
    "scoring_rule",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("expression", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("weight", Double, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
runs = Table(
    "scoring_run",
    metadata,
    # one row a workspace: of two scorings of all leads the later one is as good as both
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, nullable=False),
    Column("state", String, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("scored", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("after", Id),
    Column("member_id", Id, nullable=False),
    Column("key_id", Id),
    Column("key_name", String),
    Column("surface", String, nullable=False),
    Column("client", String),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
)
