"""A question about records as it was asked, read into conditions and an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handrail.core.errors import Invalid
from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.projection import WORD, is_searched, split
from handrail.features.records.question import All, Any_, Node, Tally, Test, Words
from handrail.features.records.rules.filters import Reader
from handrail.features.records.rules.names import askable

INSTANTS = ("created_at", "updated_at")
MOST_SORTS = 4
MOST_ASKED_WORDS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    object: str
    filter: Any = None
    query: str | None = None
    sort: Any = None
    fields: Sequence[str] | None = None
    limit: int = 25
    offset: int = 0
    cursor: str | None = None
    exact_total: bool = False
    brief: bool = False
    links: int | None = None
    """Most linked records shown of one attribute, where it is not the usual number."""
    tally: Tally | None = None
    """What a room above sorts by, before all else."""
    tally_down: bool = True


def where(owner: Object, schema: Schema, now: int, me: str, asked: Asked) -> Node:
    """Filter and words as one condition, with the guard of what the caller sees."""
    if asked.offset and asked.cursor:
        raise Invalid("Send offset or cursor, not both.", field="cursor")
    parts: list[Node] = [] if owner.guard is None else [owner.guard]
    if asked.filter:
        parts.append(Reader(owner, schema, now, me).read(asked.filter))
    if asked.query is not None and asked.query.strip():
        parts.append(_words(owner, asked.query))
    return All(tuple(parts))


def _words(owner: Object, query: str) -> Node:
    """Every word begins some word of the record."""
    if any(is_searched(each) and not each.is_open for each in owner.attributes):
        return _overheard(owner, query)
    words = split(query)[:MOST_ASKED_WORDS]
    # a query of nothing but signs finds nothing, rather than everything
    return Words(tuple(words)) if words else Words(("\U0010fffe",))


def _overheard(owner: Object, query: str) -> Node:
    """The same for a caller from whom some of the attributes are hidden that words are of. The
    index of words does not say which attribute a word is of, so the values themselves are asked:
    what is found hangs on nothing that is hidden. Accents count there."""
    heard = [
        each
        for each in owner.open
        if is_searched(each) and TYPE_BY_NAME[each.type].family is Family.TEXT
    ]
    said = list(dict.fromkeys(WORD.findall(query.casefold())))[:MOST_ASKED_WORDS]
    if not said or not heard:
        return Any_(())
    return All(
        tuple(
            Any_(
                tuple(
                    Test(each, "begins_word", spelt)
                    for each in heard
                    for spelt in {word, "".join(split(word))}
                )
            )
            for word in said
        )
    )


def sort(owner: Object, said: Any) -> list[tuple[Attribute | str, bool]]:
    """(attribute or own field, descending) from `-value`, `value desc`, `{attribute, direction}`,
    or a list of these; the newest first where nothing is said."""
    if said in (None, "", []):
        return [("created_at", True)]
    each_said = (
        said
        if isinstance(said, list)
        else str(said).split(",")
        if isinstance(said, str)
        else [said]
    )
    if len(each_said) > MOST_SORTS:
        raise Invalid(f"At most {MOST_SORTS} sorts fit.", field="sort")
    return [_by(owner, each) for each in each_said]


def _by(owner: Object, said: Any) -> tuple[Attribute | str, bool]:
    if isinstance(said, dict):
        unknown = sorted(said.keys() - {"attribute", "field", "direction"})
        name, direction = said.get("attribute"), said.get("direction") or "asc"
        if unknown or not isinstance(name, str):
            raise Invalid(
                "A sort has an attribute and a direction.",
                field="sort",
                allowed=["attribute", "direction"],
            )
    elif isinstance(said, str):
        name, _, direction = said.strip().replace(":", " ").partition(" ")
        direction = direction.strip() or ("desc" if name.startswith("-") else "asc")
        name = name.lstrip("+-")
    else:
        raise Invalid(
            "A sort is text or an object.",
            field="sort",
            hint='For example "-value" or {"attribute": "value", "direction": "desc"}.',
        )
    if not isinstance(direction, str) or direction.lower() not in {"asc", "desc"}:
        raise Invalid(
            f"Unknown direction {str(direction)[:40]!r}.", field="sort", allowed=["asc", "desc"]
        )
    down = direction.lower() == "desc"
    if name in INSTANTS and name not in owner.by_name:
        return name, down
    attribute = askable(owner, name, field="sort", also=INSTANTS)
    if not TYPE_BY_NAME[attribute.type].sortable or attribute.is_mute:
        raise Invalid(
            f"{attribute.slug} has no order.", field="sort", hint="Sort by another attribute."
        )
    return attribute, down
