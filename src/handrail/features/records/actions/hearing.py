"""What of the journal a caller may be told: facts of what they see, without what they do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handrail.context import Context
from handrail.features.records.actions import sight
from handrail.features.records.model import BESIDE, Attribute, Object
from handrail.features.records.rules import rights, shown

OF_RECORDS, OF_ATTRIBUTES = "record.", "attribute."
CHANGES = frozenset({"record.updated", "record.linked"})
OF_AUDIT = (
    "api_key.", "grant.", "identity.", "invitation.", "member.", "passkey.", "role.", "session.",
    "sign_in.", "team.", "webhook.", "workspace.",
)  # fmt: skip
"""Of people and what they may do, not of what is kept here: for auditors alone."""
AUDITING = "audit.read"


@dataclass(frozen=True, slots=True)
class Fact:
    """What of a fact hangs on who hears it. `before` and `after` are as the journal keeps them."""

    type: str
    object: str | None
    record_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


async def told(ctx: Context, facts: Iterable[Fact]) -> list[Fact | None]:
    """Each fact as this caller may hear it, its values shown; None for what they may not hear.

    Of a record they do not see they hear nothing, and of one that is gone only where they see all
    of its object: nobody can say any more whether it was theirs. What people do at the door is
    for who may read the audit and is narrowed by nothing.
    """
    facts = list(facts)
    if rights.who(ctx.actor) is None:
        audits = ctx.actor.role == "admin" or AUDITING in ctx.actor.permissions
        return [
            await _shown(ctx, each, await _about(ctx, each.object))
            if audits or not each.type.startswith(OF_AUDIT)
            else None
            for each in facts
        ]
    schema = await sight.of(ctx)
    about = [each.record_id for each in facts if each.record_id is not None]
    there = await sight.names(ctx, schema, dict.fromkeys(about))
    return [await _heard(ctx, each, there) for each in facts]


async def _heard(ctx: Context, fact: Fact, there: Mapping[str, Any]) -> Fact | None:
    owner = await _about(ctx, fact.object)
    if owner is None or fact.type.startswith(OF_AUDIT):  # an object may be called `members` too
        return None
    if fact.type.startswith(OF_ATTRIBUTES):
        slug = (fact.after or fact.before or {}).get("slug")
        return fact if any(each.slug == slug for each in owner.known) else None
    if owner.guard is not None and fact.record_id is not None and fact.record_id not in there:
        return None
    if not fact.type.startswith(OF_RECORDS):
        return _without_hidden(ctx, fact, owner)
    return _audible(await _shown(ctx, fact, owner))


def _audible(seen: Fact) -> Fact | None:
    """A record's fact without what only hidden things brought about: a value that did not change,
    a list of links that held none. None where a change has nothing left to tell."""
    before, after = seen.before, seen.after
    if before is None or after is None:
        only = {slug: kept for slug, kept in (before or after or {}).items() if kept != []}
        before, after = None if before is None else only, None if after is None else only
        return replace(seen, before=before, after=after)
    moved = [slug for slug in {**before, **after} if before.get(slug) != after.get(slug)]
    if not moved and seen.type in CHANGES:
        return None
    before = {slug: kept for slug, kept in before.items() if slug in moved}
    after = {slug: kept for slug, kept in after.items() if slug in moved}
    return replace(seen, before=before, after=after)


async def _about(ctx: Context, object_slug: str | None) -> Object | None:
    """The object of a slug, archived or not, where the caller may see it."""
    schema = await sight.of(ctx)
    return next((each for each in schema.objects if each.slug == object_slug), None)


def _without_hidden(ctx: Context, fact: Fact, owner: Object) -> Fact | None:
    """Rooms above tell of records too, in words of their own and sometimes in an attribute's. None
    for a fact of what the caller is not to know of at all."""
    hidden = {each.slug for each in owner.attributes if not each.is_open}
    for word in BESIDE.get(owner.slug, ()):
        if not rights.tells(ctx.actor, owner.slug, word):
            hidden.add(word)
            told_of = word in (fact.after or {}) or word in (fact.before or {})
            if told_of and rights.beside(ctx.actor, owner.slug, word) == "none":
                return None
    if not hidden:
        return fact
    before, after = (
        None if kept is None else {slug: kept[slug] for slug in kept if slug not in hidden}
        for kept in (fact.before, fact.after)
    )
    return Fact(fact.type, fact.object, fact.record_id, before, after)


async def _shown(ctx: Context, fact: Fact, owner: Object | None) -> Fact:
    # only a record's facts hold values by attribute; an attribute's own `type` is no value
    if owner is None or not fact.type.startswith(OF_RECORDS):
        return fact
    schema, narrowed = await sight.of(ctx), rights.who(ctx.actor) is not None
    before, after = [
        shown.told(owner, await _linked(ctx, owner, kept), schema, narrowed=narrowed)
        for kept in (fact.before, fact.after)
    ]
    return Fact(fact.type, fact.object, fact.record_id, before, after)


async def _linked(
    ctx: Context, owner: Object, kept: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Values with only the links that the caller may know of, by the names they may know."""
    if kept is None:
        return None
    seen = dict(kept)
    for each in owner.known:
        links = kept.get(each.slug)
        narrowed = each.guard is not None or each.is_mute
        if each.type == "relationship" and narrowed and isinstance(links, list):
            seen[each.slug] = await _ends(ctx, each, links)
    return seen


async def _ends(ctx: Context, relationship: Attribute, links: list[Any]) -> list[Any]:
    ids = [each["id"] for each in links]
    if relationship.guard is not None:
        ids = list(await sight.names(ctx, await sight.of(ctx), ids))
    return [
        each | {"name": shown.called(relationship, each["name"])}
        for each in links
        if each["id"] in ids
    ]
