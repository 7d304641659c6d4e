"""A file that is made while it is sent, in as much memory as one part of it takes."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from handrail.core.shapes import Streamed


@dataclass(frozen=True, slots=True)
class Stream:
    """An ASGI app: a file that is made while it is sent."""

    result: Streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = quote(self.result.filename)
        headers = [
            (b"content-type", self.result.media_type.encode()),
            (b"content-disposition", f"attachment; filename*=UTF-8''{name}".encode()),
        ]
        parts = aiter(self.result.parts())
        # the first part before the status: what fails at once is still refused in full
        part = await anext(parts, None)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while part is not None:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            part = await anext(parts, None)
        await send({"type": "http.response.body", "body": b""})
