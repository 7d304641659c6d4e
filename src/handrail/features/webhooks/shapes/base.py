"""What a shape is: the words in which a webhook tells what happened.

A shape belongs to a face. Rooms above this one make theirs (leads, entities) and `catalog.py`
lists all of them; the engine never imports upward. It asks a shape two things:

- `events(entry)`, while it plans: which events a fact of the journal gives. Pure and quick, for it
  is asked for every fact of a workspace that has webhooks. What it gives is what is delivered, in
  the order of the journal, and of one record in order. No fact, no event: an update that changes
  nothing is never told.
- `body(ctx, telling)`, before each attempt to deliver: the JSON to send. `ctx.actor` is whoever
  the webhook belongs to, as they are now, so that lower rooms show what they may see and no more.
  It changes nothing. `telling` has the state as it was right after that fact, however much has
  happened since: build the body of it, and not of what is read anew.
"""

import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from handrail.context import Context
from handrail.features.notes.model import Note
from handrail.features.records.model import Record
from handrail.features.timeline.model import Change
from handrail.storage.journal import Entry


@dataclass(frozen=True, slots=True)
class Heard:
    """An event that a fact gives, and the record it is about: that of the fact, mostly, or the
    one at the other end of a link. A record's events are delivered one after the other."""

    event: str
    object: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One event that is to be told.

    `entry` is the fact as the journal keeps it, and not for showing: `change` is the same as the
    owner of the webhook may see it, with `before` and `after` in words. `record` is the record of
    the event (`heard`) right after the fact; once it is deleted, as it was last. `note` is the
    note of a note's fact, likewise. None where the owner may not see it.
    """

    heard: Heard
    entry: Entry
    change: Change
    record: Record | None
    note: Note | None = None


class Shape(ABC):
    """The words of one face. `name` is kept with each webhook; `known` are the events one may
    ask for, in the order they are shown; `header` is where the signature stands."""

    name: ClassVar[str]
    known: ClassVar[tuple[str, ...]]
    header: ClassVar[str]

    https_only: ClassVar[bool] = True
    """Whether http is for loopback alone, even where private addresses are allowed."""

    @abstractmethod
    def events(self, entry: Entry) -> Sequence[Heard]:
        """The events of a fact, of those `known`; none where it is nothing to this face."""

    @abstractmethod
    async def body(self, ctx: Context, telling: Telling) -> dict[str, Any]:
        """What is sent, as JSON."""

    @abstractmethod
    def ping(self, workspace_id: str, at: int) -> dict[str, Any]:
        """What a test sends; `at` in microseconds."""

    def signed(self, secret: str, body: bytes, at: int) -> dict[str, str]:
        """The headers that prove where a body comes from: hex HMAC-SHA256 of the raw bytes."""
        return {self.header: hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}
