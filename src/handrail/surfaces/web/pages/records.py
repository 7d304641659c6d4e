"""One record: its values, its history, changing it, making it, deleting it."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from handrail.core.errors import HandrailError, NotFound
from handrail.features.notes.operations import create_note
from handrail.features.records.model import Record
from handrail.features.records.operations.records import (
    create_record,
    delete_record,
    get_record,
    link_records,
    unlink_records,
    update_record,
)
from handrail.features.timeline.operations import get_timeline
from handrail.surfaces.web.described import Described, described
from handrail.surfaces.web.fields import Field, columns
from handrail.surfaces.web.history import told
from handrail.surfaces.web.pages.asking import REFUSALS
from handrail.surfaces.web.pages.tables import row
from handrail.surfaces.web.visit import Form, Visit, once
from handrail.surfaces.web.words import Problem, for_people
from handrail.surfaces.web.written import Ticked, added, said, typed, unticked

MOVED_ON = "This record has changed since you opened it."
SHOWN_ENTRIES = 50


async def record(visit: Visit) -> Response:
    about = await described(visit, visit.path["object"])
    return await _shown(visit, about, await _found(visit, about))


async def _found(visit: Visit, about: Described) -> Record:
    return await visit.ask(get_record, object=about.object.slug, record_id=visit.path["id"])


async def _shown(
    visit: Visit,
    about: Described,
    found: Record,
    *,
    editing: dict[str, Any] | None = None,
    status: int = 200,
    fresh: bool = False,
) -> Response:
    """The record as drawer, as page, or as the answer to an edit; `fresh` brings its row along."""
    context = {
        "object": about.object,
        "record": found,
        "fields": about.fields,
        "stage": _stage(about, found),
        **await _history(visit, about, found),
        "editing": editing,
        "drawer": visit.partial == "drawer",
        "row": Markup(row(about, found, _columns(visit))) if fresh else None,
    }
    if visit.partial in {"drawer", "record"}:
        return visit.fragment("records/record.html", status, **context)
    title = found.name or "Untitled"
    return await visit.show("records/page.html", title, about.object.slug, status, **context)


def _columns(visit: Visit) -> str:
    """Those of the table that the browser shows, as the table named them."""
    return visit.request.headers.get("x-columns", "")


def _stage(about: Described, found: Record) -> Any:
    """The choice that a record's first pipeline stands at."""
    for field in about.fields:
        if (
            field.type == "pipeline"
            and not field.masked
            and (title := found.values.get(field.slug))
        ):
            return {"title": title, "hue": field.hue_of(title)}
    return None


async def _history(visit: Visit, about: Described, found: Record) -> dict[str, Any]:
    """What happened, newest first, and the address of what is older."""
    here = {"object": about.object.slug, "record_id": found.id}
    cursor = visit.request.query_params.get("before")
    page = await visit.ask(get_timeline, **here, limit=SHOWN_ENTRIES, cursor=cursor)
    noun = about.object.singular_noun
    return {
        "history": [told(each, about.by_slug, noun) for each in page.changes],
        "older": f"/o/{about.object.slug}/{found.id}?before={page.next_cursor}"
        if page.has_more
        else None,
    }


# changing a value -------------------------------------------------------------------------


async def edit_form(visit: Visit) -> Response:
    about = await described(visit, visit.path["object"])
    found = await _found(visit, about)
    return await _editing(visit, about, found, _field(about, visit.path["attribute"]))


def _field(about: Described, slug: str) -> Field:
    if (known := about.by_slug.get(slug)) is None:
        raise NotFound(f"{about.object.plural_noun} have no attribute {slug[:80]!r}.")
    return known


async def _editing(
    visit: Visit,
    about: Described,
    found: Record,
    field: Field,
    *,
    words: str | Ticked | None = None,
    problem: Problem | None = None,
) -> Response:
    if problem is not None:
        problem = replace(problem, field=field.slug)
    editing = {"slug": field.slug, "typed": words, "problem": problem}
    status = problem.status if problem else 200
    if visit.partial is None:
        return await _shown(visit, about, found, editing=editing, status=status)
    return visit.fragment(
        "records/field.html",
        status,
        object=about.object, record=found, field=field, editing=editing,
    )  # fmt: skip


