"""Teams: which there are, who is in them, and who leads them."""

from collections import defaultdict
from typing import Any

from starlette.responses import Response

from handrail.features.workspaces.operations.members import list_members
from handrail.features.workspaces.operations.teams import (
    create_team,
    delete_team,
    list_teams,
    update_team,
)
from handrail.surfaces.web.pages.asking import REFUSALS, chosen, first
from handrail.surfaces.web.visit import Form, Visit, every, once
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/teams"
CURRENT = "settings/members"


async def teams(visit: Visit) -> Response:
    return await _list(visit)


async def _list(
    visit: Visit, *, problem: Problem | None = None, form: Form | None = None, which: str = ""
) -> Response:
    """`form` is what was refused, of the team `which`, or of a new one."""
    found = (await visit.ask(list_teams)).teams
    names: dict[str | None, list[str]] = defaultdict(list)
    for each in await every(visit, list_members, "members"):
        names[each.team_id].append(each.name)
    return await visit.show(
        "settings/teams.html",
        "Teams",
        CURRENT,
        problem.status if problem else 200,
        teams=found,
        names=names,
        may_add=visit.may(create_team),
        may_change=visit.may(update_team),
        may_delete=visit.may(delete_team),
        problem=problem,
        form={name: said[0] for name, said in (form or {}).items()},
        which=which,
    )


async def create(visit: Visit) -> Response:
    form = await visit.form()
    try:
        made = await visit.ask(create_team, idempotency_key=once(form), **_said(form))
    except REFUSALS as error:
        return await _list(visit, problem=for_people(error), form=form)
    return visit.goto(HERE, f"{made.name} is added.")


def _said(form: Form) -> dict[str, Any]:
    return {
        "name": first(form, "name"),
        "manager_name": chosen(form, "manager_name"),
        "region": chosen(form, "region"),
    }


async def change(visit: Visit) -> Response:
    form = await visit.form()
    try:
        team = await visit.ask(update_team, team_id=visit.path["id"], **_said(form))
    except REFUSALS as error:
        return await _list(visit, problem=for_people(error), form=form, which=visit.path["id"])
    return visit.goto(HERE, f"{team.name} is changed.")


async def delete(visit: Visit) -> Response:
    form = await visit.form()
    move_to = chosen(form, "move_to")
    said = {"move_to": move_to} if move_to else {}
    try:
        await visit.ask(delete_team, team_id=visit.path["id"], **said)
    except REFUSALS as error:
        return await _list(visit, problem=for_people(error))
    return visit.goto(HERE, "The team is deleted.")
