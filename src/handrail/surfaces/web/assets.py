"""The files a page stands on: read once at start, named by their content, kept by browsers."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    type: str
    plain: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """`version` is part of every address, so that a new release is never met with old files."""

    version: str
    files: dict[str, Asset]

    def address(self, name: str) -> str:
        return f"/static/{self.version}/{name}"

    @property
    def modules(self) -> list[str]:
        return sorted(name for name in self.files if name.endswith(".js"))


@cache
def assets() -> Assets:
    """Everything in static/; the style sheets in their order as one app.css."""
    files = {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.*"))}
    sheets = sorted((FOLDER / "styles").glob("*.css"))
    files["app.css"] = b"\n".join(sheet.read_bytes() for sheet in sheets)
    content = b"".join(name.encode() + body for name, body in files.items())
    return Assets(
        version=hashlib.sha256(content).hexdigest()[:12],
        files={
            name: Asset(TYPES[Path(name).suffix], body, gzip.compress(body, mtime=0))
            for name, body in files.items()
        },
    )


async def asset(request: Request) -> Response:
    found = assets().files.get(request.path_params["name"])
    if found is None:
        return Response("Not found.", 404, media_type="text/plain")
    packs = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Content-Type": found.type, "Vary": "Accept-Encoding", "Cache-Control": FOREVER}
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(found.packed if packs else found.plain, headers=headers)
