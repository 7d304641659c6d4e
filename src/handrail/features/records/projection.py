"""What finds a record: its slots, its other values, its unique keys, its words."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from handrail.features.records.attributes.base import Family, Place
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object
from handrail.features.records.places import morton

WORD = re.compile(r"[^\W_]+", re.UNICODE)
MOST_WORDS = 60
LONGEST_WORD = 40
EMPTY = {"s": "", "n": float("-inf")}


class Value(NamedTuple):
    """One row beside the projection: exactly one of the columns says something, or none."""

    attribute_no: int
    position: int
    s: str | None = None
    n: float | None = None
    body: str | None = None
    lat: float | None = None
    lng: float | None = None


def slots(owner: Object, stored: Mapping[str, Any]) -> dict[str, str | float]:
    """Every slot that an attribute of the object has, with its key or the mark of emptiness."""
    return {
        slot: slot_key(slot, attribute, stored.get(attribute.slug))
        for slot, attribute in owner.slotted
    }


def slot_key(slot: str, attribute: Attribute, value: Any) -> str | float:
    if value is None:
        return EMPTY[slot[0]]
    return TYPE_BY_NAME[attribute.type].key(value, attribute)


def values(owner: Object, stored: Mapping[str, Any]) -> list[Value]:
    """What has no slot: several values, long text, places, opaque ones, the overflow."""
    return [
        row
        for attribute in owner.attributes
        if attribute.slot is None and (kept := stored.get(attribute.slug)) is not None
        for row in value_rows(attribute, kept)
    ]


def value_rows(attribute: Attribute, kept: Any) -> list[Value]:
    several = kept if attribute.is_multi_select else [kept]
    return [_value(attribute, position, each) for position, each in enumerate(several)]


def _value(attribute: Attribute, position: int, stored: Any) -> Value:
    kind = TYPE_BY_NAME[attribute.type]
    match kind.family:
        case Family.TEXT:
            return Value(attribute.no, position, s=kind.key(stored, attribute))
        case Family.NUMBER:
            return Value(attribute.no, position, n=kind.key(stored, attribute))
        case Family.BODY:
            return Value(attribute.no, position, body=kind.key(stored, attribute))
        case Family.PLACE:
            place: Place = kind.key(stored, attribute)
            code = morton(place.lat, place.lng)
            return Value(attribute.no, position, n=code, lat=place.lat, lng=place.lng)
        case _:
            return Value(attribute.no, position)


def keys(owner: Object, stored: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    """(attribute, unique key) → slug, for every value that may stand only once.

    Archived attributes keep their keys, words and slots, so that they come back as they were.
    """
    found: dict[tuple[int, str], str] = {}
    for attribute in owner.attributes:
        kept = stored.get(attribute.slug)
        if not attribute.is_unique or kept is None:
            continue
        kind = TYPE_BY_NAME[attribute.type]
        for each in kept if attribute.is_multi_select else [kept]:
            found[attribute.no, kind.unique_key(each)] = attribute.slug
    return found


def words(owner: Object, stored: Mapping[str, Any]) -> list[str]:
    """The words a record is found by as one types, in order.

    A word that another of them begins with is left out: whoever types it finds the longer one.
    """
    said: list[str] = []
    for attribute in owner.attributes:
        kept = stored.get(attribute.slug)
        if kept is not None and is_searched(attribute):
            kind = TYPE_BY_NAME[attribute.type]
            several = kept if attribute.is_multi_select else [kept]
            said += [kind.words(each) for each in several]
    ordered = sorted(split(" ".join(said))[:MOST_WORDS])
    return [one for one, after in pairwise([*ordered, ""]) if not after.startswith(one)]


def words_differ(owner: Object, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether anything has changed that a record is found by as one types."""
    return any(
        before.get(each.slug) != after.get(each.slug) and is_searched(each)
        for each in owner.attributes
    )


# A word costs two index entries: what else one knows of a record is asked for by filters.
SEARCHED_TYPES = frozenset({"email", "phone", "url"})
SEARCHED_SLUGS = frozenset({"name", "email", "phone", "domain", "website"})


def is_searched(attribute: Attribute) -> bool:
    """Whether records are found by the words of this attribute: names, addresses, numbers."""
    return attribute.type in SEARCHED_TYPES or attribute.slug in SEARCHED_SLUGS


def split(text: str) -> list[str]:
    """Words without case and accents, each once, in order."""
    if not text.isascii():
        bare = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in bare if not unicodedata.combining(c))
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in WORD.findall(text.casefold())))
