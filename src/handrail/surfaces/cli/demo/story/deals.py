"""Deals: opened, priced, moved from stage to stage, won, lost, or left where they are."""

from dataclasses import dataclass
from typing import Any

from handrail.surfaces.cli.demo import cast, offer
from handrail.surfaces.cli.demo.story.accounts import SOURCES, Accounts, Company, Contact
from handrail.surfaces.cli.demo.story.hours import DAY, MINUTE, Instant, day_of
from handrail.surfaces.cli.demo.story.lines import DEAL_NOTES, NEXT_STEPS, Words
from handrail.surfaces.cli.demo.story.step import Ref, Seller, Story

DEALS = 350
NEW_COMPANIES = 88
"""Deals that bring a company nobody had before."""
NOTES = 188
OPEN_STAGES = ("Lead", "Qualified", "Proposal", "Negotiation")
USUAL_DAYS = {"Lead": 5, "Qualified": 12, "Proposal": 16, "Negotiation": 13}
LOSES = {"Lead": 0.13, "Qualified": 0.17, "Proposal": 0.24, "Negotiation": 0.2}
STALLS = 0.035
"""How often a deal stays in a stage until somebody asks."""


@dataclass(slots=True)
class Deal:
    """`path` is every stage it was in, with the moment it came there; `opens` is its owner's
    hour."""

    key: str
    company: Company
    contacts: list[Contact]
    owner: str
    path: list[tuple[str, Instant]]
    lines: dict[str, int]
    value: float
    lost_reason: str | None = None

    @property
    def opened(self) -> Instant:
        return self.path[0][1]

    @property
    def stage(self) -> str:
        return self.path[-1][0]

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES

    @property
    def opens(self) -> int:
        return cast.BY_KEY[self.owner].opens


def open_deals(story: Story, accounts: Accounts) -> list[Deal]:
    """Every deal there is, told from its beginning to where it stands."""
    new = set(story.rng.sample(range(6, DEALS), NEW_COMPANIES))
    deals = [_deal(story, accounts, number, number in new) for number in range(DEALS)]
    for deal in deals:
        _tell(story, deal)
    _write_notes(story, deals)
    return deals


def _deal(story: Story, accounts: Accounts, number: int, new: bool) -> Deal:
    # ever more of them: the team grows into its work
    day = 2 + int((story.hours.days - 3) * (number / DEALS) ** 0.85)
    company = _new_company(story, accounts, day) if new else _known_company(story, accounts)
    owner = company.owner
    opens = cast.BY_KEY[owner].opens
    at = max(story.hours.on(day, opens), company.since + 25 * MINUTE)
    at = min(at, story.hours.end - 200 * MINUTE)
    if new or not company.people:
        for _ in range(story.pick(((1, 50), (2, 35), (3, 15)))):
            accounts.contact(company, at - 6 * MINUTE, cast.person(owner))
    contacts = company.people[: story.pick(((1, 55), (2, 45)))]
    lines = _lines(story, company)
    path, reason = _path(story, company, owner, at)
    value = _price(lines)
    return Deal(f"deal-{number}", company, contacts, owner, path, lines, value, reason)


def _new_company(story: Story, accounts: Accounts, day: int) -> Company:
    return accounts.company(min(story.hours.on(day, 13), story.hours.end - 240 * MINUTE))


def _known_company(story: Story, accounts: Accounts) -> Company:
    """Early ones come up more often: some accounts buy again and again."""
    known = accounts.companies[:150]
    return known[int(len(known) * story.rng.random() ** 1.5)]


