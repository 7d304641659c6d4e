"""Writes the next migration: what the tables say and the last migration does not.

`python -m handrail.storage.migrations.make NAME`; read what it wrote before you commit it.
`--initial` writes the first migration anew, for as long as nobody has a database of ours.
"""

import importlib
import re
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

import handrail
from handrail.storage import migrations
from handrail.storage.migrations.upgrading import upgrade
from handrail.storage.sealing import Sealed
from handrail.storage.types import Folded, Id, Json, metadata

PACKAGE = Path(handrail.__file__).parent
NOT_OURS = re.compile(r"^(alembic_version|rate_limit|sqlite_.*)$")
DECLARES = re.compile(r"^\w+ = Table\($", re.M)

FILE = '''"""{title}, {day}."""

import sqlalchemy as sa
from alembic import op

from handrail.storage import types

revision = {revision!r}
down_revision = {previous!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {steps}
'''


def table_modules() -> Iterator[str]:
    """Every module below the package that says where a table is, found by the file tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if DECLARES.search(path.read_text()):
            inside = path.relative_to(PACKAGE.parent).with_suffix("")
            yield ".".join(inside.parts).removesuffix(".__init__")


def whole_metadata() -> sa.MetaData:
    """The metadata with the tables of every room on it."""
    for name in table_modules():
        importlib.import_module(name)
    return metadata


def options() -> dict[str, Any]:
    """How Alembic compares and renders; the same for the tool and for the test."""
    return {
        "compare_type": True,
        "include_name": lambda name, kind, _: kind != "table" or not NOT_OURS.match(name or ""),
    }


def write(name: str, *, initial: bool = False) -> Path | None:
    """Write the next step; its path, or None when the tables have not changed."""
    past = [] if initial else migrations.numbers()
    with _database(migrated=not initial).connect() as connection:
        context = MigrationContext.configure(connection, opts=options())
        script = produce_migrations(context, whole_metadata())
    if script.upgrade_ops is None or script.upgrade_ops.is_empty():
        return None
    revision = f"{len(past) + 1:04d}"
    slug = re.sub(r"\W+", "_", name.lower()).strip("_")
    path = migrations.VERSIONS / f"{revision}_{slug}.py"
    steps = render_python_code(
        script.upgrade_ops,
        render_as_batch=not initial,
        render_item=_render_type,
        migration_context=context,
    )
    steps = re.sub(r"^ *# .*\n?", "", steps, flags=re.M).strip()
    path.write_text(
        FILE.format(
            title=name.replace("_", " ").capitalize(),
            day=date.today(),
            revision=revision,
            previous=past[-1] if past else None,
            steps=steps,
        )
    )
    return path


def _database(*, migrated: bool) -> sa.Engine:
    """An empty database in memory, or one with every step so far."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    engine = sa.create_engine("sqlite://", creator=lambda: memory, poolclass=sa.StaticPool)
    if migrated:
        with engine.begin() as connection:
            upgrade(connection)
    return engine


def _render_type(kind: str, item: Any, _: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(item, Id | Json | Folded):
        return f"types.{type(item).__name__}()"
    if kind == "type" and isinstance(item, Sealed):
        return "sa.Text()"
    return False


def main(arguments: list[str]) -> int:
    initial = "--initial" in arguments
    names = [each for each in arguments if not each.startswith("-")]
    if not initial and len(names) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    path = write("initial" if initial else names[0], initial=initial)
    print(path or "The tables have not changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
