"""A policy as callers say it and as it is kept, and what an actor then carries of it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

import orjson
from pydantic import Field

from handrail.core.policy import ANY, FREE, VERBS, Access, ObjectPolicy, Policy, Rows, Verb
from handrail.core.shapes import Params

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
SlugOrAny = Annotated[str, Field(pattern=r"^(\*|[a-z][a-z0-9_]{0,63})$")]


class ObjectPolicySaid(Params):
    """What may be done with the records of one object. What is left out is not restricted."""

    verbs: list[Verb] = Field(
        default=list(VERBS), description="Of read, create, update, delete.", max_length=4
    )
    rows: Annotated[Rows, Field(description="own: theirs; team: their team's; all.")] = "all"
    members: (
        Annotated[list[str], Field(description="Only what these member ids own.", max_length=100)]
        | None
    ) = None
    teams: (
        Annotated[list[str], Field(description="Or these team ids' members.", max_length=100)]
        | None
    ) = None
    filter: Annotated[dict[str, Any], Field(description="Only records that meet it.")] | None = None
    fields: dict[Slug, Access] = Field(
        default={}, description="none, mask, read or write, by attribute slug."
    )


class PolicySaid(Params):
    """What may be done with records, by object slug; `*` stands for every object not named."""

    objects: dict[SlugOrAny, ObjectPolicySaid] = Field(
        default={}, description="By object slug, or *."
    )


def policy_of(kept: Mapping[str, Any] | None) -> tuple[Policy, ...]:
    """What an actor carries of a policy as it is kept: none, or one."""
    if not kept or not kept.get("objects"):
        return ()
    return (_read(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)),)


@lru_cache(4096)
def _read(kept: bytes) -> Policy:
    said = PolicySaid.model_validate_json(kept)
    each = {slug: _object(one) for slug, one in said.objects.items()}
    others = each.pop(ANY, FREE)
    return Policy(tuple(sorted(each.items(), key=lambda pair: pair[0])), others)


def _object(said: ObjectPolicySaid) -> ObjectPolicy:
    text = None
    if said.filter is not None:
        text = orjson.dumps(said.filter, option=orjson.OPT_SORT_KEYS).decode()
    return ObjectPolicy(
        frozenset(said.verbs),
        said.rows,
        None if said.members is None else frozenset(said.members),
        None if said.teams is None else frozenset(said.teams),
        text,
        tuple(sorted(said.fields.items())),
    )
