"""A formula as SQL over a row `x` of the projection: the same float, to the last bit, as
`rules.formulas` makes of the record.

Each operand is spelled once, however deep a formula is: a part that were said twice, and twice in
each part of it, would make a statement longer than any database reads.
"""

from handrail.features.records.attributes.base import fold
from handrail.features.records.formula import (
    ANCHOR,
    MOST,
    Both,
    Choice,
    Either,
    Equal,
    Formula,
    Held,
    Kind,
    Literal_,
    Negative,
    Opposite,
    Ordered,
    Own,
    Reckoned,
    Score,
    Value,
    Worded,
)
from handrail.features.records.model import Attribute
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.tables import EMPTY_NUMBER

TYPES = {"number": "double precision", "text": "text", "bool": "boolean"}
SECOND = 1_000_000


def value(sql: Spelling, formula: Formula, kind: Kind | None = None) -> str:
    """An expression, null for nil. `kind` is what a nil stands in for."""
    match formula:
        case Literal_():
            return _literal(sql, formula, kind or formula.kind)
        case Value():
            return _value(sql, formula)
        case Own(name):
            return _steady(sql, _float(sql, f"(x.{name} / {SECOND})"))
        case Negative(part):
            return f"(- {number(sql, part)})"
        case Reckoned():
            return _reckoned(sql, formula)
        case Choice(test, yes, no):
            chosen = (kind or "number") if formula.kind == "nil" else formula.kind
            return (
                f"(case when {holds(sql, test)} then {value(sql, yes, chosen)}"
                f" else {value(sql, no, chosen)} end)"
            )
        case Score():
            return _score(sql, formula)
        case _:
            return f"({holds(sql, formula)})"


def number(sql: Spelling, formula: Formula) -> str:
    return f"coalesce({value(sql, formula, 'number')}, {_constant(sql, 0.0)})"


def holds(sql: Spelling, formula: Formula) -> str:
    """A condition that is true or false, never null."""
    match formula:
        case Literal_(said, _):
            return "1 = 1" if said is True else "1 = 0"
        case Equal(left, right):
            return _equal(sql, left, right)
        case Ordered(op, left, right):
            return f"{number(sql, left)} {op} {number(sql, right)}"
        case Both(left, right):
            return f"({holds(sql, left)} and {holds(sql, right)})"
        case Either(left, right):
            return f"({holds(sql, left)} or {holds(sql, right)})"
        case Opposite(part):
            return f"(not ({holds(sql, part)}))"
        case Worded():
            return _worded(sql, formula)
        case Held(item, of):
            return _held(sql, item, of)
        case _:
            return f"coalesce({value(sql, formula, 'bool')}, {'0' if sql.sqlite else 'false'})"


def _literal(sql: Spelling, said: Literal_, kind: Kind) -> str:
    if said.value is None:
        return "null" if sql.sqlite else f"cast(null as {TYPES.get(kind, 'text')})"
    if kind == "bool":
        return f"({'1 = 1' if said.value else '1 = 0'})"
    if kind == "number":
        return _constant(sql, (float(said.value) + ANCHOR) - ANCHOR)
    return _text(sql, fold(said.value))


def _constant(sql: Spelling, said: float) -> str:
    """PostgreSQL reads a bare 1.5 as a decimal number, and a parameter as anything."""
    return sql.bind(said) if sql.sqlite else f"cast({sql.bind(said)} as double precision)"


def _text(sql: Spelling, said: str) -> str:
    return sql.bind(said) if sql.sqlite else f"cast({sql.bind(said)} as text)"


def _float(sql: Spelling, whole: str) -> str:
    return f"cast({whole} as {'real' if sql.sqlite else 'double precision'})"


def _steady(sql: Spelling, said: str) -> str:
    return f"(({said} + {_constant(sql, ANCHOR)}) - {_constant(sql, ANCHOR)})"


def _within(sql: Spelling, said: str) -> str:
    least, most = ("min", "max") if sql.sqlite else ("least", "greatest")
    return f"{most}({_constant(sql, -MOST)}, {least}({_constant(sql, MOST)}, {said}))"


