"""Tools for custom columns: two for each of the eight types, one to list, one to delete."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, Result
from handrail.features.entities.actions import columns
from handrail.features.entities.model import (
    KIND,
    ChipColor,
    Currency,
    DisplayFormat,
    EntityName,
    Uuid,
    words,
)
from handrail.features.entities.operations.shared import (
    AGAIN,
    DELETES,
    READ,
    READS,
    TOOL,
    WRITE,
    WRITES,
)
from handrail.features.entities.seen import Column, Done

ROLE = "manager"
Label = Annotated[str, Field(min_length=1, max_length=80)]
Format = Annotated[DisplayFormat, Field(description=f"One of: {words(DisplayFormat)}.")]
InCurrency = Annotated[Currency, Field(description=f"One of: {words(Currency)}.")]
Color = Annotated[ChipColor, Field(description=f"One of: {words(ChipColor)}.")]
Multiple = Annotated[bool, Field(description="Several values, by comma.")]


class ListCustomColumns(Params):
    entityType: EntityName | None = None


class ColumnList(Result):
    items: list[Column]
    total: int


@operation(
    "POST /tools/list_custom_columns", effect=Effect.READ, scope=READ, doors=TOOL, hints=READS
)
async def list_custom_columns(ctx: Context, params: ListCustomColumns) -> ColumnList:
    """Custom columns with their ids, types and options, of one entity or of all."""
    kind = KIND[params.entityType] if params.entityType else None
    found = await columns.listed(ctx, kind)
    return ColumnList(items=found, total=len(found))


class ColumnId(Params):
    id: Uuid


@operation(
    "POST /tools/delete_custom_column",
    effect=Effect.DELETE,
    scope=WRITE,
    doors=TOOL,
    hints=DELETES,
    role=ROLE,
    needs="schema.update",
)
async def delete_custom_column(ctx: Context, params: ColumnId) -> Done:
    """IRREVERSIBLE. Delete a custom column with every value it holds. Ask the user before.

    Widgets that group or filter by it show no data any more.
    """
    label = await columns.delete(ctx, params.id)
    return Done(message=f'Deleted custom column "{label}"')


class New(Params):
    entityType: EntityName
    label: Label


class Changed(Params):
    id: Uuid
    label: Label


# plain ------------------------------------------------------------------------------------


class CreatePlain(New):
    pass


class UpdatePlain(Changed):
    pass


@operation(
    "POST /tools/create_plain_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_plain_custom_column(ctx: Context, params: CreatePlain) -> Column:
    """Create a column of plain text, of at most 500 characters."""
    return await columns.create(ctx, KIND[params.entityType], "plain", params.label)


@operation(
    "POST /tools/update_plain_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_plain_custom_column(ctx: Context, params: UpdatePlain) -> Column:
    """Rename a plain column."""
    return await columns.update(ctx, params.id, "plain", params.label)


# date and dateTime ------------------------------------------------------------------------


class CreateDate(New):
    displayFormat: Format | None = None


class UpdateDate(Changed):
    displayFormat: Format | None = None


@operation(
    "POST /tools/create_date_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_date_custom_column(ctx: Context, params: CreateDate) -> Column:
    """Create a column of dates."""
    config = _dated(params.displayFormat)
    return await columns.create(ctx, KIND[params.entityType], "date", params.label, config=config)


@operation(
    "POST /tools/update_date_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_date_custom_column(ctx: Context, params: UpdateDate) -> Column:
    """Change a date column's label and format."""
    config = _dated(params.displayFormat)
    return await columns.update(ctx, params.id, "date", params.label, config=config)


