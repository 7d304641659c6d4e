"""Linking and unlinking: some ids of one relation, and none of the others."""

from collections.abc import Sequence
from typing import Any

from handrail.context import Context
from handrail.core.errors import Invalid
from handrail.features.entities.actions import reading, writing
from handrail.features.entities.model import KIND_OF_RELATION, OWNERS, SERVICE, Kind
from handrail.features.records.actions import records


def check_relation(kind: Kind, relation: str) -> None:
    """Invalid for a relation that the entity has not."""
    if relation not in kind.relations:
        raise Invalid(
            f'Relation "{relation}" is not allowed on {kind.name}. '
            f"Allowed for {kind.name}: {', '.join(kind.relations)}.",
            field="relation",
        )


async def link(
    ctx: Context, kind: Kind, source: str, relation: str, ids: Sequence[str], *, cut: bool
) -> tuple[int, int]:
    """Add links or take them away; how many there were, and how many there are now."""
    check_relation(kind, relation)
    slug = kind.relations[relation]
    there = await reading.values(ctx, kind, [source], ["name", slug])
    if source not in there:
        raise reading.missing(kind, "sourceId")
    wanted = list(dict.fromkeys(ids))
    if not cut:
        await reading.known(ctx, relation, wanted, "ids")
    had = [each["id"] for each in there[source].open.get(slug) or ()]
    left = [each for each in had if each not in wanted]
    new = [each for each in wanted if each not in had]
    if relation == "users":
        said: list[Any] = left if cut else [*had, *new]
        await writing.change(ctx, kind, source, {OWNERS: said}, "sourceId")
    elif cut:
        gone = [each for each in had if each in wanted]
        if gone:
            await records.link(ctx, kind.object, source, slug, gone, cut=True)
    elif new:
        await records.link(ctx, kind.object, source, slug, _said(kind, relation, new), cut=False)
    return len(had), len(left) if cut else len(had) + len(new)


def _said(kind: Kind, relation: str, ids: Sequence[str]) -> list[Any]:
    """A service of a deal is there once, from whichever side it is linked."""
    if SERVICE in (kind, KIND_OF_RELATION[relation]):
        return [{"id": each, "data": {"quantity": 1}} for each in ids]
    return list(ids)
