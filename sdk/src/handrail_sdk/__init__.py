"""Handrail from Python: every operation of a server, sync and async, typed."""

from handrail_sdk.async_client import AsyncHandrail
from handrail_sdk.client import Handrail
from handrail_sdk.errors import (
    Conflict,
    Forbidden,
    HandrailError,
    Invalid,
    NotFound,
    NotReached,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from handrail_sdk.saying import UNSET, Unset

__all__ = [
    "UNSET",
    "AsyncHandrail",
    "Conflict",
    "Forbidden",
    "Handrail",
    "HandrailError",
    "Invalid",
    "NotFound",
    "NotReached",
    "RateLimited",
    "Unauthorized",
    "Unavailable",
    "Unset",
]
