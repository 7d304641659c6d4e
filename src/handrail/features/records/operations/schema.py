"""Looking at and changing the schema: objects, attributes, options, stages."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.errors import Invalid
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, WriteParams, Written
from handrail.features.records.actions import definitions, sight
from handrail.features.records.actions.definitions import AttributeSaid, OptionSaid, StageFlags
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.model import (
    Attribute,
    AttributeList,
    AttributeName,
    AttributeSeen,
    Object,
    ObjectList,
    ObjectName,
    ObjectSeen,
    OptionList,
    OptionSeen,
    Schema,
    StageList,
    StageSeen,
)
from handrail.features.records.rules.definitions import active
from handrail.features.records.rules.names import attribute_named, object_named
from handrail.features.records.rules.shown import value

READ, WRITE = Scope.READ_DATA, Scope.WRITE_DATA


class ListObjects(Params):
    archived: Annotated[bool, Field(description="Show archived ones too.")] = False


@operation("GET /objects", effect=Effect.READ, scope=READ)
async def list_objects(ctx: Context, params: ListObjects) -> ObjectList:
    """List the objects there are: people, companies, deals and your own."""
    schema = await sight.of(ctx)
    seen = [o for o in schema.objects if params.archived or not o.is_archived]
    return ObjectList(objects=[object_seen(each) for each in seen])


def object_seen(each: Object) -> ObjectSeen:
    return ObjectSeen(
        id=each.id,
        slug=each.slug,
        singular_noun=each.singular_noun,
        plural_noun=each.plural_noun,
        type=each.type,
        is_archived=each.is_archived,
    )


class ListAttributes(Params):
    object: ObjectName
    archived: Annotated[bool, Field(description="Show archived ones too.")] = False


@operation("GET /objects/{object}/attributes", effect=Effect.READ, scope=READ)
async def list_attributes(ctx: Context, params: ListAttributes) -> AttributeList:
    """List an object's attributes: what a record of it can hold."""
    schema = await sight.of(ctx)
    owner = object_named(schema, params.object)
    seen = owner.known if params.archived else owner.live
    return AttributeList(attributes=[attribute_seen(schema, each) for each in seen])


def attribute_seen(schema: Schema, each: Attribute) -> AttributeSeen:
    config: dict[str, Any] = dict(each.config)
    if each.type == "relationship":
        target = schema.by_no[config["target_object_no"]]
        config = {
            "target_object": target.slug,
            "target_object_id": target.id,
            "cardinality": config["cardinality"],
            "forward": config["forward"],
            "data_fields": config["data_fields"],
        }
    default = None if each.default is None else value(each, each.default, schema)
    return AttributeSeen(
        id=each.id,
        slug=each.slug,
        title=each.title,
        type=each.type,
        description=each.description,
        is_required=each.is_required,
        is_unique=each.is_unique,
        is_multi_select=each.is_multi_select,
        is_archived=each.is_archived or each.is_hidden,
        access=each.access,
        default_value=default,
        config=config,
        operators=operators_of(each),
    )


def operators_of(each: Attribute) -> list[str]:
    """What it can be filtered by; what holds several also `contains` one of them."""
    operators = list(TYPE_BY_NAME[each.type].operators)
    if each.is_multi_select and "contains" not in operators:
        operators.append("contains")
    return operators


class ListOptions(Params):
    object: ObjectName
    attribute: AttributeName


@operation("GET /objects/{object}/attributes/{attribute}/options", effect=Effect.READ, scope=READ)
async def list_options(ctx: Context, params: ListOptions) -> OptionList:
    """List the options of a select or multi-select, archived ones included."""
    attribute = await _with_options(ctx, params.object, params.attribute)
    return OptionList(
        options=[
            OptionSeen(
                id=each.id,
                title=each.title,
                sort_order=each.sort_order,
                is_archived=each.is_archived,
                color=each.color,
            )
            for each in attribute.options
        ]
    )


async def _with_options(ctx: Context, object_name: str, name: str) -> Attribute:
    owner = object_named(await sight.of(ctx), object_name)
    attribute = attribute_named(owner, name, field="attribute")
    if not TYPE_BY_NAME[attribute.type].has_options:
        able = [each.slug for each in owner.live if TYPE_BY_NAME[each.type].has_options]
        raise Invalid(
            f"{attribute.slug} is a {attribute.type}: it has no options.",
            field="attribute",
            allowed=able,
        )
    return attribute


