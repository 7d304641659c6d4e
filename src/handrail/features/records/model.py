"""The nouns of records: what a workspace's schema is made of, and what a caller gets to see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from handrail.core.policy import VERBS, Access, Verb
from handrail.core.shapes import Result, Written

# The schema of a workspace, as rules and stores see it ------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, or one stage of a pipeline. `sort_order` is its place, from 0."""

    id: str
    title: str
    sort_order: int
    is_archived: bool = False
    color: str | None = None
    is_closed: bool = False
    is_won: bool = False
    is_lost: bool = False
    probability: float | None = None


@dataclass(frozen=True)
class Attribute:
    """`slot` is the column of the projection that holds its key: None while it has none.
    `pending_slot` is one that is still being filled: written already, not yet read.

    `config` is what the type's Config made of what was said; `default` is a stored value.
    `is_hidden`: it leads to an object that is archived, and comes back with it.

    What else there is of it is the caller's. `access` says how far they may see and change it.
    Of a relationship, `guard` is what a record must meet for them to see it at the other end (a
    question.Node), and `is_mute` says that they may not know what those are called.
    """

    no: int
    id: str
    object_no: int
    slug: str
    title: str
    type: str
    description: str = ""
    is_required: bool = False
    is_unique: bool = False
    is_multi_select: bool = False
    is_system: bool = False
    is_archived: bool = False
    default: Any = None
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    slot: str | None = None
    pending_slot: str | None = None
    sort_order: int = 0
    options: tuple[Option, ...] = ()
    is_hidden: bool = False
    access: Access = "write"
    guard: Any = None
    is_mute: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the caller may know its values, and so ask by them."""
        return self.access in {"read", "write"}

    @cached_property
    def option_by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    @cached_property
    def option_by_title(self) -> dict[str, Option]:
        return {option.title.casefold(): option for option in self.options}

    @cached_property
    def open_options(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.is_archived)


@dataclass(frozen=True)
class Object:
    """`verbs` and `guard` are the caller's: what they may do with its records, and what a record
    must meet for them to see it (a question.Node; None where they see all).

    `attributes` are all there are, since records are stored whole. What a caller sees of them is
    `live` and `by_name`; what they may ask by is `open`.
    """

    no: int
    id: str
    slug: str
    singular_noun: str
    plural_noun: str
    type: Literal["standard", "custom"]
    is_archived: bool = False
    attributes: tuple[Attribute, ...] = ()
    verbs: frozenset[Verb] = frozenset(VERBS)
    guard: Any = None

    @cached_property
    def by_name(self) -> dict[str, Attribute]:
        """Live attributes by slug and by id."""
        return {each.slug: each for each in self.live} | {each.id: each for each in self.live}

    @cached_property
    def live(self) -> tuple[Attribute, ...]:
        return tuple(each for each in self.kept.values() if each.access != "none")

    @cached_property
    def open(self) -> tuple[Attribute, ...]:
        return tuple(each for each in self.live if each.is_open)

    @cached_property
    def known(self) -> tuple[Attribute, ...]:
        """What the caller may know of, archived ones included."""
        return tuple(each for each in self.attributes if each.access != "none")

    @cached_property
    def kept(self) -> dict[str, Attribute]:
        """What a record holds values of, seen by the caller or not, by slug."""
        return {e.slug: e for e in self.attributes if not (e.is_archived or e.is_hidden)}

    @cached_property
    def slotted(self) -> tuple[tuple[str, Attribute], ...]:
        """The columns of the projection that its records fill, and what each is the key of."""
        slots = [(each.slot or each.pending_slot, each) for each in self.attributes]
        return tuple((slot, each) for slot, each in slots if slot is not None)

    @cached_property
    def is_mute(self) -> bool:
        """Whether the caller may not know what its records are called."""
        name = self.kept.get("name")
        return name is not None and not name.is_open

    @cached_property
    def owner_attribute(self) -> Attribute | None:
        """What says whose a record is: `owners`, else the first attribute that names members."""
        people = [each for each in self.kept.values() if each.type == "person"]
        return next((each for each in people if each.slug == "owners"), next(iter(people), None))


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace, as records refer to them."""

    id: str
    name: str
    email: str | None
    is_active: bool = True
    team_id: str | None = None


