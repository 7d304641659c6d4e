"""Alembic, told what to do in code: no ini file, no environment script."""

from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from handrail.storage.migrations import HERE


def upgrade(connection: Connection) -> list[str]:
    """Apply the missing steps on an open SQLAlchemy connection, within its transaction."""
    script = ScriptDirectory(str(HERE))
    applied: list[str] = []

    def steps(at: Any, _: MigrationContext) -> Any:
        missing = script._upgrade_revs("head", at)
        applied.extend(step.revision.revision for step in missing)
        return missing

    context = MigrationContext.configure(connection, opts={"fn": steps})
    with Operations.context(context):
        context.run_migrations()
    return applied