class ListStages(Params):
    object: ObjectName
    attribute: AttributeName


@operation("GET /objects/{object}/attributes/{attribute}/stages", effect=Effect.READ, scope=READ)
async def list_stages(ctx: Context, params: ListStages) -> StageList:
    """List a pipeline's active stages in order, and which close, win, lose."""
    attribute = await _with_options(ctx, params.object, params.attribute)
    if attribute.type != "pipeline":
        raise Invalid(
            f"{attribute.slug} is no pipeline.", field="attribute", hint="Use list_options."
        )
    stages = active(attribute)
    return StageList(
        stages=[
            StageSeen(
                id=each.id,
                title=each.title,
                sort_order=each.sort_order,
                is_closed=each.is_closed,
                is_won=each.is_won,
                is_lost=each.is_lost,
                probability=each.probability,
            )
            for each in stages
        ],
        closed_stage_ids=[each.id for each in stages if each.is_closed],
        won_stage_ids=[each.id for each in stages if each.is_won],
        lost_stage_ids=[each.id for each in stages if each.is_lost],
    )


# changing ---------------------------------------------------------------------------------

Noun = Annotated[str, Field(description="As people say it.", min_length=1, max_length=80)]


class CreateObject(WriteParams):
    slug: Annotated[str, Field(description="snake_case, plural.", max_length=63)]
    singular_noun: Noun
    plural_noun: Noun


class WrittenObject(ObjectSeen, Written):
    """An object as a write left it."""


@operation(
    "POST /objects", effect=Effect.CREATE, scope=WRITE, role="manager", needs="schema.create"
)
async def create_object(ctx: Context, params: CreateObject) -> WrittenObject:
    """Create an object of your own, such as projects."""
    made = await definitions.create_object(
        ctx, params.slug, params.singular_noun, params.plural_noun
    )
    return _written_object(ctx, made)


def _written_object(ctx: Context, made: Object) -> WrittenObject:
    return WrittenObject(**dict(object_seen(made)), change_id=ctx.change_id, replayed=False)


class UpdateObject(WriteParams):
    object: ObjectName
    singular_noun: Noun | None = None
    plural_noun: Noun | None = None
    is_archived: Annotated[bool, Field(description="Hide it, keep its records.")] | None = None


@operation(
    "PATCH /objects/{object}",
    effect=Effect.UPDATE,
    scope=WRITE,
    role="manager",
    needs="schema.update",
)
async def update_object(ctx: Context, params: UpdateObject) -> WrittenObject:
    """Rename an object's nouns, or archive it."""
    made = await definitions.update_object(
        ctx,
        params.object,
        singular=params.singular_noun,
        plural=params.plural_noun,
        archived=params.is_archived,
    )
    return _written_object(ctx, made)


class StageConfig(Params):
    is_closed: bool = False
    is_won: bool = False
    is_lost: bool = False
    probability: Annotated[float, Field(ge=0, le=1)] | None = None


class OptionIn(Params):
    """An option or a stage; with an id, or the title of one there is, it is changed."""

    id: Annotated[str, Field(max_length=64)] | None = None
    title: Annotated[str, Field(min_length=1, max_length=100)]
    sort_order: Annotated[float, Field(ge=-1e6, le=1e6)] | None = None
    color: Annotated[str, Field(max_length=30)] | None = None
    is_archived: bool | None = None
    config: StageConfig | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_title(cls, said: Any) -> Any:
        return {"title": said} if isinstance(said, str) else said


class RecordReference(Params):
    allowed_object_ids: Annotated[list[str], Field(max_length=1)]


class AttributeConfig(Params):
    """Settings of some types."""

    currency: Annotated[str, Field(max_length=3)] | None = None
    min: int | float | None = None
    max: int | float | None = None
    default_region: Annotated[str, Field(max_length=2)] | None = None
    record_reference: RecordReference | None = None


class RelationshipIn(Params):
    target_object_id: Annotated[str, Field(max_length=64)]
    inverse_title: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    cardinality: Literal["one_to_one", "one_to_many", "many_to_one", "many_to_many"] = "many_to_one"
    data_fields: Annotated[list[str], Field(max_length=10)] = Field(default_factory=list[str])


