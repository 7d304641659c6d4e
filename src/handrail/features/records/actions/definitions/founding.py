"""The objects, attributes and relationships a workspace begins with."""

from handrail.context import Context
from handrail.features.records.actions.definitions.attributes import create_attribute
from handrail.features.records.actions.definitions.objects import create_object
from handrail.features.records.actions.definitions.said import AttributeSaid, OptionSaid, StageFlags
from handrail.features.records.rules.standard import (
    DEAL_STAGES,
    STANDARD_OBJECTS,
    STANDARD_RELATIONSHIPS,
    StandardAttribute,
    StandardRelationship,
)


async def found(ctx: Context) -> None:
    """Give a new workspace its standard objects, attributes and relationships."""
    for each in STANDARD_OBJECTS:
        await create_object(ctx, each.slug, each.singular, each.plural, standard=True)
        for attribute in each.attributes[1:]:
            await create_attribute(ctx, each.slug, _standard(attribute))
    for relationship in STANDARD_RELATIONSHIPS:
        await create_attribute(ctx, relationship.owner, _standard_link(relationship))


def _standard(each: StandardAttribute) -> AttributeSaid:
    options: list[OptionSaid] = [OptionSaid(title) for title in each.options]
    if each.type == "pipeline":
        options = [
            OptionSaid(
                stage.title,
                config=StageFlags(
                    is_won=stage.is_won, is_lost=stage.is_lost, probability=stage.probability
                ),
            )
            for stage in DEAL_STAGES
        ]
    return AttributeSaid(
        title=each.title,
        type=each.type,
        slug=each.slug,
        description=each.description,
        is_required=each.required,
        is_unique=each.unique,
        is_multi_select=each.multi,
        is_system=True,
        beside=each.beside,
        default=each.default,
        config=each.config,
        options=options,
    )


def _standard_link(each: StandardRelationship) -> AttributeSaid:
    return AttributeSaid(
        title=each.title,
        type="relationship",
        slug=each.slug,
        is_system=True,
        relationship={
            "target_object_id": each.target,
            "inverse_title": each.inverse_title,
            "inverse_slug": each.inverse_slug,
            "cardinality": each.cardinality,
            "data_fields": each.data_fields,
        },
    )
