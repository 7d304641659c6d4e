"""Tasks: what somebody has to do about a deal, done or still to be done."""

from handrail.surfaces.cli.demo import cast
from handrail.surfaces.cli.demo.story.deals import Deal
from handrail.surfaces.cli.demo.story.hours import DAY, HOUR, Instant, iso
from handrail.surfaces.cli.demo.story.step import Ref, Seller, Story

TASKS = 150
KINDS = (
    (("Call", "Call {name} about the start date"), 10),
    (("Call", "Ask {name} what the board said"), 10),
    (("Call", "Call {company} back"), 8),
    (("Email", "Send the price list to {name}"), 9),
    (("Email", "Answer the security questionnaire of {company}"), 7),
    (("Email", "Send a sample of the payroll export"), 7),
    (("Meeting", "Demo for the planners at {company}"), 10),
    (("Meeting", "Walk through the proposal with {name}"), 8),
    (("To do", "Prepare the offer for {company}"), 10),
    (("To do", "Find a reference customer near {city}"), 6),
    (("To do", "Check the list of sites of {company}"), 5),
)


def assign(story: Story, deals: list[Deal]) -> None:
    """Most on deals long decided, and done; those on open deals are what is left to do."""
    still_open = [deal for deal in deals if deal.is_open]
    past = [deal for deal in deals if not deal.is_open]
    chosen = story.rng.sample(still_open, min(48, len(still_open)))
    chosen += story.rng.sample(past, TASKS - len(chosen))
    for number, deal in enumerate(chosen):
        _assign(story, f"task-{number}", deal)


def _assign(story: Story, key: str, deal: Deal) -> None:
    rng = story.rng
    by = story.voice(deal.owner, 0.5)
    at = _when(story, deal)
    contact = deal.contacts[0] if deal.contacts else None
    kind, title = story.pick(KINDS)
    facts = {
        "name": contact.name if contact else deal.company.name,
        "company": deal.company.name,
        "city": deal.company.city.name,
    }
    due = at - at % DAY + rng.randint(1, 11) * DAY + rng.randint(2 * 8, 2 * 17) * HOUR // 2
    story.create(
        at,
        by,
        "tasks",
        key,
        name=title.format_map(facts),
        type=kind,
        status="Open",
        due_at=iso(due),
        owners=[Seller(deal.owner)],
        deals=[Ref(deal.key)],
        companies=[Ref(deal.company.key)],
        people=[Ref(contact.key)] if contact else [],
    )
    _carry_on(story, key, deal, at, due)


def _when(story: Story, deal: Deal) -> Instant:
    """Within the deal's life; for one that is open, lately."""
    if deal.is_open:
        earliest = max(deal.opened, story.hours.end - 12 * DAY)
        return earliest + int(story.rng.uniform(0.05, 0.9) * (story.hours.end - earliest))
    first, last = deal.opened, deal.path[-1][1]
    return first + int(story.rng.uniform(0.1, 0.8) * (last - first))


def _carry_on(story: Story, key: str, deal: Deal, at: Instant, due: Instant) -> None:
    by = cast.person(deal.owner)
    finished = story.hours.after(due, story.rng.uniform(-2, 2), deal.opens)
    if finished is not None and finished > at and not (deal.is_open and story.chance(0.5)):
        story.update(finished, by, "tasks", key, status="Done", done_at=iso(finished))
    elif story.chance(0.4) and (begun := story.hours.after(at, 1, deal.opens)) is not None:
        story.update(begun, by, "tasks", key, status="In progress")
