"""Roles: what each lets its members do, and a grid to say it in."""

from typing import Any

from starlette.responses import Response

from handrail.core.errors import NotFound
from handrail.features.policies.model import RoleSeen
from handrail.features.policies.operations.roles import (
    create_role,
    delete_role,
    list_roles,
    update_role,
)
from handrail.surfaces.web.pages.asking import REFUSALS, chosen, first
from handrail.surfaces.web.policies import grid, policy_in
from handrail.surfaces.web.visit import Form, Visit, once
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/roles"
CURRENT = "settings/members"
NEW = RoleSeen(
    id="new",
    name="",
    description="",
    rank="rep",
    permissions=[],
    policy=None,
    is_system=False,
    members=0,
)


async def roles(visit: Visit) -> Response:
    return await _list(visit)


async def _list(visit: Visit, problem: Problem | None = None) -> Response:
    return await visit.show(
        "settings/roles.html",
        "Roles",
        CURRENT,
        problem.status if problem else 200,
        roles=(await visit.ask(list_roles)).roles,
        may_add=visit.may(create_role),
        may_change=visit.may(update_role),
        problem=problem,
    )


async def new(visit: Visit) -> Response:
    return await _form(visit, NEW)


async def role(visit: Visit) -> Response:
    return await _form(visit, await _one(visit))


async def _one(visit: Visit) -> RoleSeen:
    known = (await visit.ask(list_roles)).roles
    found = next((each for each in known if each.id == visit.path["id"]), None)
    if found is None or found.is_system:
        raise NotFound("There is no such role to change.", hint="Look at the list of roles.")
    return found


async def _form(visit: Visit, found: RoleSeen, problem: Problem | None = None) -> Response:
    listed = await visit.ask(list_roles)
    return await visit.show(
        "settings/role.html",
        found.name or "New role",
        CURRENT,
        problem.status if problem else 200,
        role=found,
        is_new=found.id == NEW.id,
        others=[each for each in listed.roles if each.id != found.id],
        permissions=listed.permissions,
        rows=await grid(visit, found.policy),
        may_change=visit.may(create_role if found.id == NEW.id else update_role),
        may_delete=visit.may(delete_role),
        problem=problem,
    )


async def create(visit: Visit) -> Response:
    form = await visit.form()
    said = await _said(visit, form, NEW)
    try:
        await visit.ask(create_role, idempotency_key=once(form), **said)
    except REFUSALS as error:
        return await _form(visit, NEW.model_copy(update=said), for_people(error))
    return visit.goto(HERE, f"{said['name']} is added.")


async def _said(visit: Visit, form: Form, old: RoleSeen) -> dict[str, Any]:
    return {
        "name": first(form, "name"),
        "description": first(form, "description"),
        "rank": first(form, "rank") or "rep",
        "permissions": form.get("permission", []),
        "policy": policy_in(form, await visit.objects(), old.policy),
    }


async def change(visit: Visit) -> Response:
    old, form = await _one(visit), await visit.form()
    said = await _said(visit, form, old)
    try:
        await visit.ask(update_role, role_id=old.id, **said)
    except REFUSALS as error:
        return await _form(visit, old.model_copy(update=said), for_people(error))
    return visit.goto(HERE, f"{said['name']} is changed.")


async def delete(visit: Visit) -> Response:
    old, form = await _one(visit), await visit.form()
    instead = chosen(form, "reassign_to")
    try:
        await visit.ask(
            delete_role, role_id=old.id, **({"reassign_to": instead} if instead else {})
        )
    except REFUSALS as error:
        return await _form(visit, old, for_people(error))
    return visit.goto(HERE, f"{old.name} is deleted.")
