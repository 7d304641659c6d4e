"""The master keys that seal secrets: a file of this user's own, or the environment; never the
database, so that a copy of the database opens nothing."""

import hashlib
import os
import re
import secrets
from abc import ABC, abstractmethod
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from handrail.core.errors import Invalid, Unavailable

BYTES = 32
ID = 8
"""Hexadecimal digits of a key's SHA-256 that name it: nothing of the key can be told from them."""
FILE = "master.keys"
REMARK = (
    "# The master keys of this Handrail, newest first: what seals its secrets.\n"
    "# Keep a copy, but not beside a copy of the database.\n"
)


@dataclass(frozen=True, slots=True)
class MasterKey:
    id: str
    secret: bytes = field(repr=False)

    def __str__(self) -> str:
        """As it stands in a keyring."""
        return urlsafe_b64encode(self.secret).decode()


def made_key() -> MasterKey:
    return _key(secrets.token_bytes(BYTES))


def read_key(said: str) -> MasterKey:
    """32 bytes in base64 (either alphabet) or hexadecimal. Raises Invalid, which does not
    repeat them."""
    text = said.strip()
    try:
        if re.fullmatch(r"[0-9a-fA-F]{64}", text):
            return _key(bytes.fromhex(text))
        return _key(urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=="))
    except ValueError as error:
        raise Invalid(
            "A master key is 32 bytes in base64 or hexadecimal, and this is none.",
            hint="Make one: openssl rand -base64 32.",
        ) from error


def _key(secret: bytes) -> MasterKey:
    if len(secret) != BYTES:
        raise ValueError(f"{len(secret)} bytes")
    return MasterKey(hashlib.sha256(secret).hexdigest()[:ID], secret)


class Keyring(ABC):
    """Master keys, newest first: the first seals, all of them open."""

    @abstractmethod
    def keys(self) -> tuple[MasterKey, ...]: ...

    def first(self) -> MasterKey:
        """The key that seals. Raises Unavailable where there is none."""
        keys = self.keys()
        if not keys:
            raise Unavailable(
                "There is no master key to seal secrets with.",
                hint="`handrail serve` makes one beside the data; or set HANDRAIL_MASTER_KEYS.",
            )
        return keys[0]

    def find(self, key_id: str) -> MasterKey | None:
        return next((each for each in self.keys() if each.id == key_id), None)


class GivenKeys(Keyring):
    """Keys that somebody else keeps: those of the environment, or of a test."""

    def __init__(self, keys: Iterable[MasterKey] = ()) -> None:
        self._keys = tuple(keys)

    def keys(self) -> tuple[MasterKey, ...]:
        return self._keys


class KeyFile(Keyring):
    """A file of keys. Looked at again whenever it has changed, so that a server goes on while its
    master key is rotated."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[MasterKey, ...] = ()
        self._stamp: tuple[int, int] | None = None

    def keys(self) -> tuple[MasterKey, ...]:
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                self._read, self._stamp = self._lines(), stamp
        except FileNotFoundError:
            return ()
        return self._read

    def ensure(self) -> None:
        """Make the file with a first key, unless there is one. Raises OSError."""
        if not self.path.exists():
            self._write((made_key(),), replace=False)

    def add(self, key: MasterKey) -> None:
        """Let another key seal from now on."""
        self._write((key, *self.keys()))

    def keep_only(self, key_id: str) -> None:
        """Let go of every other key."""
        self._write(tuple(each for each in self.keys() if each.id == key_id))

    def _lines(self) -> tuple[MasterKey, ...]:
        lines = self.path.read_text(encoding="ascii").splitlines()
        said = (line.strip() for line in lines)
        return tuple(read_key(line) for line in said if line and not line.startswith("#"))

    def _write(self, keys: tuple[MasterKey, ...], *, replace: bool = True) -> None:
        """All of it or nothing, durable, and for this user only."""
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "w", encoding="ascii") as file:
                file.write(REMARK + "".join(f"{key}\n" for key in keys))
                file.flush()
                os.fsync(file.fileno())
            if replace:
                beside.replace(self.path)
            else:
                with suppress(FileExistsError):  # another process was quicker: its key it is
                    os.link(beside, self.path)
        finally:
            beside.unlink(missing_ok=True)


def keyring(folder: Path, given: Iterable[str] = ()) -> Keyring:
    """The keys that are given, else those of the data folder's own file."""
    keys = tuple(read_key(each) for each in given)
    return GivenKeys(keys) if keys else KeyFile(folder / FILE)
