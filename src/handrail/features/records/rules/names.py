"""Finding an object or an attribute by what a caller called it; a miss names the near one."""

import difflib
from collections.abc import Mapping, Sequence

from handrail.core.errors import Invalid, NotFound
from handrail.features.records.model import Attribute, Object, Schema

OBJECT_WORDS = {
    "people": "contact contacts persons user users",
    "companies": "organization organizations organisation organisations account accounts "
    "customer customers",
    "deals": "opportunity opportunities",
    "leads": "prospect prospects",
    "services": "product products item items",
    "tasks": "todo todos activity activities",
    "calls": "meeting meetings recording recordings conversations",
}
ATTRIBUTE_WORDS = {
    "value": "amount price revenue sum",
    "stage": "status state pipeline",
    "owners": "assignee assignees assigned_to rep reps user users member members",
    "people": "contact contacts person",
    "companies": "organization organizations account accounts customer",
    "services": "product products line_items",
    "created_at": "created created_on created_date",
    "updated_at": "updated modified modified_at last_modified",
}
"""What other systems call our standard objects and attributes, by slug."""


def object_named(schema: Schema, name: str) -> Object:
    """By slug or id. NotFound in the same words for a missing and for a hidden one."""
    if (found := schema.by_name.get(name)) is not None:
        return found
    slugs = [each.slug for each in schema.objects if not each.is_archived]
    near = _otherwise(name, OBJECT_WORDS, slugs) or _near_object(schema, name)
    raise NotFound(
        f"There is no object {name[:80]!r}.",
        field="object",
        allowed=slugs,
        did_you_mean=near[0] if near else None,
        hint=f"Did you mean {near[0]!r}?" if near else "list_objects names them all.",
    )


def _near_object(schema: Schema, name: str) -> list[str]:
    """The slug of the object that is called nearly so, one or many."""
    there = [each for each in schema.objects if not each.is_archived]
    words = {each.singular_noun.lower(): each.slug for each in there}
    words |= {each.plural_noun.lower(): each.slug for each in there}
    words |= {each.slug: each.slug for each in there}
    near = difflib.get_close_matches(name[:80].lower(), words, 1, 0.6)
    return [words[near[0]]] if near else []


def _otherwise(name: str, words: Mapping[str, str], slugs: Sequence[str]) -> list[str]:
    """The slug of what other systems call so, where there is such a one."""
    word = name.lower()
    return [slug for slug, others in words.items() if word in others.split() and slug in slugs][:1]


def attribute_named(
    owner: Object, name: str, *, field: str | None = None, also: Sequence[str] = ()
) -> Attribute:
    """By slug or id. Invalid names every attribute there is and the near miss; `also` is what
    else might have been said here."""
    if (found := owner.by_name.get(name)) is not None:
        return found
    slugs = [*(each.slug for each in owner.live), *also]
    titles = {each.title.lower(): each.slug for each in owner.live}
    head, dot, _ = name.partition(".")
    if dot and head in owner.by_name:
        raise Invalid(
            f"{owner.plural_noun} have no attribute {name[:80]!r} of their own.",
            field=(field or name)[:200],
            allowed=slugs,
            hint=f"Only a filter goes on from {head!r} to what is linked.",
        )
    near = _otherwise(name, ATTRIBUTE_WORDS, slugs) or difflib.get_close_matches(
        name[:80].lower(), [*slugs, *titles], 1, 0.6
    )
    meant = titles.get(near[0], near[0]) if near else None
    raise Invalid(
        f"{owner.plural_noun} have no attribute {name[:80]!r}.",
        field=(field or name)[:200],
        allowed=slugs,
        did_you_mean=meant,
        hint=f"Did you mean {meant!r}?" if meant else "list_attributes names them all.",
    )


def askable(
    owner: Object, name: str, *, field: str | None = None, also: Sequence[str] = ()
) -> Attribute:
    """An attribute to ask by: to filter, sort, group or measure. Invalid also for one whose values
    are hidden from the caller, since an answer would tell them."""
    found = attribute_named(owner, name, field=field, also=also)
    if not found.is_open:
        raise Invalid(
            f"{found.title} ({found.slug}) is hidden from you: nothing can be asked by it.",
            field=(field or name)[:200],
            allowed=[*(each.slug for each in owner.open), *also],
            hint="Ask by another attribute.",
        )
    return found


def relationship_named(owner: Object, name: str) -> Attribute:
    """An attribute that links to records. Invalid names those there are."""
    found = attribute_named(owner, name, field="attribute")
    if found.type != "relationship":
        raise Invalid(
            f"{found.title} ({found.slug}) is of type {found.type}: it links to nothing.",
            field="attribute",
            allowed=[each.slug for each in owner.live if each.type == "relationship"],
            hint="Use update_record for its value.",
        )
    return found
