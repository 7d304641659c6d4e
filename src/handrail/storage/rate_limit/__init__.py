"""How often a key may call: an exact sliding minute, one row a key, shared by all processes."""

from handrail.storage.rate_limit.base import RateLimit, Verdict
from handrail.storage.rate_limit.opening import open_rate_limit

__all__ = ["RateLimit", "Verdict", "open_rate_limit"]
