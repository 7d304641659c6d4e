"""Keys and sessions as text: making them, and telling whose style one has.

Nothing here says whether a key is live. That is found out by looking up its hash, so no secret is
ever compared byte by byte.
"""

import re
import secrets
import string
from enum import StrEnum

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_HEX = re.compile(r"[0-9a-f]{32}")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_LONG = re.compile(r"[0-9A-Za-z]{64}")
LONGEST = 200


class Style(StrEnum):
    """The surface a key was minted for; it opens every other as well."""

    WORKSPACE = "workspace"
    LEADS = "leads"
    ENTITIES = "entities"


def mint(style: Style, workspace_slug: str) -> str:
    """A new key: `mcp_<workspace-slug>_<32 hex>`, `sk_live_<32 hex>`, or 64 base62 characters."""
    match style:
        case Style.WORKSPACE:
            return f"mcp_{workspace_slug}_{secrets.token_hex(16)}"
        case Style.LEADS:
            return f"sk_live_{secrets.token_hex(16)}"
        case Style.ENTITIES:
            return "".join(secrets.choice(_BASE62) for _ in range(64))


def mint_session() -> str:
    """A new session: 256 bits, 43 characters that are safe in a cookie."""
    return secrets.token_urlsafe(32)


class Token(StrEnum):
    """How what our authorization server gives out begins, so that nobody takes it for a key."""

    CODE = "hrac_"
    ACCESS = "hrat_"
    REFRESH = "hrrt_"
    CLIENT_SECRET = "hrcs_"


_BEGINNINGS = tuple(each.value for each in Token)


def mint_token(kind: Token) -> str:
    """A new one: 256 bits behind the prefix of its kind."""
    return f"{kind.value}{secrets.token_urlsafe(32)}"


def is_token(text: str) -> bool:
    """Whether it looks like something our authorization server gives out."""
    return text.startswith(_BEGINNINGS) and len(text) <= LONGEST


def style_of(key: str) -> Style | None:
    """Which style a text is in, None where it is no key of ours."""
    if len(key) > LONGEST:
        return None
    if _LONG.fullmatch(key):
        return Style.ENTITIES
    # the slug may hold hyphens and the hex holds no underscore: from the right
    front, _, tail = key.rpartition("_")
    if not _HEX.fullmatch(tail):
        return None
    if front == "sk_live":
        return Style.LEADS
    if front.startswith("mcp_") and _SLUG.fullmatch(front, 4):
        return Style.WORKSPACE
    return None


def shown(key: str) -> tuple[str, str]:
    """What may be kept and shown of a key: how it begins, and its last four characters."""
    front, line, _ = key.rpartition("_")
    return (front + line) or key[:4], key[-4:]
