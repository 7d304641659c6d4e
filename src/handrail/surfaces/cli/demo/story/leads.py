"""Leads: from the website's form one by one, from searches of a region in batches; then worked."""

from dataclasses import dataclass
from random import Random
from typing import Any

from handrail.surfaces.cli.demo import cast, names, places
from handrail.surfaces.cli.demo.firms import INDUSTRIES, Namer
from handrail.surfaces.cli.demo.places import CITIES, City
from handrail.surfaces.cli.demo.story.hours import DAY, HOUR, MINUTE, Instant, iso
from handrail.surfaces.cli.demo.story.lines import LEAD_NOTES, WEEKDAYS
from handrail.surfaces.cli.demo.story.step import Seller, Story

LEADS, FROM_FORM = 400, 172
BATCHES = 6
NOTES = 24
CATEGORIES = (
    "Courier service", "Care home", "Supermarket", "Cleaning service", "Bakery", "Dental clinic",
    "Security service", "Caterer", "Hotel", "Garden centre", "Warehouse", "Nursery school",
)  # fmt: skip
ASKED = (
    "How do swaps work when two people are in different teams?",
    "We have {n} people in three shifts and plan in a spreadsheet. What would it cost?",
    "Looking for something our drivers can use on the phone.",
    "Please call me about a pilot, we want to begin next quarter.",
    "Does it export to payroll? We are {n} people.",
    "Saw you at the fair. Can we get a demo for our planners?",
    "Our contract with the present system ends in four months.",
    "Do you have a price for charities?",
)


@dataclass(frozen=True, slots=True)
class Lead:
    key: str
    at: Instant
    owner: str
    good: float
    """0 to 1: how promising it is."""


def come_in(story: Story, namer: Namer) -> None:
    """Every lead, how it came and what became of it."""
    leads = [_form(story, namer, number) for number in range(FROM_FORM)]
    per_batch = (LEADS - FROM_FORM) // BATCHES
    for batch in range(BATCHES):
        city = story.pick([(each, each.weight) for each in CITIES if each.weight > 2])
        at = story.hours.on(12 + batch * 43, 9)
        first = FROM_FORM + batch * per_batch
        leads += [_found(story, namer, first + i, city, at) for i in range(per_batch)]
    for lead in leads:
        _work(story, lead)
    for lead in story.rng.sample(leads, NOTES):
        at = story.hours.after(lead.at, story.rng.uniform(1, 9), 8)
        if at is not None:
            facts = {"weekday": story.rng.choice(WEEKDAYS), "month": "the quarter"}
            content = story.rng.choice(LEAD_NOTES).format_map(facts)
            story.note(at, cast.person("noor"), "leads", lead.key, content)


def _form(story: Story, namer: Namer, number: int) -> Lead:
    """Somebody filled in the form on the website, at any hour."""
    rng = story.rng
    day = 1 + (story.hours.days - 2) * (number / FROM_FORM) ** 0.8
    at = story.hours.start + int(day * DAY) + rng.randint(5, 22) * HOUR // 2
    city = story.pick([(each, each.weight) for each in CITIES])
    _, domain = namer.name(story.pick([(each, each.weight) for each in INDUSTRIES]))
    first, last = rng.choice(names.FIRST), rng.choice(names.LAST)
    lead = Lead(f"lead-{number}", at, _owner(story, city), rng.betavariate(2, 2))
    story.create(
        at,
        cast.agent("zapier"),
        "leads",
        lead.key,
        name=f"{first} {last}",
        source=story.pick((("Website form", 70), ("Webinar", 18), ("Price page", 12))),
        status="New",
        description=rng.choice(ASKED).format(n=rng.randint(3, 40) * 10),
        email=f"{rng.choice(('info', 'office', 'planning', 'ops', 'hello'))}@{domain}",
        phone=places.phone(rng, city) if story.chance(0.6) else None,
        website=domain,
        city=city.name,
        state=city.state,
        country=city.country,
        source_id=f"form-{40_000 + number * 7}",
        owners=[Seller(lead.owner)],
        tags=["inbound"],
    )
    return lead


def _found(story: Story, namer: Namer, number: int, city: City, at: Instant) -> Lead:
    """One business of a search over a region; the whole search came in at one stroke."""
    rng = story.rng
    industry = story.pick([(each, each.weight) for each in INDUSTRIES])
    name, domain = namer.name(industry)
    lat, lng = places.near(rng, city)
    rating, reviews = round(rng.triangular(2.4, 5, 4.4), 1), int(rng.lognormvariate(3.4, 1.1))
    lead = Lead(f"lead-{number}", at, _owner(story, city), rng.betavariate(1.4, 3))
    story.create(
        at,
        cast.agent("zapier"),
        "leads",
        lead.key,
        name=name,
        source="Map search",
        status="New",
        email=f"contact@{domain}" if story.chance(0.45) else None,
        phone=places.phone(rng, city) if story.chance(0.85) else None,
        website=domain if story.chance(0.7) else None,
        address=places.address(rng, city),
        city=city.name,
        state=city.state,
        country=city.country,
        postal_code=_postal(rng, city),
        location={"lat": lat, "lng": lng},
        category=rng.choice(CATEGORIES),
        rating=rating,
        review_count=reviews,
        source_id=f"map-{rng.randrange(16**10):010x}",
        owners=[Seller(lead.owner)],
        tags=["searched", city.name.lower()],
    )
    return lead


def _owner(story: Story, city: City) -> str:
    return "noor" if story.chance(0.7) else story.pick(cast.SELLERS[city.region])


def _postal(rng: Random, city: City) -> str:
    digits = f"{rng.randint(10_000, 98_999)}"
    return f"{city.name[:1]}{digits[:2]} {digits[2]}AB" if city.country == places.UK else digits


def _work(story: Story, lead: Lead) -> None:
    """Scored by Claude Code overnight, then called; most of them lead nowhere."""
    rng, code = story.rng, cast.agent("code")
    score = round(100 * min(1, max(0.03, lead.good + rng.gauss(0, 0.08))))
    scored = lead.at - lead.at % DAY + DAY + 4 * HOUR + rng.randint(0, 20) * MINUTE
    if scored < story.hours.end and story.chance(0.7):
        story.update(scored, code, "leads", lead.key, score=score)
    opens = cast.BY_KEY[lead.owner].opens
    at = story.hours.after(lead.at, rng.uniform(0.9, 12), opens)
    if at is None or story.chance(0.3):
        return
    by = cast.person(lead.owner)
    touched: dict[str, Any] = {"status": "Contacted", "last_interaction_at": iso(at)}
    story.update(at, by, "leads", lead.key, **touched)
    at = story.hours.after(at, rng.uniform(1, 15), opens)
    if at is None or story.chance(0.25):
        return
    good = lead.good > rng.uniform(0.25, 0.75)
    story.update(
        at,
        by,
        "leads",
        lead.key,
        status="Qualified" if good else "Unqualified",
        last_interaction_at=iso(at),
    )
    at = story.hours.after(at, rng.uniform(2, 12), opens)
    if good and at is not None and story.chance(0.4):
        story.update(at, by, "leads", lead.key, status="Converted")
