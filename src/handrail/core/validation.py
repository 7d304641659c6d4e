"""What was said, against the shape it must have; what is wrong is said in our own words."""

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

import orjson
from pydantic import BaseModel, ValidationError

from handrail.core.errors import Invalid
from handrail.core.shapes import Params

SHORT = 60
# What pydantic's error types ask for, by how their names begin.
WANTED = {
    "dict": "an object",
    "model": "an object",
    "list": "a list",
    "string_type": "a text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "datetime": "a date and time with its offset",
    "timezone": "a date and time with its offset",
}
EXAMPLES = {
    "dict": '{"stage": "Won"}',
    "list": '["name"]',
    "int": "25",
    "float": "9.5",
    "bool": "true",
    "datetime": '"2027-03-31T09:00:00Z"',
    "timezone": '"2027-03-31T09:00:00Z"',
}
BOUNDS = {
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "may have {max_length} characters at most",
    "too_short": "must have at least {min_length} items",
    "too_long": "may have {max_length} items at most",
    "string_pattern_mismatch": "must match {pattern}",
}


def understood(shape: type[Params], said: Mapping[str, Any]) -> Params:
    """What was said, validated; Invalid names the field, what is wrong, and the near miss."""
    try:
        plain = orjson.dumps(said)
    except (TypeError, ValueError, RecursionError) as error:
        raise Invalid("The arguments are nested too deeply or hold no plain JSON.") from error
    if b"\\u0000" in plain:
        raise Invalid(
            "Text may not hold the NUL character.", hint="Remove \\u0000 from the arguments."
        )
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        raise invalid(shape, error) from error


def invalid(shape: type[BaseModel], error: ValidationError) -> Invalid:
    found = cast(list[dict[str, Any]], error.errors(include_url=False))
    # A misspelt name before the one that is missing for it: the near miss is the cure.
    first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
    where, _ = _walked(shape, first["loc"])
    field = ".".join(map(str, where)) or None
    if first["type"] == "extra_forbidden":
        return _unknown_argument(shape, first["loc"], found)
    if first["type"] == "missing":
        return Invalid(f"{field} is required.", field=field, hint=f"Pass {field}.")
    context = {name: _plain(value) for name, value in first.get("ctx", {}).items()}
    if expected := context.get("expected"):
        return Invalid(
            f"{field} must be {expected}, not {_seen(first['input'])}.",
            field=field,
            allowed=re.findall(r"'([^']*)'", expected) or None,
            hint=f"Allowed: {expected}.",
        )
    if _begins(first["type"], WANTED):
        same = [each for each in found if _walked(shape, each["loc"])[0] == where]
        return _wrong_kind(shape, where, same)
    if first["type"] in BOUNDS:
        bound = BOUNDS[first["type"]].format(**context)
        said = f"{field} {'must not be empty' if context.get('min_length') == 1 else bound}"
    else:
        said = f"{field or ''}: {first['msg'].removeprefix('Value error, ')}".removeprefix(": ")
    return Invalid(f"{said.rstrip('.')}.", field=field, hint=_meaning(shape, where))


def _plain(bound: Any) -> Any:
    """A whole number is said without a point, as callers write it."""
    return int(bound) if isinstance(bound, float) and bound.is_integer() else bound


def _wrong_kind(
    shape: type[BaseModel], where: list[int | str], same: list[dict[str, Any]]
) -> Invalid:
    """`same` has one error for each kind that the field may have."""
    wanted = dict.fromkeys(kind for each in same if (kind := _begins(each["type"], WANTED)))
    field, value = ".".join(map(str, where)), same[0]["input"]
    example = _example(same, value)
    shown = f'For example: "{where[-1]}": {example}.' if example else None
    if shown is not None and isinstance(where[-1], int):
        shown = f"For example: {example}."
    means = described(shape).get(str(where[0])) if where else None
    return Invalid(
        f"{field or 'It'} must be {' or '.join(wanted)}, not {_seen(value)}.",
        field=field or None,
        hint=" ".join(filter(None, (shown, means))) or "Correct it as the schema says.",
    )


def _example(same: Iterable[dict[str, Any]], value: Any) -> str | None:
    """The caller's own value in the form it should have had, or any of that form."""
    kinds = [each["type"] for each in same]
    if isinstance(value, str) and len(value) <= 4 * SHORT:
        parsed = parsed_or_none(value)
        if parsed is not None and any(
            kind.startswith("list" if isinstance(parsed, list) else "dict") for kind in kinds
        ):
            return value
    if kinds == ["list_type"] and isinstance(value, str) and len(value) <= SHORT:
        return orjson.dumps([value]).decode()
    return next((told for kind in kinds if (told := _begins(kind, EXAMPLES))), None)


