"""An expression with its types, as a formula; and the refusal of one that means nothing."""

from collections.abc import Iterator

from handrail.features.records.attributes.base import fold
from handrail.features.records.formula import (
    NIL,
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
    Value,
    Worded,
)
from handrail.features.scoring.rules.fields import Scope
from handrail.features.scoring.rules.syntax import Part, parsed
from handrail.features.scoring.rules.tokens import wrong

WORDINGS = {"contains": "contains", "startsWith": "starts_with", "endsWith": "ends_with"}
CALLED = {
    "number": "a number",
    "text": "a text",
    "bool": "a condition",
    "list": "a list",
    "thing": "an object",
    "nil": "nil",
}


def understood(expression: str, scope: Scope) -> Formula:
    """The formula of a rule: a number, or 1 or 0 where it is a condition. Raises Invalid."""
    tree = parsed(expression)
    whole = _meant(tree, scope)
    if whole.kind == "bool":
        return Choice(whole, Literal_(1.0, "number"), Literal_(0.0, "number"), "number")
    if whole.kind != "number":
        raise wrong(f"a rule comes to a number, not to {CALLED[whole.kind]}", tree.at)
    return whole


def attributes_in(expression: str, scope: Scope) -> dict[str, str]:
    """The attributes that an expression names, and what each is taken to hold."""
    names = {part.said for part in _every(parsed(expression)) if part.op == "name"}
    return {
        name.removeprefix("attr_"): scope.named(name, 1).kind
        for name in sorted(names)
        if name.startswith("attr_")
    }


def _every(part: Part) -> Iterator[Part]:
    yield part
    for each in part.parts:
        yield from _every(each)


def _meant(part: Part, scope: Scope) -> Formula:
    match part.op:
        case "constant":
            return _constant(part)
        case "name":
            return scope.named(part.said, part.at)
        case "list":
            raise wrong("a list stands behind `in` only", part.at)
        case "negative":
            return Negative(_number(part.parts[0], scope, "-"))
        case "!":
            return Opposite(_condition(part.parts[0], scope, "!"))
        case "?":
            return _choice(part, scope)
        case "??":
            return _otherwise(part, scope)
        case "&&" | "||":
            left, right = (_condition(each, scope, part.op) for each in part.parts)
            return Both(left, right) if part.op == "&&" else Either(left, right)
        case "==" | "!=":
            return _equal(part, scope)
        case "in":
            return _in(part, scope)
        case "contains" | "startsWith" | "endsWith":
            return _worded(part, scope)
        case "<" | "<=" | ">" | ">=":
            left, right = (_number(each, scope, part.op) for each in part.parts)
            return Ordered(part.op, left, right)
        case _:
            return _reckoned(part, scope)


def _constant(part: Part) -> Formula:
    match part.said:
        case None:
            return NIL
        case bool():
            return Literal_(part.said, "bool")
        case float():
            return Literal_(part.said, "number")
        case _:
            return Literal_(part.said, "text")


def _number(part: Part, scope: Scope, op: str) -> Formula:
    return _of_kind(part, scope, op, "number")


def _condition(part: Part, scope: Scope, op: str) -> Formula:
    return _of_kind(part, scope, op, "bool")


def _of_kind(part: Part, scope: Scope, op: str, kind: Kind) -> Formula:
    """nil stands for 0, and for false."""
    found = _meant(part, scope)
    if found.kind not in {kind, "nil"}:
        raise wrong(f"{op!r} takes {CALLED[kind]}, and this is {CALLED[found.kind]}", part.at)
    return found


def _reckoned(part: Part, scope: Scope) -> Formula:
    left, right = (_number(each, scope, part.op) for each in part.parts)
    if part.op == "/" and _is_zero(right):
        raise wrong("it divides by zero", part.at, "Divide by something else.")
    return Reckoned(part.op, left, right)


def _is_zero(formula: Formula) -> bool:
    """Whether it is 0 or nil for every lead, as far as one can tell without one."""
    match formula:
        case Literal_(said, _):
            return said is None or said == 0
        case Negative(part):
            return _is_zero(part)
        case Choice(_, yes, no):
            return _is_zero(yes) and _is_zero(no)
        case Reckoned("*", left, right):
            return _is_zero(left) or _is_zero(right)
        case Reckoned("/", left, _):
            return _is_zero(left)
        case Reckoned("-", left, right):
            return left == right or (_is_zero(left) and _is_zero(right))
        case Reckoned("+", left, right):
            return _is_zero(left) and _is_zero(right)
        case _:
            return False


def _alike(part: Part, op: str, left: Formula, right: Formula) -> Kind:
    """The kind of both, one of which may be nil."""
    kinds: list[Kind] = [kind for kind in (left.kind, right.kind) if kind != "nil"]
    if len(set(kinds)) > 1:
        raise wrong(
            f"{op!r} has {CALLED[left.kind]} on one side and {CALLED[right.kind]} on the other",
            part.at,
        )
    return kinds[0] if kinds else "nil"


def _equal(part: Part, scope: Scope) -> Formula:
    left, right = (_meant(each, scope) for each in part.parts)
    kind = _alike(part, part.op, left, right)
    if kind in {"list", "thing"} and NIL not in (left, right):
        raise wrong(f"{CALLED[kind]} can be compared with nil only", part.at)
    return Equal(left, right) if part.op == "==" else Opposite(Equal(left, right))


def _choice(part: Part, scope: Scope) -> Formula:
    test = _condition(part.parts[0], scope, "?")
    yes, no = (_meant(each, scope) for each in part.parts[1:])
    kind = _alike(part, ":", yes, no)
    if kind in {"list", "thing"}:
        raise wrong(f"{CALLED[kind]} cannot be chosen", part.at)
    return Choice(test, yes, no, kind)


def _otherwise(part: Part, scope: Scope) -> Formula:
    """The first, or where that is nil the second. The first is a field, or it would be said
    twice in a database."""
    left, right = (_meant(each, scope) for each in part.parts)
    kind = _alike(part, "??", left, right)
    if not isinstance(left, Value | Own) or left.kind in {"list", "thing"}:
        raise wrong("?? stands behind a field", part.at, "For example rating ?? 3.")
    return Choice(Opposite(Equal(left, NIL)), left, right, kind)


def _text_said(part: Part, op: str) -> str:
    if part.op != "constant" or not isinstance(part.said, str) or not part.said:
        raise wrong(f"{op!r} takes a text in quotes", part.at)
    return fold(part.said)


def _worded(part: Part, scope: Scope) -> Formula:
    whole, text = part.parts
    said = _text_said(text, part.op)
    found = _meant(whole, scope)
    if part.op == "contains" and isinstance(found, Value) and found.kind == "list":
        return Held(said, found)
    if found.kind != "text":
        raise wrong(f"{part.op!r} stands behind a text", whole.at)
    return Worded(WORDINGS[part.op], found, said)


def _in(part: Part, scope: Scope) -> Formula:
    """`"vip" in tags`, `city in ["Paris", "Lyon"]`."""
    item, whole = part.parts
    if whole.op != "list":
        found = _meant(whole, scope)
        if not isinstance(found, Value) or found.kind != "list":
            raise wrong("`in` stands before a list", whole.at)
        return Held(_text_said(item, "in"), found)
    one = _meant(item, scope)
    if not isinstance(one, Value) or one.kind not in {"text", "number"}:
        raise wrong("`in` stands behind a field that holds a text or a number", item.at)
    tests = [_equal(Part("==", each.at, (item, each)), scope) for each in whole.parts]
    made: Formula = Literal_(False, "bool")
    for test in tests:
        made = Either(made, test)
    return made
