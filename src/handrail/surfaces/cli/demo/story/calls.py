"""Recorded calls: what the recorder knew at once, and what was made of it some minutes later."""

from typing import Any

from handrail.surfaces.cli.demo import cast
from handrail.surfaces.cli.demo.story.deals import Deal
from handrail.surfaces.cli.demo.story.hours import MINUTE, Instant, iso
from handrail.surfaces.cli.demo.story.lines import WEEKDAYS, Words
from handrail.surfaces.cli.demo.story.step import Ref, Seller, Story
from handrail.surfaces.cli.demo.story.talk import RUBRICS, talk

CALLS = 150
TITLES = {
    "Lead": ("First call", "Cold call", "Call back"),
    "Qualified": ("Discovery", "Demo", "Demo for the planners"),
    "Proposal": ("Proposal walkthrough", "Questions on the proposal", "Security questions"),
    "Negotiation": ("Contract call", "Start date", "Payment terms"),
}
SUMMARIES = {
    "Lead": (
        "{first} describes how shifts are planned today: a spreadsheet, {staff} people, {sites}. "
        "Overtime is seen too late. Agreed on a second call with the planner.",
        "Short first contact. {first} remembers our name from the fair, has little time and asks "
        "for a one-page overview. No next step was fixed.",
    ),
    "Qualified": (
        "Demo with last week's roster. {first} liked swaps on the phone; the planner asked about "
        "night work rules and got an answer. Budget exists, the board decides next month.",
        "Discovery: {staff} people, {sites}, six hours a week spent on planning. {first} would "
        "begin with one site. Concern: typing hours into payroll twice.",
        "The rep spoke for most of the call. {first} mentioned rising sick leave twice, it was "
        "not taken up. Demo agreed for {weekday}.",
    ),
    "Proposal": (
        "Went through the proposal line by line ({seats} seats, {extra}). {first} accepts the "
        "seat price, questions onboarding. Decision after the management meeting.",
        "IT asks where data is kept and about single sign-on. Answered. {first} expects their "
        "approval by {weekday}.",
        "{first} compares with the add-on of their payroll vendor, which costs less. The rep "
        "named what it cannot do, but did not ask what it would cost to stay as they are.",
    ),
    "Negotiation": (
        "Payment terms: they ask for 60 days, 45 offered. {first} takes it to finance. Start "
        "date agreed for the first week of {month}.",
        "Last questions on the contract: notice period, list of sites. {first} says it will be "
        "signed this week.",
    ),
}
SHORTEST = 60
LONGEST = 150 * MINUTE
"""From the beginning of a call until its recording has arrived, at the most."""


def record(story: Story, deals: list[Deal]) -> None:
    """Calls on deals while they were open, more of them lately."""
    moments = [
        (deal, stage, at)
        for deal in deals
        for stage, at in deal.path
        if stage in TITLES and deal.contacts and at < story.hours.end - LONGEST
    ]
    late = sorted(moments, key=lambda each: each[2] + story.rng.randint(0, 200) * 1440 * MINUTE)
    chosen = sorted(late[-CALLS:], key=lambda each: each[2])
    for number, (deal, stage, at) in enumerate(chosen):
        _record(story, f"call-{number}", deal, stage, at)


def rubrics(story: Story, at: Instant) -> None:
    """What calls are scored by, written on the first day."""
    for number, (key, said) in enumerate(RUBRICS.items()):
        story.do(at + number * MINUTE, cast.person("mara"), "rubric", key, **said)


def _record(story: Story, key: str, deal: Deal, stage: str, at: Instant) -> None:
    rng = story.rng
    began = story.hours.after(at, rng.uniform(0.05, 2.5), deal.opens)
    if began is None or began > story.hours.end - LONGEST:
        began = at + 5 * MINUTE
    seconds = 41 if story.chance(0.05) else 70 + min(4800, int(rng.lognormvariate(6.8, 0.55)))
    came = began + (seconds // 60 + rng.randint(4, 25)) * MINUTE
    contact, rep = deal.contacts[0], cast.BY_KEY[deal.owner].name
    by = cast.agent("recorder")
    story.create(
        came,
        by,
        "calls",
        key,
        name=f"{rng.choice(TITLES[stage])} with {contact.name}",
        status="pending",
        called_at=iso(began),
        duration=seconds,
        direction="Inbound" if story.chance(0.22) else "Outbound",
        recording_url=f"https://recordings.{cast.DOMAIN}/{key.removeprefix('call-')}.mp3",
        owners=[Seller(deal.owner)],
        people=[Ref(contact.key)],
        companies=[Ref(deal.company.key)],
        deals=[Ref(deal.key)],
    )
    story.update(came + 1, by, "people", contact.key, last_contacted_at=iso(began))
    spoken = talk(story, stage, rep, contact.name, _skill(deal), _facts(story, deal))
    fate = _fate(story, seconds)
    if fate is None or "failed" in fate.values():
        text = spoken.transcript if fate is None else spoken.transcript[: len("WEBVTT") + 400]
        story.do(came + 2, by, "transcript", key, text=text)
    if (done := came + rng.randint(2, 9) * MINUTE) >= story.hours.end:
        return
    if fate is not None:
        story.update(done, by, "calls", key, **fate)
        return
    words = Words(story, deal.company, deal.contacts, deal.lines, None, began)
    found = {**spoken.found, "summary": words.say(SUMMARIES[stage])}
    story.do(done, by, "score", key, rubric=spoken.rubric, **found)


def _fate(story: Story, seconds: int) -> dict[str, Any] | None:
    """What kept a call from being scored; None for most."""
    if seconds < SHORTEST:
        return {"status": "skipped", "status_reason": f"Shorter than {SHORTEST} seconds."}
    if story.chance(0.04):
        return {"status": "skipped", "status_reason": "No transcript in the recording."}
    if story.chance(0.03):
        return {"status": "failed", "status_reason": "The recording ends in the middle."}
    return None


def _skill(deal: Deal) -> float:
    """How often the seller does it well."""
    return min(0.92, 0.15 + 0.45 * cast.BY_KEY[deal.owner].wins)


def _facts(story: Story, deal: Deal) -> dict[str, str]:
    hours = ("four", "six", "eight", "ten")
    return {"hours": story.rng.choice(hours), "weekday": story.rng.choice(WEEKDAYS)}
