"""The audit, as every door offers it: for admins, and roles that may read it."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import instant_of
from handrail.core.errors import Invalid
from handrail.core.ids import is_id
from handrail.core.operation import Door, Effect, operation
from handrail.core.shapes import Params, WriteParams, at_most
from handrail.features.audit import actions
from handrail.features.audit.model import (
    CHECK,
    AuditPage,
    CheckBegun,
    FileFormat,
    Moment,
    Name,
)
from handrail.features.timeline.actions import before_seq
from handrail.features.timeline.model import Cursor
from handrail.storage import queue
from handrail.storage.auditing import Asked

READ = Scope.READ_DATA
MAY = "audit.read"
IDS = ("member_id", "key_id", "record_id")


class Wanted(Params):
    member_id: Annotated[Name, Field(description="Who acted.")] | None = None
    key_id: Annotated[Name, Field(description="Key or grant.")] | None = None
    tool: Annotated[Name, Field(description="Operation.")] | None = None
    type: Annotated[Name, Field(description="As record.updated.")] | None = None
    object: Annotated[Name, Field(description="Object.")] | None = None
    record_id: Annotated[Name, Field(description="Record.")] | None = None
    surface: Annotated[Name, Field(description="mcp, rest, web.")] | None = None
    since: Moment | None = None
    until: Annotated[Moment, Field(description="Until before then.")] | None = None


class ListAudit(Wanted):
    limit: Annotated[int, Field(description="Page size, at most 200.", ge=1), at_most(200)] = 50
    cursor: Cursor | None = None


class ExportAudit(Wanted):
    format: Annotated[FileFormat, Field(description="csv or jsonl.")] = "csv"


@operation("GET /audit", effect=Effect.READ, scope=READ, role="admin", needs=MAY)
async def list_audit(ctx: Context, params: ListAudit) -> AuditPage:
    """The journal, newest first: who did what, through what, from what to what."""
    found = await actions.page(ctx, _asked(params), params.limit, before_seq(params.cursor))
    return AuditPage(
        entries=found.entries,
        has_more=found.last is not None,
        next_cursor=None if found.last is None else str(found.last),
        checked=await actions.checked(ctx),
    )


@operation(
    "GET /audit/export",
    effect=Effect.READ,
    scope=READ,
    role="admin",
    needs=MAY,
    doors=frozenset({Door.REST}),
)
async def get_audit_file(ctx: Context, params: ExportAudit) -> actions.AuditFile:
    """The journal as a file, newest first: CSV, or a JSON object a line."""
    return await actions.begin(ctx, _asked(params), params.format, ctx.now)


class CheckAudit(WriteParams):
    pass


@operation("POST /audit/check", effect=Effect.UPDATE, scope=READ, role="admin", needs=MAY)
async def update_audit_check(ctx: Context, params: CheckAudit) -> CheckBegun:
    """Check that no entry of the journal was changed; list_audit tells."""
    begun = await queue.enqueue(ctx.db, CHECK, {}, unique_key=CHECK)
    return CheckBegun(
        status="under way" if begun is None else "begun", change_id=None, replayed=False
    )


def _asked(wanted: Wanted) -> Asked:
    said = wanted.model_dump(include={*IDS, "tool", "type", "object", "surface"}, exclude_none=True)
    for name in IDS:
        if name in said and not is_id(said[name]):
            raise Invalid(
                f"{said[name][:80]!r} is no id.", field=name, hint="Take ids from list_audit."
            )
    return Asked(
        said,
        None if wanted.since is None else instant_of(wanted.since),
        None if wanted.until is None else instant_of(wanted.until),
    )
