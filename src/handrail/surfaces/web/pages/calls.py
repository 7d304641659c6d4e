"""Calls: what was said in one and what was found in it, and transcripts brought in by file."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import Response

from handrail.core.errors import BadRequest, Forbidden, HandrailError, Invalid, NotFound
from handrail.core.ids import is_id
from handrail.features.calls.formats.files import date_in, text_in, title_in
from handrail.features.calls.model import CallWhole
from handrail.features.calls.operations.looking import list_call_lines, list_call_patterns
from handrail.features.calls.operations.reading import calls_get, calls_insights, calls_scores
from handrail.features.calls.operations.writing import create_call, update_call_transcript
from handrail.features.workspaces.operations.members import list_members
from handrail.surfaces.http import read_body
from handrail.surfaces.web.calls import PAGE, Places, first_of, quotes_in, told
from handrail.surfaces.web.pages import records
from handrail.surfaces.web.pages.asking import chosen, first
from handrail.surfaces.web.visit import Form, Visit, once
from handrail.surfaces.web.words import Problem, for_people

CURRENT = "calls"
MOST_UPLOAD = 16 * 1024 * 1024
MOST_FILES = 50
WHOLE, BESIDE = "record", frozenset({"drawer", "record"})
"""What `?show=` says for the record itself, and the fragments that are of it."""
FRAMEWORKS = {
    "CHAMP": ("champ", {"challenges": "Challenges", "authority": "Authority", "money": "Money",
                        "prioritization": "Priority"}),
    "MEDDIC": ("meddic", {"metrics": "Metrics", "economicBuyer": "Economic buyer",
                          "decisionCriteria": "Decision criteria",
                          "decisionProcess": "Decision process", "identifyPain": "Pain",
                          "champion": "Champion"}),
    "BANT": ("bant", {"budget": "Budget", "authority": "Authority", "need": "Need",
                      "timeline": "Timeline"}),
}  # fmt: skip


async def or_record(visit: Visit) -> Response:
    """Of a call what was said and found; any other record, and a call's own, as all are shown."""
    if visit.path["object"] != CURRENT or visit.partial in BESIDE or _wants_record(visit):
        return await records.record(visit)
    return await _shown(visit)


def _wants_record(visit: Visit) -> bool:
    """Whether the record itself is asked for, or what is older in its history."""
    query = visit.request.query_params
    return query.get("show") == WHOLE or "before" in query


async def _shown(visit: Visit, problem: Problem | None = None) -> Response:
    found = await _call(visit)
    one = {"callId": found.id}
    wanted = visit.request.query_params.get("q", "").strip()[:200]
    here = Places(f"/o/calls/{found.id}", _from(visit), bool(wanted))
    said = {"query": wanted} if wanted else {}
    lines = await visit.ask(list_call_lines, **one, **said, fromLine=here.first, limit=PAGE)
    scores = await visit.ask(calls_scores, **one)
    insights = await visit.ask(calls_insights, **one)
    patterns = (await visit.ask(list_call_patterns, **one)).data
    quotes = [*quotes_in(scores), *quotes_in(insights)]
    return await visit.show(
        "calls/page.html",
        found.title,
        CURRENT,
        problem.status if problem else 200,
        object=next(each for each in await visit.objects() if each.slug == CURRENT),
        call=found,
        lines=told(lines.data, quotes, patterns, found.rep.name if found.rep else None),
        wanted=wanted,
        pager=here.pager(lines, wanted),
        places=here,
        scores=scores,
        coaching=insights.coaching,
        qualified=_qualified(insights),
        patterns=patterns,
        may_write=visit.may(update_call_transcript),
        problem=problem,
    )


async def _call(visit: Visit) -> CallWhole:
    if not is_id(visit.path["id"]):
        raise NotFound("There is no such call.", hint="Look for it among the calls.")
    return await visit.ask(calls_get, callId=visit.path["id"])


def _from(visit: Visit) -> int:
    """The line to begin with: the first of its page, or, of what is looked for, any."""
    query = visit.request.query_params
    said = query.get("from", "")
    line = int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 1
    return max(line, 1) if query.get("q", "").strip() else first_of(line)


