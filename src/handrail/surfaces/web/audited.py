"""The journal's entries as an auditor reads them: a sentence, and what was and is there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handrail.features.audit.model import Entry
from handrail.surfaces.web import looks

DID = {
    "record.created": "created",
    "record.updated": "changed",
    "record.deleted": "deleted",
    "record.linked": "linked",
    "note.created": "added a note to",
    "note.updated": "rewrote a note of",
    "note.deleted": "deleted a note of",
    "call.transcript_attached": "attached a transcript to",
    "call.scored": "scored",
    "object.created": "added an object",
    "object.updated": "changed an object",
    "attribute.created": "added an attribute",
    "attribute.updated": "changed an attribute",
    "rubric.created": "added a rubric",
    "rubric.updated": "changed a rubric",
    "scoring_rule.created": "added a scoring rule",
    "scoring_rule.updated": "changed a scoring rule",
    "scoring_rule.deleted": "deleted a scoring rule",
    "widget.created": "added a widget",
    "widget.updated": "changed a widget",
    "widget.deleted": "deleted a widget",
    "session.started": "signed in",
    "session.ended": "signed out",
    "session.revoked": "ended a session",
    "sign_in.failed": "failed to sign in",
    "api_key.created": "made an API key",
    "api_key.paused": "paused an API key",
    "api_key.resumed": "let an API key go on",
    "api_key.revoked": "revoked an API key",
    "grant.created": "let an agent in",
    "grant.updated": "changed what an agent may do",
    "grant.paused": "paused an agent",
    "grant.resumed": "let an agent go on",
    "grant.revoked": "shut an agent out",
    "member.created": "added a member",
    "member.updated": "changed a member",
    "member.password_changed": "has a new password",
    "passkey.added": "added a passkey",
    "passkey.renamed": "renamed a passkey",
    "passkey.removed": "removed a passkey",
    "identity.linked": "came from an identity provider first",
    "identity.unlinked": "removed an identity provider",
    "invitation.created": "invited somebody",
    "invitation.sent": "sent an invitation again",
    "invitation.accepted": "took up an invitation",
    "invitation.revoked": "took an invitation back",
    "role.created": "added a role",
    "role.updated": "changed a role",
    "role.deleted": "deleted a role",
    "team.created": "added a team",
    "team.updated": "changed a team",
    "team.deleted": "deleted a team",
    "webhook.created": "added a webhook",
    "webhook.updated": "changed a webhook",
    "webhook.deleted": "deleted a webhook",
    "webhook.tested": "tested a webhook",
    "webhook.resent": "had a delivery made again",
    "webhook.replayed": "had a webhook told again",
    "workspace.created": "made the workspace",
    "workspace.updated": "changed the workspace",
    "workspace.plan_changed": "changed the workspace’s plan",
}
SURFACES = {
    "mcp": "MCP",
    "rest": "API",
    "web": "web app",
    "cli": "command line",
    "oauth": "OAuth",
    "worker": "on its own",
}
LONGEST = 200
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
"""As the journal writes one down: in UTC."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that an entry changed; None where there was, or is, nothing."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, ready to be shown. `where` is the page of what it is about, where there is one."""

    entry: Entry
    who: str
    did: str
    about: str | None
    where: str | None
    surface: str
    moved: tuple[Moved, ...]


def line(entry: Entry, objects: Mapping[str, str], people: Mapping[str, str]) -> Line:
    """`objects` are the nouns of the objects whose records have pages, by slug; `people` the names
    of members, by id."""
    of_record = entry.object in objects and entry.record_id is not None
    after = entry.after if isinstance(entry.after, dict) else {}
    before = entry.before if isinstance(entry.before, dict) else {}
    name = after.get("name") or before.get("name")
    noun = objects.get(entry.object or "", "").lower()
    gone = entry.type == "record.deleted"
    return Line(
        entry=entry,
        who=entry.client or entry.key or "An agent" if entry.agent else entry.actor or "Someone",
        did=DID.get(entry.type, entry.type.replace(".", " ").replace("_", " ")),
        about=" ".join(each for each in (noun, str(name) if name else "") if each) or None,
        where=f"/o/{entry.object}/{entry.record_id}" if of_record and not gone else None,
        surface=SURFACES.get(entry.surface, entry.surface),
        moved=tuple(
            _moved(each, before.get(each), after.get(each), people)
            for each in dict.fromkeys([*before, *after])
            if before.get(each) != after.get(each)
        ),
    )


def _moved(name: str, before: Any, after: Any, people: Mapping[str, str]) -> Moved:
    if name == "member_id":
        before, after = (people.get(each, each) if each else None for each in (before, after))
        return Moved("member", _text(before), _text(after))
    return Moved(name.replace("_", " "), _text(before), _text(after))


def _text(value: Any) -> str | None:
    if value is None or value == "" or value == [] or value == {}:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        said = ", ".join(filter(None, (_text(each) for each in value)))
    elif isinstance(value, dict):
        known = value.get("name") or value.get("title")
        pairs = (f"{name} {_text(each) or '–'}" for name, each in value.items())
        said = str(known) if known else "; ".join(pairs)
    elif isinstance(value, str) and INSTANT.fullmatch(value):
        said = looks.moment(value)
    else:
        said = str(value)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
