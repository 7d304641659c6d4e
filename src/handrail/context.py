"""What one call carries: who asks, the open database, and what happened."""

from dataclasses import dataclass, field
from typing import Any

from handrail.core.actor import Actor, Via
from handrail.core.budgets import Counted
from handrail.core.clock import Instant
from handrail.core.event import Event
from handrail.core.ids import new_id
from handrail.storage.database import Db


@dataclass(slots=True)
class Context:
    """`memo` holds what was read once; `used` is what the call takes of the caller's budgets."""

    actor: Actor
    via: Via
    db: Db
    now: Instant
    change_id: str = field(default_factory=new_id)
    """The one change this call may make."""
    events: list[Event] = field(default_factory=list[Event])
    memo: dict[str, Any] = field(default_factory=dict[str, Any])
    used: dict[Counted, int] = field(default_factory=dict[Counted, int])

    def emit(self, event: Event) -> None:
        """Tell a fact. It is journalled in this call's transaction; reactions follow it."""
        self.events.append(event)

    def spend(self, counted: Counted, amount: int) -> None:
        """Say what this call takes of a budget; dispatch charges it, and refuses too much.

        Calls and records written are counted without being said.
        """
        self.used[counted] = self.used.get(counted, 0) + amount
