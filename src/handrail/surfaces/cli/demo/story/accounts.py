"""Companies and the people in them: a spreadsheet's worth on the first day, more as deals come."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from handrail.surfaces.cli.demo import cast, firms, names, places
from handrail.surfaces.cli.demo.cast import IMPORTING, Voice
from handrail.surfaces.cli.demo.firms import INDUSTRIES, Industry, Namer
from handrail.surfaces.cli.demo.places import CITIES, City
from handrail.surfaces.cli.demo.story.hours import DAY, MINUTE, Instant, iso
from handrail.surfaces.cli.demo.story.step import Ref, Seller, Story

COMPANIES, PEOPLE = 250, 700
FIRST_DAY = 156
"""Companies that the spreadsheet of the first day holds."""
SOURCES = (
    ("Inbound", 20), ("Outbound", 24), ("Referral", 14), ("Event", 12), ("Partner", 8),
    ("Website", 22),
)  # fmt: skip
TAGS = ("multi-site", "shift work", "seasonal", "works council", "franchise", "field crews", "24/7")


@dataclass(slots=True)
class Contact:
    key: str
    first: str
    name: str
    title: str
    since: Instant


@dataclass(slots=True)
class Company:
    key: str
    name: str
    domain: str
    industry: Industry
    city: City
    staff: int
    owner: str
    since: Instant
    people: list[Contact] = field(default_factory=list[Contact])

    @property
    def sites(self) -> int:
        return max(1, round(self.staff / 70))


class Accounts:
    """Every company of the story; new ones are told of as they are made."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self.namer = Namer(story.rng)
        self.companies: list[Company] = []
        self._people: set[str] = set()

    @property
    def people(self) -> int:
        return len(self._people)

    def open(self, at: Instant) -> None:
        """The first day: everything from the old spreadsheet, at one stroke each."""
        story = self._story
        for _ in range(FIRST_DAY):
            self.company(at, IMPORTING, gaps=0.16)
        for company in self.companies:
            several = story.pick(((1, 18), (2, 34), (3, 26), (4, 14), (5, 8)))
            for _ in range(several):
                self.contact(company, at + 3 * MINUTE, IMPORTING)

    def company(self, at: Instant, by: Voice | None = None, *, gaps: float = 0.0) -> Company:
        """A new company, by its owner unless somebody else is said.

        `gaps` is how often a cell of the spreadsheet was empty.
        """
        story, rng = self._story, self._story.rng
        industry = story.pick([(each, each.weight) for each in INDUSTRIES])
        city = story.pick([(each, each.weight) for each in CITIES])
        name, domain = self.namer.name(industry)
        made = Company(
            f"company-{len(self.companies)}",
            name,
            domain,
            industry,
            city,
            firms.staff(rng, industry),
            story.pick(cast.SELLERS[city.region]),
            at,
        )
        said = _said(story, made)
        for slug in ("industry", "employees", "annual_revenue", "phone"):
            if story.chance(gaps):
                del said[slug]
        story.create(at, by or story.voice(made.owner, 0.5), "companies", made.key, **said)
        self.companies.append(made)
        return made

    def contact(
        self, company: Company, at: Instant, by: Voice, *, source: str | None = None
    ) -> Contact:
        story, rng = self._story, self._story.rng
        made = self._someone(company, at)
        company.people.append(made)
        last = made.name.removeprefix(f"{made.first} ")
        mail = f"{_ascii(made.first)}.{_ascii(last)}@{company.domain}"
        story.create(
            at,
            by,
            "people",
            made.key,
            name=made.name,
            first_name=made.first,
            last_name=last,
            emails=[mail] if story.chance(0.93) else [],
            phones=[places.phone(rng, company.city)] if story.chance(0.7) else [],
            job_title=made.title,
            city=company.city.name,
            country=company.city.country,
            source=source or story.pick(SOURCES),
            owners=[Seller(company.owner)],
            last_contacted_at=_long_ago(story, at) if by == IMPORTING else None,
            tags=["decision maker"] if made.title.startswith(("Chief", "Managing")) else [],
            companies=[Ref(company.key)],
        )
        return made

    def _someone(self, company: Company, at: Instant) -> Contact:
        story = self._story
        taken = {each.title for each in company.people}
        while True:
            first, last = story.rng.choice(names.FIRST), story.rng.choice(names.LAST)
            if f"{first} {last}" not in self._people:
                break
        self._people.add(f"{first} {last}")
        free = [each for each in names.TITLES if each[0] not in taken]
        return Contact(
            f"person-{len(self._people)}", first, f"{first} {last}", story.pick(free), at
        )


def _said(story: Story, made: Company) -> dict[str, Any]:
    rng = story.rng
    lat, lng = places.near(rng, made.city)
    address = places.address(rng, made.city)
    revenue = round(made.staff * rng.uniform(70_000, 190_000), -5)
    return {
        "name": made.name,
        "domain": made.domain,
        "website": f"https://{made.domain}",
        "industry": made.industry.name,
        "employees": made.staff,
        "annual_revenue": revenue or 100_000,
        "phone": places.phone(rng, made.city),
        "address": address,
        "city": made.city.name,
        "country": made.city.country,
        "location": {"lat": lat, "lng": lng, "label": address},
        "owners": [Seller(made.owner)],
        "tags": rng.sample(TAGS, story.pick(((0, 40), (1, 40), (2, 20)))),
    }


def _long_ago(story: Story, at: Instant) -> str | None:
    """What the spreadsheet said of their last contact, where it said anything."""
    return iso(at - int(story.rng.uniform(1, 300) * DAY)) if story.chance(0.6) else None


LETTERS = str.maketrans({"ı": "i", "ø": "o", "ß": "ss", "ł": "l", "æ": "ae"})


def _ascii(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalnum())


def tidy(story: Story, accounts: Accounts) -> None:
    """What Claude Code cleans up in the months after: gaps of the spreadsheet, parents, owners."""
    code = cast.agent("code")
    begun = {step.key: step for step in story.steps if step.object == "companies"}
    day = 9
    for company in accounts.companies[:FIRST_DAY]:
        missing = [
            slug
            for slug in ("industry", "employees", "phone")
            if slug not in begun[company.key].said
        ]
        if not missing or story.chance(0.35):
            continue
        found: dict[str, Any] = {
            "industry": company.industry.name,
            "employees": company.staff,
            "phone": places.phone(story.rng, company.city),
        }
        at = story.hours.on(day, 10)
        story.update(at, code, "companies", company.key, **{s: found[s] for s in missing})
        day = 9 + (day - 9 + 2) % 60
    for child, parent in _families(story, accounts):
        at = story.hours.on(story.rng.randint(20, 200), 9)
        story.update(at, cast.person("mara"), "companies", child.key, parent=Ref(parent.key))


def _families(story: Story, accounts: Accounts) -> list[tuple[Company, Company]]:
    first = accounts.companies[:FIRST_DAY]
    parents = sorted(first, key=lambda each: -each.staff)[:6]
    children = [each for each in first if each not in parents]
    return [(child, story.rng.choice(parents)) for child in story.rng.sample(children, 14)]
