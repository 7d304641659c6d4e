"""What webhooks of this face tell: the whole lead, or the note, as it was right after the fact."""

from collections.abc import Sequence
from typing import Any

from handrail.context import Context
from handrail.core.clock import SECOND
from handrail.features.leads.actions.attributes import owner
from handrail.features.leads.actions.notes import shown
from handrail.features.leads.model import OBJECT
from handrail.features.leads.rules import fields
from handrail.features.leads.rules.attributes import own
from handrail.features.webhooks.shapes.base import Heard, Shape, Telling
from handrail.storage.journal import Entry

SCORE, HEARD_OF = "score", "last_interaction_at"
MADE = {
    "record.created": "lead.created",
    "record.deleted": "lead.deleted",
    "note.created": "note.created",
    "note.deleted": "note.deleted",
}


class Leads(Shape):
    name = "leads"
    known = (
        "lead.created",
        "lead.updated",
        "lead.deleted",
        "lead.scored",
        "note.created",
        "note.deleted",
    )
    header = "X-Klozeo-Signature"

    def events(self, entry: Entry) -> Sequence[Heard]:
        """Another score is lead.scored, anything else that changes lead.updated: not that it was
        heard of once more."""
        if entry.object != OBJECT or entry.record_id is None:
            return ()
        if entry.type == "record.updated":
            changed = set(entry.after or ())
            said = ["lead.updated"] if changed - {SCORE, HEARD_OF} else []
            said += ["lead.scored"] if SCORE in changed else []
        else:
            said = [MADE[entry.type]] if entry.type in MADE else []
        return [Heard(each, OBJECT, entry.record_id) for each in said]

    async def body(self, ctx: Context, telling: Telling) -> dict[str, Any]:
        return {
            "event": telling.heard.event,
            "timestamp": fields.unix(telling.change.at),
            "data": await _data(ctx, telling),
        }

    def ping(self, workspace_id: str, at: int) -> dict[str, Any]:
        return {"event": "webhook.test", "timestamp": at // SECOND, "data": None}


async def _data(ctx: Context, telling: Telling) -> dict[str, Any] | None:
    if telling.heard.event.startswith("note."):
        return None if telling.note is None else shown(telling.note).model_dump(mode="json")
    if telling.record is None:
        return None
    return fields.lead(telling.record, own(await owner(ctx))).model_dump(mode="json")


LEADS = Leads()
