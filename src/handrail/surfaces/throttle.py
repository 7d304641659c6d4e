"""How often an actor may call."""

from handrail.core.actor import Actor
from handrail.core.errors import RateLimited
from handrail.storage.rate_limit import RateLimit, Verdict


async def check(limit: RateLimit, actor: Actor) -> Verdict:
    """Count one call of the actor's key, or of the person. Raises RateLimited, Unavailable."""
    verdict = await limit.hit(actor.key_id or actor.member_id, actor.per_minute)
    if verdict.allowed:
        return verdict
    wait = verdict.retry_after
    raise RateLimited(
        f"This key may make {actor.per_minute} calls in any minute, and has made them.",
        hint=f"Wait {wait} second{'s' if wait > 1 else ''}, then go on.",
        retry_after=wait,
    )
