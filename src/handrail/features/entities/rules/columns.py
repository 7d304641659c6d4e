"""Attributes that are no standard ones, as custom columns; and columns as attributes to be made."""

from collections.abc import Mapping

from handrail.core.errors import Invalid
from handrail.features.entities.model import ColumnType, Kind
from handrail.features.entities.seen import Choice, Column
from handrail.features.records.model import Attribute, Object

TYPES: Mapping[str, ColumnType] = {
    "text": "plain",
    "long_text": "plain",
    "date": "date",
    "datetime": "dateTime",
    "currency": "currency",
    "select": "singleSelect",
    "pipeline": "singleSelect",
    "url": "link",
    "email": "email",
    "phone": "phone",
}
"""The column type of an attribute's; an attribute of any other is no column."""
ATTRIBUTE_TYPES: Mapping[ColumnType, str] = {
    "plain": "text", "date": "date", "dateTime": "datetime", "currency": "currency",
    "singleSelect": "select", "link": "url", "email": "email", "phone": "phone",
}  # fmt: skip
SEVERAL = frozenset({"link", "email", "phone"})
TOOL: Mapping[ColumnType, str] = {
    "plain": "plain", "date": "date", "dateTime": "datetime", "currency": "currency",
    "singleSelect": "single_select", "link": "link", "email": "email", "phone": "phone",
}  # fmt: skip
"""How the tools that make and change columns of a type are called."""
OPERATORS: Mapping[ColumnType, tuple[str, ...]] = {
    "date": ("equals", "gt", "gte", "lt", "lte", "between"),
    "dateTime": ("equals", "gt", "gte", "lt", "lte", "between"),
    "singleSelect": ("in", "notIn", "isNull", "isNotNull"),
    "currency": ("equals", "gt", "gte", "lt", "lte", "isNull", "isNotNull"),
    "email": ("isNull", "isNotNull"),
    "phone": ("isNull", "isNotNull"),
    "plain": ("isNull", "isNotNull"),
    "link": ("isNull", "isNotNull"),
}


def type_of(attribute: Attribute) -> ColumnType | None:
    """The column type of an attribute, None where it is no custom column."""
    kind = TYPES.get(attribute.type)
    if attribute.is_system or kind is None:
        return None
    return None if attribute.is_multi_select and kind not in SEVERAL else kind


def columns_of(owner: Object) -> list[Attribute]:
    return [each for each in owner.live if type_of(each) is not None]


def column(kind: Kind, attribute: Attribute) -> Column:
    """An attribute as a custom column; `columns_of` says which are."""
    kind_of_column = type_of(attribute)
    assert kind_of_column is not None, attribute.slug
    return Column(
        id=attribute.id,
        label=attribute.title,
        entityType=kind.name,
        type=kind_of_column,
        options=_options(kind_of_column, attribute),
    )


def _options(kind: ColumnType, attribute: Attribute) -> dict[str, str | bool | list[Choice]]:
    match kind:
        case "date" | "dateTime":
            return {"displayFormat": attribute.config.get("display_format") or "numericalShort"}
        case "currency":
            return {"currency": str(attribute.config.get("currency", "USD")).lower()}
        case "singleSelect":
            return {"options": choices(attribute)}
        case "link" | "email" | "phone":
            color = attribute.config.get("color") or "default"
            return {"color": color, "allowMultiple": attribute.is_multi_select}
        case _:
            return {}


def choices(attribute: Attribute) -> list[Choice]:
    """The options that are still there, in order."""
    there = sorted(attribute.open_options, key=lambda option: option.sort_order)
    return [
        Choice(
            value=option.id,
            label=option.title,
            color=option.color or "default",
            isDefault=option.id == attribute.default,
            index=place,
        )
        for place, option in enumerate(there)
    ]


def check_type(attribute: Attribute, wanted: ColumnType) -> None:
    """Invalid, with the tool to use, where a column is of another type."""
    is_of = type_of(attribute)
    assert is_of is not None, attribute.slug
    if is_of != wanted:
        tool = f"update_{TOOL[is_of]}_custom_column"
        raise Invalid(
            f'Custom column {attribute.id} is type "{is_of}", not "{wanted}". Use {tool} instead.',
            field="id",
        )
