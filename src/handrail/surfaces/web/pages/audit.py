"""The audit: what was done here, by whom and through what; and whether the journal is whole."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from starlette.responses import Response

from handrail.core.errors import Invalid
from handrail.features.access.operations import list_api_keys
from handrail.features.access.operations.grants import list_grants
from handrail.features.audit.operations import get_audit_file, list_audit, update_audit_check
from handrail.features.workspaces.operations.members import list_members
from handrail.surfaces.rest.stream import Stream
from handrail.surfaces.web.audited import SURFACES, line
from handrail.surfaces.web.visit import Visit, every, once
from handrail.surfaces.web.words import Problem, for_people

HERE = "/settings/audit"
FILES = ("csv", "jsonl")
EXACT = ("member_id", "key_id", "tool", "type", "object", "surface", "record_id")
PAGE = 50


async def audit(visit: Visit) -> Response:
    said = _said(visit)
    problem: Problem | None = None
    try:
        found = await visit.ask(list_audit, **_asked(said), limit=PAGE, **_place(visit))
    except Invalid as error:
        problem = for_people(error)
        said = {}
        found = await visit.ask(list_audit, limit=PAGE)
    objects = {each.slug: each.singular_noun for each in await visit.objects()}
    members = await every(visit, list_members, "members", include_inactive=True)
    people = {each.id: each.name for each in members}
    older = {**said, "cursor": found.next_cursor} if found.next_cursor else None
    return await visit.show(
        "audit.html",
        "Audit",
        "settings/audit",
        problem.status if problem else 200,
        lines=[line(each, objects, people) for each in found.entries],
        said=said,
        problem=problem,
        checked=found.checked,
        members=members,
        agents=await _agents(visit),
        surfaces=SURFACES,
        objects=await visit.objects(),
        older=f"{HERE}?{urlencode(older)}" if older else None,
        first="cursor" not in visit.request.query_params,
        files={each: f"{HERE}/export?{urlencode({**said, 'format': each})}" for each in FILES},
    )


async def _agents(visit: Visit) -> list[tuple[str, str]]:
    """Keys and grants, dead ones too, as what one may ask by: id and name."""
    keys = await every(visit, list_api_keys, "keys", include_dead=True)
    found = [(each.id, f"{each.name} ({each.shown})") for each in keys]
    grants = await every(visit, list_grants, "grants", include_dead=True)
    return [*((each.id, f"{each.client}, {each.member}") for each in grants), *found]


def _said(visit: Visit) -> dict[str, str]:
    """What the form asks for, without what it leaves open."""
    query = visit.request.query_params
    known = (*EXACT, "since", "until")
    return {name: query[name].strip() for name in known if query.get(name, "").strip()}


def _asked(said: Mapping[str, str]) -> dict[str, Any]:
    """The same as the operation takes it: days are whole ones, UTC, the last one included."""
    asked: dict[str, Any] = {name: said[name] for name in EXACT if name in said}
    if "since" in said:
        asked["since"] = _day(said["since"], "since")
    if "until" in said:
        asked["until"] = _day(said["until"], "until", later=1)
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asked.items()}


def _day(text: str, field: str, *, later: int = 0) -> datetime:
    """The beginning of a day, or of the one so many days later."""
    try:
        day = date.fromisoformat(text) + timedelta(days=later)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(f"{text[:40]!r} is no day.", field=field, hint="Choose a day.") from error


def _place(visit: Visit) -> dict[str, str]:
    cursor = visit.request.query_params.get("cursor")
    return {"cursor": cursor} if cursor else {}


async def check(visit: Visit) -> Response:
    await visit.ask(update_audit_check, idempotency_key=once(await visit.form()))
    return visit.goto(HERE, "The journal is being walked: look again in a moment.")


async def export(visit: Visit) -> Response:
    format = visit.request.query_params.get("format", "csv")
    file = await visit.ask(get_audit_file, **_asked(_said(visit)), format=format)
    return cast(Response, Stream(file))
