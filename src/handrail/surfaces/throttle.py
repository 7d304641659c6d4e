"""How often an actor may call."""

from handrail.core.actor import Actor
from handrail.core.errors import RateLimited
from handrail.storage.rate_limit import RateLimit, Verdict


async def check(limit: RateLimit, actor: Actor) -> Verdict:
    """Count one call of the actor's key, or of the person. Raises RateLimited, Unavailable."""
    verdict = await count(limit, actor)
    if not verdict.allowed:
        raise too_often(actor, verdict)
    return verdict


async def count(limit: RateLimit, actor: Actor) -> Verdict:
    """Count one call, where it is not one too many. Raises Unavailable."""
    return await limit.hit(actor.caller_id, pace(actor))


def pace(actor: Actor) -> int:
    """The calls a minute that both the credential and the workspace's plan allow; 0: any."""
    return actor.entitlements.pace(actor.per_minute)


def too_often(actor: Actor, verdict: Verdict) -> RateLimited:
    wait = verdict.retry_after
    return RateLimited(
        f"This key may make {pace(actor)} calls in any minute, and has made them.",
        hint=f"Wait {wait} second{'s' if wait > 1 else ''}, then go on.",
        retry_after=wait,
    )
