"""What a record is worth through its links, as one expression."""

from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute
from handrail.features.records.question import Tally
from handrail.features.records.store.search.predicates import ends, holds
from handrail.features.records.store.search.spelling import Spelling
from handrail.features.records.tables import EMPTY_NUMBER


def tallied(sql: Spelling, tally: Tally, x: str = "x") -> str:
    """The sum over the records that a row `x` is linked to; 0 where there are none."""
    no, mine, other = ends(tally.relationship)
    link, there = f"tl_{x}", f"ty_{x}"
    worth = _worth(sql, tally.worth, there)
    if tally.times is not None:
        worth = f"{worth} * {_times(sql, link, tally.times)}"
    once = "" if tally.own is None else f"{_worth(sql, tally.own, x)} * "
    return (
        f"{once}coalesce((select sum({worth}) from link {link} join record_ix {there}"
        f" on {there}.workspace_id = {sql.workspace} and {there}.id = {link}.{other}"
        f" where {link}.workspace_id = {sql.workspace} and {link}.attribute_no = {no}"
        f" and {link}.{mine} = {x}.id and {holds(sql, tally.where, there)}), 0)"
    )


def _worth(sql: Spelling, worth: Attribute | Tally | None, x: str) -> str:
    if worth is None:
        return "1"
    if isinstance(worth, Tally):
        return tallied(sql, worth, x)
    assert TYPE_BY_NAME[worth.type].family is Family.NUMBER, worth.slug
    if worth.slot is not None:
        column = f"{x}.{worth.slot}"
        return f"(case when {column} > {sql.bind(EMPTY_NUMBER)} then {column} else 0 end)"
    return (
        f"coalesce((select tv.n from record_value tv where tv.workspace_id = {sql.workspace}"
        f" and tv.attribute_no = {worth.no} and tv.record_id = {x}.id and tv.position = 0), 0)"
    )


def _times(sql: Spelling, link: str, field: str) -> str:
    """A number that a link holds; the field is one that its relationship declares."""
    if sql.sqlite:
        return f"coalesce(json_extract({link}.data, '$.{field}'), 1)"
    return f"coalesce(({link}.data->>'{field}')::double precision, 1)"
