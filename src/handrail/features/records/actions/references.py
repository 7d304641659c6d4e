"""Turning what a caller called other records into their ids: all of a call's at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from handrail.context import Context
from handrail.core.errors import Invalid
from handrail.core.ids import is_id
from handrail.features.records.actions import sight
from handrail.features.records.attributes.base import fold
from handrail.features.records.model import Attribute, Object, Schema
from handrail.features.records.rules.values import Draft, shares
from handrail.features.records.store import links as link_store
from handrail.features.records.store import records as record_store

Target = tuple[str, dict[str, Any] | None]
"""(record id, data of the link)"""


async def resolve(
    ctx: Context, schema: Schema, owner: Object, drafts: Iterable[Draft]
) -> list[dict[str, list[Target]]]:
    """For each draft: attribute slug → the records it names. Invalid for one that is not there.

    A hidden record and another workspace's are not there either.
    """
    drafts = list(drafts)
    wanted: dict[int, set[str]] = defaultdict(set)
    called: dict[int, set[str]] = defaultdict(set)
    for draft in drafts:
        for slug, references in draft.links.items():
            target = _target(schema, owner.by_name[slug])
            for each in references:
                if each.id is not None:
                    wanted[target.no].add(each.id)
                else:
                    called[target.no].add(fold(each.name))
    ids = [each for group in wanted.values() for each in group]
    there = await sight.names(ctx, schema, ids)
    by_name = {
        no: await link_store.named(ctx.db, schema.by_no[no], sorted(names))
        for no, names in called.items()
    }
    resolved = [
        {
            slug: _distinct(
                [_found(schema, owner.by_name[slug], each, there, by_name) for each in references]
            )
            for slug, references in draft.links.items()
        }
        for draft in drafts
    ]
    await _hold(ctx, schema, owner, resolved)
    return resolved


async def _hold(
    ctx: Context, schema: Schema, owner: Object, resolved: list[dict[str, list[Target]]]
) -> None:
    """What is named here may not go before its link stands; where it may be linked by one record
    only, nobody else links it meanwhile. Invalid for what has gone."""
    named = [
        (slug, each[0]) for links in resolved for slug, found in links.items() for each in found
    ]
    if not named:
        return
    alone = {other for slug, other in named if not shares(owner.by_name[slug])}
    held = await record_store.hold(ctx.db, {other for _, other in named}, alone)
    for slug, other in named:
        if other not in held:
            raise _not_there(_target(schema, owner.by_name[slug]), slug, other)


def _target(schema: Schema, attribute: Attribute) -> Object:
    return schema.by_no[attribute.config["target_object_no"]]


def _found(
    schema: Schema,
    attribute: Attribute,
    reference: Any,
    there: dict[str, tuple[int, str]],
    by_name: dict[int, dict[str, list[str]]],
) -> Target:
    target = _target(schema, attribute)
    if reference.id is not None:
        known = there.get(reference.id)
        if not is_id(reference.id) or known is None or known[0] != target.no:
            raise _not_there(target, attribute.slug, reference.id)
        return reference.id, reference.data
    candidates = by_name[target.no].get(fold(reference.name), [])
    if len(candidates) != 1:
        many = len(candidates)
        said = f"named {reference.name[:80]!r}"
        raise Invalid(
            f"{many} {target.plural_noun.lower()} are {said}."
            if many
            else f"Nothing is {said} among {target.slug}.",
            field=attribute.slug,
            allowed=candidates[:10] or None,
            hint=(
                "Send the id of the one you mean."
                if many
                else f"Find it with search_records on {target.slug}, or create it first."
            ),
        )
    return candidates[0], reference.data


def _not_there(target: Object, slug: str, record_id: str) -> Invalid:
    return Invalid(
        f"No {target.singular_noun.lower()} has the id {record_id[:80]!r}.",
        field=slug,
        hint=f"Find it with search_records on {target.slug}.",
    )


def _distinct(targets: list[Target]) -> list[Target]:
    return list({each[0]: each for each in targets}.values())
