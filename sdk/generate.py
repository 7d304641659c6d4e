"""Writes the SDK's methods and types from the server's operations: `make sdk`.

What is written stands in the repository, so that it is read and reviewed as code; a test compares
it with what this would write now.
"""

import json
import keyword
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handrail import catalog
from handrail.core.operation import AnyOperation, Door
from handrail.surfaces.rest.fields import Field, Place, fields_of

HERE = Path(__file__).parent / "src" / "handrail_sdk"
WRITTEN = "Written by sdk/generate.py from the server's operations: change those, not this."
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
NEXT = (("next_cursor", "cursor"), ("nextCursor", "cursor"), ("next_offset", "offset"))


def offered() -> list[AnyOperation]:
    return [each for each in catalog.operations() if Door.REST in each.doors]


# types ------------------------------------------------------------------------------------


class Types:
    """The shapes that operations take and give, each written once as a TypedDict."""

    def __init__(self) -> None:
        self.shapes: dict[str, str] = {}
        self.seen: dict[str, str] = {}

    def of(self, schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            self.add(name, definitions[name], definitions)
            return _class(name)
        if "const" in schema:
            return f"Literal[{_literal(schema['const'])}]"
        if "enum" in schema:
            return f"Literal[{', '.join(map(_literal, schema['enum']))}]"
        if "anyOf" in schema:
            kinds = [self.of(each, definitions) for each in schema["anyOf"]]
            return " | ".join(dict.fromkeys(kinds))
        match schema.get("type"):
            case "array":
                return f"list[{self.of(schema.get('items', {}), definitions)}]"
            case "object":
                inner = schema.get("additionalProperties", True)
                held = self.of(inner, definitions) if isinstance(inner, dict) else "Any"
                return f"dict[str, {held}]"
            case str(kind):
                return PLAIN[kind]
            case _:
                return "Any"

    def add(self, name: str, schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
        """A shape and all it holds; the name of its class."""
        made = _class(name)
        bare = {part: said for part, said in schema.items() if part != "$defs"}
        spelled = json.dumps(bare, sort_keys=True)
        if self.seen.setdefault(made, spelled) != spelled:
            raise ValueError(f"Two shapes are called {made}: rename one of them in the product.")
        if made in self.shapes:
            return made
        if "properties" not in schema:
            self.shapes[made] = ""
            self.shapes[made] = f"{made}: TypeAlias = {self.of(schema, definitions)}\n"
            return made
        self.shapes[made] = ""  # a shape may hold itself
        required = set(schema.get("required", ()))
        rows = [
            f"    {each}: {self._field(said, definitions, each in required)}"
            for each, said in schema["properties"].items()
        ]
        head = _docstring(schema.get("description", ""), 4)
        self.shapes[made] = f"class {made}(TypedDict):\n{head}" + "\n".join(rows or ["    pass"])
        return made

    def _field(self, said: Mapping[str, Any], definitions: Mapping[str, Any], must: bool) -> str:
        kind = self.of(said, definitions)
        return kind if must else f"NotRequired[{kind}]"


def _class(name: str) -> str:
    return re.sub(r"\W+", "_", name)


def _literal(value: Any) -> str:
    return repr(value).replace("'", '"') if isinstance(value, str) else repr(value)


def _docstring(text: str, indent: int) -> str:
    """The first paragraph of a description; nothing where there is none."""
    said = " ".join(text.partition("\n\n")[0].split()).replace('"""', "'''").replace("\\", "")
    if not said:
        return ""
    blank = " " * indent
    lines = textwrap.wrap(f'"""{said}', 98 - indent)
    end = '"""' if len(lines) == 1 else f'\n{blank}"""'
    return f"\n{blank}".join([f"{blank}{lines[0]}", *lines[1:]]) + f"{end}\n"


# methods ----------------------------------------------------------------------------------


def _operation(each: AnyOperation, fields: tuple[Field, ...]) -> str:
    """The line that says where the arguments go."""
    said: list[str] = [f'"{each.name}", "{each.method}", "{each.path}"']
    places = {
        "in_path": [f.name for f in fields if f.place is Place.PATH],
        "in_query": [f.name for f in fields if f.place is Place.QUERY],
        "json_in_query": [f.name for f in fields if f.json],
        "in_body": [f.name for f in fields if f.place is Place.BODY],
    }
    said += [f"{name}={tuple(names)!r}" for name, names in places.items() if names]
    if not each.reads:
        said.append("writes=True")
    if (page := _page(each)) is not None:
        said += [f'items="{page[0]}"', f"next={page[1]!r}"]
    return f"{each.name.upper()} = Operation({', '.join(said)})"


def _page(each: AnyOperation) -> tuple[str, tuple[str, str]] | None:
    """(field of the rows, how the next page is asked for) of what comes in pages."""
    shown, asked = (each.wire_result or each.result).model_fields, each.params.model_fields
    for answered, argument in NEXT:
        if answered in shown and argument in asked:
            rows = next((n for n, f in shown.items() if "list[" in str(f.annotation)), None)
            if rows is not None:
                return rows, (answered, argument)
    return None


def _arguments(fields: tuple[Field, ...], types: Types, definitions: Mapping[str, Any]) -> str:
    """Keyword arguments: those that must be said, then the others."""
    must = [f for f in fields if f.required]
    may = [f for f in fields if not f.required]
    said = [f"{_argument(f.name)}: {types.of(f.schema, definitions)}" for f in must]
    said += [
        f"{_argument(f.name)}: {_unsaid(types.of(f.schema, definitions))} = UNSET" for f in may
    ]
    return f"self, *, {', '.join(said)}" if said else "self"


def _unsaid(kind: str) -> str:
    """The type of an argument that may be left out."""
    bare = kind.removesuffix(" | None")
    return f"{bare} | Unset" + (" | None" if bare != kind else "")


def _argument(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _given(fields: tuple[Field, ...]) -> str:
    return "{" + ", ".join(f'"{f.name}": {_argument(f.name)}' for f in fields) + "}"


def _methods(types: Types, *, awaited: bool) -> Iterator[str]:
    define, call = ("async def", "await ") if awaited else ("def", "")
    iterator = "AsyncIterator" if awaited else "Iterator"
    for each in offered():
        whole = each.params.model_json_schema()
        definitions = whole.get("$defs", {})
        fields = fields_of(each, whole)
        arguments = _arguments(fields, types, definitions)
        shown = (each.wire_result or each.result).model_json_schema(mode="serialization")
        held = shown.get("$defs", {})
        result = types.add(shown["title"], shown, held)
        yield (
            f"    {define} {each.name}({arguments}) -> {result}:\n"
            f"{_docstring(each.description, 8)}"
            f"        return {call}self._call(ops.{each.name.upper()}, {_given(fields)})\n"
        )
        if (page := _page(each)) is not None:
            item = types.of(shown["properties"][page[0]]["items"], held)
            yield (
                f"    def iter_{each.name}({arguments}) -> {iterator}[{item}]:\n"
                f'        """Each of {each.name}, page after page."""\n'
                f"        return self._each(ops.{each.name.upper()}, {_given(fields)})\n"
            )


# files ------------------------------------------------------------------------------------


def files() -> dict[str, str]:
    """File name → what stands in it."""
    types = Types()
    sync = "\n".join(_methods(types, awaited=False))
    later = "\n".join(_methods(types, awaited=True))
    used = ", ".join(sorted(types.shapes))
    lines = "\n".join(_operation(each, fields_of(each)) for each in offered())
    body = "\n\n".join(types.shapes[name] for name in sorted(types.shapes))
    return {
        "types.py": (
            f'"""What operations take and give.\n\n{WRITTEN}\n"""\n\n'
            "from __future__ import annotations\n\n"
            "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict\n\n"
            f"{body}\n"
        ),
        "operations.py": (
            f'"""Where the arguments of each operation go.\n\n{WRITTEN}\n"""\n\n'
            f"from handrail_sdk.saying import Operation\n\n{lines}\n"
        ),
        "client.py": _client("Handrail", "Transport", "Iterator", used, sync),
        "async_client.py": _client("AsyncHandrail", "AsyncTransport", "AsyncIterator", used, later),
    }


def _client(name: str, base: str, iterator: str, used: str, methods: str) -> str:
    return (
        f'"""Every operation as a method.\n\n{WRITTEN}\n"""\n\n'
        f"from collections.abc import {iterator}\n"
        "from typing import Any, Literal\n\n"
        "from handrail_sdk import operations as ops\n"
        "from handrail_sdk.saying import UNSET, Unset\n"
        f"from handrail_sdk.transport import {base}\n"
        f"from handrail_sdk.types import {used}\n\n\n"
        f"class {name}({base}):\n"
        f'    """A server, as one key may use it."""\n\n{methods}'
    )


def formatted(text: str, name: str) -> str:
    """As the house formats its code, without the imports that nothing uses."""
    ruff = [sys.executable, "-m", "ruff"]
    tidy = ["check", "--quiet", "--fix", "--exit-zero", "--select", "F401,I", "--stdin-filename"]
    done = subprocess.run([*ruff, *tidy, name, "-"], input=text, capture_output=True, text=True)
    form = [*ruff, "format", "--quiet", "--line-length", "100", "--stdin-filename", name, "-"]
    return subprocess.run(
        form, input=done.stdout, capture_output=True, text=True, check=True
    ).stdout


def main() -> None:
    for name, text in files().items():
        (HERE / name).write_text(formatted(text, str(HERE / name)), encoding="utf-8")


if __name__ == "__main__":
    main()
