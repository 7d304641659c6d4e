"""One's own name, password and sessions; and going on in another workspace."""

from starlette.responses import RedirectResponse, Response

from handrail.core.errors import HandrailError
from handrail.features.access.operations import list_sessions, revoke_session, revoke_sessions
from handrail.features.workspaces.operations.members import list_members, update_profile
from handrail.surfaces.web.pages.asking import REFUSALS, first
from handrail.surfaces.web.visit import Door, Visit
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/profile"
CURRENT = "settings/profile"


async def profile(visit: Visit) -> Response:
    return await _shown(visit)


async def _shown(
    visit: Visit, *, problem: Problem | None = None, typed: str | None = None
) -> Response:
    actor = visit.actor
    everyone = (await visit.ask(list_members, query=actor.member_name)).members
    me = next((each for each in everyone if each.id == actor.member_id), None)
    return await visit.show(
        "settings/profile.html",
        "Profile",
        CURRENT,
        problem.status if problem else 200,
        name=actor.member_name if typed is None else typed,
        me=me,
        sessions=(await visit.ask(list_sessions)).sessions,
        problem=problem,
    )


async def rename(visit: Visit) -> Response:
    name = first(await visit.form(), "name")
    try:
        me = await visit.ask(update_profile, name=name)
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error), typed=name)
    return visit.goto(HERE, f"You are called {me.name} now.")


async def set_password(visit: Visit) -> Response:
    form = await visit.form()
    address = visit.request.client.host if visit.request.client else ""
    old, new = form.get("old", [""])[0], form.get("new", [""])[0]
    try:
        await visit.sessions.change_password(visit.actor, address, old, new)
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error))
    return visit.goto(HERE, "Your new password is set.")


async def end_session(visit: Visit) -> Response:
    try:
        await visit.ask(revoke_session, session_id=visit.path["id"])
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error))
    return visit.goto(HERE, "That browser is signed out.")


async def end_others(visit: Visit) -> Response:
    await visit.ask(revoke_sessions)
    return visit.goto(HERE, "You are signed in here alone.")


class Switching:
    """Going on in another workspace; it gives the browser another session."""

    def __init__(self, door: Door) -> None:
        self.door = door

    async def switch(self, visit: Visit) -> Response:
        slug = first(await visit.form(), "workspace")
        try:
            secret = await self.door.sessions.switch(visit.actor, slug)
        except HandrailError as error:
            return await visit.refuse(for_people(error))
        answer = RedirectResponse("/", 303)
        self.door.let_in(answer, secret)
        return answer
