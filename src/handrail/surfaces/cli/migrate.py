"""`handrail migrate`: bring the tables up to date."""

from handrail.surfaces.cli.home import place, settings_for
from handrail.surfaces.cli.options import AsJson, Data
from handrail.surfaces.cli.voice import answer


def migrate(data: Data = None, as_json: AsJson = False) -> None:
    """Bring the database's tables up to date; does nothing where they are.

    All missing steps happen in one transaction, or none. Stop the server first on SQLite.

    Examples:

        handrail migrate --data ./acme

        HANDRAIL_DATABASE_URL=postgresql://… handrail migrate
    """
    from handrail.storage import migrating

    settings = settings_for(data)
    if settings.database_url.startswith("sqlite"):
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    applied = migrating.migrate(settings.database_url)
    done = {"database": place(settings), "applied": applied, "at": migrating.head()}
    said = f"Applied {', '.join(applied)}." if applied else "Nothing to do."
    answer(done, as_json=as_json, shown=lambda out: out.print(f"{said} At {migrating.head()}."))
