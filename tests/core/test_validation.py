"""What is wrong with an argument, in words that say what to send instead."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, Field, ValidationError

from handrail.core.errors import Invalid
from handrail.core.shapes import Params
from handrail.core.validation import invalid, understood


class Inner(Params):
    code: str | None = None
    share: Annotated[float, Field(gt=0, le=5)] | None = None
    slug: Annotated[str, Field(pattern="^[a-z]+$")] | None = None


class Said(Params):
    name: Annotated[str, Field(description="Such as Acme.", min_length=1, max_length=5)] = "a"
    limit: Annotated[int, Field(description="At most 100.", ge=1, le=100)] = 25
    loud: bool = False
    colour: Literal["red", "blue"] = "red"
    values: dict[str, Any] = Field(default_factory=dict)
    filter: Annotated[dict[str, Any] | list[Any], Field(description="Conditions.")] | None = None
    fields: Annotated[list[str], Field(max_length=2)] | None = None
    inner: Inner | None = None
    until: AwareDatetime | None = None


@pytest.mark.parametrize(
    ("said", "field", "message", "hint"),
    [
        (
            {"filter": '{"stage": 1}'},
            "filter",
            "filter must be an object or a list, not the text '{\"stage\": 1}'.",
            'For example: "filter": {"stage": 1}. Conditions.',
        ),
        (
            {"filter": 5},
            "filter",
            "filter must be an object or a list, not 5.",
            'For example: "filter": {"stage": "Won"}. Conditions.',
        ),
        (
            {"values": [1]},
            "values",
            "values must be an object, not a list.",
            'For example: "values": {"stage": "Won"}.',
        ),
        (
            {"fields": "stage"},
            "fields",
            "fields must be a list, not the text 'stage'.",
            'For example: "fields": ["stage"].',
        ),
        (
            {"fields": [None]},
            "fields.0",
            "fields.0 must be a text, not null.",
            "Correct it as the schema says.",
        ),
        ({"name": 5}, "name", "name must be a text, not 5.", "Such as Acme."),
        ({"name": ""}, "name", "name must not be empty.", "name means: Such as Acme."),
        (
            {"name": "abcdef"},
            "name",
            "name may have 5 characters at most.",
            "name means: Such as Acme.",
        ),
        (
            {"limit": "many"},
            "limit",
            "limit must be a whole number, not the text 'many'.",
            'For example: "limit": 25. At most 100.',
        ),
        ({"limit": 0}, "limit", "limit must be 1 or more.", "limit means: At most 100."),
        (
            {"loud": "perhaps"},
            "loud",
            "loud must be true or false, not the text 'perhaps'.",
            'For example: "loud": true.',
        ),
        (
            {"colour": "green"},
            "colour",
            "colour must be 'red' or 'blue', not the text 'green'.",
            "Allowed: 'red' or 'blue'.",
        ),
        (
            {"inner": {"code": {}}},
            "inner.code",
            "inner.code must be a text, not an object.",
            "Correct it as the schema says.",
        ),
        (
            {"inner": {"share": 0}},
            "inner.share",
            "inner.share must be more than 0.",
            "Correct it as the schema says, and call again.",
        ),
        (
            {"inner": {"slug": "A b"}},
            "inner.slug",
            "inner.slug must match ^[a-z]+$.",
            "Correct it as the schema says, and call again.",
        ),
        (
            {"until": "soon"},
            "until",
            "until must be a date and time with its offset, not the text 'soon'.",
            'For example: "until": "2027-03-31T09:00:00Z".',
        ),
    ],
)
def test_a_refusal_says_what_to_send_instead(
    said: dict[str, Any], field: str, message: str, hint: str
) -> None:
    with pytest.raises(Invalid) as refused:
        understood(Said, said)
    error = refused.value
    assert (error.field, error.message, error.hint) == (field, message, hint)


def test_a_whole_body_of_the_wrong_kind_is_refused_too() -> None:
    with pytest.raises(ValidationError) as refused:
        Said.model_validate_json("[1]", strict=True)
    assert invalid(Said, refused.value).message == "It must be an object, not a list."


def test_what_was_said_is_repeated_only_where_it_is_short() -> None:
    with pytest.raises(Invalid) as refused:
        understood(Said, {"limit": "x" * 10_000})
    assert refused.value.message == "limit must be a whole number, not a text."


class Limits(Params):
    calls: int | None = None


class Windows(Params):
    day: Limits | None = None


class Named(Params):
    record_id: str
    operator: Literal["eq"] = "eq"


class Budgeted(Params):
    budgets: Windows | None = None
    by_name: dict[str, Limits] = {}  # noqa: RUF012
    listed: list[Annotated[Windows, Field(description="One.")]] | None = None
    either: list[Named | list[Windows]] | str | None = None
    one: Named | None = None


@pytest.mark.parametrize(
    ("said", "field", "meant"),
    [
        ({"budgets": {"dday": {}}}, "budgets.dday", "day"),
        ({"budgets": {"day": {"call": 1}}}, "budgets.day.call", "calls"),
        ({"by_name": {"deals": {"cals": 1}}}, "by_name.deals.cals", "calls"),
        ({"listed": [{}, {"day": {"call": 1}}]}, "listed.1.day.call", "calls"),
        ({"either": [{"record_id": "a", "opertor": "eq"}]}, "either.0.opertor", "operator"),
        ({"either": ["a", [{"dai": {}}]]}, "either.1.0.dai", "day"),
        ({"one": {"id": "a"}}, "one.id", "record_id"),
        ({"one": {"record_id": "a", "op": "eq"}}, "one.op", "operator"),
        ({"one": {"record_id": "a", "zzz": "eq"}}, "one.zzz", None),
    ],
)
def test_an_unknown_argument_inside_another_has_its_near_miss_too(
    said: dict[str, Any], field: str, meant: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        understood(Budgeted, said)
    error = refused.value
    assert (error.field, error.did_you_mean) == (field, meant)
    assert error.message == f"Unknown argument {field!r}."
    assert error.hint == (f"Did you mean {meant!r}?" if meant else "Leave it out.")
    assert meant is None or meant in (error.allowed or ())
