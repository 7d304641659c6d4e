"""A place on earth: where it lies, and what it is called."""

import re
from math import isfinite
from typing import Any

from handrail.core.clock import Instant
from handrail.features.records.attributes.base import AttributeType, Family, Place, json_name
from handrail.features.records.model import Attribute, Schema

POINT: tuple[str, ...] = ("lat", "lng")
RADIUS: tuple[str, ...] = ("lat", "lng", "km")
HINTS: dict[tuple[str, ...], str] = {
    RADIUS: 'Send {"lat": 48.85, "lng": 2.35, "km": 10} or "48.85,2.35,10".'
}
PARTS = ("label", "street", "city", "state", "postal_code", "country")
SYNONYMS = {"latitude": "lat", "longitude": "lng", "lon": "lng"}
LONGEST_PART = 200
FARTHEST_KM = 20_038
"""Half way round the earth."""
NUMBERS = re.compile(r"\s*,\s*|\s*;\s*|\s+")


class Location(AttributeType):
    """Kept as `{lat, lng}` with what is known of label and address; found by distance."""

    name, label, widget = "location", "Location", "place"
    family = Family.PLACE
    operators = ("within_radius", "is_empty")
    sortable = False
    may_repeat = True
    expects = '{"lat": 48.85, "lng": 2.35, "label": "Paris"} or "48.85,2.35"'

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> dict[str, Any]:
        said = self._fields(said, attribute, POINT)
        self._only(said, POINT + PARTS, attribute)
        place: dict[str, Any] = {
            "lat": self._degrees(said, "lat", 90, attribute),
            "lng": self._degrees(said, "lng", 180, attribute),
        }
        for part in PARTS:
            if said.get(part) is not None and (text := self.text_of(said[part], attribute)):
                if len(text) > LONGEST_PART:
                    raise self.refuse(attribute, f"{part} is longer than {LONGEST_PART}.")
                place[part] = text
        return place

    def key(self, stored: dict[str, Any], attribute: Attribute) -> Place:
        return Place(float(stored["lat"]), float(stored["lng"]))

    def show(self, stored: dict[str, Any], attribute: Attribute, schema: Schema) -> dict[str, Any]:
        return {"lat": stored["lat"], "lng": stored["lng"], "label": None} | stored

    def operand(
        self, said: Any, op: str, attribute: Attribute, schema: Schema, now: Instant
    ) -> Place:
        """Within so many kilometres of a point: `{lat, lng, km}` or `lat,lng,km`."""
        said = self._fields(said, attribute, RADIUS)
        self._only(said, RADIUS, attribute)
        lat = self._degrees(said, "lat", 90, attribute)
        lng = self._degrees(said, "lng", 180, attribute)
        km = self._number(said, "km", attribute)
        if not 0 < km <= FARTHEST_KM:
            problem = f"km is not within 0 and {FARTHEST_KM:,}."
            raise self.refuse(attribute, problem, hint=HINTS[RADIUS])
        return Place(lat, lng, km)

    def words(self, stored: dict[str, Any]) -> str:
        return " ".join(stored[part] for part in PARTS if part in stored)

    def _fields(self, said: Any, attribute: Attribute, names: tuple[str, ...]) -> dict[str, Any]:
        """An object as it is, text taken apart into numbers by name."""
        if isinstance(said, dict):
            return {SYNONYMS.get(str(name), str(name)): value for name, value in said.items()}
        if not isinstance(said, str):
            problem = f"expected an object or text, not {json_name(said)}."
            raise self.refuse(attribute, problem, hint=HINTS.get(names))
        try:
            numbers = [float(part) for part in NUMBERS.split(said.strip())]
            return dict(zip(names, numbers, strict=True))
        except ValueError as error:
            problem = f"{said[:60]!r} is not `{','.join(names)}`."
            raise self.refuse(attribute, problem, hint=HINTS.get(names)) from error

    def _only(self, said: dict[str, Any], names: tuple[str, ...], attribute: Attribute) -> None:
        if unknown := sorted(said.keys() - set(names)):
            raise self.refuse(attribute, f"it has no {unknown[0][:40]!r}.", allowed=names)

    def _degrees(self, said: dict[str, Any], name: str, most: int, attribute: Attribute) -> float:
        degrees = self._number(said, name, attribute)
        if not -most <= degrees <= most:
            raise self.refuse(attribute, f"{name} is not within ±{most}.")
        return round(degrees, 7)

    def _number(self, said: dict[str, Any], name: str, attribute: Attribute) -> float:
        number = said.get(name)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise self.refuse(attribute, f"{name} is to be a number, not {json_name(number)}.")
        if isinstance(number, float) and not isfinite(number):
            raise self.refuse(attribute, f"{name} is no number.")
        return number
