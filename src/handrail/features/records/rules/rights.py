"""What a caller's policies leave of a schema: objects, attributes, records, verbs.

Each policy must allow. So an object is seen where all of them let it be read; of an attribute the
strictest word holds; a record must meet the guards of all. Guards are conditions like those that
callers ask with, and go into every statement that finds records.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from handrail.core.actor import Actor
from handrail.core.clock import DAY, Instant
from handrail.core.errors import Forbidden, Invalid
from handrail.core.policy import (
    OPEN,
    STRICT,
    VERBS,
    Access,
    ObjectPolicy,
    Policy,
    Verb,
    strictest,
)
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.question import All, Any_, Node, Test
from handrail.features.records.rules.filters import Reader

NAMED_IN_PARTS, PARTS = "people", frozenset({"name", "first_name", "last_name"})
NOWHERE = Any_(())
"""What no record meets."""
LATER = 1000 * DAY
"""After so long no period means what it meant."""


@dataclass(frozen=True, slots=True)
class View:
    """A schema as one caller sees it. `lasts`: it is the same whenever it is looked at."""

    schema: Schema
    lasts: bool


def who(actor: Actor) -> Any:
    """What, beside the schema, a caller's view of it hangs on: callers of whom this is equal have
    the same view. None for one who sees all."""
    if not actor.policies:
        return actor.objects
    mine = any(_is_personal(policy) for policy in actor.policies)
    return (actor.objects, actor.policies, (actor.member_id, actor.team_id) if mine else None)


def _is_personal(policy: Policy) -> bool:
    return policy.others.narrows_rows or any(each.narrows_rows for _, each in policy.objects)


def view(whole: Schema, actor: Actor, now: Instant) -> View:
    """What a caller sees of a whole schema."""
    seen = [
        each
        for each in whole.objects
        if (actor.objects is None or each.slug in actor.objects) and "read" in _verbs(each, actor)
    ]
    numbers = {each.no for each in seen}
    guards = {each.no: _guard(each, whole, actor, now) for each in seen}
    lasts = all(
        guards[each.no] == _guard(each, whole, actor, now + LATER)
        for each in seen
        if guards[each.no] is not None
    )
    words = {each.no: _words(each, actor) for each in whole.objects}
    mute = {no for no, of in words.items() if STRICT[of.get("name", OPEN)] < STRICT["read"]}
    objects = tuple(
        replace(
            each,
            attributes=tuple(
                _seen(attribute, _access(attribute, whole, words), guards, mute)
                for attribute in each.attributes
                if _target(attribute) in numbers or attribute.type != "relationship"
            ),
            verbs=_verbs(each, actor),
            guard=guards[each.no],
        )
        for each in seen
    )
    partial = len(seen) < len(whole.objects) or any(
        len(mine.known) < len(its.attributes) for mine, its in zip(objects, seen, strict=True)
    )
    return View(Schema(whole.version, objects, whole.members, partial), lasts)


def _verbs(owner: Object, actor: Actor) -> frozenset[Verb]:
    allowed = frozenset(VERBS)
    for policy in actor.policies:
        allowed &= policy.of(owner.slug).verbs
    return allowed


# attributes -------------------------------------------------------------------------------


def _words(owner: Object, actor: Actor) -> dict[str, Access]:
    """The strictest word on each attribute there is one on. A person's name and its parts tell
    one another, and are kept in step: one word holds for the three."""
    found: dict[str, Access] = {}
    for policy in actor.policies:
        for slug, access in policy.of(owner.slug).fields:
            found[slug] = strictest((found.get(slug, access), access))
    if owner.slug == NAMED_IN_PARTS and (parts := found.keys() & PARTS):
        found |= dict.fromkeys(PARTS, strictest(found[each] for each in parts))
    return found


def _access(
    attribute: Attribute, whole: Schema, words: Mapping[int, Mapping[str, Access]]
) -> Access:
    """A relationship is one thing with two sides: what one hides, the other does not tell."""
    own = words[attribute.object_no].get(attribute.slug, OPEN)
    other = whole.attribute_by_no.get(attribute.config.get("inverse_no") or 0)
    if other is None:
        return own
    across = words[other.object_no].get(other.slug, OPEN)
    return strictest((own, across))


def _seen(
    attribute: Attribute, access: Access, guards: Mapping[int, Node | None], mute: Collection[int]
) -> Attribute:
    if attribute.type == "relationship":
        target = _target(attribute)
        return replace(attribute, access=access, guard=guards[target], is_mute=target in mute)
    return attribute if access == "write" else replace(attribute, access=access)


def _target(attribute: Attribute) -> int:
    no: int = attribute.config.get("target_object_no", 0)
    return no


def beside(actor: Actor, slug: str, word: str) -> Access:
    """The strictest word on what a room above keeps beside the records of an object."""
    said = (dict(policy.of(slug).fields) for policy in actor.policies)
    return strictest(each[word] for each in said if word in each)


def tells(actor: Actor, slug: str, word: str) -> bool:
    """Whether the caller may know it."""
    return STRICT[beside(actor, slug, word)] >= STRICT["read"]


# records ----------------------------------------------------------------------------------


def _guard(owner: Object, whole: Schema, actor: Actor, now: Instant) -> Node | None:
    parts: list[Node] = []
    for policy in actor.policies:
        parts += _rows(policy.of(owner.slug), owner, whole, actor, now)
    return All(tuple(parts)) if parts else None


def _rows(
    policy: ObjectPolicy, owner: Object, whole: Schema, actor: Actor, now: Instant
) -> Iterable[Node]:
    me = {actor.member_id}
    if policy.rows == "own":
        yield _owned(owner, me)
    if policy.rows == "team":
        yield _owned(owner, me | _of_teams(whole, {actor.team_id} if actor.team_id else set()))
    if policy.owners is not None or policy.teams is not None:
        yield _owned(owner, set(policy.owners or ()) | _of_teams(whole, policy.teams or ()))
    if policy.filter is not None:
        yield _filtered(policy.filter, owner, whole, actor, now)


def _of_teams(whole: Schema, teams: Collection[str]) -> set[str]:
    return {each.id for each in whole.members if each.is_active and each.team_id in teams}


def _owned(owner: Object, members: Collection[str]) -> Node:
    """Where nothing says whose a record is, it is nobody's."""
    if owner.owner_attribute is None or not members:
        return NOWHERE
    return Test(owner.owner_attribute, "in", sorted(members))


