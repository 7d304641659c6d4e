"""Row-level security on PostgreSQL: a second lock on every workspace's door, off by default.

Every statement carries its workspace anyway; with the policies on, one that forgot it would find
nothing. The database learns the workspace from a setting of each transaction; 0 is nobody's and
sees all, for what happens before a caller is known. A superuser is never held by policies: serve
as another role.
"""

from typing import Any

from handrail.storage.migrating import asked

TABLES = """
select table_name from information_schema.columns
where table_schema = current_schema() and column_name = 'workspace_id' order by table_name
"""
SEEN = "nullif(current_setting('handrail.workspace', true), '')::bigint"
ENABLE = f"""
alter table "{{0}}" enable row level security;
alter table "{{0}}" force row level security;
drop policy if exists own_workspace on "{{0}}";
create policy own_workspace on "{{0}}" using (workspace_id = {SEEN} or {SEEN} = 0);
"""
DISABLE = """
drop policy if exists own_workspace on "{0}";
alter table "{0}" no force row level security;
alter table "{0}" disable row level security;
"""


def enable(url: str) -> list[str]:
    """Put every table that has a workspace under its policy; again after each migration."""
    return asked(url, lambda connection: _each_table(connection, ENABLE))


def disable(url: str) -> list[str]:
    """Take every policy away."""
    return asked(url, lambda connection: _each_table(connection, DISABLE))


async def _each_table(connection: Any, sql: str) -> list[str]:
    async with connection.transaction():
        tables = [row[0] for row in await connection.fetch(TABLES)]
        for table in tables:
            await connection.execute(sql.format(table))
    return tables
