"""What a form did, told once on the page that comes after it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

LIFE = 30
"""Seconds: as long as it may take a browser to follow."""
MOST = 400
OURS = re.compile(r"/[a-z]+(/[\w-]+)+")
"""An address of this app with nothing but a path."""


@dataclass(frozen=True, slots=True)
class News:
    """`undo` is the address of the form that takes it back, or empty."""

    text: str
    undo: str


def leave(answer: Response, text: str, undo: str, *, secure: bool) -> None:
    """Give it to the browser, which hands it to the next page: a cookie, since that one may be
    made by another process."""
    kept = urlencode({"text": text[:MOST], "undo": undo}, quote_via=quote)
    answer.set_cookie(
        _name(secure), kept, max_age=LIFE, path="/", httponly=True, secure=secure, samesite="lax"
    )


def heard(request: Request, *, secure: bool) -> News | None:
    """What was left by the form before."""
    kept = parse_qs(request.cookies.get(_name(secure), ""))
    text, undo = kept.get("text", [""])[0], kept.get("undo", [""])[0]
    return News(text[:MOST], undo if OURS.fullmatch(undo) else "") if text else None


def forget(answer: Response, *, secure: bool) -> None:
    answer.delete_cookie(_name(secure), path="/", httponly=True, secure=secure, samesite="lax")


def _name(secure: bool) -> str:
    return "__Host-news" if secure else "news"
