"""Every attribute type: what it takes, how it keeps, keys and shows it, and what it refuses."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.clock import DAY, iso, parse_iso
from handrail.core.errors import Invalid
from handrail.features.records.attributes.base import KEY_BYTES, Family, Place, Span
from handrail.features.records.attributes.every import ATTRIBUTE_TYPES, TYPE_BY_NAME
from handrail.features.records.attributes.relationship import Reference
from handrail.features.records.model import Attribute, Option, Person, Schema

NOW = parse_iso("2026-11-21T10:52:00Z")
ADA, BEN, OTHER_BEN, GONE = (f"0193a0a0-0000-7000-8000-00000000000{i}" for i in range(4))
RECORD = "0193a0a0-0000-7000-8000-0000000000ff"
SCHEMA = Schema(
    version=1,
    objects=(),
    members=(
        Person(ADA, "Ada Admin", "ada@acme.test"),
        Person(BEN, "Ben Seller", "ben@acme.test"),
        Person(OTHER_BEN, "Ben Seller", "ben2@acme.test"),
        Person(GONE, "Gus Gone", "gus@acme.test", is_active=False),
    ),
)
OPTIONS = (
    Option("o-new", "New", 0),
    Option("o-big", "Big, bigger", 1),
    Option("o-won", "Won", 2),
    Option("o-old", "Old way", 3, is_archived=True),
)
CONFIGS: dict[str, dict[str, Any]] = {
    "relationship": {"target_object_no": 2, "cardinality": "many_to_many", "inverse_no": 9,
                     "data_fields": ["quantity"]},
}  # fmt: skip


def attribute(name: str, *, many: bool = False, **config: Any) -> Attribute:
    kind = TYPE_BY_NAME[name]
    settings = kind.Config.model_validate(CONFIGS.get(name, {}) | config).model_dump(mode="json")
    options = OPTIONS if kind.has_options else ()
    return Attribute(1, "a", 1, "field", "Field", name, config=settings, options=options,
                     is_multi_select=many or kind.always_repeats)  # fmt: skip


def accept(name: str, said: Any, **config: Any) -> Any:
    return TYPE_BY_NAME[name].accept(said, attribute(name, **config), SCHEMA)


def show(name: str, stored: Any) -> Any:
    return TYPE_BY_NAME[name].show(stored, attribute(name), SCHEMA)


def key(name: str, stored: Any) -> Any:
    return TYPE_BY_NAME[name].key(stored, attribute(name))


def operand(name: str, said: Any, op: str = "eq", **config: Any) -> Any:
    return TYPE_BY_NAME[name].operand(said, op, attribute(name, **config), SCHEMA, NOW)


def parse(name: str, text: str, *, many: bool = False, **config: Any) -> Any:
    return TYPE_BY_NAME[name].parse(text, attribute(name, many=many, **config))


def refusal(name: str, said: Any, **config: Any) -> dict[str, Any]:
    with pytest.raises(Invalid) as refused:
        accept(name, said, **config)
    return refused.value.body()


def instant(text: str) -> float:
    return float(parse_iso(text))


# what is taken, kept and shown ------------------------------------------------------------

TAKEN = [
    ("text", "  Grüße  ", "Grüße"),
    ("long_text", "\n# Title\r\n\n    code  \n\n", "# Title\n\n    code"),
    ("number", 12, 12),
    ("number", 4.0, 4),
    ("number", -0.0, 0),
    ("number", 0.25, 0.25),
    ("number", -9_000_000_000_000_000, -9_000_000_000_000_000),
    ("currency", 1200.5, 1200.5),
    ("boolean", False, False),
    ("date", "2026-11-21", "2026-11-21"),
    ("date", " 2026-11-21T00:00:00.000Z ", "2026-11-21"),
    ("datetime", "2026-11-21T10:52:00Z", "2026-11-21T10:52:00.000Z"),
    ("datetime", "2026-11-21T10:52:00.123987+02:00", "2026-11-21T08:52:00.123Z"),
    ("datetime", "2026-11-21 10:52", "2026-11-21T10:52:00.000Z"),
    ("datetime", "2026-11-21", "2026-11-21T00:00:00.000Z"),
    ("select", "neW", "o-new"),
    ("select", " o-won ", "o-won"),
    ("multi_select", "Big, bigger", "o-big"),
    ("pipeline", "won", "o-won"),
    ("rating", 4.0, 4),
    ("email", " Ada.Lovelace@ACME.com ", "Ada.Lovelace@acme.com"),
    ("phone", "+1 (415) 555-2671", "+14155552671"),
    ("phone", "0049 30 1234567", "+49301234567"),
    ("phone", "44 20 7946 0958", "+442079460958"),
    ("phone", "tel:+1-415-555-2671", "+14155552671"),
    ("url", "Acme.COM", "https://acme.com"),
    ("url", "http://Acme.com:8080/Über uns?q=ä#x".replace(" ", "%20"),
     "http://acme.com:8080/%C3%9Cber%20uns?q=%C3%A4#x"),
    ("url", "bücher.example/", "https://xn--bcher-kva.example"),
    ("url", "https://[2001:DB8::1]/x", "https://[2001:db8::1]/x"),
    ("url", "acme.com:8080", "https://acme.com:8080"),
    ("url", "http://localhost:3000/", "http://localhost:3000"),
    ("location", "48.85, 2.35", {"lat": 48.85, "lng": 2.35}),
    ("location", {"latitude": 1, "lon": -180, "label": " Here ", "city": "", "street": None},
     {"lat": 1, "lng": -180, "label": "Here"}),
    ("person", ADA.upper(), ADA),
    ("person", "ADA@acme.test", ADA),
    ("person", "ada admin", ADA),
    ("person", {"id": BEN, "name": "Ben Seller"}, BEN),
    ("relationship", RECORD.upper(), Reference(id=RECORD)),
    ("relationship", " Acme, Inc. ", Reference(name="Acme, Inc.")),
    ("relationship", {"name": "Acme"}, Reference(name="Acme")),
    ("relationship", {"id": RECORD, "name": "Acme"}, Reference(id=RECORD)),
    ("relationship", {"id": RECORD, "quantity": 2}, Reference(id=RECORD, data={"quantity": 2})),
    ("relationship", {"id": RECORD, "data": {"quantity": 0}},
     Reference(id=RECORD, data={"quantity": 0})),
    ("list", " Key account ", "Key account"),
    ("json", {"a": [1, None, {"b": "c"}]}, {"a": [1, None, {"b": "c"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said", "stored"), TAKEN)
def test_a_value_is_kept_in_one_form(name: str, said: Any, stored: Any) -> None:
    kept = accept(name, said)
    assert kept == stored and type(kept) is type(stored)


@pytest.mark.parametrize(("name", "said"), [each[:2] for each in TAKEN])
def test_what_is_shown_is_taken_again_as_the_same(name: str, said: Any) -> None:
    stored = accept(name, said)
    if name != "relationship":
        assert accept(name, show(name, stored)) == stored


SHOWN = [
    ("select", "o-old", "Old way"),
    ("pipeline", "o-won", "Won"),
    ("person", GONE, {"id": GONE, "name": "Gus Gone"}),
    ("person", RECORD, {"id": RECORD, "name": "Unknown member"}),
    ("location", {"lat": 1.5, "lng": 2, "city": "X"},
     {"lat": 1.5, "lng": 2, "label": None, "city": "X"}),
    ("currency", 12, 12),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stored", "shown"), SHOWN)
def test_ids_are_shown_as_words(name: str, stored: Any, shown: Any) -> None:
    assert show(name, stored) == shown


def test_a_rating_has_as_many_stars_as_its_attribute_says() -> None:
    assert accept("rating", 9, max=10) == 9
    assert refusal("rating", 4, max=3)["allowed"] == [0, 1, 2, 3]


def test_a_phone_number_without_a_country_code_is_taken_as_of_the_attributes_region() -> None:
    assert accept("phone", "(415) 555-2671", default_region="us") == "+14155552671"
    assert accept("phone", "030 1234567", default_region="DE") == "+49301234567"
    assert accept("phone", "+44 20 7946 0958", default_region="US") == "+442079460958"


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("currency", {"currency": "XYZ"}),
        ("phone", {"default_region": "Germany"}),
        ("rating", {"max": 11}),
        ("rating", {"max": "5"}),
        ("relationship", {"cardinality": "few"}),
        ("relationship", {"data_fields": ["id"]}),
        ("text", {"colour": "red"}),
    ],
)
def test_a_setting_a_type_does_not_know_is_refused(name: str, config: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        attribute(name, **config)


# what is refused --------------------------------------------------------------------------

REFUSED = [
    ("text", 5, "expected text, not a number."),
    ("text", "x" * 501, "the text is 501 characters long."),
    ("text", "a\x00b", "it holds a NUL or half a character."),
    ("text", "\ud800", "it holds a NUL or half a character."),
    ("long_text", "x" * 65_536, "the text is 65,536 characters long."),
    ("long_text", ["x"], "expected text, not a list."),
    ("number", True, "expected a number, not true or false."),
    ("number", "12", "expected a number, not text."),
    ("number", 9_000_000_000_000_001, "the number is not within ±9,000,000,000,000,000."),
    ("number", 10**400, "the number is not within ±9,000,000,000,000,000."),
    ("number", math.nan, "the number is not within ±9,000,000,000,000,000."),
    ("number", -math.inf, "the number is not within ±9,000,000,000,000,000."),
    ("currency", {"amount": 1}, "expected a number, not an object."),
    ("boolean", "yes", "expected true or false, not text."),
    ("boolean", 1, "expected true or false, not a number."),
    ("date", 20261121, "expected a date, not a number."),
    ("date", "21.11.2026", "'21.11.2026' is no date: it is not written YYYY-MM-DD."),
    ("date", "2026-11-21T10:00:00Z",
     "'2026-11-21T10:00:00Z' is no date: it is not written YYYY-MM-DD."),
    ("date", "2026-02-29", "'2026-02-29' is no date: there is no such day."),
    ("date", "0026-02-01", "'0026-02-01' is no date: the year 26 is before 1000."),
    ("datetime", 1_700_000_000, "expected a moment as text, not a number."),
    ("datetime", "now", "'now' is no moment: it is not written in ISO 8601."),
    ("datetime", "0999-12-31T23:00:00Z",
     "'0999-12-31T23:00:00Z' is no moment: it is not within the years 1000 to 9999."),
    ("datetime", "9999-12-31T23:30:00-05:00",
     "'9999-12-31T23:30:00-05:00' is no moment: it is not within the years 1000 to 9999."),
    ("select", "Wonn", "'Wonn' is no option."),
    ("select", "Old way", "'Old way' is archived."),
    ("pipeline", "o-nope", "'o-nope' is no stage."),
    ("multi_select", 3, "expected text, not a number."),
    ("rating", 6, "6 is no rating."),
    ("rating", 2.5, "2.5 is no rating."),
    ("phone", "hello", "'hello' is no phone number."),
    ("phone", "+1 23", "'+1 23' is no phone number."),
    ("phone", "(415) 555-2671", "'(415) 555-2671' has no country code."),
    ("phone", "030 1234567", "'030 1234567' has no country code."),
    ("phone", "+1 415 555 2671 ext. 7",
     "'+1 415 555 2671 ext. 7' has an extension, which is not kept."),
    ("url", "javascript:alert(1)",
     "'javascript:alert(1)' is no web address: only http and https are taken."),
    ("url", "ftp://acme.com", "'ftp://acme.com' is no web address: only http and https are taken."),
    ("url", "https://u:p@acme.com",
     "'https://u:p@acme.com' is no web address: it holds a user name or password."),
    ("url", "acme", "'acme' is no web address: it names no domain."),
    ("url", "https://", "'https://' is no web address: it names no host."),
    ("url", "https://acme.com/a b",
     "'https://acme.com/a b' is no web address: it holds a space or a sign that none may hold."),
    ("url", "https://acme.com:99999",
     "'https://acme.com:99999' is no web address: its port is none."),
    ("url", "https://acme.com/" + "x" * 990, "it is 1,007 characters long, of 1,000."),
    ("location", "Paris", "'Paris' is not `lat,lng`."),
    ("location", {"lat": 91, "lng": 0}, "lat is not within ±90."),
    ("location", {"lat": 1}, "lng is to be a number, not null."),
    ("location", {"lat": 1, "lng": True}, "lng is to be a number, not true or false."),
    ("location", "nan,0", "lat is no number."),
    ("location", {"lat": 1, "lng": 2, "zip": "x"}, "it has no 'zip'."),
    ("location", {"lat": 1, "lng": 2, "label": "x" * 201}, "label is longer than 200."),
    ("location", 7, "expected an object or text, not a number."),
    ("person", "Adda Admin", "'Adda Admin' is no member."),
    ("person", "Ben Seller", "2 members are named 'Ben Seller'."),
    ("person", GONE, "Gus Gone is no longer active."),
    ("person", 7, "expected text, not a number."),
    ("relationship", 7, "expected text, not a number."),
    ("relationship", {"ref": RECORD}, "a link has no 'ref'."),
    ("relationship", {"quantity": 1}, "the object has neither id nor name."),
    ("relationship", {"id": RECORD, "quantity": -1}, "quantity is to be 0 or more."),
    ("relationship", {"id": RECORD, "quantity": "2"}, "quantity is to be a number, not text."),
    ("relationship", {"id": RECORD, "data": {"price": 2}}, "a link has no 'price'."),
    ("relationship", {"id": RECORD, "data": [1]}, "data is to be an object, not a list."),
    ("list", "x" * 201, "one text is 201 characters long."),
    ("list", 7, "expected text, not a number."),
    ("json", ["x" * 65_536], "it is 65,540 bytes large."),
    ("json", {"a": math.inf}, "it holds a number that JSON cannot write."),
    ("json", {"a\x00": 1}, "it holds a NUL or half a character."),
    ("json", 2**80, "it is not JSON: Integer exceeds 64-bit range."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said", "problem"), REFUSED)
def test_a_refusal_names_the_attribute_the_problem_and_the_next_move(
    name: str, said: Any, problem: str
) -> None:
    body = refusal(name, said)
    assert body["message"] == f"Field (field): {problem}"
    assert body["field"] == "field" and body["hint"]
    assert body["code"] == "VALIDATION_ERROR"


def test_a_number_in_quotes_is_refused_with_the_number() -> None:
    assert refusal("number", "1,200")["hint"] == "Send 1200 without quotes."


def test_an_unknown_option_is_refused_with_those_there_are_and_the_near_one() -> None:
    body = refusal("select", "wonn")
    assert body["allowed"] == ["New", "Big, bigger", "Won"]
    assert body["did_you_mean"] == "Won"
    assert body["hint"] == "Did you mean 'Won'? Use one of New, Big, bigger, Won."


def test_an_unknown_member_is_refused_with_those_there_are_and_the_near_one() -> None:
    body = refusal("person", "Adda Admin")
    assert body["did_you_mean"] == "Ada Admin" and "Gus Gone" not in body["allowed"]
    assert refusal("person", "ben seller")["allowed"] == ["ben@acme.test", "ben2@acme.test"]


def test_what_is_no_email_is_refused_with_the_reason() -> None:
    for said in (
        "ada",
        "ada@",
        "ada@acme",
        "a b@acme.com",
        "ada@acme..com",
        "ada@acme.com, b@c.de",
    ):
        message = refusal("email", said)["message"]
        assert message.startswith(f"Field (field): {said!r} is no e-mail address. ")


def test_json_may_be_twenty_levels_deep_and_no_deeper() -> None:
    def nested(levels: int) -> Any:
        value: Any = 1
        for _ in range(levels):
            value = [value]
        return value

    assert accept("json", nested(20)) == nested(20)
    for levels in (21, 50_000):
        assert refusal("json", nested(levels))["message"].endswith("more than 20 levels deep.")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(st.sampled_from([each.name for each in ATTRIBUTE_TYPES]), JUNK)
def test_whatever_is_said_is_taken_or_refused_and_nothing_else(name: str, said: Any) -> None:
    try:
        stored = accept(name, said)
    except Invalid as error:
        assert error.hint
        return
    kind = TYPE_BY_NAME[name]
    if stored not in ("", None) and kind.family in {Family.TEXT, Family.NUMBER, Family.BODY}:
        assert isinstance(key(name, stored), float if kind.family is Family.NUMBER else str)
        assert accept(name, show(name, stored)) == stored


@given(
    st.sampled_from([each for each in ATTRIBUTE_TYPES if each.family is not Family.LINK]),
    st.sampled_from(["eq", "gt", "lte"]),
    JUNK,
)
def test_whatever_is_asked_is_understood_or_refused_and_nothing_else(
    kind: Any, op: str, said: Any
) -> None:
    if kind.family is Family.OPAQUE or said in ("", None):
        return
    try:
        asked = operand(kind.name, said, op)
    except Invalid as error:
        assert error.hint
        return
    assert isinstance(asked, str | float | Span | Place)


# keys -------------------------------------------------------------------------------------


@given(*[st.integers(-9 * 10**15, 9 * 10**15) | st.floats(-9e15, 9e15)] * 2)
def test_keys_of_numbers_stand_in_the_order_of_the_numbers(a: float, b: float) -> None:
    for name in ("number", "currency"):
        one, two = (key(name, accept(name, each)) for each in (a, b))
        assert (one < two, one == two) == (a < b, a == b)


@given(st.dates(), st.dates())
def test_keys_of_dates_stand_in_the_order_of_the_days(a: Any, b: Any) -> None:
    a, b = (each.replace(year=max(each.year, 1000)) for each in (a, b))
    one, two = (key("date", accept("date", each.isoformat())) for each in (a, b))
    assert (one < two, one == two) == (a < b, a == b)


@given(*[st.integers(parse_iso("1000-01-01") // 1000, parse_iso("9999-12-31") // 1000)] * 2)
def test_keys_of_moments_stand_in_the_order_of_the_milliseconds(a: int, b: int) -> None:
    one, two = (key("datetime", accept("datetime", iso(each * 1000))) for each in (a, b))
    assert (one < two, one == two) == (a < b, a == b)


def test_options_stand_in_the_order_of_their_places() -> None:
    for name in ("select", "pipeline"):
        assert [key(name, each.id) for each in OPTIONS] == [0.0, 1.0, 2.0, 3.0]


@given(st.text(min_size=1, max_size=500))
def test_a_key_of_text_is_folded_whole_and_never_too_long(text: str) -> None:
    try:
        stored = accept("text", text)
    except Invalid:
        return
    folded = key("text", stored)
    assert folded == text.strip().casefold() and len(folded.encode()) <= KEY_BYTES
    assert bool(folded) == bool(text.strip())


def test_the_key_of_a_place_is_the_place() -> None:
    assert key("location", {"lat": 1, "lng": 2, "label": "x"}) == Place(1.0, 2.0)


def test_what_may_stand_once_is_compared_without_case() -> None:
    kind = TYPE_BY_NAME["email"]
    assert kind.unique_key("Ada@acme.com") == kind.unique_key("aDA@acme.com")
    assert [each.name for each in ATTRIBUTE_TYPES if each.may_be_unique] == [
        "text", "number", "email", "phone", "url",
    ]  # fmt: skip


# what filters compare with ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["date", "datetime"])
def test_each_operator_takes_its_side_of_a_period(name: str) -> None:
    start, end = instant("2026-10-01"), instant("2026-11-01")
    last = math.nextafter(end, -math.inf)
    for said in ("last_month", "2026-10", "October 2026", "2026-10-01..2026-10-31"):
        assert operand(name, said, "eq") == operand(name, said, "neq") == Span(start, end)
        assert operand(name, said, "gt") == operand(name, said, "lte") == last
        assert operand(name, said, "gte") == operand(name, said, "lt") == start


def test_a_day_is_compared_as_the_whole_of_it() -> None:
    day = instant("2026-11-21")
    assert operand("datetime", "2026-11-21") == operand("date", "today") == Span(day, day + DAY)
    assert operand("datetime", "2026-11-21", "lte") > instant("2026-11-21T23:59:59.999Z")
    assert operand("datetime", "-7d", "gte") == instant("2026-11-14")


def test_a_moment_is_compared_as_itself_to_the_millisecond() -> None:
    at = instant("2026-11-21T10:52:00.123Z")
    assert operand("datetime", "2026-11-21T10:52:00.123Z", "gt") == at
    assert operand("datetime", "2026-11-21t11:52:00.123+01:00") == Span(at, at + 1000)
    assert operand("date", "2026-11-21T10:52:00.123Z", "lt") == at


@pytest.mark.parametrize(
    "said", ["someday", "2026-13-01", "2026-11-21T25:00:00Z", "last_9999_years"]
)
def test_a_period_that_is_none_is_refused_with_those_there_are(said: str) -> None:
    with pytest.raises(Invalid, match="is no date or period") as refused:
        operand("date", said)
    assert refused.value.allowed and "last_30_days" in (refused.value.hint or "")


def test_archived_options_and_members_who_left_may_be_asked_for() -> None:
    assert operand("select", "old WAY") == 3.0
    assert operand("pipeline", "o-won", "gte") == 2.0
    assert operand("person", "Gus Gone") == operand("person", "gus@acme.test") == GONE
    with pytest.raises(Invalid, match="is no option"):
        operand("select", "nope")
    with pytest.raises(Invalid, match="2 members are named"):
        operand("person", "Ben Seller")


def test_text_is_ordered_by_any_text_but_equals_only_what_it_could_hold() -> None:
    assert operand("email", "M", "gte") == "m"
    assert operand("email", "Ada@ACME.com") == "ada@acme.com"
    assert operand("url", "acme.com") == "https://acme.com"
    assert operand("phone", "415 555 2671", default_region="US") == "+14155552671"
    with pytest.raises(Invalid):
        operand("email", "ada")


def test_a_radius_is_a_point_and_kilometres() -> None:
    place = Place(48.85, 2.35, 10)
    assert operand("location", "48.85,2.35,10", "within_radius") == place
    assert operand("location", {"lat": 48.85, "lng": 2.35, "km": 10}, "within_radius") == place
    for said in ("48.85,2.35", "1,2,0", "1,2,30000", {"lat": 1, "lng": 2}, [1, 2, 3], "1,2,nan"):
        with pytest.raises(Invalid) as refused:
            operand("location", said, "within_radius")
        assert refused.value.hint


def test_a_rating_is_compared_with_any_number() -> None:
    assert operand("rating", 3.5, "gt") == 3.5


# cells of files ---------------------------------------------------------------------------

CELLS = [
    ("number", "1234", 1234), ("number", "1,234.50", 1234.5), ("number", "1.234,50", 1234.5),
    ("number", "1 234,5", 1234.5), ("number", "1\u202f234\u202f567", 1234567),
    ("number", "1'234.5", 1234.5), ("number", "12,34,567", 1234567), ("number", "1.5", 1.5),
    ("number", "0,5", 0.5), ("number", "12,5", 12.5), ("number", "1.234.567", 1234567),
    ("number", "(1,200)", -1200), ("number", "\u22125", -5), ("number", ".5", 0.5),
    ("number", "1e3", 1000.0), ("number", "$1,200", 1200), ("number", "1200 EUR", 1200),
    ("currency", "$1,200.00", 1200.0), ("currency", "USD 5", 5), ("currency", "($5)", -5),
    ("currency", "-$5.5", -5.5), ("currency", "5", 5),
    ("boolean", "Yes", True), ("boolean", "f", False), ("boolean", "1", True),
    ("date", "2026-11-21", "2026-11-21"), ("date", "2026/11/1", "2026-11-01"),
    ("date", "21.11.2026", "2026-11-21"), ("date", "3.4.2026", "2026-04-03"),
    ("date", "11/21/2026", "2026-11-21"), ("date", "21/11/2026", "2026-11-21"),
    ("date", "03/03/2026", "2026-03-03"), ("date", "21 Nov 2026", "2026-11-21"),
    ("date", "Nov 1st, 2026", "2026-11-01"), ("date", "21-Sept-2026", "2026-09-21"),
    ("date", "2026-11-21 00:00:00", "2026-11-21"),
    ("datetime", "2026-11-21T10:52:00Z", "2026-11-21T10:52:00Z"),
    ("datetime", "11/21/2026 1:05 PM", "2026-11-21T13:05:00Z"),
    ("datetime", "21.11.2026 12:30:10 am", "2026-11-21T00:30:10Z"),
    ("datetime", "November 21, 2026", "2026-11-21"),
    ("datetime", "2026/11/21 10:52 +02:00", "2026-11-21T10:52:00+02:00"),
    ("email", "Ada <ada@acme.com>", "ada@acme.com"),
    ("email", "mailto:ada@acme.com", "ada@acme.com"),
    ("json", '{"a": 1}', {"a": 1}), ("text", " x ", "x"), ("text", "  ", None),
    ("list", "red, green", ["red", "green"]), ("list", "a, b; c", ["a, b", "c"]),
    ("multi_select", "Big, bigger", ["Big, bigger"]), ("multi_select", "New; Won", ["New", "Won"]),
    ("relationship", "Acme, Inc.; Beta", ["Acme, Inc.", "Beta"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "means"), CELLS)
def test_a_cell_is_read_as_people_write_it(name: str, text: str, means: Any) -> None:
    read = parse(name, text)
    assert read == means and type(read) is type(means)
    for each in read if isinstance(read, list) else [read]:
        if each is not None:
            accept(name, each) if name != "multi_select" else None


UNREADABLE = [
    ("number", "twelve", "is no number"), ("number", "1,2,3", "is no number"),
    ("number", "12%", "is no number"), ("number", "1" * 5000, "is no number"),
    ("currency", "€5", "is in EUR, not in USD"), ("currency", "5 SEK", "is in SEK, not in USD"),
    ("boolean", "maybe", "is neither yes nor no"),
    ("date", "03/04/2026", "the day and the month cannot be told apart"),
    ("date", "11/21/26", "it is not written YYYY-MM-DD"),
    ("date", "21 Foo 2026", "there is no month 'Foo'"),
    ("date", "31.02.2026", "there is no such day"),
    ("datetime", "11/21/2026 13:05 PM", "there is no 13 pm"),
    ("datetime", "03/04/2026 10:00", "the day and the month cannot be told apart"),
    ("datetime", "2026-11-21T25:00", "there is no such day or time"),
    ("datetime", "21.11.2026 10:75", "there is no such time of day"),
    ("json", "{", "is not JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "problem"), UNREADABLE)
def test_a_cell_that_can_be_read_in_two_ways_or_none_is_refused(
    name: str, text: str, problem: str
) -> None:
    with pytest.raises(Invalid) as refused:
        parse(name, text)
    assert problem in refused.value.message


def test_a_cell_of_several_is_taken_apart() -> None:
    assert parse("email", "a@x.io, b@x.io", many=True) == ["a@x.io", "b@x.io"]
    assert parse("text", "Smith, John; Doe, Jane", many=True) == ["Smith, John", "Doe, Jane"]


# search as one types ----------------------------------------------------------------------

WORDS = [
    ("text", "Ada Lovelace", "Ada Lovelace"),
    ("email", "ada@acme.com", "ada@acme.com"),
    ("phone", "+14155552671", "+14155552671 4155552671 +1 415-555-2671"),
    ("url", "https://www.acme.com/x", "acme.com"),
    ("location", {"lat": 1, "lng": 2, "label": "HQ", "city": "Paris"}, "HQ Paris"),
    ("list", "vip", "vip"),
    ("number", 5, ""), ("date", "2026-01-01", ""), ("select", "o-new", ""),
    ("long_text", "word", ""), ("json", {"a": "b"}, ""), ("person", ADA, ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stored", "words"), WORDS)
def test_names_mails_and_numbers_give_words_to_search_by(
    name: str, stored: Any, words: str
) -> None:
    assert TYPE_BY_NAME[name].words(stored) == words


# the family as a whole --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ATTRIBUTE_TYPES, ids=lambda kind: kind.name)
def test_every_type_says_what_it_is(kind: Any) -> None:
    assert kind.name and kind.label and kind.widget and kind.expects and kind.__doc__ is not None
    assert "is_empty" in kind.operators and len(set(kind.operators)) == len(kind.operators)
    assert kind.may_repeat or not kind.always_repeats
    assert not (kind.numeric and kind.family is not Family.NUMBER)
    assert not (kind.sortable and kind.family in {Family.BODY, Family.PLACE, Family.OPAQUE})
    if kind.Config is not TYPE_BY_NAME["relationship"].Config:
        made = replace(attribute(kind.name), config=kind.Config().model_dump(mode="json"))
        assert kind.describe(made) == made.config


def test_every_type_the_product_promises_is_there() -> None:
    assert " ".join(each.name for each in ATTRIBUTE_TYPES) == (
        "text long_text number currency boolean date datetime select multi_select pipeline rating"
        " email phone url location person relationship list json"
    )
