"""Secrets one way only."""

import pytest

from handrail.core.errors import Invalid
from handrail.vault import hash as hashing


async def test_a_password_is_known_again_and_no_other_is() -> None:
    kept = await hashing.hash_password("correct horse")
    assert kept.startswith("$argon2id$")
    assert "correct" not in kept
    assert await hashing.verify_password(kept, "correct horse")
    assert not await hashing.verify_password(kept, "wrong horse")
    assert not hashing.needs_rehash(kept)


async def test_the_same_password_is_hashed_differently_each_time() -> None:
    assert await hashing.hash_password("correct horse") != await hashing.hash_password(
        "correct horse"
    )


@pytest.mark.parametrize("kept", [None, "", "no hash at all"])
async def test_who_is_unknown_or_has_no_password_is_never_right(kept: str | None) -> None:
    assert not await hashing.verify_password(kept, "nobody has this password")


@pytest.mark.parametrize("said", ["x" * 100_000, "\ud800", "", "\x00"])
async def test_absurd_passwords_are_wrong_and_nothing_breaks(said: str) -> None:
    assert not await hashing.verify_password(await hashing.hash_password("correct horse"), said)


@pytest.mark.parametrize("said", ["short", "x" * 1001, "\ud800" * 8, "tab\tin the middle"])
def test_what_may_not_become_a_password(said: str) -> None:
    with pytest.raises(Invalid):
        hashing.acceptable(said)


async def test_a_password_may_be_in_any_script_and_is_the_same_from_any_keyboard() -> None:
    kept = await hashing.hash_password(hashing.acceptable("Gru\u0308ße\u3000aus Köln"))
    assert await hashing.verify_password(kept, "Grüße aus Köln")
    assert not await hashing.verify_password(kept, "grüße aus köln")
