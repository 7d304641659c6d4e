"""Templates, and the answers made of them."""

import gzip
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from handrail.core.ids import new_id
from handrail.surfaces.web import looks
from handrail.surfaces.web.assets import assets
from handrail.surfaces.web.prose import prose

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ICONS = frozenset({"people", "companies", "deals", "leads", "services", "tasks", "calls"})
SMALL = 800
"""Bytes below which packing an answer does not pay."""


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


@cache
def environment() -> Environment:
    """Everything is escaped; a name that a page forgot to hand in is an error, not a blank."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.filters |= {
        name: getattr(looks, name)
        for name in (
            "hue",
            "initials",
            "number",
            "share",
            "lasted",
            "money",
            "day",
            "moment",
            "ago",
            "host",
            "phone",
        )
    }
    made.filters["prose"] = prose
    made.filters["json"] = _json
    made.filters["object_icon"] = lambda slug: slug if slug in ICONS else "object"
    made.globals["once"] = new_id
    made.globals["asset"] = assets().address
    made.globals["modules"] = [name for name in assets().modules if name != "app.js"]
    return made


def render(template: str, **context: Any) -> str:
    return environment().get_template(template).render(**context)


def html(request: Request, body: str, status: int = 200, **headers: str) -> Response:
    """A page or a fragment: never kept, never framed, packed where the browser can unpack it.

    What a page shows is the signed-in person's own and holds no secret of another, so that
    packing tells an onlooker nothing (BREACH needs both in one answer).
    """
    content = body.encode()
    said = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Vary": "X-Partial, Accept-Encoding",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if len(content) > SMALL and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, compresslevel=4, mtime=0)
        said["Content-Encoding"] = "gzip"
    return Response(content, status, headers=said)


def look(request: Request) -> dict[str, str]:
    """How the reader wants pages to look, kept in two cookies so that no page flashes."""
    theme = request.cookies.get("theme", "")
    density = request.cookies.get("density", "")
    return {
        "theme": theme if theme in {"light", "dark"} else "auto",
        "density": density if density == "compact" else "comfortable",
    }
