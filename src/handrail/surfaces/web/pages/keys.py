"""API keys: what opens this workspace to agents and programs; making and revoking them."""

from starlette.responses import Response

from handrail.core.actor import Scope
from handrail.core.errors import Invalid
from handrail.features.access.model import CreatedKey
from handrail.features.access.operations import create_api_key, list_api_keys, revoke_api_key
from handrail.surfaces.web.visit import Visit, once
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
    visit: Visit, *, made: CreatedKey | None = None, problem: Problem | None = None
) -> Response:
    found = await visit.ask(list_api_keys)
    return await visit.show(
        "keys.html",
        "API keys",
        "settings/keys",
        problem.status if problem else 200,
        keys=found.keys,
        made=made,
        problem=problem,
        may_change=visit.actor.role == "admin",
        endpoint=f"{visit.origin}/mcp",
    )


async def create(visit: Visit) -> Response:
    """The page with the new key's secret on it: the one time that it is shown."""
    form = await visit.form()
    reach = REACH.get(form.get("reach", ["read"])[0], REACH["read"])
    name = form.get("name", [""])[0].strip()
    try:
        made = await visit.ask(create_api_key, name=name, scopes=reach, idempotency_key=once(form))
    except Invalid as error:
        return await _shown(visit, problem=for_people(error))
    return await _shown(visit, made=made)


async def revoke(visit: Visit) -> Response:
    await visit.ask(revoke_api_key, key_id=visit.path["id"])
    return visit.goto(HERE)