def _reckoned(sql: Spelling, said: Reckoned) -> str:
    left, right = number(sql, said.left), number(sql, said.right)
    match said.op:
        case "+" | "-":
            return f"({left} {said.op} {right})"
        case "*":
            return _steady(sql, f"({_within(sql, left)} * {_within(sql, right)})")
        case _:
            return _steady(sql, f"({_within(sql, left)} / nullif({right}, {_constant(sql, 0.0)}))")


def _equal(sql: Spelling, left: Formula, right: Formula) -> str:
    """nil equals nil, and nothing else."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Literal_) and one.value is None:
            return _missing(sql, other)
    same = "is" if sql.sqlite else "is not distinct from"
    return f"({value(sql, left, right.kind)} {same} {value(sql, right, left.kind)})"


def _missing(sql: Spelling, said: Formula) -> str:
    if isinstance(said, Value) and said.kind in {"list", "thing"}:
        return f"(not ({' or '.join(_there(sql, each) for each in said.attributes) or '1 = 0'}))"
    return f"({value(sql, said)} is null)"


def _worded(sql: Spelling, said: Worded) -> str:
    whole, text = value(sql, said.whole, "text"), _text(sql, said.text)
    size = len(said.text)
    if said.op == "contains":
        met = f"{sql.position(whole, text)} > 0"
    elif said.op == "starts_with":
        met = f"substr({whole}, 1, {size}) = {text}"
    else:
        met = f"{sql.ending(whole, size)} = {text}"
    return f"coalesce({met}, {'0' if sql.sqlite else 'false'})"


def _held(sql: Spelling, item: str, of: Value) -> str:
    lists = [each for each in of.attributes if each.type == "list"]
    tests = [_there(sql, each, f" and v.s = {_text(sql, item)}") for each in lists]
    return f"({' or '.join(tests) or '1 = 0'})"


# what a record has ------------------------------------------------------------------------


def _value(sql: Spelling, said: Value) -> str:
    """The first of several that is there."""
    if said.kind in {"list", "thing"}:
        return f"(not {_missing(sql, said)})"
    each = [_one(sql, attribute, said) for attribute in said.attributes]
    if not each:
        return _literal(sql, Literal_(None, "nil"), said.kind)
    return each[0] if len(each) == 1 else f"coalesce({', '.join(each)})"


def _one(sql: Spelling, attribute: Attribute, said: Value) -> str:
    found = _column(sql, attribute, said)
    match said.kind:
        case "text":
            return found
        case "bool":
            return f"({found} = {_constant(sql, 1.0)})"
        case _ if said.part == "second":
            return _steady(sql, f"floor({found} / {_constant(sql, float(SECOND))})")
        case _:
            return _steady(sql, found)


def _column(sql: Spelling, attribute: Attribute, said: Value) -> str:
    if attribute.slot is not None:
        text = said.kind == "text"
        empty = "''" if text else _constant(sql, EMPTY_NUMBER)
        return f"nullif(x.{attribute.slot}, {empty})"
    column = said.part if said.part in {"lat", "lng"} else "n"
    if said.kind == "text":
        column = "body" if attribute.type == "long_text" else "s"
    return (
        f"(select v.{column} from record_value v where v.workspace_id = {sql.workspace}"
        f" and v.attribute_no = {attribute.no} and v.record_id = x.id and v.position = 0)"
    )


def _there(sql: Spelling, attribute: Attribute, more: str = "") -> str:
    if attribute.slot is not None:
        empty = "''" if attribute.slot.startswith("s") else _constant(sql, EMPTY_NUMBER)
        return f"x.{attribute.slot} > {empty}"
    return (
        f"exists (select 1 from record_value v where v.workspace_id = {sql.workspace}"
        f" and v.attribute_no = {attribute.no} and v.record_id = x.id{more})"
    )


def _score(sql: Spelling, said: Score) -> str:
    parts = [
        f"{_within(sql, number(sql, part))} * {_constant(sql, weight)}"
        for part, weight in said.parts
    ]
    total = " + ".join([_constant(sql, 0.0), *parts])
    least, most = ("min", "max") if sql.sqlite else ("least", "greatest")
    clamped = f"{most}({_constant(sql, 0.0)}, {least}({_constant(sql, 100.0)}, {total}))"
    hundred = _constant(sql, 100.0)
    return f"(floor({clamped} * {hundred} + {_constant(sql, 0.5)}) / {hundred})"
