"""The language of scoring rules: what it means, and where it is wrong."""

import pytest

from handrail.core.errors import Invalid
from handrail.features.records.formula import Choice, Formula, Reckoned
from handrail.features.records.model import Attribute, Object, Row
from handrail.features.records.rules import formulas
from handrail.features.records.rules.standard import STANDARD_OBJECTS
from handrail.features.scoring.rules.fields import Scope
from handrail.features.scoring.rules.meaning import attributes_in, understood

LEADS = next(each for each in STANDARD_OBJECTS if each.slug == "leads")
OWN = [("employees", "number"), ("Company Size", "text"), ("ok", "boolean"), ("social", "json"),
       ("goods", "list"), ("size", "text"), ("size", "number")]  # fmt: skip


def an_object() -> Object:
    standard = [
        Attribute(no, f"a{no}", 1, each.slug, each.title, each.type, is_system=True,
                  is_multi_select=each.type == "list")
        for no, each in enumerate(LEADS.attributes)
    ]  # fmt: skip
    own = [
        Attribute(100 + no, f"o{no}", 1, f"{title.lower().replace(' ', '_')}{no}", title, kind,
                  is_multi_select=kind == "list")
        for no, (title, kind) in enumerate(OWN)
    ]  # fmt: skip
    return Object(1, "x", "leads", "Lead", "Leads", "standard", attributes=(*standard, *own))


SCOPE = Scope(an_object())
VALUES = {
    "name": "Acme", "source": "Web", "email": "ada@acme.EDU", "city": "São Paulo", "rating": 4.5,
    "review_count": 0, "tags": ["VIP", "hot"], "employees0": 250, "ok2": False,
    "location": {"lat": 48.5, "lng": -2.25}, "last_interaction_at": "2026-01-01T00:00:00.000Z",
}  # fmt: skip


def value(expression: str) -> float | None:
    formula = understood(expression, SCOPE)
    return formulas.value(formula, Row("i", 1, 2_000_000, 3_999_999, 1, "Acme", VALUES))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 - 3 - 4", -5),
        ("100 / 10 / 5", 2),
        ("-rating * 2", -9),
        ("- - 2", 2),
        ("(email != nil ? 30 : 0) + (phone != nil ? 30 : 0)", 30),
        ('city == "são paulo" ? 30 : 0', 30),
        ('city != "Paris"', 1),
        ("rating * 10 + attr_employees / 100", 47.5),
        ("phone == nil", 1),
        ("phone == website", 1),
        ("review_count == nil ? 1 : 2", 2),
        ("attr_company_size == nil", 1),
        ("attr_ok ? 1 : 2", 2),
        ("attr_ok == false", 1),
        ("attr_social == nil", 1),
        ("attr_size + 1", 1),
        ("rating > 4 && review_count < 1 || false", 1),
        ("rating > 4 and not (review_count > 0)", 1),
        ("!(rating > 4)", 0),
        ("rating > 4 ? rating > 4.6 ? 3 : 2 : 1", 2),
        ("attr_company_size ?? city", None),
        ('email endsWith ".edu"', 1),
        ('city startsWith "são"', 1),
        ("name contains 'cm'", 1),
        ('phone contains "1"', 0),
        ('"vip" in tags', 1),
        ('tags contains "cold"', 0),
        ('city in ["Paris", "são paulo", nil]', 1),
        ("rating in [4.5, 3]", 1),
        ("latitude + longitude", 46.25),
        ("created_at", 2),
        ("updated_at", 3),
        ("last_interaction_at", 1_767_225_600),
        ("10 / review_count", None),
        ("10 / review_count + 1", 1),
        ("1000000000000 * 1000000000000 * 1000000000000", 1e27),
        ("phone > 0", None),
        ('name == "\\"" ? 1 : 0', 0),
    ],
)
def test_what_an_expression_comes_to(expression: str, expected: float | None) -> None:
    if expression in {"attr_company_size ?? city", "phone > 0"}:  # a text is no number
        with pytest.raises(Invalid):
            value(expression)
        return
    found = value(expression)
    assert found == pytest.approx(expected, abs=1e-9) if expected is not None else found is None


@pytest.mark.parametrize(
    ("expression", "position", "told"),
    [
        ("", 1, "ends too early"),
        ("1 +", 4, "ends too early"),
        ("(1", 3, "')' is expected"),
        ("1 2", 3, "not expected"),
        ("1 ? 2 : 3", 1, "takes a condition"),
        ("rating > 4 ? 1", 15, "':' is expected"),
        ("rting + 1", 1, "no field 'rting'"),
        ("1 + attr_nothing", 5, "no field 'attr_nothing'"),
        ("score + 1", 1, "no field 'score'"),
        ("city", 1, "comes to a number"),
        ("nil", 1, "comes to a number"),
        ("1 + city", 5, "takes a number"),
        ("rating > 4 && 1", 15, "takes a condition"),
        ("rating == city", 8, "on one side"),
        ("rating > 4 ? 1 : city", 12, "on one side"),
        ("tags == tags", 6, "nil only"),
        ("rating @ 2", 8, "means nothing"),
        ('city == "Paris', 9, "not closed"),
        ("5 / 0", 3, "divides by zero"),
        ("rating / (1 - 1)", 8, "divides by zero"),
        ("1 + rating / -nil", 12, "divides by zero"),
        ("rating / (city == nil ? 0 : 0)", 8, "divides by zero"),
        ("rating / (rating - rating)", 8, "divides by zero"),
        ("[1, 2]", 1, "behind `in`"),
        ("city in name", 9, "before a list"),
        ('name contains city', 15, "a text in quotes"),
        ("1.2.3", 1, "means nothing"),
        ("9999999999999", 1, "too large"),
        ("(" * 60 + "1" + ")" * 60, 42, "too deeply"),
        ("+".join(["1"] * 150), 200, "more than 200 parts"),
        ("1" + " " * 2500 + "+ 1", 2000, "longer than"),
        ("rating; drop", 7, "means nothing"),
    ],
)  # fmt: skip
def test_where_an_expression_is_wrong(expression: str, position: int, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        understood(expression, SCOPE)
    assert told in refused.value.message, refused.value.message
    assert f"at position {position}:" in refused.value.message, refused.value.message
    assert refused.value.details == {"position": position}


def test_a_near_miss_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        understood("emial != nil ? 1 : 0", SCOPE)
    assert refused.value.hint == "Did you mean email?"


def test_a_rule_remembers_what_its_attributes_held() -> None:
    assert attributes_in("attr_size + attr_employees", SCOPE) == {
        "employees": "number",
        "size": "number",
    }
    later = Scope(an_object(), {"gone": "number"})
    formula: Formula = understood("attr_gone + 1", later)
    assert isinstance(formula, Reckoned)
    assert formulas.value(formula, Row("i", 1, 0, 0, 1, "A", {})) == 1


def test_a_condition_counts_one_or_nothing() -> None:
    assert isinstance(understood("rating > 1", SCOPE), Choice)
