"""What a workspace's plan entitles it to.

A self-hosted server without plans entitles everybody to everything. What a plan sets is kept with
the workspace, resolved, so that whoever calls is known together with it by one query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, cast

import orjson
from pydantic import Field, ValidationError

from handrail.core.errors import Invalid, PlanRequired
from handrail.core.shapes import Params

LARGEST_BATCH = 500
SELF_HOSTED = "self-hosted"
"""The plan of who has no plans: the largest."""
ASK = "Ask whoever runs this server for a larger plan."
OR_ASK = f"or: {ASK[0].lower()}{ASK[1:]}"

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class PlanSaid(Params):
    """A plan as it is configured. What is left out is not limited."""

    api_access: bool = Field(default=True, description="Whether agents and programs may call.")
    records: dict[Slug, Annotated[int, Field(ge=0)]] = Field(
        default={}, description="The most records, by object slug."
    )
    batch: int = Field(
        default=LARGEST_BATCH, ge=1, le=LARGEST_BATCH, description="The most records in one call."
    )
    per_minute: int | None = Field(
        default=None, ge=1, description="The most calls of one key or grant in any minute."
    )
    members: int | None = Field(default=None, ge=1, description="The most active members.")


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What an actor's workspace may do; None is no limit."""

    plan: str = SELF_HOSTED
    api_access: bool = True
    records: tuple[tuple[str, int], ...] = ()
    batch: int = LARGEST_BATCH
    per_minute: int | None = None
    members: int | None = None

    def most(self, object_slug: str) -> int | None:
        """How many records of an object there may be."""
        for slug, limit in self.records:
            if slug == object_slug:
                return limit
        return None

    def pace(self, per_minute: int) -> int:
        """The calls a minute of a credential that has so many itself; 0 is no limit."""
        if self.per_minute is None:
            return per_minute
        return min(per_minute, self.per_minute) if per_minute else self.per_minute


EVERYTHING = Entitlements()


def entitlements_of(kept: Mapping[str, Any] | None) -> Entitlements:
    """What an actor carries of what is kept with the workspace."""
    return EVERYTHING if kept is None else _read(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS))


@lru_cache(1024)
def _read(kept: bytes) -> Entitlements:
    plain: dict[str, Any] = orjson.loads(kept)
    name = plain.pop("plan")
    said = PlanSaid.model_validate(plain)
    records = tuple(sorted(said.records.items()))
    return Entitlements(name, said.api_access, records, said.batch, said.per_minute, said.members)


def may_call(entitlements: Entitlements) -> None:
    """PlanRequired where the workspace's plan lets no agent and no program in."""
    if not entitlements.api_access:
        raise PlanRequired(
            f"The plan of this workspace ({entitlements.plan}) has no API access.",
            hint=f"{ASK} The web app works without it.",
        )


def fits_batch(entitlements: Entitlements, count: int, field: str) -> None:
    """Invalid where one call brings more records than the plan lets it."""
    if count > entitlements.batch:
        raise Invalid(
            f"At most {entitlements.batch} at once, and these are {count}.",
            field=field,
            hint=f"Split them: the plan of this workspace takes {entitlements.batch} in one call.",
        )


def fits_count(entitlements: Entitlements, object_slug: str, count: int, noun: str) -> None:
    """PlanRequired where there would be more records of an object than the plan lets there be."""
    most = entitlements.most(object_slug)
    if most is not None and count > most:
        raise PlanRequired(
            f"The plan of this workspace ({entitlements.plan}) holds {most} {noun}, and that would "
            "be more.",
            hint=f"Delete what is not needed, {OR_ASK}",
            details={"object": object_slug, "most": most},
        )


def fits_members(entitlements: Entitlements, count: int) -> None:
    """PlanRequired where there would be more active members than the plan lets there be."""
    if entitlements.members is not None and count > entitlements.members:
        raise PlanRequired(
            f"The plan of this workspace ({entitlements.plan}) has room for "
            f"{entitlements.members} members.",
            hint=f"Deactivate somebody, {OR_ASK}",
        )


# Plans, as whoever runs the server configures them ------------------------------------------

Plans = Mapping[str, PlanSaid]


def plans_said(text: str) -> Plans:
    """Plans by name, from JSON. Raises Invalid, naming the plan and what it says wrongly."""
    try:
        said = orjson.loads(text)
    except ValueError as error:
        raise Invalid(f"The plans are no JSON: {error}.", field="HANDRAIL_PLANS") from error
    if not isinstance(said, dict):
        raise Invalid("The plans are an object of plans by name.", field="HANDRAIL_PLANS")
    return {name: _plan(name, each) for name, each in cast(dict[str, Any], said).items()}


def _plan(name: str, said: Any) -> PlanSaid:
    if name == SELF_HOSTED:
        raise Invalid(f"{name!r} is built in, without limits.", field="HANDRAIL_PLANS")
    try:
        return PlanSaid.model_validate(said)
    except ValidationError as error:
        wrong = error.errors()[0]
        where = ".".join(map(str, wrong["loc"])) or "it"
        raise Invalid(f"Plan {name!r}, {where}: {wrong['msg']}.", field="HANDRAIL_PLANS") from error


def resolved(
    plans: Plans, plan: str | None, overrides: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What is kept with a workspace of this plan: None where nothing limits it.

    A plan that is no longer configured has no API access: nobody knows what else it had.
    """
    if plan is None and not overrides:
        return None
    base = PlanSaid() if plan is None else plans.get(plan, PlanSaid(api_access=False))
    whole = base.model_dump(mode="json") | dict(overrides or {})
    said = PlanSaid.model_validate(whole)
    return {"plan": plan or SELF_HOSTED, **said.model_dump(mode="json")}


def checked_overrides(said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Exceptions that a workspace may be given from its plan. Raises Invalid."""
    if not said:
        return None
    try:
        return PlanSaid.model_validate(said).model_dump(mode="json", include=set(said))
    except ValidationError as error:
        wrong = error.errors()[0]
        where = ".".join(map(str, wrong["loc"]))
        raise Invalid(f"{where}: {wrong['msg']}.", field=where) from error