@dataclass(frozen=True)
class Schema:
    """All objects that a caller may see, and the members. Rebuilt when `version` moves.

    `is_partial`: objects or attributes are hidden from the caller.
    """

    version: int
    objects: tuple[Object, ...]
    members: tuple[Person, ...]
    is_partial: bool = False

    @cached_property
    def by_name(self) -> dict[str, Object]:
        """Live objects by slug and by id."""
        live = [each for each in self.objects if not each.is_archived]
        return {each.slug: each for each in live} | {each.id: each for each in live}

    @cached_property
    def by_no(self) -> dict[int, Object]:
        return {each.no: each for each in self.objects}

    @cached_property
    def attribute_by_no(self) -> dict[int, Attribute]:
        return {a.no: a for each in self.objects for a in each.attributes}

    @cached_property
    def member_by_id(self) -> dict[str, Person]:
        return {member.id: member for member in self.members}

    @cached_property
    def members_by_word(self) -> dict[str, list[Person]]:
        """Members by name and by e-mail, without case; two may have one name."""
        found: dict[str, list[Person]] = {}
        for member in self.members:
            for word in {member.name.casefold(), (member.email or "").casefold()} - {""}:
                found.setdefault(word, []).append(member)
        return found


# Records, as rules and stores see them ----------------------------------------------------

BESIDE: Mapping[str, tuple[str, ...]] = {"calls": ("transcript",)}
"""What rooms above keep beside an object's attributes, by the words that policies call it."""
HIDDEN_NAME = "(hidden)"
HIDDEN = {"hidden": True}
"""What a record is called before those who may not know its name."""
LINKS_LISTED = 3
"""Linked records shown of one attribute where many records are listed."""
LINKS_SHOWN = 25
"""Linked records shown of one attribute; `more` says how many there are in all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the store finds it."""

    id: str
    object_no: int
    created_at: int
    updated_at: int
    version: int
    name: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Linked:
    """One end of a link, seen from the record at the other end."""

    attribute_no: int
    record_id: str
    other_id: str
    other_name: str
    data: dict[str, Any] | None
    total: int


# What callers say -------------------------------------------------------------------------

ObjectName = Annotated[
    str, Field(description="Object slug, such as people.", min_length=1, max_length=64)
]
AttributeName = Annotated[
    str, Field(description="Attribute slug or id.", min_length=1, max_length=64)
]
RecordId = Annotated[str, Field(description="Record id.", min_length=1, max_length=64)]
Values = Annotated[dict[str, Any], Field(description="Values by attribute slug or id.")]
Limit = Annotated[int, Field(description="Page size, at most 100.")]


def _near(said: int) -> int:
    if said > MOST_SKIPPED:
        raise ValueError(f"at most {MOST_SKIPPED:,} rows can be skipped; go on by cursor")
    return said


MOST_SKIPPED = 1_000_000
Offset = Annotated[int, Field(description="Rows to skip.", ge=0), AfterValidator(_near)]
Cursor = Annotated[str, Field(description="From the page before.", max_length=4000)]

# What callers get -------------------------------------------------------------------------


class Record(Result):
    """One record with its current values.

    Values by attribute slug: text, numbers, booleans as such; dates `YYYY-MM-DD`; instants ISO
    8601 with `Z`; options and stages by title; members and linked records as `{id, name}`;
    places as `{lat, lng, label}`; what may hold several is a list. Empty ones are null or [].
    Of linked records the first 25 are shown, the first 3 where many records are listed; `more`
    says how many there are in all. A value that is not for the caller's eyes is `{hidden: true}`,
    be there one or not.
    """

    id: str
    object: str
    name: str
    values: dict[str, Any]
    more: dict[str, int]
    created_at: str
    updated_at: str
    version: int

    @property
    def open(self) -> dict[str, Any]:
        """The values without those that are hidden: for faces that have no word for it."""
        return {slug: value for slug, value in self.values.items() if value != HIDDEN}


class WrittenRecord(Record, Written):
    """A record as a write left it."""


class RecordPage(Result):
    """`total` is exact while `total_is_exact`, else "at least"."""

    records: list[Record]
    total: int
    total_is_exact: bool
    has_more: bool
    next_offset: int | None
    next_cursor: str | None


class Deleted(Written):
    deleted: Literal[True]
    id: str


class ObjectSeen(Result):
    id: str
    slug: str
    singular_noun: str
    plural_noun: str
    type: str
    is_archived: bool


class ObjectList(Result):
    objects: list[ObjectSeen]


class OptionSeen(Result):
    id: str
    title: str
    sort_order: int
    is_archived: bool
    color: str | None


class StageSeen(Result):
    id: str
    title: str
    sort_order: int
    is_closed: bool
    is_won: bool
    is_lost: bool
    probability: float | None


class OptionList(Result):
    options: list[OptionSeen]


class StageList(Result):
    """Active stages in order; which close, win or lose a record stands also by id."""

    stages: list[StageSeen]
    closed_stage_ids: list[str]
    won_stage_ids: list[str]
    lost_stage_ids: list[str]


class AttributeSeen(Result):
    id: str
    slug: str
    title: str
    type: str
    description: str
    is_required: bool
    is_unique: bool
    is_multi_select: bool
    is_archived: bool
    access: Access
    default_value: Any
    config: dict[str, Any]
    operators: list[str]


class AttributeList(Result):
    attributes: list[AttributeSeen]
