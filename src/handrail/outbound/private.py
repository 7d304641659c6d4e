"""Whether this server may ask machines of private networks: a setting, for development only.

What is written to a database and names an address is judged by it too; so it is kept with the
database, as what seals its secrets is.
"""

from typing import Any

PRIVATE = "outbound.private"


def allow(cache: dict[Any, Any], allowed: bool) -> None:
    cache[PRIVATE] = allowed


def is_allowed(cache: dict[Any, Any]) -> bool:
    return bool(cache.get(PRIVATE, False))
