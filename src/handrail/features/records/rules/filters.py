"""A filter as callers write it, understood: a tree of tests whose operands are keys.

    {"stage": "Proposal", "value": {"gte": 1000}}            all of these
    {"attribute": "name", "op": "contains", "value": "acme"} one test in full, also by `field`
    {"and": […]}  {"or": […]}  {"not": {…}}                  and a list means "and"
    {"companies.industry": "Software"}                       one relationship hop

What a test means, on a record whose values (none, one or several) are v…:
`eq` some v equals; `neq` not eq; `in` eq any of; `contains`, `starts_with`, `ends_with` some v
does, without regard to case; `gt gte lt lte between` some v stands so (both ends included);
`is_empty: true` there is no v; `within_radius` some v lies within. A period ("this month") as
operand of `eq` means within it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.core.clock import parse_iso
from handrail.core.errors import Invalid
from handrail.core.ids import is_id
from handrail.core.period import parse_period
from handrail.features.records.attributes.base import Family, Span, fold
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.question import OWN, All, Any_, Node, Not, Test
from handrail.features.records.rules.names import askable
from handrail.features.records.rules.operators import spelled

MOST_TESTS = 50
MOST_DEPTH = 8
MOST_LISTED = 500


@dataclass(slots=True)
class Reader:
    """What reading a filter needs, and how much of it was read."""

    owner: Object
    schema: Schema
    now: int
    me: str
    tests: int = 0

    def read(self, said: Any, depth: int = 0) -> Node:
        """The tree of a filter; Invalid says what is wrong with which part."""
        if depth > MOST_DEPTH:
            raise Invalid(
                "The filter is nested too deeply.",
                field="filter",
                hint=f"Use at most {MOST_DEPTH} levels of and, or, not.",
            )
        if isinstance(said, list):
            return All(tuple(self.read(each, depth + 1) for each in said))
        if not isinstance(said, dict):
            raise Invalid(
                "A filter is an object or a list of them.",
                field="filter",
                hint='For example {"stage": "Won"}.',
            )
        if "attribute" in said:
            return self._full(said)
        if "field" in said and "field" not in self.owner.by_name:
            rest = {name: each for name, each in said.items() if name != "field"}
            return self._full({"attribute": said["field"]} | rest)
        return All(tuple(self._entry(name, value, depth) for name, value in said.items()))

    def _entry(self, name: str, value: Any, depth: int) -> Node:
        word = name.lower().removeprefix("$")
        if word in {"and", "or"}:
            if not isinstance(value, list) or not value:
                raise Invalid(
                    f"`{name}` takes a list of filters.",
                    field="filter",
                    hint=f'For example {{"{name}": [{{…}}, {{…}}]}}.',
                )
            parts = tuple(self.read(each, depth + 1) for each in value)
            return All(parts) if word == "and" else Any_(parts)
        if word == "not":
            if not value:
                raise Invalid(
                    "`not` takes a filter.", field="filter", hint='For example {"not": {…}}.'
                )
            return Not(self.read(value, depth + 1))
        if word in GRAMMAR and word not in self.owner.by_name:
            raise Invalid(
                f"A filter has no {name[:40]!r}.",
                field="filter",
                hint='Say {"stage": "Won", "value": {"gte": 1000}}, or {"or": [{…}, {…}]}.',
            )
        # a record or a member may be named by an object; any other object holds operators
        if isinstance(value, dict) and value and not value.keys() <= {"id", "name", "object"}:
            return All(tuple(self.test(name, op, operand) for op, operand in value.items()))
        if value is None:
            return self.test(name, "is_empty", True)
        return self.test(name, "in" if isinstance(value, list) else "eq", value)

    def _full(self, said: Mapping[str, Any]) -> Node:
        unknown = sorted(said.keys() - {"attribute", "op", "operator", "value"})
        if unknown or not isinstance(said["attribute"], str):
            wrong = unknown[0] if unknown else "attribute"
            raise Invalid(
                f"A test has no {wrong!r} like this.",
                field="filter",
                allowed=["attribute", "op", "value"],
            )
        op = said.get("op", said.get("operator", "eq"))
        operand = said.get("value", True if spelled(op)[0] == "is_empty" else None)
        if said.get("value") is None and op in {"eq", "neq"}:
            return self.test(said["attribute"], "is_empty", op == "eq")
        return self.test(said["attribute"], op, operand)

    def test(self, name: str, op: Any, operand: Any) -> Node:
        self.tests += 1
        if self.tests > MOST_TESTS:
            raise Invalid(
                f"A filter holds at most {MOST_TESTS} tests.",
                field="filter",
                hint="Use `in` for many values of one attribute.",
            )
        meant, negated = spelled(op)
        if meant == "neq" and isinstance(operand, list):
            meant, negated = "in", True
        node = self._test(name, meant, operand)
        return Not(node) if negated else node

    def _test(self, name: str, op: str, operand: Any) -> Node:
        head, dot, rest = name.partition(".")
        if dot and head not in OWN:
            return self._hop(head, rest, op, operand)
        if name in OWN and name not in self.owner.by_name:
            return Test(name, op, self._own(name, op, operand))
        attribute = askable(self.owner, name, field="filter", also=OWN)
        if attribute.type == "relationship":
            return self._linked(attribute, op, operand)
        op = _meant(attribute, op)
        return Test(attribute, op, self._operand(attribute, op, operand))

    def _hop(self, head: str, rest: str, op: str, operand: Any) -> Node:
        """One relationship hop: a test on the records that are linked."""
        relationship = askable(self.owner, head, field="filter")
        if relationship.type == "person":
            raise Invalid(
                f"{head} are members: compare with their names.",
                field="filter",
                hint=f'For example {{"{head}": "Ada Admin"}} or {{"{head}": "me"}}.',
            )
        if relationship.type != "relationship" or "." in rest:
            raise Invalid(
                f"{head[:60]!r}.{rest[:60]!r} is no single hop.",
                field="filter",
                hint="Name a relationship, a dot, and an attribute.",
            )
        other = Reader(self._target(relationship), self.schema, self.now, self.me, self.tests)
        test = other._test(rest, op, operand)
        self.tests = other.tests
        return _through(relationship, test)

    def _linked(self, relationship: Attribute, op: str, operand: Any) -> Node:
        """A relationship compared with ids is a link; with anything else, with names."""
        if op == "is_empty":
            return Test(relationship, op, self._flag(operand))
        listed = operand if isinstance(operand, list) else [operand]
        said = [each.get("id") if isinstance(each, dict) else each for each in listed]
        if (
            op in {"eq", "neq", "in"}
            and said
            and all(isinstance(e, str) and is_id(e) for e in said)
        ):
            node: Node = Test(relationship, "in", said)
            return Not(node) if op == "neq" else node
        if op not in {"eq", "neq", "in", "contains", "starts_with", "ends_with"}:
            raise self._no_operator(relationship.slug, op, TYPE_BY_NAME["relationship"].operators)
        positive = "eq" if op == "neq" else op
        node = self._hop(relationship.slug, "name", positive, operand)
        return Not(node) if op == "neq" else node

    def _target(self, relationship: Attribute) -> Object:
        return self.schema.by_no[relationship.config["target_object_no"]]

    def _operand(self, attribute: Attribute, op: str, said: Any) -> Any:
        kind = TYPE_BY_NAME[attribute.type]
        if op not in kind.operators:
            raise self._no_operator(attribute.slug, op, kind.operators)
        if op == "is_empty":
            return self._flag(said)
        if op in WORDING:
            if not isinstance(said, str) or not said:
                raise Invalid(f"`{op}` on {attribute.slug} takes some text.", field=attribute.slug)
            return fold(said)
        if op == "in":
            return [self._one(attribute, "eq", each) for each in self._listed(attribute.slug, said)]
        if op == "between":
            return self._ends(attribute, said)
        return self._one(attribute, op, said)

    def _one(self, attribute: Attribute, op: str, said: Any) -> Any:
        kind = TYPE_BY_NAME[attribute.type]
        if said is None or said == "":
            raise Invalid(
                f"A test on {attribute.slug} needs a value.",
                field=attribute.slug,
                hint="To find empty ones use is_empty: true.",
            )
        if attribute.type == "person":
            said = said.get("id") or said.get("name") if isinstance(said, dict) else said
            said = self.me if said == "me" else said
        return kind.operand(said, op, attribute, self.schema, self.now)

    def _ends(self, attribute: Attribute, said: Any) -> Any:
        if isinstance(said, str) and TYPE_BY_NAME[attribute.type].name in {"date", "datetime"}:
            return _span(attribute.slug, self._one(attribute, "eq", said))
        if not isinstance(said, list) or len(said) != 2:
            raise _no_ends(attribute.slug)
        return (self._one(attribute, "gte", said[0]), self._one(attribute, "lte", said[1]))

    def _listed(self, slug: str, said: Any) -> list[Any]:
        if not isinstance(said, list) or not 1 <= len(said) <= MOST_LISTED:
            raise Invalid(f"`in` takes a list of 1 to {MOST_LISTED} values.", field=slug)
        return said

    def _flag(self, said: Any) -> bool:
        if not isinstance(said, bool):
            raise Invalid("`is_empty` takes true or false.", field="filter", allowed=[True, False])
        return said

    def _own(self, name: str, op: str, said: Any) -> Any:
        """`id`, `created_at` and `updated_at` are never empty."""
        if name == "id":
            listed = said if isinstance(said, list) else [said]
            if op not in {"eq", "in", "neq"} or not listed:
                raise self._no_operator(name, op, ("eq", "in", "neq"))
            if not all(isinstance(each, str) and is_id(each) for each in listed):
                raise Invalid("`id` takes record ids.", field="id", hint="Ids come from records.")
            return listed[:MOST_LISTED]
        if op == "between":
            if isinstance(said, list) and len(said) == 2:
                return (self._moment(name, "gte", said[0]), self._moment(name, "lte", said[1]))
            return _span(name, self._moment(name, "eq", said))
        if op not in {"eq", "gt", "gte", "lt", "lte", "between"}:
            raise self._no_operator(name, op, ("eq", "gt", "gte", "lt", "lte", "between"))
        return self._moment(name, op, said)

    def _moment(self, name: str, op: str, said: Any) -> Any:
        try:
            if not isinstance(said, str):
                raise ValueError("expected text")
            if len(said) > 10 and said[4:5] == "-":
                return float(parse_iso(said))
            period = parse_period(said, self.now)
        except (ValueError, OverflowError) as error:
            raise Invalid(
                f"{name}: {error}",
                field=name,
                hint="Send ISO 8601, or a period such as last_7_days.",
            ) from error
        return Span(float(period.start), float(period.end)).side(op)

    def _no_operator(self, slug: str, op: str, allowed: Sequence[str]) -> Invalid:
        return Invalid(
            f"{slug} cannot be compared with `{op}`.",
            field=slug,
            allowed=list(allowed),
            hint=f"Use one of {', '.join(allowed)}.",
        )


GRAMMAR = frozenset("conditions filters rules operator op logic combinator".split())
"""What filters of other systems are built of, and no attribute of ours is called."""
WORDING = frozenset({"contains", "starts_with", "ends_with"})


def _span(slug: str, operand: Any) -> Span:
    """A period has two ends; one moment has not."""
    if not isinstance(operand, Span):
        raise _no_ends(slug)
    return operand


def _no_ends(slug: str) -> Invalid:
    return Invalid(
        "`between` takes a list of exactly two values.", field=slug, hint="For example [100, 500]."
    )


def _meant(attribute: Attribute, op: str) -> str:
    """`contains` of several values asks for one of them, whole where the type has no wording."""
    operators = TYPE_BY_NAME[attribute.type].operators
    whole = op == "contains" and attribute.is_multi_select and op not in operators
    return "eq" if whole and "eq" in operators else op


def _through(relationship: Attribute, node: Node) -> Node:
    match node:
        case Test(field, op, operand, None):
            return Test(field, op, operand, relationship)
        case _:
            raise Invalid(
                "Only one relationship hop is possible.",
                field="filter",
                hint="Filter the linked object first, and use its ids.",
            )


def is_body(test: Test) -> bool:
    field = test.field
    return isinstance(field, Attribute) and TYPE_BY_NAME[field.type].family is Family.BODY