def _lines(story: Story, company: Company) -> dict[str, int]:
    """What they would buy, by product, with how many."""
    rng = story.rng
    plan = "team" if company.staff < 80 else "business" if company.staff < 420 else "enterprise"
    seats = max(6, round(company.staff * rng.uniform(0.25, 0.95)))
    lines = {plan: seats}
    if story.chance(0.5):
        lines[story.pick((("forecast", 3), ("payroll", 4), ("skills", 2), ("absence", 3)))] = (
            seats if story.chance(0.3) else company.sites
        )
    if story.chance(0.4):
        lines[story.pick((("clock", 4), ("clock_out", 2)))] = company.sites * rng.randint(1, 3)
    if company.industry.name == "Logistics" and story.chance(0.5):
        lines["routes"] = max(4, seats // 4)
    if story.chance(0.7):
        lines["onboard_plus" if company.sites > 3 else "onboard"] = 1
    if company.staff > 500 and story.chance(0.6):
        lines[story.pick((("sso", 4), ("api", 2), ("support", 3)))] = 1
    return lines


def _price(lines: dict[str, int], discount: float = 0.0) -> float:
    whole = sum(offer.BY_KEY[key].amount * many for key, many in lines.items())
    return float(round(whole * (1 - discount), -1))


def _path(
    story: Story, company: Company, owner: str, at: Instant
) -> tuple[list[tuple[str, Instant]], str | None]:
    stage = OPEN_STAGES[0] if story.chance(0.72) else OPEN_STAGES[1]
    path = [(stage, at)]
    luck = company.industry.wins * cast.BY_KEY[owner].wins
    opens = cast.BY_KEY[owner].opens
    while stage in OPEN_STAGES:
        days = USUAL_DAYS[stage] * company.industry.pace * story.rng.lognormvariate(0, 0.65)
        days *= 1 + min(company.staff, 2000) / 1500
        if story.chance(STALLS):
            break
        lost = story.chance(min(0.6, LOSES[stage] / luck))
        following = "Lost" if lost else _following(story, stage)
        moved = story.hours.after(path[-1][1], max(days, 0.8), opens)
        if moved is None:
            break
        stage = following
        path.append((stage, moved))
    return path, story.pick(offer.LOST) if stage == "Lost" else None


def _following(story: Story, stage: str) -> str:
    if stage == "Negotiation":
        return "Won"
    place = OPEN_STAGES.index(stage)
    hops = 2 if stage != "Proposal" and story.chance(0.08) else 1
    return OPEN_STAGES[min(place + hops, len(OPEN_STAGES) - 1)]


# telling ----------------------------------------------------------------------------------


def _tell(story: Story, deal: Deal) -> None:
    stage, at = deal.path[0]
    first_guess = float(round(deal.value * story.rng.uniform(0.75, 1.2), -3)) or 1000.0
    priced = story.chance(0.45)
    expected = at + int(story.rng.uniform(40, 80) * DAY)
    story.create(
        at,
        story.voice(deal.owner, 0.35),
        "deals",
        deal.key,
        name=_name(story, deal),
        stage=stage,
        value=deal.value if priced else first_guess,
        close_date=day_of(expected),
        source=story.pick(SOURCES),
        next_step=story.rng.choice(NEXT_STEPS[stage]),
        owners=[Seller(deal.owner)],
        companies=[Ref(deal.company.key)],
        people=[Ref(each.key) for each in deal.contacts],
        services=_services(deal.lines) if priced else [],
        tags=["renewal"] if story.chance(0.07) else [],
    )
    for stage, at in deal.path[1:]:
        if stage == "Proposal" and not priced:
            _offer(story, deal, at)
        _move(story, deal, stage, at)


def _name(story: Story, deal: Deal) -> str:
    main = offer.BY_KEY[next(iter(deal.lines))].name.split(",")[0]
    seats = next(iter(deal.lines.values()))
    return story.pick(
        (
            (f"{deal.company.name}: {main}", 5),
            (f"{deal.company.name}: {seats} seats", 3),
            (f"{deal.company.name}: pilot in {deal.company.city.name}", 2),
            (f"{deal.company.name}: rollout", 2),
        )
    )


def _services(lines: dict[str, int]) -> list[Ref]:
    return [Ref(f"service-{key}", {"quantity": many}) for key, many in lines.items()]


def _offer(story: Story, deal: Deal, at: Instant) -> None:
    """Price it properly, a while before the proposal goes out."""
    by = story.voice(deal.owner, 0.6)
    before = at - story.rng.randint(9, 55) * MINUTE
    said: dict[str, Any] = {"value": deal.value, "services": _services(deal.lines)}
    story.update(before, by, "deals", deal.key, **said)


def _move(story: Story, deal: Deal, stage: str, at: Instant) -> None:
    by = story.voice(deal.owner, 0.42)
    said: dict[str, Any] = {"stage": stage}
    if stage in OPEN_STAGES:
        said["next_step"] = story.rng.choice(NEXT_STEPS[stage])
        if story.chance(0.4):
            said["close_date"] = day_of(at + int(story.rng.uniform(12, 50) * DAY))
    else:
        said["close_date"] = day_of(at)
        said["next_step"] = None
    if stage == "Lost":
        said["lost_reason"] = deal.lost_reason
    if stage == "Negotiation" and story.chance(0.5):
        said["value"] = _price(deal.lines, story.rng.choice((0.05, 0.08, 0.1, 0.15)))
    story.update(at, by, "deals", deal.key, **said)


def _write_notes(story: Story, deals: list[Deal]) -> None:
    """On some days after a deal came to a stage, somebody writes down where it stands."""
    moments = [(deal, stage, at) for deal in deals for stage, at in deal.path]
    for deal, stage, at in story.rng.sample(moments, min(len(moments), NOTES)):
        closed = stage not in OPEN_STAGES
        days = story.rng.uniform(0.01, 0.05) if closed else story.rng.uniform(0.02, 4)
        written = story.hours.after(at, days, deal.opens) or at + 2 * MINUTE
        by = story.voice(deal.owner, 0.4)
        words = Words(story, deal.company, deal.contacts, deal.lines, deal.lost_reason, written)
        kept = DEAL_NOTES[f"{stage}, agent" if by.agent else stage]
        story.note(min(written, story.hours.end - 1), by, "deals", deal.key, words.say(kept))
