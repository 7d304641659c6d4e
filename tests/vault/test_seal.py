"""What is sealed opens with its key, in its place, unchanged; and in no other case."""

import stat
from pathlib import Path

import pytest

from handrail.core.errors import Invalid, Unavailable
from handrail.vault.keyring import FILE, GivenKeys, KeyFile, keyring, made_key, read_key
from handrail.vault.seal import CannotOpen, Sealer

PLAIN = "smtp-password-Grüße"
HERE = "1|webhook.secret|a"


def sealer(*keys: object) -> Sealer:
    return Sealer(GivenKeys(keys or [made_key()]))  # type: ignore[arg-type]


def test_what_was_sealed_is_opened_and_never_looks_the_same_twice():
    ours = sealer()
    once, again = ours.seal(PLAIN, HERE), ours.seal(PLAIN, HERE)
    assert once != again
    assert PLAIN not in once
    assert ours.unseal(once, HERE) == ours.unseal(again, HERE) == PLAIN


@pytest.mark.parametrize(
    "elsewhere", ["2|webhook.secret|a", "1|job.secret|a", "1|webhook.secret|b"]
)
def test_what_was_copied_to_another_workspace_column_or_row_stays_shut(elsewhere: str):
    ours = sealer()
    with pytest.raises(CannotOpen):
        ours.unseal(ours.seal(PLAIN, HERE), elsewhere)


def test_each_changed_character_keeps_it_shut():
    ours = sealer()
    sealed = ours.seal(PLAIN, HERE)
    for position, letter in enumerate(sealed.rstrip("=")[:-1]):
        spoilt = sealed[:position] + ("B" if letter != "B" else "C") + sealed[position + 1 :]
        with pytest.raises(CannotOpen):
            ours.unseal(spoilt, HERE)


@pytest.mark.parametrize("text", ["", "v1", "v1.abc", "v1..", PLAIN, "v1.0.AAAA", "v2.x.AAAA"])
def test_what_is_no_sealed_secret_is_refused_as_such(text: str):
    with pytest.raises(CannotOpen) as refused:
        sealer().unseal(text, HERE)
    assert PLAIN not in f"{refused.value.body()}"


def test_an_older_key_opens_and_a_lost_one_is_named_with_the_cure():
    old, new = made_key(), made_key()
    sealed = sealer(old).seal(PLAIN, HERE)
    assert sealer(new, old).unseal(sealed, HERE) == PLAIN
    assert not sealer(new, old).is_fresh(sealed)
    with pytest.raises(CannotOpen) as refused:
        sealer(new).unseal(sealed, HERE)
    assert old.id in refused.value.message
    assert "enter the secret anew" in refused.value.hint


def test_without_a_key_nothing_is_sealed():
    with pytest.raises(Unavailable) as refused:
        Sealer(GivenKeys()).seal(PLAIN, HERE)
    assert "HANDRAIL_MASTER_KEYS" in refused.value.hint


def test_the_file_is_made_once_and_for_its_owner_only(tmp_path: Path):
    ring = KeyFile(tmp_path / FILE)
    ring.ensure()
    first = ring.first()
    KeyFile(tmp_path / FILE).ensure()
    assert KeyFile(tmp_path / FILE).keys() == (first,)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [FILE]


def test_another_process_sees_a_new_key_at_once(tmp_path: Path):
    ours, servers = KeyFile(tmp_path / FILE), KeyFile(tmp_path / FILE)
    ours.ensure()
    old = servers.first()
    ours.add(made_key())
    assert servers.first() == ours.first() != old
    ours.keep_only(ours.first().id)
    assert servers.find(old.id) is None
    assert len(servers.keys()) == 1


def test_keys_that_are_given_go_before_the_file(tmp_path: Path):
    KeyFile(tmp_path / FILE).ensure()
    given = made_key()
    assert keyring(tmp_path, [f"{given}"]).keys() == (given,)
    assert keyring(tmp_path, [given.secret.hex()]).keys() == (given,)


@pytest.mark.parametrize("text", ["short", "zz" * 32, "A" * 10_000, "", "ü" * 32])
def test_what_is_no_key_is_refused_and_not_repeated(text: str):
    with pytest.raises(Invalid) as refused:
        read_key(text)
    assert not text or text not in f"{refused.value.body()}"


def test_a_key_is_never_shown_by_accident():
    key = made_key()
    assert f"{key}" not in repr(key)
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)
