"""A filter's tree as SQL: every predicate is true or false, never null."""

from dataclasses import replace
from typing import Any

from handrail.features.records.attributes.base import Family, Place, Span
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute
from handrail.features.records.places import covering
from handrail.features.records.question import All, Any_, Node, Not, Test, Words
from handrail.features.records.store.search.spelling import HIGHEST, Spelling
from handrail.features.records.tables import EMPTY_NUMBER, EMPTY_TEXT

ORDERING = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
EARTH_KM = 6371.0088
OF_RECORD = "sqlite_autoindex_record_value_1"
"""The primary key of record_value. SQLite would rather read all values of an attribute, of every
record, in an index that has all it needs."""


def holds(sql: Spelling, node: Node, x: str = "x", *, opaque: bool = True) -> str:
    """The condition that a row `x` of the projection meets a node."""
    match node:
        case All(parts):
            return _joined(sql, parts, " and ", "1 = 1", x)
        case Any_(parts):
            return _joined(sql, parts, " or ", "1 = 0", x)
        case Not(part):
            return f"not {holds(sql, part, x)}"
        case Words(prefixes):
            return " and ".join(_begins(sql, prefix, x) for prefix in prefixes) or "1 = 1"
        case Test(_, _, _, Attribute() as relationship):
            return _hop(sql, node, relationship, x)
        case Test(str() as own, op, operand):
            return _own(sql, f"{x}.{own}", own, op, operand)
        case Test(Attribute() as attribute, op, operand):
            return _test(sql, attribute, op, operand, x, opaque)
        case _:
            raise TypeError(f"no condition: {node!r}")


def _joined(sql: Spelling, parts: tuple[Node, ...], word: str, none: str, x: str) -> str:
    return f"({word.join(holds(sql, part, x) for part in parts)})" if parts else f"({none})"


def _test(sql: Spelling, attribute: Attribute, op: str, operand: Any, x: str, opaque: bool) -> str:
    if attribute.type == "relationship":
        return linked(sql, attribute, op, operand, x)
    if attribute.slot is None:
        return _beside(sql, attribute, op, operand, x)
    column = f"{x}.{attribute.slot}"
    if opaque:
        column = sql.opaque(column, text=attribute.slot.startswith("s"))
    return compare(sql, column, op, operand, text=attribute.slot.startswith("s"))


def compare(sql: Spelling, column: str, op: str, operand: Any, *, text: bool) -> str:
    """A slot compared; the mark of emptiness meets nothing but `neq` and `is_empty`."""
    match op:
        case "is_empty":
            return f"{column} {'=' if operand else '>'} {_nothing(sql, text)}"
        case "neq":
            return f"not {_matches(sql, column, 'eq', operand)}"
        case "lt" | "lte":
            filled = f"{column} > {_nothing(sql, text)}"
            return f"({filled} and {_matches(sql, column, op, operand)})"
        case _:
            return _matches(sql, column, op, operand)


def _nothing(sql: Spelling, text: bool) -> str:
    return "''" if text else sql.bind(EMPTY_NUMBER)


def _matches(sql: Spelling, column: str, op: str, operand: Any) -> str:
    """One key compared; the column holds a value."""
    match op:
        case "eq" if isinstance(operand, Span):
            return f"({column} >= {sql.bind(operand.start)} and {column} < {sql.bind(operand.end)})"
        case "eq":
            return f"({column} = {sql.bind(operand)})"
        case "in" if any(isinstance(each, Span) for each in operand):
            return f"({' or '.join(_matches(sql, column, 'eq', each) for each in operand)})"
        case "in":
            return f"({column} in ({sql.listed(operand)}))"
        case "between" if isinstance(operand, Span):
            return _matches(sql, column, "eq", operand)
        case "between":
            return f"({column} >= {sql.bind(operand[0])} and {column} <= {sql.bind(operand[1])})"
        case "contains":
            return f"({sql.position(column, sql.bind(operand))} > 0)"
        case "starts_with":
            low, high = sql.bind(operand), sql.bind(operand + HIGHEST)
            return f"({column} >= {low} and {column} < {high})"
        case "begins_word":
            return sql.beginning(column, operand)
        case "ends_with":
            return f"({sql.ending(column, len(operand))} = {sql.bind(operand)})"
        case _:
            return f"({column} {ORDERING[op]} {sql.bind(operand)})"


# values beside the projection -------------------------------------------------------------


def _beside(sql: Spelling, attribute: Attribute, op: str, operand: Any, x: str) -> str:
    v = f"v_{x}"
    of_record = (
        f"select 1 from record_value {v}{sql.by(OF_RECORD)} where"
        f" {v}.workspace_id = {sql.workspace} and {v}.attribute_no = {attribute.no}"
        f" and {v}.record_id = {x}.id"
    )
    if op == "is_empty":
        return f"{'not ' if operand else ''}exists ({of_record})"
    positive = "eq" if op == "neq" else op
    met = value_meets(sql, attribute, positive, operand, v, opaque=True)
    met = f"exists ({of_record} and {met})"
    return f"not {met}" if op == "neq" else met


