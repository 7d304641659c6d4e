"""Whether somebody's rights reach as far as what they would give: nobody gives more than they have.

Where it cannot be told, the answer is no. `own` and `team` are compared as words: whoever sees
their own records may let others see theirs.
"""

from collections.abc import Collection
from typing import NoReturn

from handrail.core.actor import ALL_SCOPES, Actor, Role, Scope
from handrail.core.errors import Forbidden
from handrail.core.policy import OPEN, STRICT, ObjectPolicy, Policy, Rows

RANK: dict[Role, int] = {"rep": 0, "manager": 1, "admin": 2}
ROWS: dict[Rows, int] = {"own": 0, "team": 1, "all": 2}
ASK = "Give less, or ask an admin of the workspace."


def may_give(
    actor: Actor,
    rank: Role,
    permissions: Collection[str] = (),
    policies: tuple[Policy, ...] = (),
) -> None:
    """Forbidden where a role of this rank, with these, reaches further than the actor."""
    may_lend(actor, rank, permissions, policies)
    if actor.objects is not None:
        _too_far("This connection is narrowed to some objects, and people are not.", "role")
    if rank == "admin" and not is_whole(actor):
        _too_far("Only an admin without any restriction makes admins.", "role")
    if rank == "admin" and actor.credential != "person":
        _too_far("Only people make admins and change them; no key does.", "role")


def may_lend(
    actor: Actor, rank: Role, permissions: Collection[str], policies: tuple[Policy, ...]
) -> None:
    """The same of a key, whose scopes and objects are compared beside."""
    if RANK[rank] > RANK[actor.role]:
        _too_far(_HIGHER[rank], "role")
    if actor.role != "admin" and (missing := sorted(set(permissions) - actor.permissions)):
        _too_far(f"You cannot give what you have not: {', '.join(missing)}.", "permissions")
    if not all(covers(mine, policies) for mine in actor.policies):
        _too_far("This reaches further than what you may see and change yourself.", "policy")


_HIGHER = {
    "admin": "Only admins do this for admins.",
    "manager": "Only managers and admins do this for managers.",
}


def may_let_in(actor: Actor) -> None:
    """Forbidden for a connection that those whom it would let in would outlast: who is let in
    signs in, and then nothing narrows or ends them but what is said of themselves."""
    if actor.credential == "grant":
        _too_far("A connected AI client lets nobody in: they would stay when it is gone.", "role")
    if Scope.WRITE_DATA not in actor.scopes:
        _too_far("A connection that changes nothing lets nobody in.", "role")
    if actor.budgets is not None:
        _too_far("This connection has budgets, and people have none.", "role")


def sees_some_rows(actor: Actor) -> bool:
    """Whether it hangs on whose records are whose what the actor sees."""
    return any(
        each.narrows_rows
        for policy in actor.policies
        for each in (policy.others, *(one for _, one in policy.objects))
    )


def is_unrestricted(actor: Actor) -> bool:
    """Whether nothing is hidden from the actor among records."""
    return actor.objects is None and not actor.policies


def is_whole(actor: Actor) -> bool:
    """Whether nothing narrows the actor beside their rank."""
    return is_unrestricted(actor) and actor.scopes >= ALL_SCOPES


def _too_far(message: str, field: str) -> NoReturn:
    raise Forbidden(message, field=field, hint=ASK)


def covers(mine: Policy, theirs: tuple[Policy, ...]) -> bool:
    """Whether what all of theirs allow together is within mine, for every object."""
    named = {slug for policy in (mine, *theirs) for slug, _ in policy.objects}
    return all(
        any(_within(policy.of(slug), mine.of(slug)) for policy in theirs) or _free(mine.of(slug))
        for slug in named
    ) and (any(_within(policy.others, mine.others) for policy in theirs) or _free(mine.others))


def _free(mine: ObjectPolicy) -> bool:
    return mine == ObjectPolicy()


def _within(theirs: ObjectPolicy, mine: ObjectPolicy) -> bool:
    if not theirs.verbs:
        return True
    return (
        theirs.verbs <= mine.verbs and _rows_within(theirs, mine) and _fields_within(theirs, mine)
    )


def _rows_within(theirs: ObjectPolicy, mine: ObjectPolicy) -> bool:
    if ROWS[theirs.rows] > ROWS[mine.rows] or mine.filter not in (None, theirs.filter):
        return False
    if mine.owners is None and mine.teams is None:
        return True
    if theirs.owners is None and theirs.teams is None:
        return False
    return (theirs.owners or frozenset()) <= (mine.owners or frozenset()) and (
        theirs.teams or frozenset()
    ) <= (mine.teams or frozenset())


def _fields_within(theirs: ObjectPolicy, mine: ObjectPolicy) -> bool:
    said = dict(theirs.fields)
    return all(STRICT[said.get(slug, OPEN)] <= STRICT[access] for slug, access in mine.fields)
