"""How a record is shown to a caller: values by slug, ids turned into words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handrail.core.clock import iso
from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import (
    HIDDEN,
    HIDDEN_NAME,
    Attribute,
    Linked,
    Object,
    Record,
    Row,
    Schema,
)
from handrail.features.records.rules.values import holds_many

"""What is shown of a value that is not for the caller's eyes, be there one or not."""


def chosen(owner: Object, fields: Sequence[Attribute] | None) -> tuple[Attribute, ...]:
    return owner.live if fields is None else tuple(fields)


def record(
    owner: Object,
    row: Row,
    links: Mapping[int, Sequence[Linked]],
    schema: Schema,
    fields: Sequence[Attribute] | None = None,
    *,
    brief: bool = False,
) -> Record:
    """`links` are the record's own, by the number of the attribute that shows them; a brief
    record leaves out what is empty."""
    shown: dict[str, Any] = {}
    more: dict[str, int] = {}
    for attribute in chosen(owner, fields):
        if not attribute.is_open:
            shown[attribute.slug] = dict(HIDDEN)
        elif attribute.type == "relationship":
            found = links.get(attribute.no, ())
            shown[attribute.slug] = linked(attribute, found)
            if found and found[0].total > len(found):
                more[attribute.slug] = found[0].total
        else:
            shown[attribute.slug] = value(attribute, row.values.get(attribute.slug), schema)
    if brief:
        shown = {slug: each for slug, each in shown.items() if each is not None and each != []}
    return Record(
        id=row.id,
        object=owner.slug,
        name=called(owner, row.name),
        values=shown,
        more=more,
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        version=row.version,
    )


def called(whose: Object | Attribute, name: str) -> str:
    """A record's name as the caller may know it; `whose` is its object, or what links to it."""
    return HIDDEN_NAME if whose.is_mute else name


def value(attribute: Attribute, stored: Any, schema: Schema) -> Any:
    """One attribute's stored value as it is shown; empty ones are null or []."""
    kind = TYPE_BY_NAME[attribute.type]
    if attribute.is_multi_select:
        return [kind.show(each, attribute, schema) for each in stored or ()]
    return None if stored is None else kind.show(stored, attribute, schema)


def linked(attribute: Attribute, found: Iterable[Linked]) -> Any:
    shown = [
        {"id": each.other_id, "name": each.other_name} | ({"data": each.data} if each.data else {})
        for each in found
    ]
    if holds_many(attribute):
        return shown
    return shown[0] if shown else None


def told(
    owner: Object | None, kept: Mapping[str, Any] | None, schema: Schema, *, narrowed: bool = False
) -> Any:
    """Values as the journal keeps them, shown. What has no attribute here stays as it was; to a
    narrowed caller it may be a link to what is hidden, and is not told. Nor is what is hidden:
    that a value is there would tell that it is not empty."""
    if kept is None or owner is None:
        return kept
    by_slug = {attribute.slug: attribute for attribute in owner.attributes}
    shown: dict[str, Any] = {}
    for slug, stored in kept.items():
        attribute = by_slug.get(slug)
        if (attribute is None and narrowed) or (attribute is not None and not attribute.is_open):
            continue
        family = TYPE_BY_NAME[attribute.type].family if attribute else None
        if attribute is None or stored is None or family is Family.LINK:
            shown[slug] = stored
        elif attribute.is_multi_select == isinstance(stored, list) or family is Family.OPAQUE:
            shown[slug] = value(attribute, stored, schema)
        else:  # the attribute has since begun or ceased to hold several
            shown[slug] = stored
    return shown
