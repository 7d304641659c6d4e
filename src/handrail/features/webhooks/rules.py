"""What a webhook may be, who may know of it, and when a delivery is tried again."""

import difflib
import random
import re
from collections.abc import Collection, Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from handrail.core.actor import Actor, Scope
from handrail.core.clock import SECOND
from handrail.core.errors import Conflict, Forbidden, Invalid, NotFound
from handrail.features.webhooks.model import Webhook
from handrail.outbound.guard import is_public

MOST = 100
"""Webhooks a workspace may have."""
TRIES = 10
FIRST_PAUSE, LONGEST_PAUSE = 5 * SECOND, 6 * 3600 * SECOND
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A name of digits and dots is an address in an old spelling: 127.1, 0x7f.1, 2130706433.
_NUMBERS = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_INWARD = re.compile(r"(^|\.)(localhost|local|internal|home\.arpa|localdomain)\.?$", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")


def address(said: str, *, https_only: bool = False, relaxed: bool = False) -> str:
    """An address that may be posted to. `relaxed` where private ones are allowed (development);
    `https_only` then allows http to this very machine alone. Names are looked up, and their
    addresses checked, at each delivery. Raises Invalid."""
    parts = _parts(said)
    host = (parts.hostname or "").lower()
    if parts.scheme == "http" and not (relaxed and (host in LOOPBACK or not https_only)):
        raise _wrong("A webhook's address begins with https://.", "Use https.")
    if not relaxed and _is_private(host):
        raise _wrong(
            f"{host} is not on the public internet.",
            "Use an address that anybody on the internet can reach.",
        )
    return said


def _parts(said: str) -> SplitResult:
    try:
        parts = urlsplit(said)
        _ = parts.port
    except ValueError as error:
        raise _wrong("This is no address.", "Use https://host/path.") from error
    if _UNSEEN.search(said) or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _wrong("This is no web address.", "Use https://host/path.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _wrong(
            "An address may hold no user, no password and no fragment.",
            "Put a token into the path or the query, or check the signature instead.",
        )
    return parts


def _is_private(host: str) -> bool:
    try:
        return not is_public(str(ip_address(host.partition("%")[0])))
    except ValueError:
        return bool(_NUMBERS.fullmatch(host) or _INWARD.search(host) or "." not in host)


def _wrong(message: str, hint: str) -> Invalid:
    return Invalid(message, field="url", hint=hint)


def host_of(url: str) -> str:
    """Where it goes, without what may be secret in it."""
    return urlsplit(url).netloc


def chosen(said: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The events asked for, each once, in the order they are known. Raises Invalid."""
    for each in said:
        if each not in known:
            raise Invalid(
                f"There is no event {each[:80]!r}.",
                field="events",
                allowed=list(known),
                did_you_mean=next(iter(difflib.get_close_matches(each, known, 1)), None),
            )
    if not said:
        raise Invalid("A webhook needs an event.", field="events", allowed=list(known))
    return tuple(each for each in known if each in said)


def room_for_more(there_are: int) -> None:
    if there_are >= MOST:
        raise Conflict(
            f"A workspace has {MOST} webhooks at most.", hint="Delete one that is not used."
        )


def may_make(actor: Actor) -> None:
    """Forbidden where a webhook would tell what its maker may not read."""
    if Scope.READ_DATA not in actor.scopes:
        raise Forbidden(
            f"A webhook tells what {Scope.READ_DATA.value} reads, and this connection lacks it.",
            hint=f"Use a key that has {Scope.READ_DATA.value} too.",
        )
    if actor.budgets is not None:
        raise Forbidden(
            "A connection that has budgets makes no webhook: what that tells is not counted.",
            hint="Let an admin make it in the web app.",
        )


def sees(actor: Actor, webhook: Webhook) -> bool:
    """Whether a caller may know of a webhook: one that is narrowed knows only of its own, for
    the log of another may hold what it may not see."""
    if actor.objects is None and not actor.policies:
        return True
    return (webhook.member_id, webhook.bearer_id) == (actor.member_id, actor.key_id)


def missing(webhook_id: str) -> NotFound:
    return NotFound(
        f"No webhook has the id {webhook_id[:80]!r}.",
        field="webhook_id",
        hint="list_webhooks names them.",
    )


def missing_delivery(delivery_id: str) -> NotFound:
    return NotFound(
        f"No delivery has the id {delivery_id[:80]!r}.",
        field="delivery_id",
        hint="list_webhook_deliveries names them; they are kept for 30 days.",
    )


def wants(webhook: Webhook, event: str, object_slug: str) -> bool:
    return event in webhook.events and (webhook.objects is None or object_slug in webhook.objects)


def pause(attempts: int, first: int = FIRST_PAUSE) -> int:
    """Microseconds before the next try: three times as long each time, from 5 s to 6 h, give or
    take a fifth; ten tries take some ten hours."""
    return int(min(LONGEST_PAUSE, first * 3 ** (attempts - 1)) * random.uniform(0.8, 1.2))


def was_taken(status: int) -> bool:
    return 200 <= status < 300


def said_back(status: int, body: bytes, most: int = 1000) -> str:
    """What a receiver answered, short enough to keep."""
    if 300 <= status < 400:
        return "It answered with a redirect, which is not followed."
    return body.decode("utf-8", "replace").replace("\x00", "")[:most]


def plain(objects: Collection[str] | None) -> list[str] | None:
    return None if objects is None else list(objects)
