"""Arguments as agents often send them: JSON in a text, one thing where a list belongs.

Only fields that take an object or a list are read anew, so no plain text changes its meaning.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from handrail.core.shapes import Params
from handrail.core.validation import kinds, parsed_or_none


def meant(shape: type[Params], said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments, each in a form that its field takes where it has one; `said` itself where
    there was nothing to do."""
    better: dict[str, Any] = {}
    for name, takes in structured(shape).items():
        value = said.get(name)
        if isinstance(value, str) or not (value is None or type(value) in takes):
            read = _read(value, takes)
            if read is not value:
                better[name] = read
    return {**said, **better} if better else said


@lru_cache(512)
def structured(shape: type[Params]) -> dict[str, frozenset[type]]:
    """Field name → dict, list or str, as far as it takes them; only those that take structure."""
    told: dict[str, frozenset[type]] = {}
    for name, field in shape.model_fields.items():
        takes = frozenset(dict if issubclass(k, BaseModel) else k for k in _types(field.annotation))
        if takes & {dict, list}:
            told[name] = takes
    return told


def _types(annotation: Any) -> list[type]:
    return [kind for kind in kinds(annotation) if isinstance(kind, type)]


def _read(value: Any, takes: frozenset[type]) -> Any:
    if isinstance(value, str) and type(parsed := parsed_or_none(value)) in takes:
        return parsed
    return [value] if takes == {list} else value
