"""Members: who is here, who is invited, and what each may do."""

from typing import Any

from starlette.responses import Response

from handrail.core.errors import NotFound
from handrail.features.access.operations import list_sessions, revoke_sessions
from handrail.features.policies.operations.roles import list_roles
from handrail.features.workspaces.model import MemberSeen
from handrail.features.workspaces.operations.invitations import (
    create_invitation,
    list_invitations,
    revoke_invitation,
    send_invitation,
)
from handrail.features.workspaces.operations.members import list_members, update_member
from handrail.features.workspaces.operations.teams import list_teams
from handrail.surfaces.web.pages.asking import REFUSALS, chosen, first
from handrail.surfaces.web.visit import Form, Visit, every, once
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/members"
CURRENT = "settings/members"


async def members(visit: Visit) -> Response:
    return await _list(visit)


async def _list(
    visit: Visit, *, problem: Problem | None = None, form: Form | None = None, said: str = ""
) -> Response:
    may_invite = visit.may(create_invitation)
    invited = await visit.ask(list_invitations) if may_invite else None
    everyone = await _everyone(visit)
    return await visit.show(
        "settings/members.html",
        "Members",
        CURRENT,
        problem.status if problem else 200,
        members=[each for each in everyone if each.is_active],
        gone=[each for each in everyone if not each.is_active],
        invitations=invited.invitations if invited else [],
        may_invite=may_invite,
        may_change=visit.may(update_member),
        me=visit.actor.member_id,
        form=form or {},
        problem=problem,
        said=said,
        **await _choices(visit),
    )


async def _everyone(visit: Visit) -> list[MemberSeen]:
    return await every(visit, list_members, "members", include_inactive=True)


async def _choices(visit: Visit) -> dict[str, Any]:
    """The roles and teams there are to choose from."""
    return {
        "roles": (await visit.ask(list_roles)).roles,
        "teams": (await visit.ask(list_teams)).teams,
    }


async def invite(visit: Visit) -> Response:
    form = await visit.form()
    wanted = {"role_id": chosen(form, "role_id"), "team_id": chosen(form, "team_id")}
    said = {name: value for name, value in wanted.items() if value}
    try:
        made = await visit.ask(
            create_invitation, email=first(form, "email"), idempotency_key=once(form), **said
        )
    except REFUSALS as error:
        return await _list(visit, problem=for_people(error), form=form)
    return await _list(visit, said=f"An invitation to {made.email} is on its way.")


async def send_again(visit: Visit) -> Response:
    try:
        sent = await visit.ask(send_invitation, invitation_id=visit.path["id"])
    except REFUSALS as error:
        return await _list(visit, problem=for_people(error))
    return await _list(visit, said=f"Another link to {sent.email} is on its way.")


async def revoke(visit: Visit) -> Response:
    try:
        await visit.ask(revoke_invitation, invitation_id=visit.path["id"])
    except REFUSALS as error:
        return await _list(visit, problem=for_people(error))
    return visit.goto(HERE, "The invitation is revoked: its link opens nothing.")


async def member(visit: Visit) -> Response:
    return await _one(visit)


async def _one(
    visit: Visit, *, problem: Problem | None = None, form: Form | None = None
) -> Response:
    found = next((e for e in await _everyone(visit) if e.id == visit.path["id"]), None)
    if found is None:
        raise NotFound("There is no such member.", hint="Look at the list of members.")
    may_change = visit.may(update_member)
    open_ = (await visit.ask(list_sessions, member_id=found.id)).total if may_change else 0
    return await visit.show(
        "settings/member.html",
        found.name,
        CURRENT,
        problem.status if problem else 200,
        member=found,
        may_change=may_change,
        is_admin=visit.actor.role == "admin",
        open_sessions=open_,
        problem=problem,
        form=form or {},
        **await _choices(visit),
    )


async def change(visit: Visit) -> Response:
    form = await visit.form()
    said: dict[str, Any] = {"name": first(form, "name"), "role_id": first(form, "role_id")}
    said["team_id"] = chosen(form, "team_id")
    if "email" in form:
        said["email"] = chosen(form, "email")
    return await _changed(visit, form, "changed", **said)


async def _changed(visit: Visit, form: Form, done: str, undo: str = "", **said: Any) -> Response:
    try:
        member = await visit.ask(update_member, member_id=visit.path["id"], **said)
    except REFUSALS as error:
        return await _one(visit, problem=for_people(error), form=form)
    return visit.goto(
        HERE, f"{member.name} is {done}.", f"{HERE}/{member.id}/{undo}" if undo else ""
    )


async def deactivate(visit: Visit) -> Response:
    return await _changed(visit, {}, "deactivated", "activate", is_active=False)


async def activate(visit: Visit) -> Response:
    return await _changed(visit, {}, "let in again", "deactivate", is_active=True)


async def end_sessions(visit: Visit) -> Response:
    try:
        await visit.ask(revoke_sessions, member_id=visit.path["id"])
    except REFUSALS as error:
        return await _one(visit, problem=for_people(error))
    return visit.goto(f"{HERE}/{visit.path['id']}", "They are signed out everywhere.")
