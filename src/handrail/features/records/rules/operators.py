"""The operators of filters, and the other words agents and programs have for them."""

import difflib
from typing import Any

from handrail.core.errors import Invalid

OPERATORS = (
    "eq neq in contains starts_with ends_with gt gte lt lte between is_empty within_radius"
).split()
SYNONYMS = {
    "=": "eq",
    "==": "eq",
    "equals": "eq",
    "is": "eq",
    "on": "eq",
    "!=": "neq",
    "<>": "neq",
    "ne": "neq",
    "not": "neq",
    "not_equals": "neq",
    ">": "gt",
    "after": "gt",
    ">=": "gte",
    "since": "gte",
    "<": "lt",
    "before": "lt",
    "<=": "lte",
    "until": "lte",
    "like": "contains",
    "ilike": "contains",
    "any_of": "in",
    "null": "is_empty",
    "is_null": "is_empty",
    "empty": "is_empty",
    "near": "within_radius",
}
NEGATED = {
    "not_in": "in",
    "nin": "in",
    "none_of": "in",
    "not_contains": "contains",
    "not_between": "between",
    "is_not_empty": "is_empty",
    "not_empty": "is_empty",
    "is_not_null": "is_empty",
    "not_null": "is_empty",
    "exists": "is_empty",
}


def spelled(said: Any) -> tuple[str, bool]:
    """An operator by its own name, and whether what it says is to be negated.

    Raises Invalid, with all there are and the near one.
    """
    word = said.lower().removeprefix("$") if isinstance(said, str) else ""
    if word in NEGATED:
        return NEGATED[word], True
    word = SYNONYMS.get(word, word)
    if word in OPERATORS:
        return word, False
    found = difflib.get_close_matches(word[:40], [*OPERATORS, *SYNONYMS, *NEGATED], 1)
    near = [SYNONYMS.get(each, each) for each in found]
    raise Invalid(
        f"Unknown operator {str(said)[:40]!r}.",
        field="filter",
        allowed=OPERATORS,
        did_you_mean=near[0] if near else None,
        hint=f"Did you mean {near[0]!r}?" if near else f"Use one of {', '.join(OPERATORS)}.",
    )
