"""The journal told in sentences: who did what, through what, from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handrail.features.timeline.model import Change
from handrail.surfaces.web.fields import Field

DID = {
    "record.created": "created this {noun}",
    "record.updated": "changed {what}",
    "record.linked": "changed {what}, from the other side",
    "record.deleted": "deleted this {noun}",
    "call.transcript_attached": "attached a transcript",
    "call.scored": "scored this call",
    "note.created": "added a note",
    "note.updated": "rewrote a note",
    "note.deleted": "deleted a note",
}
DOORS = {"mcp": "", "rest": "via the API", "cli": "via the command line"}
"""What is said of the way a change came in by; of an agent's the mark says enough."""
ICONS = {"cli": "terminal", "worker": "gear"}
FEW = 2
"""Changes that a sentence names one by one; of more it says how many."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    title: str
    field: Field
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a record's history, ready to be shown. `icon` stands where no face does."""

    at: str
    who: str
    did: str
    by_agent: bool
    icon: str | None
    via: tuple[Word, ...]
    changes: tuple[Difference, ...]
    note: str | None

    @property
    def single(self) -> bool:
        """One change of an existing record, short enough to stand in the sentence."""
        return len(self.changes) == 1 and self.changes[0].field.type != "long_text"


def told(change: Change, fields: Mapping[str, Field], noun: str) -> Told:
    """`fields` are the object's, by slug; `noun` is what one of its records is called."""
    differences = _differences(change, fields)
    did = DID.get(change.type, change.type.replace(".", " ").replace("_", " "))
    return Told(
        at=change.at,
        who=_who(change),
        did=did.format(noun=noun.lower(), what=_what(differences)),
        by_agent=change.agent,
        icon=ICONS.get(change.surface),
        via=_via(change),
        changes=differences,
        note=_note(change),
    )


def _who(change: Change) -> str:
    if change.agent:
        return change.client or change.key or "An agent"
    return change.actor or "Someone"


def _via(change: Change) -> tuple[Word, ...]:
    words: list[Word] = []
    if change.agent and change.actor:
        words.append(Word(f"for {change.actor}"))
    if change.surface in DOORS:
        words.append(Word(DOORS[change.surface], change.tool))
    if change.key and change.key != _who(change):
        words.append(Word(f"key “{change.key}”"))
    return tuple(words)


def _what(differences: tuple[Difference, ...]) -> str:
    if not differences:
        return "this record"
    if len(differences) > FEW:
        return f"{len(differences)} values"
    return " and ".join(each.title for each in differences)


def _differences(change: Change, fields: Mapping[str, Field]) -> tuple[Difference, ...]:
    """What was there and what is there now; of a new record only what it was given."""
    if not change.type.startswith("record.") or not isinstance(change.after, dict):
        return ()
    before: Mapping[str, Any] = change.before if isinstance(change.before, dict) else {}
    created = change.type == "record.created"
    return tuple(
        _difference(slug, fields, before.get(slug), value)
        for slug, value in change.after.items()
        if not (created and value in (None, "", []))
    )


def _difference(slug: str, fields: Mapping[str, Field], before: Any, after: Any) -> Difference:
    field = fields.get(slug) or Field(slug, slug.replace("_", " ").capitalize(), "text")
    return Difference(field.title, field, before, after)


def _note(change: Change) -> str | None:
    if not change.type.startswith("note."):
        return None
    said = change.after or change.before or {}
    content = said.get("content") if isinstance(said, dict) else None
    return content if isinstance(content, str) else None
