"""What the declarations of this face share: scopes, doors, hints, and a result's small shapes."""

from handrail.core.actor import Scope
from handrail.core.operation import Door

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA
TOOL = frozenset({Door.MCP})
REST = frozenset({Door.REST})
NOWHERE = "POST /tools/"
"""Tools have no route: what they do has one of its own."""
READS = {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False}
WRITES = {"readOnlyHint": False, "destructiveHint": False, "idempotentHint": False}
AGAIN = {"readOnlyHint": False, "destructiveHint": False, "idempotentHint": True}
DELETES = {"readOnlyHint": False, "destructiveHint": True, "idempotentHint": False}


def plural(number: int, word: str) -> str:
    return f"{number} {word}(s)"
