"""Initial, 2026-11-21."""

import sqlalchemy as sa
from alembic import op

from handrail.storage import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("style", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("last4", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", types.Json(), nullable=False),
        sa.Column("objects", types.Json(), nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_api_key")),
    )
    op.create_index("ix_api_key_hash", "api_key", ["hash"], unique=False)
    op.create_table(
        "attribute",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("object_no", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_unique", sa.Boolean(), nullable=False),
        sa.Column("is_multi_select", sa.Boolean(), nullable=False),
        sa.Column("is_system", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("default_value", types.Json(), nullable=True),
        sa.Column("config", types.Json(), nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("pending_slot", sa.String(), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "no", name=op.f("pk_attribute")),
        sa.UniqueConstraint(
            "workspace_id",
            "object_no",
            "slot",
            name=op.f("uq_attribute_workspace_id_object_no_slot"),
        ),
        sa.UniqueConstraint(
            "workspace_id",
            "object_no",
            "slug",
            name=op.f("uq_attribute_workspace_id_object_no_slug"),
        ),
    )
    op.create_table(
        "idempotency",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("caller", types.Id(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("result", types.Json(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "caller", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["workspace_id", "at"], unique=False)
    op.create_table(
        "job",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", types.Json(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("unique_key", sa.String(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_due",
        "job",
        ["queue", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_job_over",
        "job",
        ["finished_at"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NOT NULL"),
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    op.create_index(
        "uq_job_unique_key",
        "job",
        ["workspace_id", "unique_key"],
        unique=True,
        sqlite_where=sa.text("due_at IS NOT NULL AND unique_key IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL AND unique_key IS NOT NULL"),
    )
    op.create_table(
        "journal",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("change_id", types.Id(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=True),
        sa.Column("member_name", sa.String(), nullable=True),
        sa.Column("key_id", types.Id(), nullable=True),
        sa.Column("key_name", sa.String(), nullable=True),
        sa.Column("client", sa.String(), nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("plan_id", types.Id(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("object", sa.String(), nullable=True),
        sa.Column("record_id", types.Id(), nullable=True),
        sa.Column("before", types.Json(), nullable=True),
        sa.Column("after", types.Json(), nullable=True),
        sa.Column("version_from", sa.Integer(), nullable=True),
        sa.Column("version_to", sa.Integer(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "seq", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_change", "journal", ["workspace_id", "change_id"], unique=False)
    op.create_index(
        "ix_journal_record", "journal", ["workspace_id", "record_id", "seq"], unique=False
    )
    op.create_table(
        "journal_head",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "link",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("attribute_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", types.Id(), nullable=False),
        sa.Column("to_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", types.Json(), nullable=True),
        sa.PrimaryKeyConstraint(
            "workspace_id", "attribute_no", "from_id", "to_id", name=op.f("pk_link")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_link_to", "link", ["workspace_id", "attribute_no", "to_id", "from_id"], unique=False
    )
    op.create_table(
        "member",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("team_id", types.Id(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_member")),
        sa.UniqueConstraint("workspace_id", "email", name=op.f("uq_member_workspace_id_email")),
    )
    op.create_index("ix_member_email", "member", ["email"], unique=False)
    op.create_table(
        "note",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_note")),
    )
    op.create_index("ix_note_record", "note", ["workspace_id", "record_id", "id"], unique=False)
    op.create_table(
        "object",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("singular_noun", sa.String(), nullable=False),
        sa.Column("plural_noun", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "no", name=op.f("pk_object")),
        sa.UniqueConstraint("workspace_id", "slug", name=op.f("uq_object_workspace_id_slug")),
    )
    op.create_table(
        "option",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("attribute_no", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("config", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_option")),
    )
    op.create_index("ix_option_attribute", "option", ["workspace_id", "attribute_no"], unique=False)
    op.create_table(
        "record",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("object_no", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("values", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_record")),
    )
    op.create_table(
        "record_ix",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("object_no", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("s1", types.Folded(), nullable=True),
        sa.Column("s2", types.Folded(), nullable=True),
        sa.Column("s3", types.Folded(), nullable=True),
        sa.Column("s4", types.Folded(), nullable=True),
        sa.Column("s5", types.Folded(), nullable=True),
        sa.Column("s6", types.Folded(), nullable=True),
        sa.Column("s7", types.Folded(), nullable=True),
        sa.Column("s8", types.Folded(), nullable=True),
        sa.Column("s9", types.Folded(), nullable=True),
        sa.Column("s10", types.Folded(), nullable=True),
        sa.Column("s11", types.Folded(), nullable=True),
        sa.Column("s12", types.Folded(), nullable=True),
        sa.Column("s13", types.Folded(), nullable=True),
        sa.Column("s14", types.Folded(), nullable=True),
        sa.Column("s15", types.Folded(), nullable=True),
        sa.Column("s16", types.Folded(), nullable=True),
        sa.Column("n1", sa.Double(), nullable=True),
        sa.Column("n2", sa.Double(), nullable=True),
        sa.Column("n3", sa.Double(), nullable=True),
        sa.Column("n4", sa.Double(), nullable=True),
        sa.Column("n5", sa.Double(), nullable=True),
        sa.Column("n6", sa.Double(), nullable=True),
        sa.Column("n7", sa.Double(), nullable=True),
        sa.Column("n8", sa.Double(), nullable=True),
        sa.Column("n9", sa.Double(), nullable=True),
        sa.Column("n10", sa.Double(), nullable=True),
        sa.Column("n11", sa.Double(), nullable=True),
        sa.Column("n12", sa.Double(), nullable=True),
        sa.Column("n13", sa.Double(), nullable=True),
        sa.Column("n14", sa.Double(), nullable=True),
        sa.Column("n15", sa.Double(), nullable=True),
        sa.Column("n16", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_record_ix")),
    )
    op.create_index(
        "ix_record_created",
        "record_ix",
        ["workspace_id", "object_no", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_record_n1",
        "record_ix",
        ["workspace_id", "object_no", "n1", "id"],
        unique=False,
        sqlite_where=sa.text("n1 IS NOT NULL"),
        postgresql_where=sa.text("n1 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n10",
        "record_ix",
        ["workspace_id", "object_no", "n10", "id"],
        unique=False,
        sqlite_where=sa.text("n10 IS NOT NULL"),
        postgresql_where=sa.text("n10 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n11",
        "record_ix",
        ["workspace_id", "object_no", "n11", "id"],
        unique=False,
        sqlite_where=sa.text("n11 IS NOT NULL"),
        postgresql_where=sa.text("n11 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n12",
        "record_ix",
        ["workspace_id", "object_no", "n12", "id"],
        unique=False,
        sqlite_where=sa.text("n12 IS NOT NULL"),
        postgresql_where=sa.text("n12 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n13",
        "record_ix",
        ["workspace_id", "object_no", "n13", "id"],
        unique=False,
        sqlite_where=sa.text("n13 IS NOT NULL"),
        postgresql_where=sa.text("n13 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n14",
        "record_ix",
        ["workspace_id", "object_no", "n14", "id"],
        unique=False,
        sqlite_where=sa.text("n14 IS NOT NULL"),
        postgresql_where=sa.text("n14 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n15",
        "record_ix",
        ["workspace_id", "object_no", "n15", "id"],
        unique=False,
        sqlite_where=sa.text("n15 IS NOT NULL"),
        postgresql_where=sa.text("n15 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n16",
        "record_ix",
        ["workspace_id", "object_no", "n16", "id"],
        unique=False,
        sqlite_where=sa.text("n16 IS NOT NULL"),
        postgresql_where=sa.text("n16 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n2",
        "record_ix",
        ["workspace_id", "object_no", "n2", "id"],
        unique=False,
        sqlite_where=sa.text("n2 IS NOT NULL"),
        postgresql_where=sa.text("n2 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n3",
        "record_ix",
        ["workspace_id", "object_no", "n3", "id"],
        unique=False,
        sqlite_where=sa.text("n3 IS NOT NULL"),
        postgresql_where=sa.text("n3 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n4",
        "record_ix",
        ["workspace_id", "object_no", "n4", "id"],
        unique=False,
        sqlite_where=sa.text("n4 IS NOT NULL"),
        postgresql_where=sa.text("n4 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n5",
        "record_ix",
        ["workspace_id", "object_no", "n5", "id"],
        unique=False,
        sqlite_where=sa.text("n5 IS NOT NULL"),
        postgresql_where=sa.text("n5 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n6",
        "record_ix",
        ["workspace_id", "object_no", "n6", "id"],
        unique=False,
        sqlite_where=sa.text("n6 IS NOT NULL"),
        postgresql_where=sa.text("n6 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n7",
        "record_ix",
        ["workspace_id", "object_no", "n7", "id"],
        unique=False,
        sqlite_where=sa.text("n7 IS NOT NULL"),
        postgresql_where=sa.text("n7 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n8",
        "record_ix",
        ["workspace_id", "object_no", "n8", "id"],
        unique=False,
        sqlite_where=sa.text("n8 IS NOT NULL"),
        postgresql_where=sa.text("n8 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_n9",
        "record_ix",
        ["workspace_id", "object_no", "n9", "id"],
        unique=False,
        sqlite_where=sa.text("n9 IS NOT NULL"),
        postgresql_where=sa.text("n9 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s1",
        "record_ix",
        ["workspace_id", "object_no", "s1", "id"],
        unique=False,
        sqlite_where=sa.text("s1 IS NOT NULL"),
        postgresql_where=sa.text("s1 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s10",
        "record_ix",
        ["workspace_id", "object_no", "s10", "id"],
        unique=False,
        sqlite_where=sa.text("s10 IS NOT NULL"),
        postgresql_where=sa.text("s10 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s11",
        "record_ix",
        ["workspace_id", "object_no", "s11", "id"],
        unique=False,
        sqlite_where=sa.text("s11 IS NOT NULL"),
        postgresql_where=sa.text("s11 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s12",
        "record_ix",
        ["workspace_id", "object_no", "s12", "id"],
        unique=False,
        sqlite_where=sa.text("s12 IS NOT NULL"),
        postgresql_where=sa.text("s12 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s13",
        "record_ix",
        ["workspace_id", "object_no", "s13", "id"],
        unique=False,
        sqlite_where=sa.text("s13 IS NOT NULL"),
        postgresql_where=sa.text("s13 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s14",
        "record_ix",
        ["workspace_id", "object_no", "s14", "id"],
        unique=False,
        sqlite_where=sa.text("s14 IS NOT NULL"),
        postgresql_where=sa.text("s14 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s15",
        "record_ix",
        ["workspace_id", "object_no", "s15", "id"],
        unique=False,
        sqlite_where=sa.text("s15 IS NOT NULL"),
        postgresql_where=sa.text("s15 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s16",
        "record_ix",
        ["workspace_id", "object_no", "s16", "id"],
        unique=False,
        sqlite_where=sa.text("s16 IS NOT NULL"),
        postgresql_where=sa.text("s16 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s2",
        "record_ix",
        ["workspace_id", "object_no", "s2", "id"],
        unique=False,
        sqlite_where=sa.text("s2 IS NOT NULL"),
        postgresql_where=sa.text("s2 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s3",
        "record_ix",
        ["workspace_id", "object_no", "s3", "id"],
        unique=False,
        sqlite_where=sa.text("s3 IS NOT NULL"),
        postgresql_where=sa.text("s3 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s4",
        "record_ix",
        ["workspace_id", "object_no", "s4", "id"],
        unique=False,
        sqlite_where=sa.text("s4 IS NOT NULL"),
        postgresql_where=sa.text("s4 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s5",
        "record_ix",
        ["workspace_id", "object_no", "s5", "id"],
        unique=False,
        sqlite_where=sa.text("s5 IS NOT NULL"),
        postgresql_where=sa.text("s5 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s6",
        "record_ix",
        ["workspace_id", "object_no", "s6", "id"],
        unique=False,
        sqlite_where=sa.text("s6 IS NOT NULL"),
        postgresql_where=sa.text("s6 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s7",
        "record_ix",
        ["workspace_id", "object_no", "s7", "id"],
        unique=False,
        sqlite_where=sa.text("s7 IS NOT NULL"),
        postgresql_where=sa.text("s7 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s8",
        "record_ix",
        ["workspace_id", "object_no", "s8", "id"],
        unique=False,
        sqlite_where=sa.text("s8 IS NOT NULL"),
        postgresql_where=sa.text("s8 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_s9",
        "record_ix",
        ["workspace_id", "object_no", "s9", "id"],
        unique=False,
        sqlite_where=sa.text("s9 IS NOT NULL"),
        postgresql_where=sa.text("s9 IS NOT NULL"),
    )
    op.create_index(
        "ix_record_updated",
        "record_ix",
        ["workspace_id", "object_no", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "record_value",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("attribute_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("s", types.Folded(), nullable=True),
        sa.Column("n", sa.Double(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint(
            "workspace_id", "attribute_no", "record_id", "position", name=op.f("pk_record_value")
        ),
    )
    op.create_index(
        "ix_record_value_n",
        "record_value",
        ["workspace_id", "attribute_no", "n", "record_id"],
        unique=False,
        sqlite_where=sa.text("n IS NOT NULL"),
        postgresql_where=sa.text("n IS NOT NULL"),
    )
    op.create_index(
        "ix_record_value_s",
        "record_value",
        ["workspace_id", "attribute_no", "s", "record_id"],
        unique=False,
        sqlite_where=sa.text("s IS NOT NULL"),
        postgresql_where=sa.text("s IS NOT NULL"),
    )
    op.create_table(
        "session",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("idle", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("user_agent", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_hash", "session", ["hash"], unique=False)
    op.create_table(
        "team",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("manager_name", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_team")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_team_workspace_id_name")),
    )
    op.create_table(
        "token",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token", types.Folded(), nullable=False),
        sa.Column("object_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "token", "object_no", "record_id", name=op.f("pk_token")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_token_record", "token", ["workspace_id", "record_id", "token"], unique=False
    )
    op.create_table(
        "unique_key",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("attribute_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", types.Folded(), nullable=False),
        sa.Column("record_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "attribute_no", "key", name=op.f("pk_unique_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_id", types.Id(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("settings", types.Json(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("slug", name=op.f("uq_workspace_slug")),
    )
