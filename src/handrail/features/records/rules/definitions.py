"""What makes an object, an attribute, an option acceptable."""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from handrail.core.errors import Conflict, Invalid
from handrail.core.ids import new_id
from handrail.features.records.attributes.base import AttributeType, Family
from handrail.features.records.attributes.every import ATTRIBUTE_TYPES, TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Option

SLUG = re.compile(r"[a-z][a-z0-9_]{0,62}")
OWN = {"id", "created_at", "updated_at", "created_by", "updated_by", "version"}
RESERVED = OWN | {"and", "or", "not", "attribute"}
"""What every record has beside its attributes, and the words of filters."""
MOST_OPTIONS = 500
MOST_ATTRIBUTES = 200
MOST_OBJECTS = 200


def slug(said: str, *, field: str = "slug") -> str:
    """A slug as said: snake_case, and no word that means something else."""
    if not SLUG.fullmatch(said):
        raise Invalid(
            f"{said[:80]!r} is no slug.",
            field=field,
            hint="Use snake_case: a letter, then letters, digits, underscores.",
        )
    if said in RESERVED:
        raise Invalid(
            f"{said!r} has a meaning of its own.",
            field=field,
            hint=f"Choose another, such as {said}_1.",
        )
    return said


def slug_from(title: str) -> str:
    """A slug made of a title."""
    made = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:60]
    if not made or not made[0].isalpha():
        made = f"a_{made}".rstrip("_")
    return f"{made}_1" if made in RESERVED else made


OTHER_TYPES = {
    "number": "integer int float decimal double numeric",
    "text": "string str varchar short_text",
    "long_text": "textarea markdown",
    "boolean": "bool checkbox flag",
    "datetime": "timestamp time",
    "select": "enum dropdown single_select choice",
    "multi_select": "multiselect multi_enum",
    "pipeline": "stage status",
    "currency": "money amount price",
    "person": "user member owner",
    "url": "link website",
    "relationship": "reference lookup relation record_reference",
    "list": "array tags",
    "json": "object",
}
"""What other systems call our types, by name."""


def kind_named(name: str) -> AttributeType:
    if (kind := TYPE_BY_NAME.get(name)) is None:
        names = [each.name for each in ATTRIBUTE_TYPES]
        meant = [kind for kind, others in OTHER_TYPES.items() if name.lower() in others.split()]
        near = meant or difflib.get_close_matches(name[:40].lower(), names, 1)
        raise Invalid(
            f"There is no attribute type {name[:40]!r}.",
            field="type",
            allowed=names,
            did_you_mean=near[0] if near else None,
            hint=f"Use one of {', '.join(names)}.",
        )
    return kind


def config(kind: AttributeType, said: Mapping[str, Any]) -> dict[str, Any]:
    """A type's settings, validated by its Config."""
    try:
        return kind.Config.model_validate(dict(said)).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(["config", *map(str, first["loc"])])
        problem = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            problem = f"the type {kind.name} has no such setting"
        raise Invalid(
            f"{where}: {problem}.", field=where, allowed=list(kind.Config.model_fields) or None
        ) from error


def options(said: Sequence[Any], *, stages: bool, kept: Sequence[Option] = ()) -> list[Option]:
    """The options said, after those kept; in `sort_order`, which becomes their place from 0.

    A title that is there already, in any case, is a Conflict.
    """
    if len(said) + len(kept) > MOST_OPTIONS:
        raise Invalid(f"At most {MOST_OPTIONS} options fit.", field="options")
    made: list[tuple[float, Option]] = []
    for place, each in enumerate(said):
        title = each.title.strip()
        flags = _flags(each) if stages else {}
        option = Option(new_id(), title, 0, color=each.color, **flags)
        made.append((each.sort_order if each.sort_order is not None else place, option))
    check_titles([*kept, *(option for _, option in made)])
    made.sort(key=lambda pair: pair[0])
    from_ = max((option.sort_order for option in kept), default=-1) + 1
    return [at_place(option, from_ + i) for i, (_, option) in enumerate(made)]


def check_titles(options: Sequence[Option]) -> None:
    """Conflict where two options would have one title, in any case; Invalid for an empty one."""
    titles: set[str] = set()
    for option in options:
        if not option.title:
            raise Invalid(
                "An option's title is empty.", field="options", hint="Give each option a title."
            )
        if option.title.casefold() in titles:
            raise Conflict(
                f"There is an option {option.title!r} already.",
                field="options",
                hint="Give each option its own title.",
            )
        titles.add(option.title.casefold())


def check_outcome(title: str, flags: Any) -> None:
    if flags.is_won and flags.is_lost:
        raise Invalid(
            f"Stage {title!r} cannot be won and lost.",
            field="stages",
            hint="Set is_won or is_lost, not both.",
        )


def _flags(each: Any) -> dict[str, Any]:
    if (said := each.config) is None:
        return {}
    check_outcome(each.title, said)
    closed = said.is_closed or said.is_won or said.is_lost
    probability = said.probability
    if probability is None and closed:
        probability = 1.0 if said.is_won else 0.0
    return {
        "is_closed": closed,
        "is_won": said.is_won,
        "is_lost": said.is_lost,
        "probability": probability,
    }


def at_place(option: Option, place: int) -> Option:
    return Option(
        option.id,
        option.title,
        place,
        option.is_archived,
        option.color,
        option.is_closed,
        option.is_won,
        option.is_lost,
        option.probability,
    )


def check_flags(kind: AttributeType, *, unique: bool, multi: bool) -> None:
    if unique and not kind.may_be_unique:
        able = [each.name for each in ATTRIBUTE_TYPES if each.may_be_unique]
        raise Invalid(f"A {kind.name} cannot be unique.", field="is_unique", allowed=able)
    if multi and not kind.may_repeat:
        able = [each.name for each in ATTRIBUTE_TYPES if each.may_repeat]
        raise Invalid(
            f"A {kind.name} cannot hold several values.", field="is_multi_select", allowed=able
        )


def free_slot(owner: Object, kind: AttributeType, multi: bool, taken: Sequence[str]) -> str | None:
    """The column of the projection it may have, or None: then its values stand beside."""
    letter = {Family.TEXT: "s", Family.NUMBER: "n"}.get(kind.family)
    if letter is None or multi:
        return None
    used = {each.slot for each in owner.attributes} | set(taken)
    return next((f"{letter}{i}" for i in range(1, 17) if f"{letter}{i}" not in used), None)


def check_room(owner: Object) -> None:
    if len(owner.attributes) >= MOST_ATTRIBUTES:
        raise Conflict(
            f"{owner.plural_noun} have {MOST_ATTRIBUTES} attributes: no more fit.",
            hint="Use a json attribute, or another object.",
        )


def free_slug(owner: Object, wanted: str) -> str:
    """The wanted slug, or the next one that is free."""
    used = {each.slug for each in owner.attributes}
    if wanted not in used:
        return wanted
    return next(f"{wanted}_{i}" for i in range(2, 1000) if f"{wanted}_{i}" not in used)


def active(attribute: Attribute) -> list[Option]:
    return sorted(attribute.open_options, key=lambda option: option.sort_order)
