"""Every attribute type, in the order people meet them."""

from handrail.features.records.attributes.base import AttributeType
from handrail.features.records.attributes.boolean import Boolean
from handrail.features.records.attributes.currency import Currency
from handrail.features.records.attributes.date import Date
from handrail.features.records.attributes.datetime import DateTime
from handrail.features.records.attributes.email import Email
from handrail.features.records.attributes.json import Json
from handrail.features.records.attributes.list import Tags
from handrail.features.records.attributes.location import Location
from handrail.features.records.attributes.long_text import LongText
from handrail.features.records.attributes.multi_select import MultiSelect
from handrail.features.records.attributes.number import Number
from handrail.features.records.attributes.person import Member
from handrail.features.records.attributes.phone import Phone
from handrail.features.records.attributes.pipeline import Pipeline
from handrail.features.records.attributes.rating import Rating
from handrail.features.records.attributes.relationship import Relationship
from handrail.features.records.attributes.select import Select
from handrail.features.records.attributes.text import Text
from handrail.features.records.attributes.url import Url

ATTRIBUTE_TYPES: tuple[AttributeType, ...] = (
    Text(),
    LongText(),
    Number(),
    Currency(),
    Boolean(),
    Date(),
    DateTime(),
    Select(),
    MultiSelect(),
    Pipeline(),
    Rating(),
    Email(),
    Phone(),
    Url(),
    Location(),
    Member(),
    Relationship(),
    Tags(),
    Json(),
)
TYPE_BY_NAME: dict[str, AttributeType] = {each.name: each for each in ATTRIBUTE_TYPES}
