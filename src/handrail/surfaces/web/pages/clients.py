"""Connected AI clients: who was let in, how far, and the ways to change that at once."""

from collections import Counter
from collections.abc import Awaitable

from starlette.responses import Response

from handrail.core.actor import Scope
from handrail.core.errors import HandrailError
from handrail.features.access.operations.grants import (
    list_grants,
    pause_grants,
    resume_grants,
    revoke_grant,
)
from handrail.features.policies.operations.grants import update_grant
from handrail.surfaces.web.visit import Visit
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/clients"
MOST = 1000
TICKS = {"write": Scope.WRITE_DATA, "send": Scope.SEND_MESSAGES}


async def clients(visit: Visit) -> Response:
    return await _shown(visit)


async def _shown(visit: Visit, problem: Problem | None = None) -> Response:
    found = (await visit.ask(list_grants, limit=MOST)).grants
    of_client = Counter(each.client_id for each in found)
    return await visit.show(
        "clients.html",
        "Connected AI clients",
        "settings/clients",
        problem.status if problem else 200,
        grants=found,
        several={client for client, many in of_client.items() if many > 1},
        live=sum(each.status == "live" for each in found),
        mine=visit.actor.member_id,
        is_admin=visit.actor.role == "admin",
        objects=await visit.objects(),
        endpoint=f"{visit.origin}/mcp",
        problem=problem,
    )


async def change(visit: Visit) -> Response:
    """What one connection may do from now on: what is ticked, and nothing else."""
    form = await visit.form()
    scopes = [Scope.READ_DATA, *(scope for name, scope in TICKS.items() if name in form)]
    whole = form.get("reach", ["all"])[0] == "all"
    objects = None if whole else form.get("objects", [])
    return await _done(
        visit, visit.ask(update_grant, grant_id=visit.path["id"], scopes=scopes, objects=objects)
    )


async def pause(visit: Visit) -> Response:
    return await _done(visit, visit.ask(pause_grants, grant_id=visit.path["id"]))


async def resume(visit: Visit) -> Response:
    return await _done(visit, visit.ask(resume_grants, grant_id=visit.path["id"]))


async def revoke(visit: Visit) -> Response:
    return await _done(visit, visit.ask(revoke_grant, grant_id=visit.path["id"]))


async def pause_all(visit: Visit) -> Response:
    """All agents, or all of one client."""
    said = await _which(visit)
    return await _done(visit, visit.ask(pause_grants, **said))


async def resume_all(visit: Visit) -> Response:
    said = await _which(visit)
    return await _done(visit, visit.ask(resume_grants, **said))


async def _which(visit: Visit) -> dict[str, object]:
    client = (await visit.form()).get("client", [""])[0]
    return {"client_id": client} if client else {"everything": True}


async def _done(visit: Visit, asked: Awaitable[object]) -> Response:
    try:
        await asked
    except HandrailError as error:
        return await _shown(visit, for_people(error))
    return visit.goto(HERE)
