"""What makes a lead a good one for the demo's company, and every lead scored by it."""

from handrail.context import Context
from handrail.core.actor import Actor, Via
from handrail.core.ids import new_id
from handrail.features.scoring.actions import rules, scores
from handrail.features.transfer.desk import Desk
from handrail.storage.database import Database

RULES = (
    (
        "Can be reached",
        "(email != nil ? 15 : 0) + (phone != nil ? 15 : 0) + (website != nil ? 5 : 0)",
        1.0,
    ),
    (
        "Came to us",
        'source in ["Website form", "Price page"] ? 30 : source == "Webinar" ? 20 : 0',
        1.0,
    ),
    ("Well spoken of", "rating >= 4 ? (review_count >= 20 ? 2 : 1) : 0", 10.0),
    (
        "How it went",
        'status in ["Qualified", "Converted"] ? 30 : status == "Unqualified" ? -40'
        ' : status == "Contacted" ? 10 : 0',
        1.0,
    ),
)


async def score(database: Database, admin: Actor) -> None:
    """Rules by the admin, then all leads scored by them: two changes, as two calls would be."""
    via = Via("leads", new_id(), client="handrail")
    await Desk(database, admin, via, "create_scoring_rule").write(_rules)
    await Desk(database, admin, via, "update_all_scores").write(scores.begin)


async def _rules(ctx: Context) -> None:
    for place, (name, expression, weight) in enumerate(RULES):
        await rules.create(ctx, name, expression, place, weight)
