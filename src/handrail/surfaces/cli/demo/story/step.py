"""The steps a story is made of, and the story that collects them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, Literal, TypeAlias, TypeVar

from handrail.core.clock import Instant
from handrail.surfaces.cli.demo import cast
from handrail.surfaces.cli.demo.cast import Voice
from handrail.surfaces.cli.demo.story.hours import Hours

T = TypeVar("T")
Verb: TypeAlias = Literal["create", "update", "note", "rubric", "transcript", "score"]
SEED = 20


@dataclass(frozen=True, slots=True)
class Ref:
    """Another record of the story, with what is said of the link to it."""

    key: str
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Seller:
    """A member, as values name them."""

    key: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did. `key` names its record within the story; `said` are values,
    `content` of a note, `text` of a transcript, or what is said of a rubric or a score."""

    at: Instant
    by: Voice
    verb: Verb
    object: str
    key: str
    said: Mapping[str, Any]


@dataclass(slots=True)
class Story:
    """A deterministic past: the same day gives the same steps."""

    today: date
    rng: Random = field(default_factory=lambda: Random(SEED))
    steps: list[Step] = field(default_factory=list[Step])
    hours: Hours = field(init=False)

    def __post_init__(self) -> None:
        self.hours = Hours(self.rng, self.today)

    def create(self, at: Instant, by: Voice, object_slug: str, key: str, **said: Any) -> None:
        there = {slug: value for slug, value in said.items() if value not in (None, "", [])}
        self.steps.append(Step(at, by, "create", object_slug, key, there))

    def update(self, at: Instant, by: Voice, object_slug: str, key: str, **said: Any) -> None:
        self.steps.append(Step(at, by, "update", object_slug, key, said))

    def note(self, at: Instant, by: Voice, object_slug: str, key: str, content: str) -> None:
        self.steps.append(Step(at, by, "note", object_slug, key, {"content": content}))

    def do(self, at: Instant, by: Voice, verb: Verb, key: str, **said: Any) -> None:
        """What only calls have: a rubric is made, a transcript attached, a score recorded."""
        self.steps.append(Step(at, by, verb, "calls", key, said))

    def told(self) -> list[Step]:
        """Every step in the order of time."""
        return sorted(self.steps, key=lambda step: step.at)

    def voice(self, member: str, share: float) -> Voice:
        """The member, or their agent where they have one: `share` of the time."""
        agent = cast.ASSISTED.get(member)
        return cast.agent(agent) if agent and self.chance(share) else cast.person(member)

    def pick(self, choices: Sequence[tuple[T, float]]) -> T:
        """One of some things, each with how often it comes."""
        things, weights = zip(*choices, strict=True)
        return self.rng.choices(things, weights)[0]

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability
