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
        "account",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "email", name=op.f("pk_account")),
    )
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
        sa.Column("policy", types.Json(), nullable=True),
        sa.Column("budgets", types.Json(), nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("made_with", types.Id(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_by", types.Id(), nullable=True),
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
        "budget_use",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", types.Id(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("records_read", sa.BigInteger(), nullable=False),
        sa.Column("records_written", sa.BigInteger(), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.Column("export_rows", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "holder", "period", name=op.f("pk_budget_use")),
    )
    op.create_table(
        "call_pattern",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("call_id", types.Id(), nullable=False),
        sa.Column("signal_type", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detected_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_call_pattern")),
    )
    op.create_index(
        "ix_call_pattern_call", "call_pattern", ["workspace_id", "call_id", "id"], unique=False
    )
    op.create_index(
        "ix_call_pattern_signal",
        "call_pattern",
        ["workspace_id", "signal_type", "call_id"],
        unique=False,
    )
    op.create_table(
        "call_score",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("call_id", types.Id(), nullable=False),
        sa.Column("rubric_id", types.Id(), nullable=False),
        sa.Column("rubric_version", sa.Integer(), nullable=False),
        sa.Column("scorer", sa.String(), nullable=False),
        sa.Column("overall", sa.Float(), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_call_score")),
    )
    op.create_index(
        "ix_call_score_call", "call_score", ["workspace_id", "call_id", "id"], unique=False
    )
    op.create_table(
        "call_transcript",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", types.Id(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("lines", types.Json(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "call_id", "part", name=op.f("pk_call_transcript")),
    )
    op.create_index(
        "ix_call_transcript_digest", "call_transcript", ["workspace_id", "digest"], unique=False
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
        "identity",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_identity")),
        sa.UniqueConstraint(
            "workspace_id",
            "issuer",
            "subject",
            name=op.f("uq_identity_workspace_id_issuer_subject"),
        ),
    )
    op.create_index("ix_identity_subject", "identity", ["issuer", "subject"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("role_id", types.Id(), nullable=True),
        sa.Column("team_id", types.Id(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", types.Id(), nullable=False),
        sa.Column("made_with", types.Id(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_hash", "invitation", ["hash"], unique=False)
    op.create_table(
        "job",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", types.Json(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
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
    op.create_index("ix_journal_at", "journal", ["workspace_id", "at", "seq"], unique=False)
    op.create_index("ix_journal_change", "journal", ["workspace_id", "change_id"], unique=False)
    op.create_index(
        "ix_journal_key",
        "journal",
        ["workspace_id", "key_id", "seq"],
        unique=False,
        sqlite_where=sa.text("key_id IS NOT NULL"),
        postgresql_where=sa.text("key_id IS NOT NULL"),
    )
    op.create_index(
        "ix_journal_member", "journal", ["workspace_id", "member_id", "seq"], unique=False
    )
    op.create_index("ix_journal_object", "journal", ["workspace_id", "object", "seq"], unique=False)
    op.create_index(
        "ix_journal_record", "journal", ["workspace_id", "record_id", "seq"], unique=False
    )
    op.create_index("ix_journal_tool", "journal", ["workspace_id", "tool", "seq"], unique=False)
    op.create_table(
        "journal_check",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("broken_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_journal_check")),
    )
    op.create_table(
        "journal_head",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
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
        sa.Column("role_id", types.Id(), nullable=True),
        sa.Column("team_id", types.Id(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("proven_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_member")),
        sa.UniqueConstraint("workspace_id", "email", name=op.f("uq_member_workspace_id_email")),
    )
    op.create_index("ix_member_email", "member", ["email"], unique=False)
    op.create_table(
        "member_profile",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("avatar_url", sa.String(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", name=op.f("pk_member_profile")),
    )
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
        "oauth_client",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("redirects", types.Json(), nullable=False),
        sa.Column("auth_method", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("fresh_until", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_oauth_client")),
        sa.UniqueConstraint(
            "workspace_id", "client_id", name=op.f("uq_oauth_client_workspace_id_client_id")
        ),
    )
    op.create_table(
        "oauth_code",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("grant_id", types.Id(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("redirect", sa.String(), nullable=False),
        sa.Column("challenge", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("requested", types.Json(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_oauth_code")),
    )
    op.create_index("ix_oauth_code_hash", "oauth_code", ["hash"], unique=False)
    op.create_table(
        "oauth_grant",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("client_name", sa.String(), nullable=False),
        sa.Column("client_host", sa.String(), nullable=False),
        sa.Column("scopes", types.Json(), nullable=False),
        sa.Column("objects", types.Json(), nullable=True),
        sa.Column("policy", types.Json(), nullable=True),
        sa.Column("budgets", types.Json(), nullable=True),
        sa.Column("consented", types.Json(), nullable=False),
        sa.Column("ceiling", types.Json(), nullable=False),
        sa.Column("limited_by", types.Id(), nullable=True),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_by", types.Id(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_oauth_grant")),
        sa.UniqueConstraint(
            "workspace_id",
            "member_id",
            "client_id",
            name=op.f("uq_oauth_grant_workspace_id_member_id_client_id"),
        ),
    )
    op.create_table(
        "oauth_token",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("grant_id", types.Id(), nullable=False),
        sa.Column("family", types.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("requested", types.Json(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_oauth_token")),
    )
    op.create_index(
        "ix_oauth_token_grant", "oauth_token", ["workspace_id", "grant_id"], unique=False
    )
    op.create_index("ix_oauth_token_hash", "oauth_token", ["hash"], unique=False)
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
        "passkey",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("synced", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_passkey")),
        sa.UniqueConstraint(
            "workspace_id", "credential_id", name=op.f("uq_passkey_workspace_id_credential_id")
        ),
    )
    op.create_index("ix_passkey_credential_id", "passkey", ["credential_id"], unique=False)
    op.create_table(
        "passkey_challenge",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "hash", name=op.f("pk_passkey_challenge")),
    )
    op.create_table(
        "password_reset",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "hash", name=op.f("pk_password_reset")),
    )
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
        "role",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("permissions", types.Json(), nullable=False),
        sa.Column("policy", types.Json(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_role")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_role_workspace_id_name")),
    )
    op.create_table(
        "rubric",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_rubric")),
    )
    op.create_table(
        "rubric_version",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rubric_id", types.Id(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criteria", types.Json(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "rubric_id", "version", name=op.f("pk_rubric_version")
        ),
    )
    op.create_table(
        "scoring_rule",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("kinds", types.Json(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_scoring_rule")),
    )
    op.create_table(
        "scoring_run",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("scored", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("after", types.Id(), nullable=True),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("key_id", types.Id(), nullable=True),
        sa.Column("key_name", sa.String(), nullable=True),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_scoring_run")),
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
        sa.Column("email", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_email", "session", ["email"], unique=False)
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
        "webhook",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("member_id", types.Id(), nullable=False),
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("bearer_id", types.Id(), nullable=True),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", types.Json(), nullable=False),
        sa.Column("objects", types.Json(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhook_cursor",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_webhook_cursor")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("webhook_id", types.Id(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("object", sa.String(), nullable=True),
        sa.Column("record_id", types.Id(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("resent_of", types.Id(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_webhook_delivery")),
    )
    op.create_index(
        "ix_webhook_delivery_lane",
        "webhook_delivery",
        ["workspace_id", "webhook_id", "record_id", "place"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_webhook_delivery_log",
        "webhook_delivery",
        ["workspace_id", "webhook_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_delivery_open",
        "webhook_delivery",
        ["workspace_id", "webhook_id", "place"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_webhook_delivery_over",
        "webhook_delivery",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NULL"),
        postgresql_where=sa.text("due_at IS NULL"),
    )
    op.create_table(
        "widget",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("config", types.Json(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_widget")),
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_id", types.Id(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("settings", types.Json(), nullable=False),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("plan_overrides", types.Json(), nullable=True),
        sa.Column("entitlements", types.Json(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("slug", name=op.f("uq_workspace_slug")),
    )
