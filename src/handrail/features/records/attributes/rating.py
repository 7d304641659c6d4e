"""Stars: a small whole number."""

from typing import Annotated, Any

from pydantic import Field

from handrail.features.records.attributes.base import NoConfig
from handrail.features.records.attributes.number import Number
from handrail.features.records.model import Attribute, Schema


class RatingConfig(NoConfig):
    max: Annotated[int, Field(ge=1, le=10, strict=True)] = 5


class Rating(Number):
    """From 0 to the `max` of its attribute, which is 5 unless said otherwise."""

    name, label, widget = "rating", "Rating", "stars"
    expects = "a whole number from 0 to the most stars there are"
    Config = RatingConfig
    may_be_unique = False

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> int:
        stars = self.number_said(said, attribute)
        most = attribute.config.get("max", 5)
        if not isinstance(stars, int) or not 0 <= stars <= most:
            raise self.refuse(
                attribute,
                f"{stars} is no rating.",
                hint=f"Send a whole number from 0 to {most}.",
                allowed=list(range(most + 1)),
            )
        return stars
