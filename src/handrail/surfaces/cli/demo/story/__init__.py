"""The story the demo tells: nine months of a sales team's work, ending yesterday."""

from datetime import date

from handrail.surfaces.cli.demo import cast, offer
from handrail.surfaces.cli.demo.story import accounts as accounts_
from handrail.surfaces.cli.demo.story import calls, deals, leads, tasks
from handrail.surfaces.cli.demo.story.accounts import Accounts
from handrail.surfaces.cli.demo.story.hours import MINUTE, Instant
from handrail.surfaces.cli.demo.story.lines import COMPANY_NOTES, PERSON_NOTES, Words
from handrail.surfaces.cli.demo.story.step import Ref, Seller, Step, Story

ON_PEOPLE, ON_COMPANIES = 52, 36

__all__ = ["Ref", "Seller", "Step", "begins", "tell"]


def begins(today: date) -> Instant:
    """The moment at which the workspace was founded."""
    return Story(today).hours.start + 7 * 60 * MINUTE


def tell(today: date) -> list[Step]:
    """Every step of the story, in order; the same day gives the same steps."""
    story = Story(today)
    accounts = Accounts(story)
    first = begins(today) + 50 * MINUTE
    _list_services(story, first)
    calls.rubrics(story, first + 30 * MINUTE)
    accounts.open(first + 45 * MINUTE)
    made = deals.open_deals(story, accounts)
    _complete(story, accounts)
    leads.come_in(story, accounts.namer)
    calls.record(story, made)
    tasks.assign(story, made)
    accounts_.tidy(story, accounts)
    _remember(story, accounts)
    return story.told()


def _list_services(story: Story, at: Instant) -> None:
    for number, each in enumerate(offer.PRODUCTS):
        story.create(
            at + number * MINUTE,
            cast.person("mara"),
            "services",
            f"service-{each.key}",
            name=each.name,
            amount=each.amount,
            series=each.series,
            is_active=each.active,
            owners=[Seller("mara")],
        )


def _complete(story: Story, accounts: Accounts) -> None:
    """Companies and people that agents and sellers added without a deal, up to the full number."""
    hours, rng = story.hours, story.rng
    while len(accounts.companies) < accounts_.COMPANIES:
        accounts.company(hours.on(rng.randint(5, hours.days - 4), 13))
    while accounts.people < accounts_.PEOPLE:
        company = rng.choice(accounts.companies)
        opens = cast.BY_KEY[company.owner].opens
        at = hours.after(company.since, rng.uniform(1, 200), opens) or company.since + 1
        accounts.contact(company, at, cast.person(company.owner))


def _remember(story: Story, accounts: Accounts) -> None:
    """Notes on people and companies."""
    people = [(company, each) for company in accounts.companies for each in company.people]
    for company, contact in story.rng.sample(people, ON_PEOPLE):
        at = _some_day(story, company.owner, contact.since)
        words = Words(story, company, [contact], None, None, at)
        said = words.say(PERSON_NOTES)
        story.note(at, cast.person(company.owner), "people", contact.key, said)
    for company in story.rng.sample(accounts.companies, ON_COMPANIES):
        at = _some_day(story, company.owner, company.since)
        words = Words(story, company, company.people, None, None, at)
        by = cast.person(company.owner)
        story.note(at, by, "companies", company.key, words.say(COMPANY_NOTES))


def _some_day(story: Story, owner: str, since: Instant) -> Instant:
    """A moment between then and the end, when its owner works."""
    left = story.hours.ago(since)
    at = story.hours.after(since, story.rng.uniform(0, left), cast.BY_KEY[owner].opens)
    return at or max(since + 1, story.hours.end - 50 * MINUTE)
