"""Where a client may have its answers sent, and whether an address is one of those."""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Programs on a person's own machine that take answers by a scheme of their own (RFC 8252 §7.1).
# A list, since javascript:, data: and whatever a browser learns next are schemes as well.
SCHEMES = frozenset(
    """
    claude cursor devin goose jan jetbrains kiro lmstudio msty raycast superset trae vscode
    vscode-insiders vscodium warp windsurf witsy zed
    """.split()
)
LONGEST = 2000
# what else would stand in a header that names the host: `;` and `,` end what a policy says
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])?(?::\d+)?", re.ASCII | re.IGNORECASE)


def parsed(uri: str) -> SplitResult | None:
    """The parts of an address without white space, user, fragment or anything unprintable, whose
    host is a name or a number."""
    if not 0 < len(uri) <= LONGEST or not uri.isascii() or not uri.isprintable():
        return None
    if any(each in uri for each in " \\#*<>\"'`"):
        return None
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018 - asked for its ValueError
    except ValueError:
        return None
    return parts if _HOST.fullmatch(parts.netloc) else None


def acceptable(uri: str) -> bool:
    """https, http to the client's own machine, or the scheme of a program that we know."""
    parts = parsed(uri)
    if parts is None:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme == "http":
        return parts.hostname in LOOPBACK
    return parts.scheme in SCHEMES


def is_loopback(uri: str) -> bool:
    parts = parsed(uri)
    return parts is not None and parts.scheme == "http" and parts.hostname in LOOPBACK


def matches(registered: Iterable[str], said: str) -> bool:
    """Whether an address is, letter by letter, one that the client gave before. The port of a
    loopback one may be another each time (RFC 8252 §7.3)."""
    given = list(registered)
    if said in given:
        return acceptable(said)
    return is_loopback(said) and any(
        is_loopback(each) and _without_port(each) == _without_port(said) for each in given
    )


def _without_port(uri: str) -> tuple[str, str | None, str, str]:
    parts = urlsplit(uri)
    return parts.scheme, parts.hostname, parts.path, parts.query


def host(uri: str) -> str:
    """What a person is told about an address: its host, or its scheme where that is the point."""
    parts = urlsplit(uri)
    if parts.scheme in {"http", "https"}:
        return parts.netloc
    return f"{parts.scheme}: (a program on this computer)"


def source(uri: str) -> str:
    """The address as a content security policy names where a form may lead."""
    parts = urlsplit(uri)
    # the policy's grammar has no IPv6 addresses
    if parts.scheme in {"http", "https"} and parts.hostname != "::1":
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"
