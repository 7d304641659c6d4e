"""The database that the settings name, with what seals its secrets."""

from handrail.settings import Settings
from handrail.storage.database import Database
from handrail.storage.opening import open_database
from handrail.vault.keyring import keyring
from handrail.vault.seal import Sealer


def open_as(settings: Settings) -> Database:
    """Nothing is connected yet: a database that does not answer raises Unavailable when asked."""
    sealer = Sealer(keyring(settings.data, settings.master_keys))
    return open_database(settings.database_url, row_security=settings.row_security, sealer=sealer)
