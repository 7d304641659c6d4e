"""JSON Schemas of pydantic made fit to be read: no titles, and only what something refers to."""

from collections.abc import Mapping
from typing import Any, cast

from handrail.surfaces.rest.fields import Schema

NAMED = ("properties", "$defs")
UNIONS = ("anyOf", "oneOf", "allOf", "prefixItems")
INNER = ("items", "additionalProperties")


def plain(schema: Schema) -> Schema:
    """The schema without the titles that pydantic makes of names."""
    kept = {key: value for key, value in schema.items() if key != "title"}
    for key in NAMED:
        if key in kept:
            kept[key] = {name: plain(each) for name, each in kept[key].items()}
    for key in UNIONS:
        if key in kept:
            kept[key] = [plain(each) for each in kept[key]]
    for key in INNER:
        if isinstance(kept.get(key), dict):
            kept[key] = plain(kept[key])
    return kept


def reachable(roots: Any, components: Mapping[str, Schema], here: str) -> dict[str, Schema]:
    """The components that the roots refer to, directly or not, in alphabetical order."""
    found: set[str] = set()
    waiting = [roots]
    while waiting:
        for name in _referred(waiting.pop(), here) - found:
            if name in components:
                found.add(name)
                waiting.append(components[name])
    return {name: components[name] for name in sorted(found)}


def _referred(said: Any, here: str) -> set[str]:
    if isinstance(said, dict):
        inner = cast(dict[str, Any], said)
        reference = inner.get("$ref")
        named = {reference.removeprefix(here)} if isinstance(reference, str) else set[str]()
        return named.union(*(_referred(each, here) for each in inner.values()))
    if isinstance(said, list):
        return set[str]().union(*(_referred(each, here) for each in cast(list[Any], said)))
    return set()
