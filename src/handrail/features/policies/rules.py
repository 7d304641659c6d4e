"""What a custom role may hold."""

import difflib
from collections.abc import Iterable

from handrail.core.errors import Invalid
from handrail.core.permissions import PERMISSIONS


def permissions_ok(said: Iterable[str]) -> tuple[str, ...]:
    """Permissions there are. Raises Invalid."""
    for each in said:
        if each not in PERMISSIONS:
            near = difflib.get_close_matches(each, PERMISSIONS, 1)
            raise Invalid(
                f"There is no permission {each!r}.",
                field="permissions",
                allowed=list(PERMISSIONS),
                did_you_mean=near[0] if near else None,
            )
    return tuple(said)
