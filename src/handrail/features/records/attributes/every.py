"""Every attribute type, in the order people meet them."""

from handrail.features.records.attributes.base import AttributeType
from handrail.features.records.attributes.text import Text

ATTRIBUTE_TYPES: tuple[AttributeType, ...] = (Text(),)
TYPE_BY_NAME: dict[str, AttributeType] = {each.name: each for each in ATTRIBUTE_TYPES}
