"""Connected AI clients: who was let in, how far, and the ways to change that at once."""

from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import Any

from starlette.responses import Response

from handrail.core.actor import Scope
from handrail.features.access.delegation import GrantSeen
from handrail.features.access.model import KeySeen
from handrail.features.access.operations import list_api_keys, pause_api_keys, resume_api_keys
from handrail.features.access.operations.grants import (
    get_grant,
    list_grants,
    pause_grants,
    resume_grants,
    revoke_grant,
)
from handrail.features.policies.operations.grants import update_grant
from handrail.features.records.model import ObjectSeen
from handrail.surfaces.web import budgets, policies
from handrail.surfaces.web.pages.asking import REFUSALS
from handrail.surfaces.web.visit import Form, Visit, every
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/clients"
CURRENT = "settings/clients"
TICKS = {"write": Scope.WRITE_DATA, "send": Scope.SEND_MESSAGES}


async def clients(visit: Visit) -> Response:
    return await _shown(visit)


async def _shown(visit: Visit, problem: Problem | None = None) -> Response:
    found: list[GrantSeen] = await every(visit, list_grants, "grants")
    keys = [each for each in await every(visit, list_api_keys, "keys") if _is_ones_own(visit, each)]
    objects = await visit.objects()
    of_client = Counter(each.client_id for each in found)
    return await visit.show(
        "clients.html",
        "Connected AI clients",
        CURRENT,
        problem.status if problem else 200,
        grants=found,
        several={client for client, many in of_client.items() if many > 1},
        live=sum(each.status == "live" for each in found),
        keys=len(keys),
        running=any(each.status == "live" for each in (*found, *keys)),
        stopped=any(each.status == "paused" for each in (*found, *keys)),
        limits={each.id: limits(each, objects) for each in found},
        is_admin=visit.actor.role == "admin",
        endpoint=f"{visit.origin}/mcp",
        problem=problem,
    )


def _is_ones_own(visit: Visit, key: KeySeen) -> bool:
    """Whether "all agents" are this key too: an admin's are everybody's."""
    return visit.actor.role == "admin" or key.member_id == visit.actor.member_id


def limits(grant: GrantSeen, objects: Sequence[ObjectSeen]) -> list[str]:
    """What its policy and its budgets say, in lines."""
    spend = ", ".join(budgets.in_words(grant.budgets))
    return policies.in_words(grant.policy, objects) + ([f"At most {spend}"] if spend else [])


async def client(visit: Visit) -> Response:
    return await _one(visit)


async def _one(visit: Visit, problem: Problem | None = None, form: Form | None = None) -> Response:
    grant, said = await visit.ask(get_grant, grant_id=visit.path["id"]), form or {}
    objects = await visit.objects()
    policy = policies.policy_in(said, objects, grant.policy) if said else grant.policy
    return await visit.show(
        "client.html",
        grant.client,
        CURRENT,
        problem.status if problem else 200,
        grant=grant,
        own=grant.member_id == visit.actor.member_id,
        objects=objects,
        rows=await policies.grid(visit, policy),
        budgets=budgets.counters(said, None if said else grant.budgets),
        problem=problem,
    )


async def change(visit: Visit) -> Response:
    """What one connection may do from now on: what is ticked, and nothing else. A part that the
    form has not stays as it is."""
    form = await visit.form()
    try:
        said = await _said(visit, form)
        await visit.ask(update_grant, grant_id=visit.path["id"], **said)
    except REFUSALS as error:
        return await _one(visit, for_people(error), form)
    return visit.goto(HERE, "What it may do is changed, from its next request on.")


async def _said(visit: Visit, form: Form) -> dict[str, Any]:
    whole = form.get("reach", ["all"])[0] == "all"
    said: dict[str, Any] = {
        "scopes": [Scope.READ_DATA, *(scope for name, scope in TICKS.items() if name in form)],
        "objects": None if whole else form.get("objects", []),
    }
    if budgets.says_budgets(form):
        said["budgets"] = budgets.budgets_in(form)
    if policies.says_policy(form):
        old = (await visit.ask(get_grant, grant_id=visit.path["id"])).policy
        policy = policies.policy_in(form, await visit.objects(), old)
        if not policies.is_same(policy, old, await visit.objects()):
            said["policy"] = policy
    return said


async def pause(visit: Visit) -> Response:
    asked = visit.ask(pause_grants, grant_id=visit.path["id"])
    return await _done(visit, asked, "It is paused.", f"{HERE}/{visit.path['id']}/resume")


async def resume(visit: Visit) -> Response:
    asked = visit.ask(resume_grants, grant_id=visit.path["id"])
    return await _done(visit, asked, "It goes on.", f"{HERE}/{visit.path['id']}/pause")


async def revoke(visit: Visit) -> Response:
    asked = visit.ask(revoke_grant, grant_id=visit.path["id"])
    return await _done(visit, asked, "It is revoked: it would have to ask again.")


async def pause_all(visit: Visit) -> Response:
    """All agents, those with keys too; or all of one client."""
    said = await _which(visit)
    if "everything" in said:
        await visit.ask(pause_api_keys, **said)
    return await _done(visit, visit.ask(pause_grants, **said), "They are paused.")


async def resume_all(visit: Visit) -> Response:
    said = await _which(visit)
    if "everything" in said:
        await visit.ask(resume_api_keys, **said)
    return await _done(visit, visit.ask(resume_grants, **said), "They go on.")


async def _which(visit: Visit) -> dict[str, object]:
    client = (await visit.form()).get("client", [""])[0]
    return {"client_id": client} if client else {"everything": True}


async def _done(visit: Visit, asked: Awaitable[object], said: str, undo: str = "") -> Response:
    try:
        await asked
    except REFUSALS as error:
        return await _shown(visit, for_people(error))
    return visit.goto(HERE, said, undo)
