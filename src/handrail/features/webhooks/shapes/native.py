"""The product's own words: the journal's facts, with the record as each left it."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from handrail.context import Context
from handrail.core.clock import SECOND, iso
from handrail.features.webhooks.shapes.base import Heard, Shape, Telling
from handrail.storage.journal import Entry


class Native(Shape):
    name = "native"
    known = (
        "record.created",
        "record.updated",
        "record.linked",
        "record.deleted",
        "note.created",
        "note.updated",
        "note.deleted",
    )
    header = "X-Handrail-Signature"

    def events(self, entry: Entry) -> Sequence[Heard]:
        if entry.type not in self.known or entry.object is None or entry.record_id is None:
            return ()
        return (Heard(entry.type, entry.object, entry.record_id),)

    async def body(self, ctx: Context, telling: Telling) -> dict[str, Any]:
        change, record = telling.change, telling.record
        return {
            "event": telling.heard.event,
            "seq": change.seq,
            "change_id": change.change_id,
            "at": change.at,
            "object": change.object,
            "record_id": change.record_id,
            "actor": change.actor,
            "agent": change.agent,
            "before": change.before,
            "after": change.after,
            "record": None if record is None else record.model_dump(mode="json"),
        }

    def ping(self, workspace_id: str, at: int) -> dict[str, Any]:
        return {"event": "webhook.test", "at": iso(at), "workspace_id": workspace_id}

    def signed(self, secret: str, body: bytes, at: int) -> dict[str, str]:
        """With the second it was signed in, so that a receiver can refuse what is replayed."""
        stamp = str(at // SECOND)
        mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        return {self.header: f"t={stamp},v1={mac.hexdigest()}"}


NATIVE = Native()
