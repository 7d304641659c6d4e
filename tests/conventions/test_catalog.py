"""One declaration, many readers: so hold the declarations to the house rules."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from handrail import catalog
from handrail.core.operation import AnyOperation, Door, Effect, operations_in
from handrail.core.permissions import PERMISSIONS
from handrail.core.shapes import Result, WriteParams, Written
from handrail.features.calls.operations import reading as calls
from handrail.surfaces.mcp.offer import definition, sizes

OPERATIONS = list(catalog.operations())
VERBS = {
    Effect.READ: "get|list|search|query|aggregate",
    Effect.CREATE: "create",
    Effect.UPDATE: "update|link|unlink|pause|resume",
    Effect.DELETE: "delete|revoke",
    Effect.SEND: "send|resend|replay|test",
}
WRITING = ("create", "update", "delete", "send", "refund")
"""Words by which other products tell a tool that writes: contracts/README.md."""
CONTRACTED = {each.name for each in operations_in(calls)}
"""Named in contracts/calls.md, the other way round."""
MOST_TOOLS, MOST_TOKENS, TOOL_TOKENS = 24, 6000, 250
SCHEMA_TOKENS = {
    "create_attribute": 800,
    "update_attribute": 700,
    "create_api_key": 650,
    "update_role": 270,
    "update_grant": 560,
    "create_call": 380,
    "create_rubric": 300,
    "update_rubric": 300,
    "create_call_score": 750,
}
"""Not at /mcp, and as large as what they say of an attribute or a key needs."""
UNBOUNDED = {"sort"}
"""Its maxLength would cost tokens, and its rules refuse a long one."""
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)


def offered() -> list[AnyOperation]:
    """What is offered at /mcp."""
    everyday = [each for each in catalog.TOOLSETS if each.default]
    return [o for toolset in everyday for o in toolset.operations if Door.MCP in o.doors]


# names and words --------------------------------------------------------------------------


@each_operation
def test_a_name_begins_with_the_verb_of_its_effect(operation: AnyOperation) -> None:
    if operation.name not in CONTRACTED:
        assert re.fullmatch(rf"({VERBS[operation.effect]})_[a-z_]+", operation.name)
    if operation.reads:
        assert not any(word in operation.name for word in WRITING)


@each_operation
def test_a_summary_is_one_short_sentence(operation: AnyOperation) -> None:
    assert 0 < len(operation.summary) <= 80 and operation.summary.endswith(".")
    assert operation.summary[0].isupper()


@each_operation
def test_every_param_is_described_in_a_few_words(operation: AnyOperation) -> None:
    for name, field in definition(operation)["inputSchema"].get("properties", {}).items():
        inner = [field, *field.get("anyOf", ())]
        said = next((each["description"] for each in inner if "description" in each), "")
        if "enum" not in field or name != "joinOperator":
            assert 0 < len(said) <= 40, (name, said)


def test_names_and_routes_are_unique() -> None:
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)
    # /notes/{note_id} and /notes/{id} would be one path to a client
    routes = {re.sub(r"{\w+}", "{}", each.route) for each in OPERATIONS}
    assert len(routes) == len(OPERATIONS)


def test_every_operation_is_in_one_toolset() -> None:
    named = [each.name for toolset in catalog.TOOLSETS for each in toolset.operations]
    assert sorted(named) == sorted({each.name for each in OPERATIONS})


# shapes -----------------------------------------------------------------------------------


@each_operation
def test_what_stands_in_the_path_is_a_param(operation: AnyOperation) -> None:
    in_path = re.findall(r"{(\w+)}", operation.path)
    assert set(in_path) <= set(operation.params.model_fields)
    assert all(operation.params.model_fields[name].is_required() for name in in_path)


@each_operation
def test_params_refuse_what_they_do_not_know(operation: AnyOperation) -> None:
    for shape in shapes(operation.params.model_json_schema()):
        if "properties" in shape:
            assert shape["additionalProperties"] is False, shape["title"]


@each_operation
def test_every_text_and_list_said_is_bounded(operation: AnyOperation) -> None:
    for shape in shapes(operation.params.model_json_schema()):
        for name, field in shape.get("properties", {}).items():
            if name in UNBOUNDED:
                continue
            for kind in [field, *field.get("anyOf", ())]:
                if kind.get("type") == "array":
                    assert "maxItems" in kind, name
                if kind.get("type") == "string":
                    fixed = {"enum", "const", "pattern", "format"} & kind.keys()
                    assert "maxLength" in kind or fixed, name


@each_operation
def test_results_have_no_defaults(operation: AnyOperation) -> None:
    for shape in results(operation.result):
        assert all(field.is_required() for field in shape.model_fields.values()), shape


@each_operation
def test_a_write_can_be_repeated_safely_and_says_which_change_it_was(
    operation: AnyOperation,
) -> None:
    assert issubclass(operation.params, WriteParams) is not operation.reads
    assert issubclass(operation.result, Written) is not operation.reads


@each_operation
def test_a_method_says_what_it_does(operation: AnyOperation) -> None:
    methods = {Effect.READ: {"GET", "POST"}, Effect.CREATE: {"POST"}, Effect.DELETE: {"DELETE"}}
    assert operation.method in methods.get(operation.effect, {"PATCH", "PUT", "POST"})


def shapes(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    yield from schema.get("$defs", {}).values()


def results(shape: type[Result], seen: set[Any] | None = None) -> Iterator[type[Result]]:
    """A result's own shape, and those it holds."""
    seen = set() if seen is None else seen
    if shape in seen:
        return
    seen.add(shape)
    yield shape
    for field in shape.model_fields.values():
        for inner in held(field.annotation):
            yield from results(inner, seen)


def held(annotation: Any) -> Iterator[type[Result]]:
    if isinstance(annotation, type) and issubclass(annotation, Result):
        yield annotation
    for each in getattr(annotation, "__args__", ()):
        yield from held(each)


def test_what_needs_a_rank_can_be_given_to_a_custom_role() -> None:
    ranked = {each.name: each.needs for each in OPERATIONS if each.role == "admin"}
    assert {name for name, needs in ranked.items() if needs not in PERMISSIONS} == set()
    used = {each.needs for each in OPERATIONS}
    assert PERMISSIONS.keys() - used == set(), "a permission that lets nobody do anything"


# what a model pays ------------------------------------------------------------------------


def test_the_list_at_mcp_is_short() -> None:
    weighed = sizes(offered())
    assert len(weighed) <= MOST_TOOLS and sum(weighed.values()) <= MOST_TOKENS, weighed
    assert all(each <= TOOL_TOKENS for each in weighed.values()), weighed


def test_no_tool_elsewhere_is_larger_than_it_must_be() -> None:
    for name, tokens in sizes(OPERATIONS).items():
        assert tokens <= SCHEMA_TOKENS.get(name, TOOL_TOKENS), (name, tokens)


@each_operation
def test_an_input_schema_is_plain(operation: AnyOperation) -> None:
    """No client understands them all: design/mcp.md."""
    schema = definition(operation)["inputSchema"]
    assert not {"anyOf", "oneOf", "allOf"} & schema.keys()
    assert "$ref" not in json.dumps(schema) and '"title": "' not in json.dumps(schema)
