"""One way only: SHA-256 of secrets we made ourselves, argon2id of passwords people chose."""

import asyncio
import hashlib
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from handrail.core.errors import Invalid

SHORTEST, LONGEST = 8, 1000
# OWASP Password Storage Cheat Sheet, its first choice for argon2id; 19 MiB while one is computed
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# two at a time, whoever tries to sign in: the rest wait, and the event loop does not
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="password")


def of_secret(secret: str) -> bytes:
    """The hash of a key or a session: 128 random bits and more need no salt and no stretching."""
    return hashlib.sha256(secret.encode()).digest()


def acceptable(password: str) -> str:
    """A password that may be set, or Invalid."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            f"A password has {SHORTEST} to {LONGEST} characters.",
            field="password",
            hint="Choose a longer one." if len(password) < SHORTEST else "Choose a shorter one.",
        )
    if any(unicodedata.category(each) in {"Cc", "Cs", "Cn"} for each in password):
        raise Invalid(
            "A password holds no control characters.", field="password", hint="Leave them out."
        )
    return password


async def hash_password(password: str) -> str:
    """argon2id in its own text format, salt and cost included."""
    said = _spelled(password)
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, said)


async def verify_password(kept: str | None, password: str) -> bool:
    """Whether it is the password. None, for someone unknown, is False and takes as long."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, kept, password)


def needs_rehash(kept: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return _HASHER.check_needs_rehash(kept)


def _verify(kept: str | None, password: str) -> bool:
    try:
        said = _spelled(password) if len(password) <= LONGEST else b""
        return _HASHER.verify(kept or _nobodys(), said) and bool(kept)
    except (Argon2Error, InvalidHashError, UnicodeEncodeError):
        return False


def _spelled(password: str) -> bytes:
    """One spelling for what looks the same, whichever keyboard wrote it (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password).encode()


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex())
