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
    said = "Your new password is set." if "password" in visit.request.query_params else ""
    return await _shown(visit, said=said)


async def _shown(visit: Visit, *, problem: Problem | None = None, said: str = "") -> Response:
    actor = visit.actor
    everyone = (await visit.ask(list_members, query=actor.member_name)).members
    me = next((each for each in everyone if each.id == actor.member_id), None)
    return await visit.show(
        "settings/profile.html",
        "Profile",
        CURRENT,
        problem.status if problem else 200,
        name=actor.member_name,
        me=me,
        sessions=(await visit.ask(list_sessions)).sessions,
        problem=problem,
        said=said,
    )


async def rename(visit: Visit) -> Response:
    try:
        await visit.ask(update_profile, name=first(await visit.form(), "name"))
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error))
    return visit.goto(HERE)


async def set_password(visit: Visit) -> Response:
    form = await visit.form()
    address = visit.request.client.host if visit.request.client else ""
    old, new = form.get("old", [""])[0], form.get("new", [""])[0]
    try:
        await visit.sessions.change_password(visit.actor, address, old, new)
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error))
    return visit.goto(f"{HERE}?password")


async def end_session(visit: Visit) -> Response:
    try:
        await visit.ask(revoke_session, session_id=visit.path["id"])
    except REFUSALS as error:
        return await _shown(visit, problem=for_people(error))
    return visit.goto(HERE)


async def end_others(visit: Visit) -> Response:
    await visit.ask(revoke_sessions)
    return visit.goto(HERE)


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
