"""A member of the workspace."""

import difflib
from collections.abc import Iterable
from typing import Any

from handrail.core.clock import Instant
from handrail.features.records.attributes.base import EQUALITY, AttributeType, Family
from handrail.features.records.model import Attribute, Person, Schema


class Member(AttributeType):
    """Kept as the member's id, shown as `{id, name}`; sorted by who joined first."""

    name, label, widget = "person", "Member", "member"
    family = Family.TEXT
    operators = EQUALITY
    may_repeat = commas_separate = True
    expects = "a member: id, e-mail or exact name"

    def accept(self, said: Any, attribute: Attribute, schema: Schema) -> str:
        found = self._named(said, attribute, schema)
        active = [member for member in found if member.is_active]
        if found and not active:
            raise self._none_such(f"{found[0].name} is no longer active.", said, attribute, schema)
        return self._one(active, said, attribute, schema).id

    def key(self, stored: str, attribute: Attribute) -> str:
        return stored

    def show(self, stored: str, attribute: Attribute, schema: Schema) -> dict[str, str]:
        member = schema.member_by_id.get(stored)
        return {"id": stored, "name": member.name if member else "Unknown member"}

    def operand(
        self, said: Any, op: str, attribute: Attribute, schema: Schema, now: Instant
    ) -> str:
        """Members who left may be asked for; of two with one name the active one is meant."""
        found = self._named(said, attribute, schema)
        active = [member for member in found if member.is_active]
        return self._one(active or found, said, attribute, schema).id

    def _named(self, said: Any, attribute: Attribute, schema: Schema) -> list[Person]:
        if isinstance(said, dict) and "id" in said:
            said = said["id"]
        text = self.text_of(said, attribute)
        if (member := schema.member_by_id.get(text.lower())) is not None:
            return [member]
        return schema.members_by_word.get(text.casefold(), [])

    def _one(self, found: list[Person], said: Any, attribute: Attribute, schema: Schema) -> Person:
        if not found:
            raise self._none_such(f"{str(said)[:80]!r} is no member.", said, attribute, schema)
        if len(found) > 1:
            raise self.refuse(
                attribute,
                f"{len(found)} members are named {found[0].name!r}.",
                hint="Send the e-mail or id of the one you mean.",
                allowed=[member.email or member.id for member in found],
            )
        return found[0]

    def _none_such(
        self, problem: str, said: Any, attribute: Attribute, schema: Schema
    ) -> Exception:
        active = [member for member in schema.members if member.is_active]
        names = {member.name.casefold(): member.name for member in active}
        asked = str(said).casefold()[:100]
        near = _called(asked, names) or difflib.get_close_matches(asked, names, 1, 0.6)
        return self.refuse(
            attribute,
            problem,
            allowed=[member.name for member in active][:50],
            did_you_mean=names[near[0]] if near else None,
        )


def _called(word: str, names: Iterable[str]) -> list[str]:
    """The one of whose names this is one, first or last."""
    found = [name for name in names if word in name.split()]
    return found if len(found) == 1 else []
