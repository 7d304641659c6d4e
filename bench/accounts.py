"""What is measured: an object of twelve attributes whose values are skewed as real ones are."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.clock import DAY, iso, parse_iso
from handrail.core.ids import new_id
from handrail.features.access.actions.keys import create_key
from handrail.features.records.actions import definitions
from handrail.features.records.actions.definitions import AttributeSaid, OptionSaid, StageFlags
from handrail.features.records.model import Object, Schema
from handrail.features.records.rules.shown import Row
from handrail.features.workspaces.actions.members import add_member

OBJECT = "accounts"
MEMBERS = 40
NOW = parse_iso("2026-11-21")
STAGES = (
    ("Lead", 40), ("Qualified", 22), ("Proposal", 12), ("Negotiation", 6), ("Won", 12), ("Lost", 8),
)  # fmt: skip
INDUSTRIES = tuple(f"Industry {n:02}" for n in range(1, 25))
CITIES = tuple(f"City {n:03}" for n in range(1, 301))
TAGS = tuple(f"tag-{n:02}" for n in range(1, 61))
SYLLABLES = "al ber cor dan el far gol hart in jor kes lan mor nel or pel quin ros sel tar ul ver"
WORDS = tuple(a.capitalize() + b for a, b in itertools.product(SYLLABLES.split(), repeat=2))


def _attributes() -> list[AttributeSaid]:
    stages = [
        OptionSaid(title, config=StageFlags(is_won=title == "Won", is_lost=title == "Lost"))
        for title, _ in STAGES
    ]
    industries = [OptionSaid(title) for title in INDUSTRIES]
    return [
        AttributeSaid("Email", "email", is_unique=True),
        AttributeSaid("Phone", "phone"),
        AttributeSaid("City", "text"),
        AttributeSaid("Industry", "select", options=industries),
        AttributeSaid("Stage", "pipeline", options=stages),
        AttributeSaid("Owner", "person"),
        AttributeSaid("Value", "currency"),
        AttributeSaid("Score", "number"),
        AttributeSaid("Last contacted", "datetime"),
        AttributeSaid("Location", "location"),
        AttributeSaid("Tags", "list"),
    ]


async def furnish(ctx: Context) -> str:
    """The standard objects, forty members, the accounts; the secret of a key without limit."""
    await definitions.found(ctx)
    for number in range(1, MEMBERS):
        await add_member(ctx, f"Member {number:02}", email=f"member{number}@bench.example")
    await definitions.create_object(ctx, OBJECT, "Account", "Accounts")
    for attribute in _attributes():
        await definitions.create_attribute(ctx, OBJECT, attribute)
    scopes = {Scope.READ_DATA, Scope.WRITE_DATA}
    _, secret = await create_key(ctx, "Bench", scopes=scopes, per_minute=0)
    return secret


@dataclass(frozen=True, slots=True)
class Account:
    """Values as a caller says them; None where there is none."""

    name: str
    email: str | None
    phone: str | None
    city: str
    industry: str
    stage: str
    owner: str
    value: float | None
    score: int | None
    last_contacted: str | None
    location: dict[str, float] | None
    tags: list[str]

    def said(self) -> dict[str, Any]:
        every = {slug: getattr(self, slug) for slug in self.__slots__}
        return {slug: value for slug, value in every.items() if value not in (None, [])}


def _falling(many: int, steepness: float) -> list[float]:
    """Weights of things of which the first is the commonest."""
    return list(itertools.accumulate(1 / (n**steepness) for n in range(1, many + 1)))


def accounts(many: int, owners: Sequence[str], seed: int = 1) -> Iterator[Account]:
    """Accounts, the same ones for the same seed; `owners` are members' ids or names."""
    rng = random.Random(seed)
    cities, industries = _falling(len(CITIES), 1.0), _falling(len(INDUSTRIES), 0.9)
    held, tags = _falling(len(owners), 0.7), _falling(len(TAGS), 1.1)
    stages = list(itertools.accumulate(weight for _, weight in STAGES))
    titles = [title for title, _ in STAGES]
    for number in range(many):
        first, second = rng.choice(WORDS), rng.choice(WORDS)
        city = rng.choices(range(len(CITIES)), cum_weights=cities)[0]
        chance = rng.random
        several = rng.choices((0, 1, 2, 3), (35, 35, 20, 10))[0]
        yield Account(
            name=f"{first} {second}",
            email=f"{first}.{number}@{second}{seed}.example".lower() if chance() < 0.9 else None,
            phone=f"+1{rng.randint(201, 989)}555{rng.randint(0, 9999):04}"
            if chance() < 0.7
            else None,
            city=CITIES[city],
            industry=rng.choices(INDUSTRIES, cum_weights=industries)[0],
            stage=rng.choices(titles, cum_weights=stages)[0],
            owner=rng.choices(owners, cum_weights=held)[0],
            value=float(round(rng.lognormvariate(8.5, 1.2), 2)) if chance() < 0.85 else None,
            score=rng.randint(0, 100) if chance() < 0.8 else None,
            last_contacted=(
                iso(NOW - int(rng.expovariate(1 / 90) * DAY)) if chance() < 0.75 else None
            ),
            location=(
                {
                    "lat": round(-60 + (city * 37 % 120) + rng.gauss(0, 0.1), 5),
                    "lng": round(-170 + (city * 101 % 340) + rng.gauss(0, 0.1), 5),
                }
                if chance() < 0.6
                else None
            ),
            tags=list(dict.fromkeys(rng.choices(TAGS, cum_weights=tags, k=several))),
        )


def rows(owner: Object, schema: Schema, many: int) -> Iterator[tuple[Account, Row]]:
    """Accounts as the rows that the write path would keep of them, the last made now."""
    options = {
        slug: {each.title: each.id for each in owner.by_name[slug].options}
        for slug in ("industry", "stage")
    }
    for number, account in enumerate(accounts(many, [each.id for each in schema.members])):
        kept = account.said()
        kept["industry"] = options["industry"][account.industry]
        kept["stage"] = options["stage"][account.stage]
        at = NOW - (many - number) * 20_000_000
        yield account, Row(new_id(), owner.no, at, at, 1, account.name, kept)