def holds_one(attribute: Attribute) -> bool:
    """Whether an attribute's values beside the projection are one of each record."""
    kind = TYPE_BY_NAME[attribute.type]
    single = not (attribute.is_multi_select or kind.always_repeats)
    return single and kind.family in (Family.TEXT, Family.NUMBER)


def value_meets(
    sql: Spelling, attribute: Attribute, op: str, operand: Any, v: str, *, opaque: bool = False
) -> str:
    """The condition that a row `v` of record_value meets a test."""
    family = TYPE_BY_NAME[attribute.type].family
    if family is Family.BODY:
        return f"{sql.position(f'{v}.body', sql.bind(operand))} > 0"
    text = family not in (Family.NUMBER, Family.PLACE)
    column = f"{v}.{'s' if text else 'n'}"
    column = sql.opaque(column, text=text) if opaque else column
    if family is Family.PLACE:
        return _within(sql, operand, v, column)
    return _matches(sql, column, op, operand)


def _within(sql: Spelling, place: Place, v: str, cell: str) -> str:
    """Great-circle distance by the haversine, after the cells that cover the circle."""
    km = place.km or 0.0
    cells = " or ".join(
        f"{cell} between {sql.bind(low)} and {sql.bind(high)}"
        for low, high in covering(place.lat, place.lng, km)
    )
    lat, lng = sql.bind(float(place.lat)), sql.bind(float(place.lng))
    haversine = (
        f"power(sin(radians({v}.lat - {lat}) / 2), 2) + cos(radians({lat}))"
        f" * cos(radians({v}.lat)) * power(sin(radians({v}.lng - {lng}) / 2), 2)"
    )
    least = "min" if sql.sqlite else "least"
    distance = f"{2 * EARTH_KM} * asin(sqrt({least}(1.0, {haversine})))"
    return f"({cells}) and {distance} <= {sql.bind(float(km))}"


# links ------------------------------------------------------------------------------------


def ends(relationship: Attribute) -> tuple[int, str, str]:
    """(attribute number of the link rows, this side's column, the other side's column)."""
    if relationship.config["forward"]:
        return relationship.no, "from_id", "to_id"
    return relationship.config["inverse_no"], "to_id", "from_id"


def linked(sql: Spelling, relationship: Attribute, op: str, operand: Any, x: str) -> str:
    no, mine, other = ends(relationship)
    l = f"l_{x}"  # noqa: E741
    rows = (
        f"select 1 from link {l} where {l}.workspace_id = {sql.workspace}"
        f" and {l}.attribute_no = {no} and {l}.{mine} = {x}.id"
    )
    if relationship.guard is not None:
        rows += f" and {meets(sql, relationship.guard, f'{l}.{other}', f'g_{x}')}"
    if op == "is_empty":
        return f"{'not ' if operand else ''}exists ({rows})"
    return f"exists ({rows} and {l}.{other} in ({sql.keys(operand)}))"


def meets(sql: Spelling, guard: Node, identifier: str, y: str) -> str:
    """The condition that the record of an id meets a guard."""
    return (
        f"exists (select 1 from record_ix {y} where {y}.workspace_id = {sql.workspace}"
        f" and {y}.id = {identifier} and {holds(sql, guard, y)})"
    )


def within(node: Node, relationship: Attribute) -> Node:
    """A condition on records at the other end, which the caller must see for it to be met."""
    return node if relationship.guard is None else All((relationship.guard, node))


def _hop(sql: Spelling, test: Test, relationship: Attribute, x: str) -> str:
    no, mine, other = ends(relationship)
    y = f"y_{x}"
    there = holds(sql, within(replace(test, through=None), relationship), y)
    return (
        f"exists (select 1 from link l_{x} join record_ix {y}"
        f" on {y}.workspace_id = {sql.workspace} and {y}.id = l_{x}.{other}"
        f" where l_{x}.workspace_id = {sql.workspace} and l_{x}.attribute_no = {no}"
        f" and l_{x}.{mine} = {x}.id and {there})"
    )


# words, and what every record has ---------------------------------------------------------


def _begins(sql: Spelling, prefix: str, x: str) -> str:
    low, high = sql.bind(prefix), sql.bind(prefix + HIGHEST)
    return (
        f"exists (select 1 from token t where t.workspace_id = {sql.workspace}"
        f" and t.record_id = {x}.id and t.token >= {low} and t.token < {high})"
    )


def _own(sql: Spelling, column: str, own: str, op: str, operand: Any) -> str:
    if own == "id":
        return f"{column} {'not ' if op == 'neq' else ''}in ({sql.keys(operand)})"
    return _matches(sql, column, op, whole(operand))


def whole(operand: Any) -> Any:
    """Instants of a record are whole numbers in the database, floats in a filter."""
    match operand:
        case Span(start, end):
            return Span(int(start), int(end))  # type: ignore[arg-type]
        case (low, high):
            return (int(low), int(high))
        case _:
            return int(operand)


EMPTY = {"s": EMPTY_TEXT, "n": EMPTY_NUMBER}