def _filtered(said: str, owner: Object, whole: Schema, actor: Actor, now: Instant) -> Node:
    """Whoever wrote the filter may ask by more than the caller sees. One that can no longer be
    read, for what it names has gone, is met by nothing."""
    try:
        return Reader(owner, whole, now, actor.member_id).read(orjson.loads(said))
    except Invalid:
        return NOWHERE


def claims(actor: Actor, owner: Object) -> bool:
    """Whether what this caller makes, and says no owner of, is to be theirs: else they would not
    see it."""
    each = [policy.of(owner.slug) for policy in actor.policies]
    return any(one.rows != "all" or one.owners is not None or one.teams is not None for one in each)


# verbs ------------------------------------------------------------------------------------


def require(actor: Actor, owner: Object, verb: Verb) -> None:
    """Forbidden unless the caller may do this with records of the object."""
    if verb not in owner.verbs:
        raise Forbidden(f"You may not {verb} {owner.plural_noun.lower()} here.", hint=wider(actor))


def unseen(actor: Actor, owner: Object) -> Forbidden:
    """The refusal of a write whose result the writer could not see."""
    return Forbidden(
        f"This would leave a {owner.singular_noun.lower()} that you may not see.",
        hint=f"Keep it among those you may see. {wider(actor)}",
    )


def wider(actor: Actor) -> str:
    """Who can let a caller do more."""
    role = "an admin can widen that under Settings → Roles."
    match actor.credential:
        case "grant":
            return (
                "Its owner can allow it in the web app under Settings → Connected AI clients;"
                f" where it is the member's role that forbids it, {role}"
            )
        case "key":
            return (
                f"Use a key that may do it; where it is the member's role that forbids it, {role}"
            )
        case _:
            return f"Your role forbids it: {role}"
