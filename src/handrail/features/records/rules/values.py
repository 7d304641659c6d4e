"""What a caller says of a record, judged: into what is stored, and what is linked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from handrail.core.errors import Forbidden, Invalid
from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules.names import attribute_named

MANAGED = frozenset({"id", "created_at", "created_by", "updated_at", "updated_by", "version"})
MOST_VALUES = 200


@dataclass(slots=True)
class Draft:
    """Judged values. A stored value of None clears; `links` replace what an attribute links to."""

    stored: dict[str, Any] = field(default_factory=dict[str, Any])
    links: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])


def accepted(
    owner: Object,
    said: Mapping[str, Any],
    schema: Schema,
    judged: Mapping[str, Any] = MappingProxyType({}),
) -> Draft:
    """Only what is said; Invalid names the attribute, what it takes, and what is allowed.

    `judged` has, by slug, what `accept` has made of some of it already.
    """
    draft = Draft()
    for name, value in said.items():
        if name in MANAGED and name not in owner.by_name:
            continue
        attribute = attribute_named(owner, name)
        if attribute.access != "write":
            raise _unwritable(attribute)
        if TYPE_BY_NAME[attribute.type].family is Family.LINK:
            draft.links[attribute.slug] = _links(attribute, value, schema)
        elif attribute.slug in judged:
            draft.stored[attribute.slug] = judged[attribute.slug]
        else:
            draft.stored[attribute.slug] = accept(attribute, value, schema)
    _forbid_emptied(owner, draft)
    return draft


def _unwritable(attribute: Attribute) -> Forbidden:
    state = "may be read, not written" if attribute.is_open else "is hidden from you"
    return Forbidden(
        f"{attribute.title} ({attribute.slug}) {state}.",
        field=attribute.slug,
        hint=f"Leave {attribute.slug} out. Whoever gave you your role, grant or key can widen it.",
    )


def accept(attribute: Attribute, said: Any, schema: Schema) -> Any:
    """One attribute's value as it is stored: None for empty, a list where it may hold several."""
    kind = TYPE_BY_NAME[attribute.type]
    if is_empty(said):
        return None
    if not attribute.is_multi_select:
        if isinstance(said, list) and kind.family is not Family.OPAQUE:
            if len(said) != 1:
                raise kind.refuse(
                    attribute, f"it holds one value, {len(said)} were sent.", hint="Send one."
                )
            said = said[0]
            if is_empty(said):
                return None
        kept = kind.accept(said, attribute, schema)
        return None if is_empty(kept) else kept
    several = [each for each in (said if isinstance(said, list) else [said]) if not is_empty(each)]
    if len(several) > MOST_VALUES:
        raise kind.refuse(attribute, f"{len(several)} values were sent, at most {MOST_VALUES} fit.")
    kept = [kind.accept(each, attribute, schema) for each in several]
    return [
        each for i, each in enumerate(kept) if each not in kept[:i] and not is_empty(each)
    ] or None


def is_empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _links(attribute: Attribute, said: Any, schema: Schema) -> list[Any]:
    kind = TYPE_BY_NAME[attribute.type]
    if is_empty(said):
        return []
    several = said if isinstance(said, list) else [said]
    if not holds_many(attribute) and len(several) > 1:
        raise kind.refuse(attribute, "it links to one record.", hint="Send one id or name.")
    if len(several) > 1000:
        raise kind.refuse(attribute, "at most 1,000 links fit in one call.")
    return [kind.accept(each, attribute, schema) for each in several if not is_empty(each)]


def holds_many(attribute: Attribute) -> bool:
    """Whether a relationship, seen from this attribute's side, may hold several records."""
    cardinality = attribute.config["cardinality"]
    if cardinality in {"one_to_one", "many_to_many"}:
        return cardinality == "many_to_many"
    return (cardinality == "one_to_many") == attribute.config["forward"]


def shares(attribute: Attribute) -> bool:
    """Whether the record at the other end may be linked by several."""
    cardinality, forward = attribute.config["cardinality"], attribute.config["forward"]
    if cardinality in {"one_to_one", "many_to_many"}:
        return cardinality == "many_to_many"
    return (cardinality == "many_to_one") == forward


def _forbid_emptied(owner: Object, draft: Draft) -> None:
    emptied = [slug for slug, kept in draft.stored.items() if kept is None]
    emptied += [slug for slug, links in draft.links.items() if not links]
    for slug in emptied:
        attribute = owner.kept[slug]
        if attribute.is_required and attribute.access != "none":
            raise Invalid(
                f"{attribute.title} ({slug}) may not be empty.",
                field=slug,
                hint=f"Send {TYPE_BY_NAME[attribute.type].expects}, or leave it out.",
            )
        if attribute.is_required:
            raise _lacking(owner, [attribute])


def completed(owner: Object, draft: Draft) -> Draft:
    """A new record's draft with its defaults; Invalid names every required value it lacks,
    Forbidden where it lacks one that the caller may not give."""
    for attribute in owner.kept.values():
        slug = attribute.slug
        if attribute.default is not None and slug not in draft.stored:
            draft.stored[slug] = attribute.default
    lacking = [
        each
        for each in owner.kept.values()
        if each.is_required
        and not draft.stored.get(each.slug)
        and each.slug not in draft.links
        and draft.stored.get(each.slug) not in (0, False, 0.0)
    ]
    if any(each.access != "write" for each in lacking):
        raise _lacking(owner, lacking)
    if missing := [each.slug for each in lacking]:
        raise Invalid(
            f"A {owner.singular_noun.lower()} needs {', '.join(missing)}.",
            field=missing[0],
            hint=f"Send {', '.join(missing)} in values.",
        )
    draft.stored = {slug: kept for slug, kept in draft.stored.items() if kept is not None}
    return draft


def _lacking(owner: Object, attributes: list[Attribute]) -> Forbidden:
    """The refusal where a value is required that the caller may not give."""
    known = [each.slug for each in attributes if each.access in {"mask", "read"}]
    which = f" ({', '.join(known)})" if known else ""
    return Forbidden(
        f"A {owner.singular_noun.lower()} needs a value that you may not give{which}.",
        hint="Whoever gave you your role, grant or key can widen it.",
    )


def named(owner: Object, stored: dict[str, Any], said: Draft) -> None:
    """Keep a person's `name` and its two parts in step, whichever of them was said.

    `stored` is the whole record as it will be, `said` what this call sets; both are changed.
    Raises Invalid where no name would be left.
    """
    if owner.slug != "people" or not {"first_name", "last_name"} <= owner.kept.keys():
        return
    if said.stored.get("name") and not {"first_name", "last_name"} & said.stored.keys():
        first, _, last = str(said.stored["name"]).rpartition(" ")
        parts = {"first_name": first or last, "last_name": last if first else None}
    elif {"first_name", "last_name"} & said.stored.keys() and not said.stored.get("name"):
        whole = [stored.get("first_name"), stored.get("last_name")]
        parts = {"name": " ".join(part for part in whole if part)[:500] or None}
    else:
        return
    said.stored.update(parts)
    stored.update(parts)
    _forbid_emptied(owner, said)
