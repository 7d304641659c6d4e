"""Files that say what the outside sees, under review: `make snapshots` writes them anew."""

import difflib
import os
from pathlib import Path

HERE = Path(__file__).parent
WRITING = os.environ.get("HANDRAIL_SNAPSHOTS") == "write"


def compare(name: str, now: str) -> None:
    """Fail where what is so now differs from the file; or write it, when that is asked for."""
    path = HERE / name
    if WRITING:
        path.write_text(now, encoding="utf-8")
        return
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), "kept", "now", n=1)
    moved = "\n".join([*lines][:60])
    assert not moved, f"{name} has changed. If that is meant: make snapshots\n{moved}"
