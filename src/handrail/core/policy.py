"""How far a role, a grant or a key lets its bearer see and change records.

An actor carries several policies, and what each of them allows is what he may do: the effective
right is the grant's AND the role's. No policy at all is no restriction. How callers say a policy is
`core.policy_said`'s: an actor is known without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Rows: TypeAlias = Literal["own", "team", "all"]
Access: TypeAlias = Literal["none", "mask", "read", "write"]
Verb: TypeAlias = Literal["read", "create", "update", "delete"]

STRICT: Mapping[Access, int] = {"none": 0, "mask": 1, "read": 2, "write": 3}
"""How much a word allows, the strictest first."""
OPEN: Access = "write"
"""The word on an attribute where none is said."""
ANY = "*"
"""In place of a slug: every object that is not named."""
VERBS: tuple[Verb, ...] = ("read", "create", "update", "delete")


@dataclass(frozen=True, slots=True)
class ObjectPolicy:
    """`owners` are members, `teams` teams, either of which must own a record; None for anyone.
    `filter` is JSON text of a filter as callers write it."""

    verbs: frozenset[Verb] = frozenset(VERBS)
    rows: Rows = "all"
    owners: frozenset[str] | None = None
    teams: frozenset[str] | None = None
    filter: str | None = None
    fields: tuple[tuple[str, Access], ...] = ()

    @property
    def narrows_rows(self) -> bool:
        return self.rows != "all" or not (self.owners is self.teams is self.filter is None)


FREE = ObjectPolicy()
NOTHING = ObjectPolicy(verbs=frozenset())


@dataclass(frozen=True, slots=True)
class Policy:
    """By object slug; `others` holds for every object not named."""

    objects: tuple[tuple[str, ObjectPolicy], ...] = ()
    others: ObjectPolicy = FREE

    def of(self, slug: str) -> ObjectPolicy:
        for named, policy in self.objects:
            if named == slug:
                return policy
        return self.others


def strictest(words: Iterable[Access]) -> Access:
    found = OPEN
    for word in words:
        found = word if STRICT[word] < STRICT[found] else found
    return found
