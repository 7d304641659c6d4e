"""A formula worked out for one record, from what is stored of it."""

from collections.abc import Mapping
from math import floor
from typing import Any

from handrail.core.clock import SECOND, parse_iso
from handrail.features.records.attributes.base import fold
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.formula import (
    MOST,
    Both,
    Choice,
    Either,
    Equal,
    Formula,
    Held,
    Literal_,
    Negative,
    Opposite,
    Ordered,
    Own,
    Reckoned,
    Score,
    Value,
    Worded,
    steady,
)
from handrail.features.records.model import Attribute, Row


def value(formula: Formula, row: Row) -> Any:
    """A float, a folded text, a boolean, or None for nil."""
    match formula:
        case Literal_(said, kind):
            return _plain(said, kind)
        case Value():
            return _value(formula, row.values)
        case Own(name):
            return steady(
                float((row.created_at if name == "created_at" else row.updated_at) // SECOND)
            )
        case Negative(part):
            return -_number(part, row)
        case Reckoned():
            return _reckoned(formula, row)
        case Choice(test, yes, no):
            return value(yes if holds(test, row) else no, row)
        case Score():
            return score(formula, row)
        case _:
            return holds(formula, row)


def _plain(said: Any, kind: str) -> Any:
    if said is None or kind == "bool":
        return said
    return steady(float(said)) if kind == "number" else fold(said)


def _value(said: Value, stored: Mapping[str, Any]) -> Any:
    for attribute in said.attributes:
        kept = stored.get(attribute.slug)
        if kept is not None:
            return _key(said, attribute, kept)
    return None


def _key(said: Value, attribute: Attribute, kept: Any) -> Any:
    if said.kind in {"list", "thing"}:
        return True
    if said.part == "second":
        return steady(float(parse_iso(kept) // SECOND))
    if said.part is not None:
        return steady(float(kept[said.part]))
    key = TYPE_BY_NAME[attribute.type].key(kept, attribute)
    if said.kind == "bool":
        return key == 1
    return steady(key) if said.kind == "number" else key


def _number(formula: Formula, row: Row) -> float:
    found = value(formula, row)
    return 0.0 if found is None else found


def _reckoned(said: Reckoned, row: Row) -> float | None:
    left, right = _number(said.left, row), _number(said.right, row)
    match said.op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return steady(_within(left) * _within(right))
        case _:
            return None if right == 0 else steady(_within(left) / right)


def _within(number: float) -> float:
    return max(-MOST, min(MOST, number))


def holds(formula: Formula, row: Row) -> bool:
    """A condition: nil is false."""
    match formula:
        case Equal(left, right):
            return value(left, row) == value(right, row)
        case Ordered(op, left, right):
            return _ordered(op, _number(left, row), _number(right, row))
        case Both(left, right):
            return holds(left, row) and holds(right, row)
        case Either(left, right):
            return holds(left, row) or holds(right, row)
        case Opposite(part):
            return not holds(part, row)
        case Worded(op, whole, text):
            return _worded(op, value(whole, row), text)
        case Held(item, of):
            return _held(item, of, row.values)
        case _:
            return value(formula, row) is True


def _ordered(op: str, left: float, right: float) -> bool:
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _worded(op: str, whole: str | None, text: str) -> bool:
    if whole is None:
        return False
    if op == "contains":
        return text in whole
    return whole.startswith(text) if op == "starts_with" else whole.endswith(text)


def _held(item: str, of: Value, stored: Mapping[str, Any]) -> bool:
    return any(
        item == TYPE_BY_NAME[attribute.type].key(each, attribute)
        for attribute in of.attributes
        if attribute.type == "list"
        for each in stored.get(attribute.slug) or ()
    )


def score(said: Score, row: Row) -> float:
    total = 0.0
    for part, weight in said.parts:
        total += _within(_number(part, row)) * weight
    return hundredths(total)


def hundredths(total: float) -> float:
    """Within 0 and 100. What is exactly between two is the greater."""
    return floor(max(0.0, min(100.0, total)) * 100.0 + 0.5) / 100.0
