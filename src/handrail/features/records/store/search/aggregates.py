"""Counting, summing and grouping records where they lie."""

from dataclasses import dataclass
from math import inf
from typing import Any

from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute
from handrail.features.records.question import Group, Measure
from handrail.features.records.store.search import access, page, sorting
from handrail.features.records.store.search.page import Search
from handrail.features.records.store.search.predicates import ends, meets
from handrail.features.records.store.search.sorting import SortKey
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.store.search.tallies import tallied
from handrail.features.records.tables import EMPTY_NUMBER
from handrail.storage.database import Db

SQLITE_BUCKETS = {
    "day": "strftime('%Y-%m-%d', {n} / 1000000.0, 'unixepoch')",
    "week": "date({n} / 1000000.0, 'unixepoch', 'weekday 0', '-6 days')",
    "month": "strftime('%Y-%m', {n} / 1000000.0, 'unixepoch')",
    "quarter": "strftime('%Y', {n} / 1000000.0, 'unixepoch') || '-Q' ||"
    " ((cast(strftime('%m', {n} / 1000000.0, 'unixepoch') as integer) + 2) / 3)",
    "year": "strftime('%Y', {n} / 1000000.0, 'unixepoch')",
}
POSTGRES_FORMATS = {
    "day": "YYYY-MM-DD",
    "week": "YYYY-MM-DD",
    "month": "YYYY-MM",
    "quarter": 'YYYY-"Q"Q',
    "year": "YYYY",
}


MOST_GROUPS = 10_000
"""Groups that are put together from several runs."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One group: its keys as the projection has them, a record of it, and what was measured."""

    keys: list[Any]
    sample: str
    measured: list[Any]


async def aggregate(
    db: Db, search: Search, measures: list[Measure], groups: list[Group], limit: int
) -> list[Bundle]:
    """The groups, the largest by the first measure first; one bundle where nothing is grouped."""
    apart = [each for each in measures if _of_several(each)]
    together = [each for each in measures if each not in apart]
    if not apart:
        return await _run(db, search, measures, groups, limit)
    # a row for each of several values would count in every other measure: a run for each of these
    found: list[tuple[list[Measure], dict[Any, Bundle]]] = []
    for said in [*([together] if together else []), *([each] for each in apart)]:
        run = await _run(db, search, said, groups, MOST_GROUPS)
        found.append((said, {tuple(each.keys): each for each in run}))
    bundles = [
        Bundle(first.keys, first.sample, [_measure_in(found, key, each) for each in measures])
        for key, first in found[0][1].items()
    ]
    bundles.sort(key=_size, reverse=True)
    return bundles[:limit]


def _size(bundle: Bundle) -> float:
    first = bundle.measured[0]
    return -inf if first is None else float(first)


def _of_several(measure: Measure) -> bool:
    """Whether a measure asks of values of which a record may have several."""
    attribute = measure.attribute
    if attribute is None or measure.function != "distinct":
        return False
    return attribute.is_multi_select or attribute.type == "relationship"


def _measure_in(
    found: list[tuple[list[Measure], dict[Any, Bundle]]], key: Any, measure: Measure
) -> Any:
    for said, bundles in found:
        if measure in said:
            return bundles[key].measured[said.index(measure)] if key in bundles else 0
    raise LookupError(measure.name)


async def _run(
    db: Db, search: Search, measures: list[Measure], groups: list[Group], limit: int
) -> list[Bundle]:
    parts = access.flat(search.where)
    way = await access.best(db, search.owner, parts, 1_000_000_000, walkable=False)
    sql = Spelling(db)
    source, conditions = page.source(sql, search.owner, parts, way)
    joins: list[str] = []
    keys = [_key(sql, group, place, joins) for place, group in enumerate(groups)]
    measured = [
        _of_each(sql, each.attribute, joins)
        if each.attribute and _of_several(each)
        else _measured(sql, each, search)
        for each in measures
    ]
    sample = "min(x.id)" if sql.sqlite else "cast(min(cast(x.id as text)) as uuid)"
    grouping = f" group by {', '.join(str(i + 1) for i in range(len(keys)))}" if keys else ""
    text = (
        f"select {', '.join([*keys, sample, *measured])} {source} {' '.join(joins)}"
        f" where {' and '.join(conditions)}{grouping}"
        f" order by {len(keys) + 2} desc, {len(keys) + 1} limit {int(limit)}"
    )
    rows = await db.select(text, sql.params)
    return [
        Bundle(list(row[: len(keys)]), db.identifier(row[len(keys)]), list(row[len(keys) + 1 :]))
        for row in rows
        if row[len(keys)] is not None
    ]


