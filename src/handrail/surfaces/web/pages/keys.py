"""API keys: what opens this workspace to agents and programs; making and revoking them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.responses import Response

from handrail.core.actor import Scope
from handrail.core.errors import Forbidden, Invalid
from handrail.features.access.model import CreatedKey
from handrail.features.access.operations import list_api_keys, revoke_api_key
from handrail.features.policies.operations.keys import create_api_key
from handrail.features.workspaces.operations.members import list_members
from handrail.features.workspaces.operations.teams import list_teams
from handrail.surfaces.web.pages.asking import chosen, first
from handrail.surfaces.web.visit import Form, Visit, once
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
    found = await visit.ask(list_api_keys)
    may_make = visit.may(create_api_key)
    return await visit.show(
        "keys.html",
        "API keys",
        "settings/keys",
        problem.status if problem else 200,
        keys=found.keys,
        made=made,
        problem=problem,
        may_make=may_make,
        may_revoke=visit.may(revoke_api_key),
        members=(await visit.ask(list_members)).members if may_make else [],
        teams=(await visit.ask(list_teams)).teams if may_make else [],
        objects=await visit.objects(),
        me=visit.actor.member_id,
        form=form or {},
        endpoint=f"{visit.origin}/mcp",
    )


async def create(visit: Visit) -> Response:
    """The page with the new key's secret on it: the one time that it is shown."""
    form = await visit.form()
    if not visit.may(create_api_key):
        raise Forbidden("Only admins make keys.", hint="Ask an admin of the workspace for one.")
    try:
        made = await visit.ask(create_api_key, idempotency_key=once(form), **_said(form))
    except (Forbidden, Invalid) as error:
        return await _shown(visit, problem=for_people(error), form=form)
    return await _shown(visit, made=made)


def _said(form: Form) -> dict[str, Any]:
    """What the form says; what it leaves empty is left out."""
    wanted = {
        "name": first(form, "name"),
        "scopes": REACH.get(first(form, "reach"), REACH["read"]),
        "member_id": chosen(form, "member_id"),
        "objects": form.get("object"),
        "policy": _policy(form),
        "per_minute": chosen(form, "per_minute"),
        "expires_at": _end_of(first(form, "expires")),
        "style": chosen(form, "style"),
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _policy(form: Form) -> Any:
    """Whose records, in two fields; or all that a policy can say, in its own words."""
    rows, teams, text = chosen(form, "rows"), form.get("team"), chosen(form, "policy")
    rows = None if rows == "all" else rows
    if text is None:
        said = {"rows": rows or "all", "teams": teams}
        return {"objects": {"*": said}} if rows or teams else None
    if rows or teams:
        raise Invalid("The policy says whose records too.", field="policy", hint="Say it once.")
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise Invalid(
            "The policy is no JSON.",
            field="policy",
            hint='Such as {"objects": {"deals": {"rows": "own"}}}.',
        ) from error


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
    await visit.ask(revoke_api_key, key_id=visit.path["id"])
    return visit.goto(HERE)
