"""Making leads, one or many, and merging them into those there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.context import Context
from handrail.core.clock import iso
from handrail.core.entitlements import fits_batch
from handrail.core.errors import HandrailError, Invalid
from handrail.core.validation import understood
from handrail.features.leads.actions import attributes, finding
from handrail.features.leads.face import message_of
from handrail.features.leads.model import (
    OBJECT,
    AttributeSaid,
    BatchCreated,
    BatchError,
    BatchMade,
    Created,
    LeadFields,
)
from handrail.features.leads.rules import duplicates, fields
from handrail.features.leads.rules.duplicates import Known
from handrail.features.leads.rules.fields import seconds
from handrail.features.leads.rules.ids import lead_id
from handrail.features.records.actions import records, sight
from handrail.features.records.rules.values import accepted, completed
from handrail.storage.holding import hold

MADE, MERGED = "Lead created successfully", "Duplicate detected, existing lead updated"
HEARD = "last_interaction_at"
QUIET = frozenset({"score", HEARD})
"""What may change without a lead counting as updated."""


@dataclass(slots=True)
class Draft:
    """One lead of a batch on its way: what it says, and what becomes of it."""

    index: int
    fields: dict[str, Any]
    same: Known | None = None
    perhaps: Known | None = None
    record_id: str | None = None
    potential_id: str | None = None
    created_at: int = 0
    error: str | None = None


async def create(ctx: Context, said: LeadFields) -> Created:
    """Make a lead, or merge it into the one it is. Raises Invalid, PlanRequired."""
    [draft] = await _drafts(ctx, [fields.filled(said)], merge=True, careful=False)
    made = _made(draft)
    message = MERGED if made.duplicate else MADE
    return Created(message=message, **made.model_dump(exclude={"index"}))


async def create_batch(
    ctx: Context, said: Sequence[Mapping[str, Any]], *, merge: bool
) -> BatchCreated:
    """Make leads, each by itself: what is wrong with one does not keep the others."""
    fits_batch(ctx.actor.entitlements, len(said), "leads")
    read: list[dict[str, Any]] = []
    errors: dict[int, str] = {}
    for index, each in enumerate(said):
        try:
            read.append(fields.filled(_read(each)))
        except HandrailError as error:
            errors[index] = message_of(error)
    places = [index for index in range(len(said)) if index not in errors]
    drafts = await _drafts(ctx, read, merge=merge, careful=True)
    for draft, place in zip(drafts, places, strict=True):
        draft.index = place
        if draft.error is not None:
            errors[place] = draft.error
    made = [draft for draft in drafts if draft.error is None]
    return BatchCreated(
        created=[_made(draft) for draft in made],
        errors=[BatchError(index=i, message=errors[i]) for i in sorted(errors)],
        total=len(said),
        success=len(made),
        failed=len(errors),
    )


def _made(draft: Draft) -> BatchMade:
    return BatchMade(
        index=draft.index,
        id=lead_id(draft.record_id or ""),
        created_at=draft.created_at,
        duplicate=True if draft.same else None,
        potential_duplicate_id=None if draft.potential_id is None else lead_id(draft.potential_id),
    )


def _read(said: Mapping[str, Any]) -> LeadFields:
    read = understood(LeadFields, said)
    assert isinstance(read, LeadFields)
    return read


async def _drafts(
    ctx: Context, said: Sequence[dict[str, Any]], *, merge: bool, careful: bool
) -> list[Draft]:
    """Leads written. A careful batch keeps what is wrong with one to itself; else it is raised."""
    drafts = [Draft(index, each) for index, each in enumerate(said)]
    if merge:  # before all else: what is read after it is what others have committed
        await hold(ctx.db, OBJECT, {n for each in said for n in duplicates.names_held(each)})
    for draft in drafts:
        with _kept(draft, careful=careful):
            attributes.check(_own(draft))
    await attributes.prepare(ctx, [e for d in drafts if d.error is None for e in _own(d)])
    for draft in drafts:
        if draft.error is None:
            with _kept(draft, careful=careful):
                await _judge(ctx, draft)
    fit = [draft for draft in drafts if draft.error is None]
    if merge:
        await _match(ctx, fit)
    await _make(ctx, [draft for draft in fit if draft.same is None])
    for draft in fit:
        if draft.same is not None:
            await _merge(ctx, draft, _of(draft.same, drafts))
        elif draft.perhaps is not None:
            draft.potential_id = _of(draft.perhaps, drafts).record_id
    return drafts


def _of(known: Known, drafts: Sequence[Draft]) -> Draft | Known:
    return known if known.place is None else drafts[known.place]


class _kept:
    """Where a batch is careful, an error is the draft's own."""

    def __init__(self, draft: Draft, *, careful: bool) -> None:
        self.draft, self.careful = draft, careful

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if not self.careful or not isinstance(error, HandrailError):
            return False
        self.draft.error = message_of(error)
        return True


def _own(draft: Draft) -> list[AttributeSaid]:
    return draft.fields.get("attributes") or []


async def _values(ctx: Context, draft: Draft) -> dict[str, Any]:
    """With the moment that it was last heard of: now."""
    own = await attributes.values(ctx, _own(draft))
    said = fields.values(draft.fields, None)
    heard = (await attributes.owner(ctx)).by_name.get(HEARD)
    if heard is None or heard.access != "write":
        return {**said, **own}
    return {**said, **own, HEARD: iso(ctx.now)}


async def _judge(ctx: Context, draft: Draft) -> None:
    """Invalid where the lead could not be made, before anything is written."""
    for name in ("name", "source"):
        if name not in draft.fields:
            raise Invalid(f"{name} is required.", field=name, hint=f"Pass {name}.")
    schema = await sight.of_write(ctx)
    owner = schema.by_name[OBJECT]
    completed(owner, accepted(owner, await _values(ctx, draft), schema))


async def _match(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Find which of them there are already, among the leads and among those before in the batch."""
    known = await finding.alike(ctx, [draft.fields for draft in drafts])
    for draft in drafts:
        draft.same = duplicates.same(draft.fields, known)
        if draft.same is None:
            draft.perhaps = duplicates.perhaps(draft.fields, known)
            known.append(duplicates.known(draft.fields, place=draft.index))
        else:
            known[known.index(draft.same)] = draft.same.after(draft.fields)


async def _make(ctx: Context, drafts: Sequence[Draft]) -> None:
    values = [await _values(ctx, draft) for draft in drafts]
    made = await records.create_many(ctx, OBJECT, values) if values else []
    for draft, record_id in zip(drafts, made, strict=True):
        draft.record_id, draft.created_at = record_id, seconds(ctx.now)


async def _merge(ctx: Context, draft: Draft, into: Draft | Known) -> None:
    """What the draft says is written over the lead it is; what it does not say stays."""
    draft.record_id, draft.created_at = into.record_id, into.created_at
    values = await _values(ctx, draft)
    await records.update(ctx, OBJECT, draft.record_id or "", values, quiet=QUIET)
