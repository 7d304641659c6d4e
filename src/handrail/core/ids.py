"""Identifiers: UUID version 7 (RFC 9562 §5.7), so that ids sort by the time they were made."""

import os
import random
import re
import threading
import time
from functools import lru_cache

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_lock = threading.Lock()
# An id is not a secret: it only has to be unlike every other. A child process begins anew.
_random = random.Random(os.urandom(32))
os.register_at_fork(after_in_child=lambda: _random.seed(os.urandom(32)))
_last = 0


def new_id() -> str:
    """A fresh id, greater than every id this process has made before."""
    global _last
    # 48 bits of milliseconds, then 12 bits that count within one: RFC 9562 §6.2, method 1.
    with _lock:
        _last = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        stamp = _last
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    tail = _random.getrandbits(62) | 0x8000_0000_0000_0000
    return dashed(f"{milliseconds:012x}7{counter:03x}{tail:016x}")


def dashed(hexadecimal: str) -> str:
    h = hexadecimal
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def from_bytes(raw: bytes) -> str:
    return dashed(raw.hex())


@lru_cache(4096)  # one record's id is bound twenty times while it is written
def to_bytes(identifier: str) -> bytes:
    """Sixteen bytes; raises ValueError for what is no id."""
    raw = bytes.fromhex(identifier.replace("-", ""))
    if len(raw) != 16:
        raise ValueError("not an id")
    return raw


def is_id(text: str) -> bool:
    return _UUID.fullmatch(text) is not None
