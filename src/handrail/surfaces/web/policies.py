"""A policy as a grid of a form: a row for every object, and one for all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.core.policy import ANY, VERBS
from handrail.features.records.model import ObjectSeen
from handrail.surfaces.web.visit import Form

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
