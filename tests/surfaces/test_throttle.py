"""What a caller is told who calls too often."""

from dataclasses import replace

import pytest

from handrail.core.actor import ALL_SCOPES, Actor
from handrail.core.errors import RateLimited
from handrail.core.ids import new_id
from handrail.storage.rate_limit.memory import MemoryRateLimit
from handrail.surfaces.throttle import check

ADA = Actor(1, new_id(), "acme", new_id(), "Ada", "admin", ALL_SCOPES, 1, per_minute=2)


async def test_a_caller_over_the_limit_is_told_when_to_come_back() -> None:
    at = 0
    limit = MemoryRateLimit(lambda: at)
    assert [(await check(limit, ADA)).remaining for _ in range(2)] == [1, 0]
    at = 20_500_000
    with pytest.raises(RateLimited) as refused:
        await check(limit, ADA)
    assert (refused.value.status, refused.value.retry_after) == (429, 40)
    assert "40 seconds" in str(refused.value.hint)
    at = 60_000_000
    assert (await check(limit, ADA)).remaining == 1


async def test_each_key_has_a_limit_of_its_own() -> None:
    limit = MemoryRateLimit(lambda: 0)
    one, other = replace(ADA, key_id=new_id()), replace(ADA, key_id=new_id())
    for actor in (ADA, one, other):
        await check(limit, actor)
        await check(limit, actor)
        with pytest.raises(RateLimited):
            await check(limit, actor)


async def test_no_limit_is_no_limit() -> None:
    limit = MemoryRateLimit(lambda: 0)
    for _ in range(1000):
        assert (await check(limit, replace(ADA, per_minute=0))).remaining is None