def _qualified(insights: Any) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Of each framework what the call tells; of those alone of which it tells anything."""
    found = [
        (
            framework,
            [
                (title, finding)
                for field, title in fields.items()
                if (finding := getattr(insights, name).get(field)) is not None
            ],
        )
        for framework, (name, fields) in FRAMEWORKS.items()
    ]
    return [(framework, fields) for framework, fields in found if fields]


# bringing transcripts in ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that may hold files: its fields, and each file's name and content."""

    fields: Form
    files: Sequence[tuple[str, bytes]]


async def _sent(visit: Visit) -> Sent:
    raw = await read_body(visit.request.scope, visit.request.receive, MOST_UPLOAD)

    async def parts() -> AsyncGenerator[bytes]:
        yield raw

    headers = visit.request.headers
    if not headers.get("content-type", "").startswith("multipart/form-data"):
        raise BadRequest("The form could not be read.")
    parser = MultiPartParser(
        headers, parts(), max_files=MOST_FILES, max_fields=50, max_part_size=MOST_UPLOAD
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise BadRequest(
            "The form could not be read.", hint=f"Choose at most {MOST_FILES} files at once."
        ) from error
    fields: Form = {}
    files: list[tuple[str, bytes]] = []
    for name, said in form.multi_items():
        if not isinstance(said, UploadFile):
            fields.setdefault(name, []).append(said)
        elif said.filename:
            files.append((said.filename, await said.read()))
    await form.close()
    return Sent(fields, files)


async def set_transcript(visit: Visit) -> Response:
    """Give a call its transcript, from a file or as text."""
    sent = await _sent(visit)
    try:
        text = text_in(sent.files[0][1]) if sent.files else first(sent.fields, "text")
        if not text:
            raise Invalid("Choose a file, or paste a transcript.")
        await visit.ask(update_call_transcript, callId=visit.path["id"], transcript=text)
    except (Invalid, Forbidden) as error:
        return await _shown(visit, for_people(error))
    return visit.goto(f"/o/calls/{visit.path['id']}")


async def import_form(visit: Visit) -> Response:
    return await _importing(visit)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the call it is now, or why it is none."""

    name: str
    made: Any = None
    problem: Problem | None = None


async def _importing(
    visit: Visit,
    said: Form | None = None,
    outcomes: Sequence[Outcome] = (),
    problem: Problem | None = None,
) -> Response:
    wrong = problem or next((each.problem for each in outcomes if each.problem), None)
    return await visit.show(
        "calls/import.html",
        "Import transcripts",
        CURRENT,
        wrong.status if wrong else 200,
        members=(await visit.ask(list_members)).members,
        me=visit.actor.member_id,
        may_add=visit.may(create_call),
        said=said or {},
        outcomes=outcomes,
        problem=problem,
    )


async def import_files(visit: Visit) -> Response:
    """A call for each file, or for the text that was pasted; what fails says why."""
    sent = await _sent(visit)
    given = list(sent.files)
    if (text := first(sent.fields, "text")) and not given:
        given = [("", text.encode())]
    if not given:
        nothing = Problem("Choose a file, or paste a transcript.", None, 422)
        return await _importing(visit, sent.fields, problem=nothing)
    several = len(given) > 1
    outcomes = [
        await _imported(visit, sent.fields, number, name, raw, several=several)
        for number, (name, raw) in enumerate(given)
    ]
    made = [each.made for each in outcomes if each.made is not None]
    if len(made) == len(outcomes) == 1:
        return visit.goto(f"/o/calls/{made[0].id}")
    return await _importing(visit, sent.fields, outcomes)


async def _imported(
    visit: Visit, form: Form, number: int, name: str, raw: bytes, *, several: bool
) -> Outcome:
    title = "" if several else first(form, "title")
    deal, key = first(form, "deal"), once(form)
    said = {
        "title": title or (title_in(name) if name else "Untitled"),
        "callDate": first(form, "date") or date_in(name),
        "repId": chosen(form, "rep"),
        "deals": [deal] if deal else None,
        "onlyNew": True,
        "idempotency_key": f"{key}-{number}" if key else None,
    }
    try:
        asked = {slug: value for slug, value in said.items() if value is not None}
        return Outcome(name, await visit.ask(create_call, **asked, transcript=text_in(raw)))
    except HandrailError as error:
        if error.status >= 500:
            raise
        return Outcome(name, problem=for_people(error))