def _key(sql: Spelling, group: Group, place: int, joins: list[str]) -> str:
    """What a record is grouped by; null for an empty value."""
    field = group.field
    if isinstance(field, str):
        return _bucket(sql, group.bucket or "day", f"x.{field}")
    if field.type == "relationship":
        no, mine, other = ends(field)
        joins.append(
            f"left join link g{place} on g{place}.workspace_id = {sql.workspace}"
            f" and g{place}.attribute_no = {no} and g{place}.{mine} = x.id"
            f"{_seen(sql, field, f'g{place}')}"
        )
        return f"g{place}.{other}"
    number = TYPE_BY_NAME[field.type].family is Family.NUMBER
    if field.slot is not None:
        column = f"x.{field.slot}"
        empty = sql.bind(EMPTY_NUMBER) if number else "''"
        column = f"case when {column} > {empty} then {column} end"
    else:
        joins.append(
            f"left join record_value g{place} on g{place}.workspace_id = {sql.workspace}"
            f" and g{place}.attribute_no = {field.no} and g{place}.record_id = x.id"
        )
        column = f"g{place}.{'n' if number else 's'}"
    return _bucket(sql, group.bucket, f"({column})") if group.bucket else column


def _seen(sql: Spelling, relationship: Attribute, link: str) -> str:
    """A link to what the caller does not see is none."""
    if relationship.guard is None:
        return ""
    other = ends(relationship)[2]
    return f" and {meets(sql, relationship.guard, f'{link}.{other}', f's{link}')}"


def _bucket(sql: Spelling, bucket: str, column: str) -> str:
    if sql.sqlite:
        return SQLITE_BUCKETS[bucket].replace("{n}", column)
    moment = f"to_timestamp({column} / 1000000.0) at time zone 'UTC'"
    return f"to_char(date_trunc('{bucket}', {moment}), '{POSTGRES_FORMATS[bucket]}')"


def _of_each(sql: Spelling, attribute: Attribute, joins: list[str]) -> str:
    """How many values there are, of all that each record has."""
    if attribute.type == "relationship":
        no, mine, other = ends(attribute)
        seen = _seen(sql, attribute, "m")
        table, of_record, column = "link", mine, other
    else:
        number = TYPE_BY_NAME[attribute.type].family is Family.NUMBER
        seen = ""
        no, table, of_record, column = attribute.no, "record_value", "record_id", "ns"[not number]
    joins.append(
        f"left join {table} m on m.workspace_id = {sql.workspace}"
        f" and m.attribute_no = {no} and m.{of_record} = x.id{seen}"
    )
    return f"count(distinct m.{column})"


def _measured(sql: Spelling, measure: Measure, search: Search) -> str:
    if measure.tally is not None:
        return f"sum({tallied(sql, measure.tally)})"
    if measure.attribute is None:
        return "count(distinct x.id)"
    value = _value(sql, measure.attribute, search)
    match measure.function:
        case "median" if not sql.sqlite:
            return f"percentile_cont(0.5) within group (order by {value})"
        case "count":
            return f"count({value})"
        case "distinct":
            return f"count(distinct {value})"
        case function:
            return f"{function}({value})"


def _value(sql: Spelling, attribute: Attribute, search: Search) -> str:
    key = SortKey(attribute, False)
    column = sorting.expression(sql, key, search.schema, opaque=False)
    empty = "''" if key.text else sql.bind(EMPTY_NUMBER)
    return f"case when {column} > {empty} then {column} end"
