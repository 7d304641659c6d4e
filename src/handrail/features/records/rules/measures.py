"""What is to be counted and summed, and by what: read from what a caller said."""

import re
from collections.abc import Sequence
from typing import Any

from handrail.core.clock import Instant, iso
from handrail.core.errors import Invalid
from handrail.core.period import Period, parse_period
from handrail.features.records.attributes.base import Family
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object
from handrail.features.records.question import Group, Measure
from handrail.features.records.rules.names import askable

FUNCTIONS = ("count", "sum", "avg", "min", "max", "median", "distinct")
BUCKETS = ("day", "week", "month", "quarter", "year")
DATES = frozenset({"date", "datetime"})
PAIRS = {
    "measures": '["count", "sum:value"]',
    "group_by": '["stage", "close_date:month"]',
}
OWN_DATES = ("created_at", "updated_at")
MOST_MEASURES, MOST_GROUPS = 8, 2


def measures(owner: Object, said: Sequence[Any]) -> list[Measure]:
    """From `count`, `sum:value` or `{fn, attribute}`; a count where nothing is said."""
    if len(said) > MOST_MEASURES:
        raise Invalid(f"At most {MOST_MEASURES} measures fit.", field="measures")
    ready = [each for each in said if isinstance(each, Measure)]
    if ready:  # of a room above, which has made them itself
        return ready
    return [_measure(owner, each) for each in said] or [Measure("count", None, "count")]


def _measure(owner: Object, said: Any) -> Measure:
    name, attribute_name = _pair(said, ("fn", "attribute"), "measures")
    name = {"average": "avg", "mean": "avg", "count_distinct": "distinct"}.get(name, name)
    if name not in FUNCTIONS:
        raise _no_measure(name, attribute_name)
    if name == "count" and attribute_name is None:
        return Measure("count", None, "count")
    if attribute_name is None:
        raise Invalid(
            f"`{name}` needs an attribute.", field="measures", hint=f'For example "{name}:value".'
        )
    attribute = askable(owner, attribute_name, field="measures")
    kind = TYPE_BY_NAME[attribute.type]
    dated = attribute.type in DATES and name in {"min", "max"}
    able = name in {"count", "distinct"} or kind.numeric or dated
    if not able or kind.family in {Family.PLACE, Family.OPAQUE, Family.BODY}:
        numeric = [a.slug for a in owner.open if TYPE_BY_NAME[a.type].numeric]
        raise Invalid(
            f"{attribute.slug} is a {attribute.type}: it has no {name}.",
            field="measures",
            allowed=numeric,
        )
    return Measure(name, attribute, f"{name}_{attribute.slug}")


def _no_measure(name: str, of: str | None) -> Invalid:
    """What is said as a call, such as `sum(value)`, is said with a colon here."""
    inner = re.fullmatch(r"(\w+)\((\w*)\)", name[:80])
    word, of = (inner[1], inner[2]) if inner else (name, of)
    word = "sum" if word == "total" else word
    meant = (f"{word}:{of}" if of else word) if word in FUNCTIONS else None
    return Invalid(
        f"Unknown measure {name[:40]!r}.",
        field="measures",
        allowed=FUNCTIONS,
        did_you_mean=meant,
        hint=f"Did you mean {meant!r}?" if meant else 'For example "count" or "sum:value".',
    )


def groups(owner: Object, said: Sequence[Any]) -> list[Group]:
    """From `stage`, `close_date:month` or `{attribute, bucket}`."""
    if len(said) > MOST_GROUPS:
        raise Invalid(f"At most {MOST_GROUPS} groups fit.", field="group_by")
    return [_group(owner, each) for each in said]


def _group(owner: Object, said: Any) -> Group:
    name, bucket = _pair(said, ("attribute", "bucket"), "group_by")
    own = name in OWN_DATES and name not in owner.by_name
    field: Attribute | str = name if own else askable(owner, name, field="group_by", also=OWN_DATES)
    slug = field if isinstance(field, str) else field.slug
    dated = isinstance(field, str) or field.type in DATES
    if bucket is not None and (bucket not in BUCKETS or not dated):
        raise Invalid(
            f"{slug} cannot be grouped by {bucket[:40]!r}.",
            field="group_by",
            allowed=BUCKETS if dated else None,
            hint=None if dated else f'Say "{slug}" alone: only dates have buckets.',
        )
    if isinstance(field, Attribute):
        family = TYPE_BY_NAME[field.type].family
        if family in {Family.PLACE, Family.OPAQUE, Family.BODY}:
            raise Invalid(f"{slug} cannot be grouped by.", field="group_by")
    if dated and bucket is None:
        bucket = "day"
    return Group(field, bucket, slug)


def _pair(said: Any, keys: tuple[str, str], field: str) -> tuple[str, str | None]:
    if isinstance(said, str):
        first, _, second = said.partition(":")
        return first.strip(), second.strip() or None
    if isinstance(said, dict) and set(said) <= set(keys) and isinstance(said.get(keys[0]), str):
        second = said.get(keys[1])
        if second is None or isinstance(second, str):
            return said[keys[0]], second
    raise Invalid(
        f"{field} takes texts, or objects with {keys[0]} and {keys[1]}.",
        field=field,
        hint=f"For example {PAIRS[field]}.",
    )


def periods(
    owner: Object, said: str, now: Instant
) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """From `close_date:this_month`: that as a filter, the period before it too, their labels."""
    name, colon, text = said.partition(":")
    if not colon:
        raise Invalid(
            "A period names a date and a time.",
            field="period",
            hint='For example "close_date:this_month" or "created_at:last_30_days".',
        )
    if name not in OWN_DATES:
        attribute = askable(owner, name.strip(), field="period")
        if attribute.type not in DATES:
            dates = [each.slug for each in owner.open if each.type in DATES]
            raise Invalid(
                f"{attribute.slug} is no date.", field="period", allowed=[*dates, *OWN_DATES]
            )
        name = attribute.slug
    try:
        period = parse_period(text, now)
    except ValueError as error:
        raise Invalid(f"period: {error}", field="period") from error
    before = period.previous()
    return _within(name, period), _within(name, before), [_dated(period), _dated(before)]


def _dated(period: Period) -> str:
    """The label with the days it means: `this quarter: 2026-10-01 to 2026-12-31`."""
    running = ", not over yet" if period.is_running else ""
    first, last = iso(period.start)[:10], iso(period.end - 1)[:10]
    return f"{period.label}: {first} to {last}{running}"


def _within(name: str, period: Any) -> dict[str, Any]:
    return {name: {"gte": iso(period.start), "lt": iso(period.end)}}
