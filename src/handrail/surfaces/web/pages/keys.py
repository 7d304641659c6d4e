"""API keys: what opens this workspace to agents and programs; making, pausing, revoking them."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.responses import Response

from handrail.core.actor import Scope
from handrail.core.errors import Forbidden, Invalid
from handrail.core.policy import ANY, VERBS
from handrail.features.access.model import CreatedKey, KeySeen
from handrail.features.access.operations import (
    list_api_keys,
    pause_api_keys,
    resume_api_keys,
    revoke_api_key,
)
from handrail.features.policies.operations.keys import create_api_key
from handrail.features.records.model import ObjectSeen
from handrail.features.workspaces.operations.members import list_members
from handrail.features.workspaces.operations.teams import list_teams
from handrail.surfaces.web import budgets, policies
from handrail.surfaces.web.pages.asking import REFUSALS, chosen, first
from handrail.surfaces.web.visit import Form, Visit, every, once
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/keys"
REACH = {
    "read": [Scope.READ_DATA],
    "write": [Scope.READ_DATA, Scope.WRITE_DATA],
    "send": [Scope.READ_DATA, Scope.WRITE_DATA, Scope.SEND_MESSAGES],
}


async def keys(visit: Visit) -> Response:
    return await _shown(visit)


async def _shown(
    visit: Visit,
    *,
    made: CreatedKey | None = None,
    problem: Problem | None = None,
    form: Form | None = None,
) -> Response:
    found: list[KeySeen] = await every(visit, list_api_keys, "keys")
    may_make, objects, said = visit.may(create_api_key), await visit.objects(), form or {}
    return await visit.show(
        "keys.html",
        "API keys",
        "settings/keys",
        problem.status if problem else 200,
        keys=found,
        live=sum(each.status == "live" for each in found),
        names={each.id: each.name for each in found},
        below=made_below(found),
        limits={each.id: limits(each, objects) for each in found},
        made=made,
        problem=problem,
        may_make=may_make,
        may_revoke=visit.may(revoke_api_key),
        may_pause={each.id for each in found if tends(visit, each)},
        rows=await policies.grid(visit, policies.policy_in(said, objects, None))
        if may_make
        else [],
        budgets=budgets.counters(said),
        members=await every(visit, list_members, "members") if may_make else [],
        teams=(await visit.ask(list_teams)).teams if may_make else [],
        objects=objects,
        me=visit.actor.member_id,
        form=said,
        endpoint=f"{visit.origin}/mcp",
    )


def tends(visit: Visit, key: KeySeen) -> bool:
    """Whether this person may pause it: one that acts as them, or any that they may revoke."""
    return key.member_id == visit.actor.member_id or visit.may(revoke_api_key)


def made_below(found: Sequence[KeySeen]) -> dict[str, int]:
    """How many of these were made with each of them, and with those: what ends with it."""
    made: dict[str, list[str]] = {each.id: [] for each in found}
    for each in found:
        made.setdefault(each.made_with or "", []).append(each.id)

    def below(which: str) -> int:
        return sum(1 + below(each) for each in made[which])

    return {each.id: below(each.id) for each in found}


def limits(key: KeySeen, objects: Sequence[ObjectSeen]) -> list[str]:
    """What its policy and its budgets say, in lines."""
    spend = ", ".join(budgets.in_words(key.budgets))
    return policies.in_words(key.policy, objects) + ([f"At most {spend}"] if spend else [])


async def create(visit: Visit) -> Response:
    """The page with the new key's secret on it: the one time that it is shown."""
    form = await visit.form()
    if not visit.may(create_api_key):
        raise Forbidden("Only admins make keys.", hint="Ask an admin of the workspace for one.")
    try:
        said = _said(form, await visit.objects())
        made = await visit.ask(create_api_key, idempotency_key=once(form), **said)
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error), form=form)
    return await _shown(visit, made=made)


def _said(form: Form, objects: Sequence[ObjectSeen]) -> dict[str, Any]:
    """What the form says; what it leaves empty is left out."""
    wanted = {
        "name": first(form, "name"),
        "scopes": REACH.get(first(form, "reach"), REACH["read"]),
        "member_id": chosen(form, "member_id"),
        "objects": form.get("object"),
        "policy": _policy(form, objects),
        "budgets": budgets.budgets_in(form),
        "per_minute": chosen(form, "per_minute"),
        "expires_at": _end_of(first(form, "expires")),
        "style": chosen(form, "style"),
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _policy(form: Form, objects: Sequence[ObjectSeen]) -> Any:
    """What the grid and the teams say; or all that a policy can say, in its own words."""
    text, teams = chosen(form, "policy"), form.get("team", [])
    on_grid = policies.policy_in(form, objects, None)
    if text is None:
        return _of_teams(on_grid, teams) if teams else on_grid
    if on_grid or teams:
        raise Invalid("The policy is on the grid too.", field="policy", hint="Say it once.")
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise Invalid(
            "The policy is no JSON.",
            field="policy",
            hint='Such as {"objects": {"deals": {"rows": "own"}}}.',
        ) from error


def _of_teams(said: dict[str, Any] | None, teams: list[str]) -> dict[str, Any]:
    """The same, but only of what these teams own."""
    each = {ANY: {"verbs": list(VERBS), "rows": "all"}, **(said or {"objects": {}})["objects"]}
    return {"objects": {slug: {**one, "teams": teams} for slug, one in each.items()}}


def _end_of(day: str) -> str | None:
    """The end of a day, UTC."""
    if not day:
        return None
    try:
        begins = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise Invalid(f"{day[:20]!r} is no day.", field="expires_at", hint="2027-01-31.") from error
    return (begins + timedelta(days=1)).isoformat()


async def revoke(visit: Visit) -> Response:
    return await _done(
        visit, visit.ask(revoke_api_key, key_id=visit.path["id"]), "The key is revoked."
    )


async def pause(visit: Visit) -> Response:
    asked = visit.ask(pause_api_keys, key_id=visit.path["id"])
    return await _done(visit, asked, "The key is paused.", f"{HERE}/{visit.path['id']}/resume")


async def resume(visit: Visit) -> Response:
    asked = visit.ask(resume_api_keys, key_id=visit.path["id"])
    return await _done(visit, asked, "The key works again.", f"{HERE}/{visit.path['id']}/pause")


async def _done(visit: Visit, asked: Awaitable[object], said: str, undo: str = "") -> Response:
    try:
        await asked
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error))
    return visit.goto(HERE, said, undo)