Title = Annotated[str, Field(description="As people read it.", min_length=1, max_length=80)]
Description = Annotated[str, Field(description="What it is for.", max_length=500)]
Options = Annotated[list[OptionIn], Field(description="Choices, in order.", max_length=500)]
Stages = Annotated[list[OptionIn], Field(description="Pipeline stages, in order.", max_length=500)]
Config = Annotated[AttributeConfig, Field(description="Currency, maximum and such.")]
Default = Annotated[Any, Field(description="Given to new records.")]
Required = Annotated[bool, Field(description="May not be empty.")]
Unique = Annotated[bool, Field(description="No value twice.")]
Multi = Annotated[bool, Field(description="May hold several values.")]


class CreateAttribute(WriteParams):
    object: ObjectName
    title: Title
    type: Annotated[str, Field(description="Such as text, number, select.", max_length=40)]
    slug: (
        Annotated[str, Field(description="snake_case; made of the title.", max_length=63)] | None
    ) = None
    description: Description = ""
    is_required: Required = False
    is_unique: Unique = False
    is_multi_select: Multi = False
    default_value: Default = None
    config: Config | None = None
    relationship: Annotated[RelationshipIn, Field(description="Whom it links to.")] | None = None
    stages: Stages | None = None
    options: Options | None = None


class WrittenAttribute(AttributeSeen, Written):
    """An attribute as a write left it."""


@operation(
    "POST /objects/{object}/attributes",
    effect=Effect.CREATE,
    scope=WRITE,
    role="manager",
    needs="schema.create",
)
async def create_attribute(ctx: Context, params: CreateAttribute) -> WrittenAttribute:
    """Create an attribute; records can hold it at once."""
    made = await definitions.create_attribute(
        ctx,
        params.object,
        AttributeSaid(
            title=params.title.strip(),
            type=params.type,
            slug=params.slug,
            description=params.description,
            is_required=params.is_required,
            is_unique=params.is_unique,
            is_multi_select=params.is_multi_select,
            default=params.default_value,
            config=_config(params.config),
            options=_options(params.options if params.options is not None else params.stages),
            relationship=_relationship(params),
        ),
    )
    return await _written_attribute(ctx, made)


def _config(said: AttributeConfig | None) -> dict[str, Any]:
    return said.model_dump(exclude_unset=True, exclude={"record_reference"}) if said else {}


def _options(said: list[OptionIn] | None) -> list[OptionSaid]:
    return [
        OptionSaid(
            each.title,
            each.sort_order,
            each.color,
            StageFlags(**each.config.model_dump()) if each.config else StageFlags(),
        )
        for each in said or ()
    ]


def _relationship(params: CreateAttribute) -> dict[str, Any] | None:
    if params.relationship is not None:
        return params.relationship.model_dump()
    reference = params.config.record_reference if params.config else None
    if reference is None or not reference.allowed_object_ids:
        return None
    cardinality = "many_to_many" if params.is_multi_select else "many_to_one"
    return {"target_object_id": reference.allowed_object_ids[0], "cardinality": cardinality}


async def _written_attribute(ctx: Context, made: Attribute) -> WrittenAttribute:
    seen = attribute_seen(await sight.of(ctx), made)
    return WrittenAttribute(**dict(seen), change_id=ctx.change_id, replayed=False)


class UpdateAttribute(WriteParams):
    object: ObjectName
    attribute: AttributeName
    title: Title | None = None
    description: Description | None = None
    is_required: Required | None = None
    is_unique: Unique | None = None
    is_multi_select: Multi | None = None
    is_archived: Annotated[bool, Field(description="Hide it, keep its values.")] | None = None
    default_value: Default = None
    config: Config | None = None
    stages: Stages | None = None
    options: Options | None = None


@operation(
    "PATCH /objects/{object}/attributes/{attribute}",
    effect=Effect.UPDATE,
    scope=WRITE,
    role="manager",
    needs="schema.update",
)
async def update_attribute(ctx: Context, params: UpdateAttribute) -> WrittenAttribute:
    """Change an attribute; options named by id or title change, others are added."""
    said: dict[str, Any] = {
        name: getattr(params, name)
        for name in params.model_fields_set - {"object", "attribute", "idempotency_key"}
        if getattr(params, name) is not None or name == "default_value"
    }
    if params.config is not None:
        said["config"] = _config(params.config)
    made = await definitions.update_attribute(ctx, params.object, params.attribute, said)
    return await _written_attribute(ctx, made)
