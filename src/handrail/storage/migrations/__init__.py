"""The steps from an empty database to today's tables; the newest file in `versions` is the head.

Expand and contract: a step may add, and may remove only what the release before it no longer used,
so that old and new processes can share a database while one replaces the other.
"""

from pathlib import Path

HERE = Path(__file__).parent
VERSIONS = HERE / "versions"


def numbers() -> list[str]:
    """The revisions, oldest first: the four digits each file's name begins with."""
    return sorted(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))
