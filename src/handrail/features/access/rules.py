"""Whether a credential opens the door now, and how far a new one may reach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from handrail.core import reach
from handrail.core.actor import Actor, Scope
from handrail.core.clock import Instant, iso
from handrail.core.errors import Conflict, Forbidden, Invalid, InvalidToken, Unauthorized
from handrail.core.policy_said import policy_of
from handrail.core.reach import covers
from handrail.features.access.delegation import GRACE, PARTS, Grant, Refresh, TokenHolder
from handrail.features.access.model import LONGEST_LIFE, WEB_PER_MINUTE, ApiKey, KeyHolder
from handrail.features.workspaces.model import actor_of
from handrail.vault.tokens import Token

FORMS = (
    "A key looks like mcp_<workspace>_<32 hex digits>, sk_live_<32 hex digits>, or 64 letters "
    "and digits: send all of it."
)
KEYS_PAGE = "Settings → API keys"
NEW_KEY = "Ask an admin of the workspace for a new key (POST /v1/keys, or handrail keys create)."


def admitted(found: KeyHolder | None, at: Instant) -> KeyHolder:
    """Who comes with a key. Raises Unauthorized, and Forbidden while it is paused, and says why:
    whoever asks has held the key."""
    if found is None:
        raise InvalidToken("This key is unknown.", hint=f"{FORMS} {NEW_KEY}")
    if found.revoked_at is not None:
        raise InvalidToken("This key has been revoked.", hint=NEW_KEY)
    if found.expires_at is not None and found.expires_at <= at:
        raise InvalidToken(f"This key expired at {iso(found.expires_at)}.", hint=NEW_KEY)
    if not found.is_active:
        raise InvalidToken("The member of this key is no longer active.", hint=NEW_KEY)
    if found.paused_at is not None:
        raise Forbidden(
            "This key is paused.",
            hint=f"Whoever paused it, or an admin, can resume it in the web app under {KEYS_PAGE}.",
        )
    return found


def session_holder(row: Any, at: Instant) -> Actor:
    """Who comes with a session. Raises Unauthorized."""
    if (
        row is None
        or row.revoked_at is not None
        or at >= min(row.expires_at, row.last_seen_at + row.idle)
        or not row.is_active
    ):
        raise Unauthorized("You are signed out.", hint="Sign in again.")
    return actor_of(row, per_minute=WEB_PER_MINUTE, session_id=row.session_id)


def the_one(members: Sequence[Any], workspace: str | None) -> Any | None:
    """Whom of a person's memberships is meant: rows that know their workspace, of which `workspace`
    names one where it was chosen. None where none is active. Raises Invalid, with the slugs to
    choose from, where several are."""
    rows = [row for row in members if row.is_active and workspace in {None, row.workspace_slug}]
    if len(rows) > 1:
        raise Invalid(
            "You are a member of several workspaces.",
            field="workspace",
            allowed=[row.workspace_slug for row in rows],
            hint="Choose one.",
        )
    return rows[0] if rows else None


def within(actor: Actor, scopes: Collection[Scope], objects: Collection[str] | None) -> None:
    """Forbidden where a new key would reach further than the one it is made with; and for grants,
    which a key would outlive."""
    if actor.credential == "grant":
        raise Forbidden(
            "A connected AI client makes no keys.", hint="Let an admin make it in the web app."
        )
    if not actor.scopes.issuperset(scopes):
        _too_far("scopes", sorted(actor.scopes))
    if actor.objects is not None and not sees(actor, objects):
        _too_far("objects", sorted(actor.objects))


def unlimited(actor: Actor) -> None:
    """Forbidden for who has budgets: by a further key they would have them twice, or none."""
    if actor.budgets is not None:
        raise Forbidden(
            "A connection that has budgets makes no keys.",
            hint="Let an admin make the key in the web app.",
        )


def lends_own(actor: Actor, member_id: str) -> None:
    """Forbidden for who sees some records only: what is `own` to another member is not theirs."""
    if member_id != actor.member_id and reach.sees_some_rows(actor):
        raise Forbidden(
            "Who sees some records only makes no keys of other members.",
            field="member_id",
            hint="Leave it out for a key of your own, or ask an admin.",
        )


def no_longer(said: Instant | None, maker: Instant | None) -> Instant | None:
    """How long a key is good that another one makes: as long as that one, unless less is said."""
    if maker is not None and said is not None and said > maker:
        raise Forbidden(
            "A key cannot make one that outlives it.",
            field="expires_at",
            hint="Ask for less, or let an admin make the key in the web app.",
        )
    return maker if said is None else said


def sees(actor: Actor, objects: Collection[str] | None) -> bool:
    """Whether a caller may know of a key: one narrowed to what they may see themselves."""
    return actor.objects is None or (objects is not None and actor.objects.issuperset(objects))


ENDING_KEYS = "keys.delete"


def tends(actor: Actor, key: ApiKey) -> bool:
    """Whether a caller may pause a key: who may revoke it, and whoever it acts as."""
    theirs = key.member_id == actor.member_id
    every = actor.role == "admin" or ENDING_KEYS in actor.permissions
    return (theirs or every) and sees(actor, key.objects)


def lives(maker: ApiKey | None, at: Instant) -> None:
    """InvalidToken for a call with a key that was ended or paused while it was under way: what it
    makes would stay."""
    if maker is not None and maker.status(at) != "live":
        raise InvalidToken("This key has just been revoked or paused.", hint=NEW_KEY)


def _too_far(field: str, allowed: list[str]) -> NoReturn:
    raise Forbidden(
        f"A key cannot make one with {field} it has not itself.",
        field=field,
        allowed=allowed,
        hint="Ask for less, or let an admin make the key in the web app.",
    )


def still_to_come(expires_at: Instant | None, at: Instant) -> None:
    if expires_at is not None and not at < expires_at < at + LONGEST_LIFE:
        raise Invalid(
            "A key expires in the future, within a thousand years.",
            field="expires_at",
            hint="Name a moment to come, or leave it out for a key that does not expire.",
        )


def in_person(actor: Actor) -> None:
    """Forbidden for keys and grants: how somebody signs in is for them alone to change, or a key
    that leaked once could let its holder in for good."""
    if actor.credential != "person":
        raise Forbidden(
            "How a person signs in is changed by that person, signed in to the web app.",
            hint="Open Settings → Security in the web app.",
        )


# grants -----------------------------------------------------------------------------------

ACCESS = Token.ACCESS.name
PAGE = "Settings → Connected AI clients"
CONNECT_AGAIN = "Connect again: the client then opens the consent page of this server."


def token_admitted(
    found: TokenHolder | None, resource: Collection[str], at: Instant
) -> TokenHolder:
    """Who comes with an access token. Raises InvalidToken, and Forbidden while it is paused."""
    if found is None or found.kind != ACCESS:
        raise InvalidToken("This token is unknown, or it has been revoked.", hint=CONNECT_AGAIN)
    if found.resource not in resource:
        raise InvalidToken(
            f"This token was made for {found.resource}.",
            hint="Connect to this endpoint by itself: a token opens the one it was asked for.",
        )
    if found.revoked_at is not None:
        raise InvalidToken("This connection has been revoked.", hint=CONNECT_AGAIN)
    if found.expires_at <= at:
        raise InvalidToken("This token has expired.", hint="Use your refresh token.")
    if not found.is_active:
        raise InvalidToken("The member of this connection is no longer active.")
    if found.paused_at is not None:
        raise Forbidden(
            "This connection is paused.",
            hint=f"Its owner, or an admin, can resume it in the web app under {PAGE}.",
        )
    return found


def refreshable(token: Refresh, at: Instant) -> bool:
    return token.revoked_at is None and token.is_active and at < token.expires_at


def fresh_or_graced(token: Refresh, at: Instant) -> bool:
    """Whether a refresh token was not exchanged yet, or only a moment ago."""
    return token.used_at is None or at - token.used_at <= GRACE


def sees_grant(actor: Actor, grant: Grant) -> bool:
    """A member sees their own grants, an admin all; a grant sees itself and no other."""
    if actor.credential == "grant":
        return grant.id == actor.key_id
    return actor.role == "admin" or grant.member_id == actor.member_id


def consenting(actor: Actor, known: Grant | None) -> None:
    """Forbidden for whoever is no person, and while the grant there is is paused."""
    if actor.credential != "person":
        raise Forbidden(
            "Only a person, signed in to the web app, can let a client in.",
            hint="Open the consent page in a browser.",
        )
    if known is None:
        return
    if known.status == "paused":
        raise Forbidden(
            f"{known.client_name} is paused in this workspace.",
            hint=f"Resume it first, under {PAGE}.",
        )
    if known.paused_at is not None and not may_resume(actor, known):
        raise Forbidden(
            f"An admin had paused {known.client_name} in this workspace.",
            hint="Ask an admin to let it in again.",
        )


def consented(actor: Actor, known: Grant | None, ticked: frozenset[Scope]) -> frozenset[Scope]:
    """What consent gives a client that was let in before: no more than an admin left it, though
    its owner has revoked it since."""
    over = known is not None and known.revoked_at is not None and actor.role != "admin"
    if over and known is not None and _over("scopes", sorted(ticked), known.ceiling):
        raise _narrowed("scopes")
    return ticked


def _narrowed(part: str) -> Forbidden:
    return Forbidden(
        "An admin has narrowed this connection.",
        field=part,
        hint="Ask an admin to widen it again.",
    )


def tending(actor: Actor) -> None:
    """Forbidden for keys that only read. A grant may always make itself less."""
    if actor.credential == "key" and Scope.WRITE_DATA not in actor.scopes:
        raise Forbidden(
            "A key that only reads changes no connection.",
            hint=f"Use one that has {Scope.WRITE_DATA.value}, or the web app under {PAGE}.",
        )


def changing(actor: Actor, before: Grant, after: Grant) -> Grant:
    """The grant as it may become. Anybody who sees it may narrow it; people alone widen it.

    Its owner goes as far as they like, but not beyond what an admin left of a part. An admin takes
    back what admins have taken, but never goes beyond what its owner said of a part: it is their
    name that the client acts in.
    """
    if before.revoked_at is not None:
        raise Conflict("This connection has been revoked.", hint=CONNECT_AGAIN)
    moved = [part for part in PARTS if before.part(part) != after.part(part)]
    wider = [part for part in moved if exceeds(part, after.part(part), before.part(part))]
    if wider and actor.credential != "person":
        raise Forbidden(
            "No agent and no key can widen a connection.",
            hint=f"Its owner can, in the web app under {PAGE}.",
        )
    if before.member_id == actor.member_id:
        return _by_owner(actor, before, after, moved)
    return _by_admin(actor, before, after, moved)


def _by_owner(actor: Actor, before: Grant, after: Grant, moved: Collection[str]) -> Grant:
    if actor.credential != "person":
        return after  # what an agent says of itself is no word of its owner's
    over = [part for part in moved if _over(part, after.part(part), before.ceiling)]
    if over and actor.role != "admin":
        raise _narrowed(over[0])
    ceiling = {part: left for part, left in before.ceiling.items() if part not in over}
    return replace(
        after,
        consented={**before.consented, **{part: after.part(part) for part in moved}},
        ceiling=ceiling,
        limited_by=before.limited_by if ceiling else None,
    )


def _by_admin(actor: Actor, before: Grant, after: Grant, moved: Collection[str]) -> Grant:
    said = before.consented
    if over := [part for part in moved if _over(part, after.part(part), said)]:
        raise Forbidden(
            "Only its owner can let a connection do more in their name.",
            field=over[0],
            hint=f"Ask them to do so under {PAGE}.",
        )
    ceiling = {**before.ceiling, **{part: after.part(part) for part in moved}}
    ceiling = {part: left for part, left in ceiling.items() if exceeds(part, said[part], left)}
    return replace(after, ceiling=ceiling, limited_by=actor.member_id if ceiling else None)


def _over(part: str, value: Any, bounds: Mapping[str, Any]) -> bool:
    return part in bounds and exceeds(part, value, bounds[part])


def exceeds(part: str, value: Any, bound: Any) -> bool:
    """Whether a part of a grant lets anything be done that the bound does not: where it cannot be
    told, it does."""
    match part:
        case "scopes":
            return not set(bound).issuperset(value)
        case "objects":
            return bound is not None and (value is None or not set(bound).issuperset(value))
        case "policy":
            return not all(covers(mine, policy_of(value)) for mine in policy_of(bound))
        case _:
            return _spends_more(value or {}, bound or {})


def _spends_more(budgets: Mapping[str, Any], bound: Mapping[str, Any]) -> bool:
    return any(
        budgets.get(period, {}).get(counted, most + 1) > most
        for period, amounts in bound.items()
        for counted, most in amounts.items()
    )


def stays_paused(actor: Actor, what: Grant | ApiKey) -> bool:
    """Whether it is paused already, and so that this actor's pause would add nothing: an admin's
    takes the place of its owner's."""
    return what.paused_at is not None and (
        actor.role != "admin" or actor.member_id in {what.paused_by, what.member_id}
    )


def resuming(actor: Actor, what: Grant | ApiKey) -> None:
    """Forbidden for agents and keys, and for its owner where somebody else has paused it."""
    is_key = isinstance(what, ApiKey)
    noun, page = ("key", KEYS_PAGE) if is_key else ("connection", PAGE)
    if actor.credential != "person":
        raise Forbidden(
            f"No agent and no key can resume a {noun}.",
            hint=f"A person can, in the web app under {page}.",
        )
    if not may_resume(actor, what):
        raise Forbidden(f"An admin has paused this {noun}.", hint="Ask an admin to resume it.")


def may_resume(actor: Actor, what: Grant | ApiKey) -> bool:
    """What an admin has paused goes on when an admin says so."""
    return actor.role == "admin" or what.paused_by == actor.member_id


BROWSERS = (
    # the first that is named wins: each names its ancestors too
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """A browser's own words for itself, in short: it may say what it likes."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in SYSTEMS if mark in user_agent), None)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or user_agent.partition("/")[0].strip()[:40] or "Unknown browser"
