"""The reference page: the OpenAPI document as people read it, rendered on the server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from handrail.core.errors import ERRORS, HandrailError
from handrail.core.operation import AnyOperation
from handrail.surfaces.http import header_map
from handrail.surfaces.rest.examples import Example, address, examples, sample
from handrail.surfaces.rest.fields import Schema, fields_of
from handrail.surfaces.rest.grouping import Section
from handrail.surfaces.rest.problems import WHEN, possible
from handrail.surfaces.rest.rows import Row, Shapes
from handrail.surfaces.rest.still import Later, Still

PAGE = "/v1/docs"
HERE = Path(__file__).parent
KEPT_ORIGINS = 8
POLICY = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)


def reference_routes(
    described: Callable[[], Schema],
    sections: Sequence[Section],
    *,
    examples: Mapping[str, Mapping[str, Any]] | None,
) -> list[Route]:
    """The page at /v1/docs, and the style sheet and the script it stands on. `described` gives the
    OpenAPI document, once somebody looks."""
    style = (HERE / "static" / "reference.css").read_bytes()
    script = (HERE / "static" / "reference.js").read_bytes()
    page = Later(lambda: Reference(described(), sections, examples or {}))
    return [
        Route(PAGE, page),
        Route(f"{PAGE}/reference.css", Still(style, "text/css; charset=utf-8")),
        Route(f"{PAGE}/reference.js", Still(script, "text/javascript; charset=utf-8")),
    ]


@dataclass(frozen=True)
class Entry:
    """One operation on the page. `said` is what the document says of it."""

    operation: AnyOperation
    said: Schema
    shapes: Shapes
    given: Mapping[str, Any] | None
    path: str

    @cached_property
    def more(self) -> list[str]:
        """The paragraphs of its description after the first line."""
        text = self.operation.description.partition("\n")[2].strip()
        return [each.strip() for each in text.split("\n\n") if each.strip()]

    @cached_property
    def rows(self) -> list[Row]:
        return self.shapes.parameters(self.said)

    @cached_property
    def answer(self) -> Schema:
        said = self.said["responses"][str(self.operation.status)]
        return said["content"]["application/json"]["schema"]

    @cached_property
    def about(self) -> str:
        return self.shapes.about(self.answer)

    @cached_property
    def result(self) -> list[Row]:
        return list(self.shapes.fields(self.answer))

    @cached_property
    def errors(self) -> list[type[HandrailError]]:
        return possible(self.operation)

    @cached_property
    def sample(self) -> Any:
        return sample(self.operation, fields_of(self.operation), self.given)

    @cached_property
    def address(self) -> str:
        return address(self.sample)

    def examples(self, origin: str) -> list[Example]:
        return examples(self.operation, self.sample, origin)


class Reference:
    """An ASGI app: the page, made once for each address by which people reach this server."""

    def __init__(
        self,
        described: Schema,
        sections: Sequence[Section],
        examples: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self.described = described
        self.shapes = Shapes(described["components"]["schemas"])
        self.groups = [
            (each, [self._entry(operation, examples) for operation in each.operations])
            for each in sections
        ]
        self.pages: dict[str, Still] = {}

    def _entry(self, operation: AnyOperation, examples: Mapping[str, Mapping[str, Any]]) -> Entry:
        path = f"/v1{operation.path}"
        said = self.described["paths"][path][operation.method.lower()]
        return Entry(operation, said, self.shapes, examples.get(operation.name), path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = header_map(scope).get("host", "localhost")
        origin = f"{scope.get('scheme', 'http')}://{host}"
        if origin not in self.pages:
            if len(self.pages) >= KEPT_ORIGINS:
                self.pages.clear()
            self.pages[origin] = Still(self.page(origin), "text/html; charset=utf-8", POLICY)
        await self.pages[origin](scope, receive, send)

    def page(self, origin: str) -> bytes:
        template = templates().get_template("reference.html")
        return template.render(
            origin=origin,
            groups=self.groups,
            errors=ERRORS,
            when=WHEN,
            info=self.described["info"],
        ).encode()


def templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["marked"] = marked
    return environment


def marked(text: str) -> Markup:
    """Text with what stands in backticks as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 and at < len(parts) - 1 else escape(part)
        for at, part in enumerate(parts)
    )
