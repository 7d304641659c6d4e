"""What was said in a recorded call, and what a scorer finds in it: every claim in its words.

A talk is a list of moments. Each gives some lines, and what a scorer would note of them; who sells
better has more of the good moments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.surfaces.cli.demo.story.step import Story

RUBRICS: dict[str, Mapping[str, Any]] = {
    "rubric-discovery": {
        "name": "Discovery call",
        "type": "discovery",
        "criteria": [
            ("Opening", 1, "Says why we talk and how long; the buyer agrees to the agenda."),
            ("Understanding the problem", 3, "Asks what the problem costs, and follows up."),
            ("People and money", 2, "Knows who decides, by when, and from which budget."),
            ("Next step", 2, "Ends with a dated next step that the buyer confirms."),
        ],
    },
    "rubric-closing": {
        "name": "Proposal and closing",
        "type": "closing",
        "criteria": [
            ("Value before price", 3, "Ties the price to what the buyer said it costs to stay."),
            ("Objections", 3, "Hears the objection out, asks, and answers it."),
            ("Asking for the decision", 2, "Asks for the decision, in so many words."),
            ("Next step", 2, "Ends with a dated next step that the buyer confirms."),
        ],
    },
}
RUBRIC_OF = {
    "Lead": "rubric-discovery",
    "Qualified": "rubric-discovery",
    "Proposal": "rubric-closing",
    "Negotiation": "rubric-closing",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """`lines` are (who, words), where `rep` and `buyer` speak; `finds` are what stands in them."""

    lines: tuple[tuple[str, str], ...]
    criterion: str
    good: bool
    note: str
    quote: str
    signal: str | None = None
    field: tuple[str, str, str] | None = None
    """(framework, field, value) that the quote tells."""
    heard: str | None = None
    """What of the lines is the signal, where it is not the quote."""


def _good(criterion: str, note: str, quote: str, *lines: tuple[str, str], **more: Any) -> Moment:
    return Moment(lines, criterion, True, note, quote, **more)


def _poor(criterion: str, note: str, quote: str, *lines: tuple[str, str], **more: Any) -> Moment:
    return Moment(lines, criterion, False, note, quote, **more)


R, B = "rep", "buyer"
OPENINGS = (
    _good("Opening", "Set an agenda and had it confirmed.", "Does that work for you",
          (R, "Thanks for making the time. I would like to hear how you plan shifts today, show "
              "one thing, and agree what comes next. Does that work for you?"),
          (B, "Yes, half an hour is fine.")),
    _poor("Opening", "Began with the product instead of an agenda.", "let me just share my screen",
          (R, "Great, so let me just share my screen and show you everything we have."),
          (B, "Okay.")),
)  # fmt: skip
PROBLEMS = (
    _good("Understanding the problem", "Asked what the problem costs.",
          "What does that cost you in a month",
          (B, "We lose about {hours} hours a week moving people around in a spreadsheet."),
          (R, "{hours} hours. What does that cost you in a month, overtime included?"),
          (B, "More than I would like to say. Four thousand, perhaps."),
          field=("MEDDIC", "metrics", "About {hours} hours a week, some 4,000 a month")),
    _poor("Understanding the problem", "A problem was named, and not asked about.",
          "Sick leave is up again",
          (B, "Sick leave is up again, and nobody sees it before payday."),
          (R, "Right. So on this page you see the calendar."),
          signal="missed_motivation", field=("BANT", "need", "Absences are seen too late")),
)  # fmt: skip
MONEY = (
    _good("People and money", "Found out who signs, and from which budget.",
          "The board signs anything above twenty-five thousand",
          (R, "Who else has to say yes, and is there money for it this year?"),
          (B, "I recommend, and finance looks at it. The board signs anything above twenty-five "
              "thousand. There is a budget for planning tools."),
          field=("BANT", "authority", "The board signs above 25,000")),
    _poor("People and money", "Took a name for an answer: who decides is still unknown.",
          "I would have to ask around",
          (R, "And you can decide this, I suppose?"),
          (B, "Well, I would have to ask around."),
          field=("CHAMP", "authority", "Unknown; would ask around")),
)  # fmt: skip
VALUES = (
    _good("Value before price", "Put the price beside what it costs to stay.",
          "that is less than one month of the overtime you told me about",
          (B, "And what would the whole thing come to?"),
          (R, "For your seats and the onboarding, that is less than one month of the overtime you "
              "told me about."),
          (B, "Put like that, it is easy to explain."),
          field=("CHAMP", "money", "Compares with a month of overtime")),
    _poor("Value before price", "Evaded the price when asked.", "we can look at numbers later",
          (B, "What would it cost us?"),
          (R, "Oh, it depends on many things, we can look at numbers later."),
          signal="pricing_evasion"),
)  # fmt: skip
OBJECTIONS = (
    _good("Objections", "Heard the objection out and asked before answering.",
          "What would you need to see",
          (B, "Our payroll vendor has an add-on for this, and it is cheaper."),
          (R, "It is. What would you need to see to know whether it does the swaps your people "
              "ask for?"),
          (B, "Show me a swap on the phone, then I know."),
          signal="competitor_mention", heard="Our payroll vendor has an add-on for this",
          field=("MEDDIC", "decisionCriteria", "Swaps on the phone")),
    _poor("Objections", "Passed over the objection.", "everybody says that",
          (B, "Honestly, it is a lot of money for a calendar."),
          (R, "I know, everybody says that. Anyway."),
          signal="unhandled_objection"),
)  # fmt: skip
ASKS = (
    _good("Asking for the decision", "Asked for the decision.", "shall we go ahead",
          (R, "Then shall we go ahead with the first site?"),
          (B, "Yes. Send me the contract.")),
    _poor("Asking for the decision", "Never asked for the decision.", "Just let me know",
          (R, "So, that would be it. Just let me know, I guess."),
          (B, "We will think about it."),
          signal="weak_close"),
)  # fmt: skip
ENDS = (
    _good("Next step", "A dated next step that the buyer confirmed.", "put it in my calendar",
          (R, "Then {weekday} at ten, with your planner, and I bring next week's roster."),
          (B, "Good, put it in my calendar."),
          field=("BANT", "timeline", "Next meeting on {weekday}")),
    _poor("Next step", "No next step was fixed.", "talk some time",
          (R, "Alright, we talk some time, then."),
          (B, "Sure. Bye."),
          signal="no_next_step"),
)  # fmt: skip
ACTS = {
    "rubric-discovery": (OPENINGS, PROBLEMS, MONEY, ENDS),
    "rubric-closing": (VALUES, OBJECTIONS, ASKS, ENDS),
}
ADVICE = {
    "Opening": "Open with an agenda, and have it confirmed before showing anything.",
    "Understanding the problem": "When a problem is named, ask what it costs before going on.",
    "People and money": "Ask who else has to say yes, and from which budget it would come.",
    "Value before price": "Answer the price at once, beside what it costs to stay.",
    "Objections": "Ask what stands behind an objection before answering it.",
    "Asking for the decision": "Ask for the decision in so many words, then wait.",
    "Next step": "Name a day and an hour, and let the buyer confirm it.",
}


@dataclass(slots=True)
class Talk:
    """A transcript as WebVTT, and what a scorer says of it, as create_call_score takes it."""

    rubric: str
    transcript: str
    found: dict[str, Any] = field(default_factory=dict[str, Any])


def talk(
    story: Story, stage: str, rep: str, buyer: str, skill: float, facts: Mapping[str, str]
) -> Talk:
    """A call at a stage; `skill` is how likely each of its moments is a good one."""
    rubric = RUBRIC_OF[stage]
    moments = [good if story.chance(skill) else poor for good, poor in ACTS[rubric]]
    names = {R: rep, B: buyer}
    spoken = [(names[who], words.format_map(facts)) for m in moments for who, words in m.lines]
    return Talk(rubric, _webvtt(story, spoken), _found(story, moments, facts))


def _webvtt(story: Story, spoken: Sequence[tuple[str, str]]) -> str:
    blocks, at = ["WEBVTT"], 2.0
    for speaker, words in spoken:
        end = at + max(1.5, len(words.split()) / 2.4)
        blocks.append(f"{_clock(at)} --> {_clock(end)}\n<v {speaker}>{words}</v>")
        at = end + story.rng.uniform(0.2, 3)
    return "\n\n".join(blocks)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"00:{int(minutes):02}:{rest:06.3f}"


def _found(story: Story, moments: Sequence[Moment], facts: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "criteria": [],
        "strengths": [],
        "improvements": [],
        "coaching": [],
        "qualification": {},
        "patterns": [],
    }
    for each in moments:
        quotes = [each.quote.format_map(facts)]
        score = story.rng.randint(68, 96) if each.good else story.rng.randint(12, 48)
        found["criteria"].append(
            {"criterion": each.criterion, "score": score, "reason": each.note, "quotes": quotes}
        )
        found["strengths" if each.good else "improvements"].append(
            {"text": each.note, "quotes": quotes}
        )
        if not each.good:
            found["coaching"].append({"text": ADVICE[each.criterion], "quotes": quotes})
        if each.signal:
            found["patterns"].append(
                {"signalType": each.signal, "quote": each.heard or quotes[0], "note": each.note}
            )
        if each.field:
            framework, name, value = each.field
            fields = found["qualification"].setdefault(framework, {})
            fields[name] = {"value": value.format_map(facts), "quotes": quotes}
    return found
