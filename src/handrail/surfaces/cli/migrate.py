"""`handrail migrate`: bring the tables up to date."""

from typing import Annotated

import typer

from handrail.surfaces.cli.home import make_folder, place, settings_for
from handrail.surfaces.cli.options import AsJson, Data
from handrail.surfaces.cli.voice import answer

RowSecurity = Annotated[
    bool | None,
    typer.Option(
        "--row-level-security/--no-row-level-security",
        help="PostgreSQL: put every table under a policy, or take the policies away.",
        show_default=False,
    ),
]


def migrate(
    data: Data = None, row_level_security: RowSecurity = None, as_json: AsJson = False
) -> None:
    """Bring the database's tables up to date; does nothing where they are.

    All missing steps happen in one transaction, or none. Stop the server first on SQLite.

    With --row-level-security PostgreSQL itself keeps workspaces apart, too: run the server with
    HANDRAIL_ROW_SECURITY=1, as a role that is no superuser, and repeat this after an upgrade.

    Examples:

        handrail migrate --data ./acme

        HANDRAIL_DATABASE_URL=postgresql://… handrail migrate
    """
    from handrail.storage import migrating

    settings = settings_for(data)
    if settings.database_url.startswith("sqlite"):
        make_folder(settings.data)
    applied = migrating.migrate(settings.database_url)
    done = {"database": place(settings), "applied": applied, "at": migrating.head()}
    if row_level_security is not None:
        _put_under_policies(settings.database_url, on=row_level_security)
        done["row_level_security"] = row_level_security
    said = f"Applied {', '.join(applied)}." if applied else "Nothing to do."
    answer(done, as_json=as_json, shown=lambda out: out.print(f"{said} At {migrating.head()}."))


def _put_under_policies(url: str, *, on: bool) -> None:
    from handrail.storage import row_security

    if url.startswith("sqlite"):
        raise typer.BadParameter("Row-level security is PostgreSQL's; SQLite has none.")
    (row_security.enable if on else row_security.disable)(url)
