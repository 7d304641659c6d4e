"""What people and agents in the demo write: sentences with the story's own facts in them."""

from collections.abc import Sequence

from handrail.surfaces.cli.demo import offer
from handrail.surfaces.cli.demo.story.accounts import Company, Contact
from handrail.surfaces.cli.demo.story.hours import DAY, Instant, month_of
from handrail.surfaces.cli.demo.story.step import Story

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NEXT_STEPS: dict[str, tuple[str, ...]] = {
    "Lead": (
        "First call",
        "Find out who plans the shifts",
        "Send the two-page overview",
        "Ask how many sites they have",
    ),
    "Qualified": (
        "Demo with their own roster",
        "Meet the planner and the payroll lead",
        "Agree on what a pilot must show",
        "Get last month's overtime figures",
    ),
    "Proposal": (
        "Walk through the proposal",
        "Answer the security questionnaire",
        "Check the payroll export with finance",
        "Call after their management meeting",
    ),
    "Negotiation": (
        "Contract back from legal",
        "Agree on the start date",
        "Works council appointment",
        "Settle payment terms",
    ),
}
DEAL_NOTES: dict[str, tuple[str, ...]] = {
    "Lead": (
        "{first} plans {staff} people on {sites} in a spreadsheet, and spends most of {weekday} "
        "on it. Curious, in no hurry.",
        "Reached {first} on the second try. They have looked at two other tools and found both "
        "too slow for the people on the floor.",
        "{first} asked for prices before anything else. Told them the range, they did not flinch.",
        "Came through a former colleague of {first}. Real need: nobody sees overtime before "
        "payday.",
        "No answer to two mails. {first} is on leave until the end of {month}; try again then.",
    ),
    "Lead, agent": (
        "Looked {company} up before the first call: {staff} people, {sites}, {kind}. No earlier "
        "deal and no open task here. {first} is the only contact.",
        "{first} answered the first mail: interested, wants to know whether shifts can be swapped "
        "from a phone. Next step set to a first call.",
    ),
    "Qualified": (
        "Good call with {first}. {staff} people, {sites}, rosters still partly on paper. "
        "Decision lies with the board; budget is there if it pays back within a year.",
        "{first} would start with one site and {few} people. If the pilot saves the planner a day "
        "a week, the rest follows.",
        "They need the hours in payroll without typing them again. Showed the export, {first} "
        "wants their payroll clerk to see it too.",
        "Two things matter to {first}: swaps without a phone call, and who is first-aid trained "
        "on which shift.",
        "Not a quick one. {first} likes it, the IT lead does not want another system. Get both "
        "into one meeting.",
    ),
    "Qualified, agent": (
        "**From the call of {weekday}**\n\n- {staff} people, {sites}\n- planned in spreadsheets, "
        "about six hours a week\n- decision: {first} recommends, the board signs\n- open: who "
        "looks after payroll",
        "Qualified on request: need confirmed, budget named for this year, {first} decides "
        "together with finance. Timeline is the weak point: no date was said.",
    ),
    "Proposal": (
        "Sent the proposal: {seats} seats and {extra}. {first} takes it to the management meeting "
        "on {weekday}.",
        "{first} finds the price per seat fair and onboarding dear. I said we do not give it away, "
        "but could split it over two quarters.",
        "IT asked for single sign-on and where the data lies. Answered both the same day; their "
        "form is nine pages.",
        "Proposal is with finance. {first} says the numbers hold, they only argue about when to "
        "begin: before or after the peak.",
        "Demo for the shift leads went well, one of them built next week's roster himself. {first} "
        "wants the offer for {seats} seats instead of {few}.",
    ),
    "Proposal, agent": (
        "Recalculated the value from the services on this deal: {seats} seats, {extra}. It was "
        "an estimate before.",
        "**Open points before {first} can sign**\n\n1. security questionnaire (sent back half "
        "empty)\n2. sample of the payroll export\n3. reference from another {kind} customer",
    ),
    "Negotiation": (
        "Legal wants 60 days to pay and a shorter notice. We can do 45. {first} thinks that is "
        "enough.",
        "Works council has to agree first: their next meeting is on {weekday}. {first} presents, I "
        "am on call for questions.",
        "{first} asked for ten per cent. Offered five with two years, or the onboarding at half. "
        "They prefer the second.",
        "Down to the start date. {first} needs the clocks on the wall before the season begins.",
    ),
    "Negotiation, agent": (
        "Compared the returned contract with ours: changed are payment terms (45 days), notice "
        "(one month) and the list of sites ({sites}). Nothing else.",
        "Three days without an answer from {first}. The last two deals with {kind} companies "
        "closed within eight days of this point.",
    ),
    "Won": (
        "Signed, {seats} seats. {first} wants to begin in the second week of {month}. Handed over "
        "to onboarding.",
        "Won. What decided it: the planner could do next week's roster in the demo. Ask {first} "
        "for a reference in three months.",
        "Signed after all. Kick-off is booked; {first} sends the staff list on {weekday}.",
    ),
    "Won, agent": (
        "Contract received. Stage and close date set, value agrees with the services ({seats} "
        "seats, {extra}). A kick-off has not been booked yet.",
    ),
    "Lost": (
        "Lost: {reason}. {first} was open about it and would talk again in the new year.",
        "{first} called to say no ({reason}). No hard feelings; they keep what they have for now.",
        "Closed as lost. {reason}. In hindsight we met the people who plan too late.",
    ),
    "Lost, agent": (
        "Marked as lost on request. Reason as {first} wrote it: {reason}. The last conversation "
        "was friendly; a task to ask again would make sense.",
    ),
}
PERSON_NOTES = (
    "Prefers a call to a mail, best before nine.",
    "Moved from planning to {title} this spring; knows both sides.",
    "Met at the trade fair. Talked about night shifts for a quarter of an hour.",
    "On parental leave until {month}. Write to the office meanwhile.",
    "Very direct, wants numbers first. Do not send slides.",
    "Knows our outdoor clocks from a former employer and liked them.",
    "Asked to be left out of the newsletter.",
    "Signs up to 25,000 alone, anything above goes to the board.",
)
COMPANY_NOTES = (
    "New site opens in {month}: about {few} more people to plan.",
    "Financial year begins in April. Whatever is not decided by February waits.",
    "Uses an old payroll package that only reads fixed-width files. Our export can do that.",
    "Bought a smaller competitor last year; those sites still plan on paper.",
    "Works council must agree to anything that records times. Allow six weeks.",
    "Everything is decided in {city}; the people on site have no say in it.",
    "Their customers audit training records twice a year: skills and certificates are a must.",
)
LEAD_NOTES = (
    "Called, the owner is in on weekdays only. Try {weekday}.",
    "Too small for us today: nine people, one site. Keep for the self-service plan.",
    "Wrote that they plan to change by the end of {month}.",
    "Number rings out. The web form works, got an answer within the hour.",
    "Asked for a recommendation from someone in the same trade.",
)


class Words:
    """The facts that a sentence may name."""

    def __init__(
        self,
        story: Story,
        company: Company,
        contacts: Sequence[Contact],
        lines: dict[str, int] | None,
        reason: str | None,
        at: Instant,
    ) -> None:
        self._story = story
        who = contacts[0] if contacts else None
        lines = lines or {}
        extras = [offer.BY_KEY[key].name.split(",")[0].lower() for key in list(lines)[1:]]
        self._facts = {
            "first": who.first if who else "They",
            "title": who.title if who else "their job",
            "company": company.name,
            "city": company.city.name,
            "kind": company.industry.name.lower(),
            "staff": f"{company.staff:,}",
            "sites": f"{company.sites} sites" if company.sites > 1 else "one site",
            "few": str(max(5, company.staff // 6)),
            "seats": str(next(iter(lines.values()), company.staff)),
            "extra": " and ".join(extras[:2]) or "onboarding",
            "reason": (reason or "no decision").lower(),
            "month": month_of(at + story.rng.randint(30, 80) * DAY),
            "weekday": story.rng.choice(WEEKDAYS),
        }

    def say(self, lines: Sequence[str]) -> str:
        said = self._story.rng.choice(lines).format_map(self._facts)
        return said[0].upper() + said[1:]