def parsed_or_none(text: str) -> dict[str, Any] | list[Any] | None:
    """The object or the list that a text holds as JSON."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _begins(kind: str, known: Mapping[str, str]) -> str | None:
    return next((said for start, said in known.items() if kind.startswith(start)), None)


def _seen(value: Any) -> str:
    """What was said instead, in a few words."""
    if isinstance(value, str):
        return f"the text {value!r}" if len(value) <= SHORT else "a text"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)[:SHORT]
    return "a list" if isinstance(value, list) else "an object"


def _walked(shape: type[BaseModel], loc: Iterable[int | str]) -> tuple[list[int | str], Any]:
    """Where it is wrong, without the names that pydantic has for the branches of a union; and what
    is declared to stand there, None where that is not known."""
    where: list[int | str] = []
    held: Any = shape
    for part in loc:
        if len(several := branches(held)) > 1:
            held = next((each for each in several if _is_named(each, str(part))), None)
            continue
        where.append(part)
        held = _inside(several[0], part) if several else None
    return where, held


def _is_named(branch: Any, tag: str) -> bool:
    return tag.startswith(getattr(get_origin(branch) or branch, "__name__", "?"))


def _inside(held: Any, part: int | str) -> Any:
    """What is declared for a field of an object, an item of a list, a value by its key."""
    if isinstance(held, type) and issubclass(held, BaseModel):
        fields = held.model_fields
        named = (each for name, each in fields.items() if part in (name, each.alias))
        return next((each.annotation for each in named), None)
    inner = get_args(held)
    return inner[-1] if inner and get_origin(held) in (list, dict) else None


def branches(annotation: Any) -> list[Any]:
    """What may stand somewhere, each by itself: without what annotates it and without None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return branches(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [each for inner in get_args(annotation) for each in branches(inner)]
    return [] if annotation in (None, NoneType) else [annotation]


def kinds(annotation: Any) -> frozenset[type]:
    """The types a field may have."""
    return frozenset(get_origin(each) or each for each in branches(annotation))


def _meaning(shape: type[BaseModel], where: list[int | str]) -> str:
    """What the argument is for, in the words of its declaration."""
    name = str(where[0]) if where else ""
    said = described(shape).get(name)
    return f"{name} means: {said}" if said else "Correct it as the schema says, and call again."


@lru_cache(512)
def described(shape: type[BaseModel]) -> dict[str, str]:
    """Field name → what its declaration says of it."""
    fields = shape.model_json_schema().get("properties", {})
    kinds = {name: [each, *each.get("anyOf", ())] for name, each in fields.items()}
    return {
        name: next((each["description"] for each in several if "description" in each), "")
        for name, several in kinds.items()
    }


def _unknown_argument(
    shape: type[BaseModel], loc: Sequence[int | str], found: Iterable[dict[str, Any]]
) -> Invalid:
    """Names the argument with its place, and what it was taken for."""
    where, _ = _walked(shape, loc)
    _, held = _walked(shape, loc[:-1])
    name = str(where[-1])[:80]
    known = [
        field
        for each in branches(held)
        if isinstance(each, type) and issubclass(each, BaseModel)
        for field in each.model_fields
    ]
    lacking = [
        str(e["loc"][-1]) for e in found if e["type"] == "missing" and e["loc"][:-1] == loc[:-1]
    ]
    near = (
        difflib.get_close_matches(name, known, 1) or _begun(name, known) or _otherwise(name, known)
    )
    # what is lacking is what was meant, where it is one thing alone
    meant = near[0] if near else lacking[0] if len(lacking) == 1 else None
    said = ".".join([*(str(part)[:80] for part in where[:-1]), name])
    return Invalid(
        f"Unknown argument {said[:200]!r}.",
        field=said[:200],
        allowed=known or None,
        did_you_mean=meant,
        hint=f"Did you mean {meant!r}?" if meant else "Leave it out.",
    )


OTHER_WORDS = {
    "filter": "where filters conditions criteria",
    "sort": "order order_by orderby sort_by sortby ordering",
    "fields": "select columns attributes properties",
    "values": "data properties attributes record",
    "query": "q term text search keyword keywords search_term",
    "measures": "metrics metric aggregations aggregate functions",
    "group_by": "group by dimensions buckets",
    "limit": "page_size pagesize per_page max_results count top size",
    "cursor": "after page_token next next_page",
    "offset": "skip start page",
    "content": "text body note markdown",
    "to": "ids targets record_ids",
}
"""What other systems call an argument, by what it is called here."""


def _otherwise(name: str, known: Iterable[str]) -> list[str]:
    word = name.lower()
    return [each for each in known if word in OTHER_WORDS.get(each, "").split()][:1]


def _begun(name: str, known: Iterable[str]) -> list[str]:
    """The one that begins so, where it is one alone."""
    found = [each for each in known if each.startswith(name)]
    return found if len(found) == 1 else []