async def edit(visit: Visit) -> Response:
    """Save one value; the answer is the record as it now stands, or the form with what is wrong."""
    about = await described(visit, visit.path["object"])
    field = _field(about, visit.path["attribute"])
    found = await _found(visit, about)
    form = await visit.form()
    try:
        written = await _changed(visit, found, field, form)
    except REFUSALS as error:
        return await _editing(
            visit, about, found, field, words=typed(field, form), problem=_plain(error)
        )
    if visit.partial is None:
        return visit.goto(f"/o/{about.object.slug}/{found.id}", f"{field.title} is saved.")
    return await _shown(visit, about, written, fresh=True)


async def _changed(visit: Visit, found: Record, field: Field, form: Form) -> Record:
    """Set the value; of links only those ticked off or added: the form may not show them all."""
    here = {"object": found.object, "record_id": found.id}
    kept = found.values.get(field.slug)
    if field.many and field.type == "relationship":
        here["attribute"] = field.slug
        if new := added(field, form):
            found = await visit.ask(link_records, **here, to=new)
        if gone := unticked(field, form, kept):
            found = await visit.ask(unlink_records, **here, to=gone)
        return found
    values = {field.slug: said(field, form, kept)}
    return await visit.ask(update_record, **here, values=values, if_version=_version(form))


def _version(form: Form) -> int | None:
    said_version = form.get("version", [""])[0]
    return int(said_version) if said_version.isdecimal() else None


def _plain(error: HandrailError) -> Problem:
    """In words for a person; after a conflict the form below carries the new version."""
    if error.field == "if_version":
        return Problem(MOVED_ON, "Look at its history; save again to keep what you wrote.", 409)
    return for_people(error)


async def add_note(visit: Visit) -> Response:
    about = await described(visit, visit.path["object"])
    found = await _found(visit, about)
    form = await visit.form()
    body = form.get("body", [""])[0].strip()
    if body:
        await visit.ask(
            create_note,
            object=about.object.slug,
            record_id=found.id,
            content=body,
            idempotency_key=once(form),
        )
    if visit.partial is None:
        return visit.goto(f"/o/{about.object.slug}/{found.id}")
    return await _shown(visit, about, found)


async def delete(visit: Visit) -> Response:
    slug = visit.path["object"]
    gone = await visit.ask(get_record, object=slug, record_id=visit.path["id"])
    await visit.ask(delete_record, object=slug, record_id=visit.path["id"])
    return visit.goto(f"/o/{slug}", f"{gone.name or 'It'} is deleted.")


# making one -------------------------------------------------------------------------------


async def new_form(visit: Visit) -> Response:
    return await _new(visit, await described(visit, visit.path["object"]), {})


async def _new(
    visit: Visit, about: Described, form: Form, problem: Problem | None = None
) -> Response:
    fields = _asked_for(about)
    context = {
        "object": about.object,
        "fields": fields,
        "typed": {each.slug: typed(each, form) for each in fields},
        "problem": problem,
        "drawer": visit.partial == "drawer",
        "answer": visit.partial == "record",
    }
    status = problem.status if problem else 200
    if context["drawer"] or context["answer"]:
        return visit.fragment("records/new.html", status, **context)
    title = f"New {about.object.singular_noun.lower()}"
    return await visit.show("records/new.html", title, about.object.slug, status, **context)


def _asked_for(about: Described) -> list[Field]:
    """The name, what is required, and what the table shows; the rest is filled in later."""
    shown = {each.slug for each in columns(about.fields)}
    return [
        each
        for each in about.fields
        if each.access == "write" and (each.slug == "name" or each.required or each.slug in shown)
    ]


async def create(visit: Visit) -> Response:
    about = await described(visit, visit.path["object"])
    form = await visit.form()
    try:
        values = {each.slug: said(each, form, None) for each in _asked_for(about)}
        made = await visit.ask(
            create_record,
            object=about.object.slug,
            values={slug: value for slug, value in values.items() if value not in (None, [])},
            idempotency_key=once(form),
        )
    except REFUSALS as error:
        return await _new(visit, about, form, for_people(error))
    return visit.goto(f"/o/{about.object.slug}/{made.id}", f"{made.name or 'It'} is created.")
