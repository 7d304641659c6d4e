"""A web address."""

import re
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna

from handrail.features.records.attributes.base import ChipConfig
from handrail.features.records.attributes.text import Text
from handrail.features.records.model import Attribute, Schema

LONGEST = 1000
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*\.?")
NUMBERED = re.compile(r"\[[0-9a-f:.]+\]")
UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
KEPT = "!#$%&'()*+,/:;=?@[]~"


class Url(Text):
    """Kept as at most 1,000 ASCII characters; a bare domain gets https://."""

    name, label, widget = "url", "URL", "url"
    expects = "an http or https address, such as https://acme.com"
    Config = ChipConfig

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        text = self.text_of(said, attribute)
        try:
            url = normalized(text)
        except ValueError as error:
            raise self.refuse(attribute, f"{text[:80]!r} is no web address: {error}.") from error
        if len(url) > LONGEST:
            raise self.refuse(attribute, f"it is {len(url):,} characters long, of {LONGEST:,}.")
        return url

    def words(self, stored: str) -> str:
        return (urlsplit(stored).hostname or "").removeprefix("www.")


def normalized(text: str) -> str:
    """An address in ASCII, its scheme and host in lower case; ValueError says what is wrong."""
    # urlsplit drops tabs and newlines silently: look before it does
    if UNSAFE.search(text):
        raise ValueError("it holds a space or a sign that none may hold")
    parts = urlsplit(text if SCHEME.match(text) else f"https://{text}")
    if parts.scheme not in {"http", "https"}:
        raise ValueError("only http and https are taken")
    if "@" in parts.netloc:
        raise ValueError("it holds a user name or password")
    path = "" if parts.path == "/" and not parts.query and not parts.fragment else parts.path
    rest = (quote(part, safe=KEPT) for part in (path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, _host(parts, named=SCHEME.match(text) is not None), *rest))


def _host(parts: SplitResult, *, named: bool) -> str:
    """Host and port. Without a scheme before it only a name with a dot is taken for one."""
    host, port = parts.hostname or "", _port(parts)
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        host = idna.encode(host, uts46=True).decode()
    if not (HOST.fullmatch(host) or NUMBERED.fullmatch(host)) or len(host) > 253:
        raise ValueError("it names no host")
    if not named and "." not in host.strip("."):
        raise ValueError("it names no domain")
    return host if port is None else f"{host}:{port}"


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError("its port is none") from None