@operation(
    "POST /tools/create_datetime_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_datetime_custom_column(ctx: Context, params: CreateDate) -> Column:
    """Create a column of dates with a time."""
    config = _dated(params.displayFormat)
    kind = KIND[params.entityType]
    return await columns.create(ctx, kind, "dateTime", params.label, config=config)


@operation(
    "POST /tools/update_datetime_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_datetime_custom_column(ctx: Context, params: UpdateDate) -> Column:
    """Change a dateTime column's label and format."""
    config = _dated(params.displayFormat)
    return await columns.update(ctx, params.id, "dateTime", params.label, config=config)


def _dated(said: str | None) -> dict[str, str]:
    return {} if said is None else {"display_format": said}


# currency ---------------------------------------------------------------------------------


class CreateCurrency(New):
    currency: InCurrency


class UpdateCurrency(Changed):
    currency: InCurrency


@operation(
    "POST /tools/create_currency_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_currency_custom_column(ctx: Context, params: CreateCurrency) -> Column:
    """Create a column of amounts in one currency."""
    config = {"currency": params.currency.upper()}
    kind = KIND[params.entityType]
    return await columns.create(ctx, kind, "currency", params.label, config=config)


@operation(
    "POST /tools/update_currency_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_currency_custom_column(ctx: Context, params: UpdateCurrency) -> Column:
    """Change a currency column's label and currency; amounts are not converted."""
    config = {"currency": params.currency.upper()}
    return await columns.update(ctx, params.id, "currency", params.label, config=config)


# singleSelect -----------------------------------------------------------------------------


class NewOption(Params):
    label: Annotated[str, Field(min_length=1, max_length=100)]
    color: Color
    isDefault: bool
    index: Annotated[int, Field(ge=0, le=10_000)]


class KeptOption(NewOption):
    value: Annotated[Uuid, Field(description="Its uuid; none for a new option.")] | None = None


class CreateSingleSelect(New):
    options: Annotated[list[NewOption], Field(min_length=1, max_length=200)]


class UpdateSingleSelect(Changed):
    options: Annotated[list[KeptOption], Field(min_length=1, max_length=200)]


@operation(
    "POST /tools/create_single_select_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_single_select_custom_column(ctx: Context, params: CreateSingleSelect) -> Column:
    """Create a column that holds one of some options; at most one is the default."""
    kind = KIND[params.entityType]
    return await columns.create(ctx, kind, "singleSelect", params.label, options=params.options)


@operation(
    "POST /tools/update_single_select_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_single_select_custom_column(ctx: Context, params: UpdateSingleSelect) -> Column:
    """Change a singleSelect column; options REPLACE those there are.

    WARNING: pass value (the option's uuid) of every option to keep. An option you leave out is
    dropped, and its value deleted from every record.
    """
    return await columns.update(
        ctx, params.id, "singleSelect", params.label, options=params.options
    )


# link, email, phone -----------------------------------------------------------------------


class CreateChips(New):
    color: Color
    allowMultiple: Multiple


class UpdateChips(Changed):
    color: Color
    allowMultiple: Multiple


@operation(
    "POST /tools/create_link_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_link_custom_column(ctx: Context, params: CreateChips) -> Column:
    """Create a column of https links."""
    return await _chips(ctx, params, "link")


@operation(
    "POST /tools/update_link_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_link_custom_column(ctx: Context, params: UpdateChips) -> Column:
    """Change a link column; allowMultiple only while it holds no values."""
    return await _changed_chips(ctx, params, "link")


@operation(
    "POST /tools/create_email_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_email_custom_column(ctx: Context, params: CreateChips) -> Column:
    """Create a column of email addresses."""
    return await _chips(ctx, params, "email")


@operation(
    "POST /tools/update_email_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_email_custom_column(ctx: Context, params: UpdateChips) -> Column:
    """Change an email column; allowMultiple only while it holds no values."""
    return await _changed_chips(ctx, params, "email")


@operation(
    "POST /tools/create_phone_custom_column",
    effect=Effect.CREATE, scope=WRITE, doors=TOOL, hints=WRITES, role=ROLE, needs="schema.create",
)  # fmt: skip
async def create_phone_custom_column(ctx: Context, params: CreateChips) -> Column:
    """Create a column of phone numbers in E.164."""
    return await _chips(ctx, params, "phone")


@operation(
    "POST /tools/update_phone_custom_column",
    effect=Effect.UPDATE, scope=WRITE, doors=TOOL, hints=AGAIN, role=ROLE, needs="schema.update",
)  # fmt: skip
async def update_phone_custom_column(ctx: Context, params: UpdateChips) -> Column:
    """Change a phone column; allowMultiple only while it holds no values."""
    return await _changed_chips(ctx, params, "phone")


async def _chips(ctx: Context, params: CreateChips, column_type: columns.ColumnType) -> Column:
    return await columns.create(
        ctx,
        KIND[params.entityType],
        column_type,
        params.label,
        config={"color": params.color},
        several=params.allowMultiple,
    )


async def _changed_chips(
    ctx: Context, params: UpdateChips, column_type: columns.ColumnType
) -> Column:
    return await columns.update(
        ctx,
        params.id,
        column_type,
        params.label,
        config={"color": params.color},
        several=params.allowMultiple,
    )
