"""Links to records of another object, or of the same."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from handrail.core.ids import is_id
from handrail.features.records.attributes.base import (
    SEPARATORS,
    WORDING,
    AttributeType,
    Family,
    NoConfig,
    json_name,
)
from handrail.features.records.attributes.number import MOST
from handrail.features.records.model import Attribute, Schema

LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Reference:
    """A record as a caller called it: by its id, else by its name. `data` is of the link."""

    id: str | None = None
    name: str = ""
    data: dict[str, int | float] | None = None


def _free(name: str) -> str:
    if name in {"id", "name", "data"}:
        raise ValueError(f"{name} has a meaning of its own")
    return name


DataField = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$"), AfterValidator(_free)]


class RelationshipConfig(NoConfig):
    """Both sides of a relationship have one; links are kept under the forward side.

    `cardinality` is told from the forward side: `many_to_one` means that many of its records
    link to one of the target's.
    """

    target_object_no: int
    cardinality: Literal["one_to_one", "one_to_many", "many_to_one", "many_to_many"]
    inverse_no: int | None = None
    forward: bool = True
    data_fields: Annotated[tuple[DataField, ...], Field(max_length=10)] = ()


class Relationship(AttributeType):
    """Kept as links and nowhere else, shown as `{id, name}`.

    Compared with ids it asks for links, with anything else for the names of linked records.
    """

    name, label, widget = "relationship", "Relationship", "link"
    family = Family.LINK
    operators = ("eq", "neq", "in", *WORDING, "is_empty")
    expects = "a record's id, its exact name, or an object with one of these"
    Config = RelationshipConfig

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> Reference:
        if not isinstance(said, dict):
            return self._reference(said, None, attribute)
        fields = attribute.config["data_fields"]
        allowed = ["id", "name", *(["data", *fields] if fields else [])]
        # `data` is shown of every link, empty where there is none
        if unknown := sorted(said.keys() - {*allowed, "data"}):
            raise self.refuse(attribute, f"a link has no {unknown[0][:40]!r}.", allowed=allowed)
        named = said.get("id") or said.get("name")
        if not named:
            raise self.refuse(attribute, "the object has neither id nor name.", allowed=allowed)
        return self._reference(named, self._data(said, attribute), attribute)

    def _reference(
        self, said: Any, data: dict[str, int | float] | None, attribute: Attribute
    ) -> Reference:
        text = self.text_of(said, attribute)
        if is_id(text.lower()):
            return Reference(id=text.lower(), data=data)
        if not text or len(text) > LONGEST_NAME:
            raise self.refuse(attribute, f"a name has 1 to {LONGEST_NAME} characters.")
        return Reference(name=text, data=data)

    def _data(self, said: dict[str, Any], attribute: Attribute) -> dict[str, int | float] | None:
        """What is said of the link itself: numbers from 0 on, beside the id or under `data`."""
        under = said.get("data") or {}
        if not isinstance(under, dict):
            raise self.refuse(attribute, f"data is to be an object, not {json_name(under)}.")
        beside = {name: said[name] for name in said if name not in {"id", "name", "data"}}
        data = {name: each for name, each in {**under, **beside}.items() if each is not None}
        fields = attribute.config["data_fields"]
        for name, number in data.items():
            if name not in fields:
                raise self.refuse(attribute, f"a link has no {name[:40]!r}.", allowed=fields)
            if isinstance(number, bool) or not isinstance(number, (int, float)):
                raise self.refuse(attribute, f"{name} is to be a number, not {json_name(number)}.")
            if not 0 <= number <= MOST:
                raise self.refuse(attribute, f"{name} is to be 0 or more.")
        return data or None

    def parse(self, text: str, attribute: Attribute) -> Any:
        """Several names are parted by semicolons; names hold commas."""
        return [piece.strip() for piece in SEPARATORS.split(text) if piece.strip()] or None
