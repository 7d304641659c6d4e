"""Changing the options of a select and the stages of a pipeline."""

from collections.abc import Sequence
from typing import Any

from handrail.context import Context
from handrail.core.errors import Invalid
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import Attribute, Object, Option
from handrail.features.records.rules import definitions as rules
from handrail.features.records.store import schema as schema_store
from handrail.features.records.store import slots as slot_store


async def change_options(
    ctx: Context,
    owner: Object,
    attribute: Attribute,
    options: Sequence[Any] | None,
    stages: Sequence[Any] | None,
) -> None:
    """Options named by id are changed, those without one are added; nothing is dropped."""
    said = options if options is not None else stages
    if said is None:
        return
    if not TYPE_BY_NAME[attribute.type].has_options:
        raise Invalid(f"A {attribute.type} has no options.", field="options")
    known = {option.id: option for option in attribute.options}
    by_title = {option.title.casefold(): option for option in attribute.options}
    kept = dict(known)
    new: list[Any] = []
    for each in said:
        option = known.get(each.id) if each.id else by_title.get(each.title.strip().casefold())
        if each.id and option is None:
            raise Invalid(
                f"There is no option {each.id[:80]!r}.", field="options", allowed=list(known)
            )
        if option is None:
            new.append(each)
        else:
            kept[option.id] = changed_option(option, each)
    stages_too = attribute.type == "pipeline"
    added = rules.options(new, stages=stages_too, kept=list(kept.values()))
    order = sorted([*kept.values(), *added], key=lambda option: option.sort_order)
    placed = [rules.at_place(option, place) for place, option in enumerate(order)]
    before = {option.id: option.sort_order for option in attribute.options}
    await schema_store.add_options(
        ctx.db, attribute.no, tuple(each for each in placed if each.id not in known)
    )
    for each in placed:
        if each.id in known and each != known[each.id]:
            await schema_store.set_option(ctx.db, each)
    moved = {
        before[e.id]: e.sort_order for e in placed if before.get(e.id, e.sort_order) != e.sort_order
    }
    if moved:
        await slot_store.renumber(ctx.db, owner, attribute, moved)


def changed_option(option: Option, said: Any) -> Option:
    """What is said of an option there is; a place is taken before the option that has it."""
    flags = said.config or option
    rules.check_outcome(option.title, flags)
    closed = flags.is_closed or flags.is_won or flags.is_lost
    return Option(
        option.id,
        said.title.strip() or option.title,
        option.sort_order if said.sort_order is None else said.sort_order,
        option.is_archived if said.is_archived is None else said.is_archived,
        said.color or option.color,
        closed,
        flags.is_won,
        flags.is_lost,
        option.probability if flags.probability is None else flags.probability,
    )
