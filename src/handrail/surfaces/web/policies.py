"""A policy as a grid of a form: a row for every object, and one for all others; and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.core.policy import ANY, VERBS
from handrail.core.policy_said import policy_of
from handrail.features.records.model import BESIDE, ObjectSeen
from handrail.features.records.operations.schema import list_attributes
from handrail.surfaces.web.visit import Form, Visit

CHANGING = VERBS[1:]
SAME = "same"
"""In place of whose records: as for every other object."""


@dataclass(frozen=True, slots=True)
class Row:
    """`rows` is `same`, `none`, `own`, `team` or `all`; `kept` says what the grid cannot."""

    slug: str
    title: str
    rows: str
    verbs: frozenset[str]
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    attributes: Sequence[tuple[str, str]] = ()
    kept: Sequence[str] = ()


async def grid(visit: Visit, policy: Mapping[str, Any] | None) -> list[Row]:
    """The rows of the grid, with the attributes of every object that the visitor sees."""
    objects = await visit.objects()
    attributes = {
        each.slug: [
            (one.slug, one.title)
            for one in (await visit.ask(list_attributes, object=each.slug)).attributes
        ]
        + [(word, word.capitalize()) for word in BESIDE.get(each.slug, ())]
        for each in objects
    }
    return rows_of(policy, objects, attributes)


def rows_of(
    policy: Mapping[str, Any] | None,
    objects: Sequence[ObjectSeen],
    attributes: Mapping[str, Sequence[tuple[str, str]]],
) -> list[Row]:
    """What a policy says, object by object; the first row is for those that are not named."""
    said: Mapping[str, Any] = (policy or {}).get("objects", {})
    others = _row(ANY, "Every object", said.get(ANY, {}))
    named = [
        _row(each.slug, each.plural_noun, said.get(each.slug), attributes.get(each.slug, ()))
        for each in objects
    ]
    return [others, *named]


def _row(
    slug: str,
    title: str,
    said: Mapping[str, Any] | None,
    attributes: Sequence[tuple[str, str]] = (),
) -> Row:
    if said is None:
        return Row(slug, title, SAME, frozenset(CHANGING), {}, attributes)
    verbs = frozenset(said.get("verbs", VERBS))
    rows = said.get("rows", "all") if "read" in verbs else "none"
    kept = [name for name in ("members", "teams", "filter") if said.get(name) is not None]
    return Row(slug, title, rows, verbs, said.get("fields", {}), attributes, kept)


def policy_in(
    form: Form, objects: Sequence[ObjectSeen], old: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What the grid says. Members, teams and filters, which it does not show, stay as they are
    with an object that is still named."""
    before: Mapping[str, Any] = (old or {}).get("objects", {})
    said = {
        slug: one
        for slug in (ANY, *(each.slug for each in objects))
        if (one := _object_in(form, slug, before.get(slug, {}))) is not None
    }
    if said.get(ANY) == {"verbs": list(VERBS), "rows": "all"}:
        del said[ANY]  # no limit at all
    return {"objects": said} if said else None


def is_same(
    form_says: Mapping[str, Any] | None,
    old: Mapping[str, Any] | None,
    objects: Sequence[ObjectSeen],
) -> bool:
    """Whether a grid says what the policy said of the objects that the grid shows."""
    shown = {ANY, *(each.slug for each in objects)}
    said: Mapping[str, Any] = (old or {}).get("objects", {})
    return policy_of(form_says) == policy_of(
        {"objects": {slug: one for slug, one in said.items() if slug in shown}}
    )


ROWS_IN_WORDS = {"own": "their own", "team": "their team's", "all": "all"}
FIELDS_IN_WORDS = {"none": "hidden", "mask": "masked", "read": "read only"}


def in_words(policy: Mapping[str, Any] | None, objects: Sequence[ObjectSeen]) -> list[str]:
    """A line for every object that a policy names, such as `Deals: their own, no deleting`."""
    nouns = {ANY: "Every other object", **{each.slug: each.plural_noun for each in objects}}
    said: Mapping[str, Any] = (policy or {}).get("objects", {})
    if said.keys() == {ANY}:
        nouns[ANY] = "Every object"
    ordered = sorted(said, key=lambda slug: (slug == ANY, nouns.get(slug, slug)))
    return [f"{nouns.get(slug, slug)}: {', '.join(_words(said[slug]))}" for slug in ordered]


def _words(said: Mapping[str, Any]) -> list[str]:
    verbs = said.get("verbs", VERBS)
    if "read" not in verbs:
        return ["none"]
    limits = [name for name in ("members", "teams", "filter") if said.get(name) is not None]
    missing = [f"no {verb.removesuffix('e')}ing" for verb in CHANGING if verb not in verbs]
    return [
        ROWS_IN_WORDS[said.get("rows", "all")],
        *(f"narrowed by {name}" for name in limits),
        *(missing if len(missing) < len(CHANGING) else ["reading only"]),
        *(
            f"{slug} {FIELDS_IN_WORDS[how]}"
            for slug, how in said.get("fields", {}).items()
            if how in FIELDS_IN_WORDS
        ),
    ]


def says_policy(form: Form) -> bool:
    """Whether a form has a grid."""
    return f"rows.{ANY}" in form


def _object_in(form: Form, slug: str, before: Mapping[str, Any]) -> dict[str, Any] | None:
    rows = form.get(f"rows.{slug}", [SAME])[0]
    if rows == SAME:
        return None
    if rows == "none":
        return {"verbs": []}
    verbs = ["read", *(verb for verb in CHANGING if f"{verb}.{slug}" in form)]
    made: dict[str, Any] = {"verbs": verbs, "rows": rows}
    mark = f"field.{slug}."
    fields = {
        name.removeprefix(mark): values[0]
        for name, values in form.items()
        if name.startswith(mark) and values[0] != "write"
    }
    if fields:
        made["fields"] = fields
    kept = {name: before[name] for name in ("members", "teams", "filter") if before.get(name)}
    return {**made, **kept}
