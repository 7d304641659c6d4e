"""The outer verbs of access. What every door offers is named here; the others are for people in
the web app alone, so that no key can let somebody in."""

from handrail.features.access.operations.keys import (
    list_api_keys,
    pause_api_keys,
    resume_api_keys,
    revoke_api_key,
)
from handrail.features.access.operations.sessions import (
    list_sessions,
    revoke_session,
    revoke_sessions,
)

__all__ = (
    "list_api_keys",
    "list_sessions",
    "pause_api_keys",
    "resume_api_keys",
    "revoke_api_key",
    "revoke_session",
    "revoke_sessions",
)
