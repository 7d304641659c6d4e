"""Making and changing objects, attributes, options, stages: at run time, with no restart."""

from handrail.features.records.actions.definitions.attributes import (
    create_attribute,
    update_attribute,
)
from handrail.features.records.actions.definitions.founding import found
from handrail.features.records.actions.definitions.objects import create_object, update_object
from handrail.features.records.actions.definitions.said import AttributeSaid, OptionSaid, StageFlags

__all__ = [
    "AttributeSaid",
    "OptionSaid",
    "StageFlags",
    "create_attribute",
    "create_object",
    "found",
    "update_attribute",
    "update_object",
]
