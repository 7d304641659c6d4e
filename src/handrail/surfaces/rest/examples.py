"""How an operation is called, shown three ways: curl, Python, MCP."""

import json
import pprint
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from handrail.core.operation import AnyOperation, Door
from handrail.surfaces.rest.fields import Field, Place, Schema

WIDTH = 66
SUCH_AS = re.compile(r"[Ss]uch as ([\w@.+-]*\w)")
SOME_ID = "0198c0de-7000-7000-8000-000000000001"
BY_KIND: dict[str, Any] = {
    "string": "…",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
    "any": "…",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One way to make one call. `language` names it on the page and in the reader's choice."""

    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Arguments of a call, each where it travels. `path` is percent-encoded."""

    arguments: Mapping[str, Any]
    path: str
    query: Mapping[str, Any]
    body: Mapping[str, Any] | None


def sample(
    operation: AnyOperation,
    fields: Iterable[Field],
    given: Mapping[str, Any] | None,
    prefix: str = "/v1",
) -> Sample:
    """The arguments given, and where none are, a stand-in for each required one."""
    place = {field.name: field.place for field in fields}
    said = given or {f.name: stand_in(f.name, f.schema, f.kinds) for f in fields if f.required}
    apart = {
        where: {name: value for name, value in said.items() if place.get(name) is where}
        for where in Place
    }
    texts = {name: quote(str(value), safe="") for name, value in apart[Place.PATH].items()}
    path = re.sub(r"\{(\w+)\}", lambda m: texts.get(m[1], m[0]), prefix + operation.path)
    takes_body = any(where is Place.BODY for where in place.values())
    return Sample(said, path, apart[Place.QUERY], apart[Place.BODY] if takes_body else None)


def stand_in(name: str, schema: Schema, kinds: Iterable[str]) -> Any:
    """A value that shows the form: an example, an allowed one, one that the description names."""
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "default" in schema:
        return schema["default"]
    if "string" in kinds and (named := SUCH_AS.search(schema.get("description", ""))):
        return named[1]
    if name == "id" or name.endswith("_id"):
        return SOME_ID
    kind = next((each for each in BY_KIND if each in kinds), "any")
    return max(schema.get("minimum", 1), 1) if kind == "integer" else BY_KIND[kind]


def examples(operation: AnyOperation, sample: Sample, origin: str) -> list[Example]:
    shown = [
        Example("curl", "curl", curl(operation, sample, origin)),
        Example("python", "Python", python(operation, sample)),
    ]
    if Door.MCP in operation.doors:
        shown.append(Example("mcp", "MCP", mcp(operation, sample)))
    return shown


def curl(operation: AnyOperation, sample: Sample, origin: str) -> str:
    url = origin + address(sample)
    method = "" if operation.method == "GET" else f"-X {operation.method} "
    lines = [f'curl {method}"{url}"', '-H "Authorization: Bearer $HANDRAIL_KEY"']
    if sample.body is not None:
        lines.append('-H "Content-Type: application/json"')
        lines.append(f"-d '{_json(sample.body).replace(chr(39), chr(39) + chr(92) + chr(39) * 2)}'")
    return " \\\n  ".join(lines)


def address(sample: Sample) -> str:
    pairs = [
        (name, _query_text(value))
        for name, said in sample.query.items()
        for value in (said if isinstance(said, list) else [said])
    ]
    return sample.path + ("?" + urlencode(pairs) if pairs else "")


def _query_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def python(operation: AnyOperation, sample: Sample) -> str:
    said = [f'"{sample.path}"']
    if sample.query:
        said.append(f"params={_literal(sample.query)}")
    if sample.body is not None:
        said.append(f"json={_literal(sample.body)}")
    short = ", ".join(said)
    if len(short) > WIDTH or "\n" in short:
        inner = ",\n".join(said).replace("\n", "\n    ")
        short = f"\n    {inner},\n"
    return f"answer = handrail.{operation.method.lower()}({short})\nprint(answer.json())"


def _literal(said: Mapping[str, Any]) -> str:
    return pprint.pformat(dict(said), width=WIDTH, sort_dicts=False)


def mcp(operation: AnyOperation, sample: Sample) -> str:
    params = {"name": operation.name, "arguments": dict(sample.arguments)}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return json.dumps(call, indent=2, ensure_ascii=False)


def _json(said: Mapping[str, Any]) -> str:
    short = json.dumps(said, ensure_ascii=False)
    return short if len(short) <= WIDTH else json.dumps(said, indent=2, ensure_ascii=False)
