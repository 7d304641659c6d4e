"""Where widgets are kept."""

from sqlalchemy import BigInteger, Column, String, Table

from handrail.storage.types import Id, Json, metadata

widgets = Table(
    "widget",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    # what it counts, of what, and how it is shown: rules/widgets.py
    Column("config", Json, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
