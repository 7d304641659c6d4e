"""What the command line knows of a client: what to paste, where, and how to write it safely."""

import os
import shutil
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from handrail.core.errors import Invalid, Unavailable

SERVER = "handrail"
"""What the server is called in every client's configuration."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    url: str
    key: str

    @property
    def bearer(self) -> str:
        return f"Bearer {self.key}"


class Client(ABC):
    """One program. `language` is what its snippet is written in, for people and editors."""

    name: ClassVar[str]
    label: ClassVar[str]
    language: ClassVar[str]
    afterwards: ClassVar[str] = ""

    @abstractmethod
    def path(self) -> Path | None:
        """The file it reads; None for one that has a command of its own."""

    @abstractmethod
    def snippet(self, endpoint: Endpoint) -> str:
        """What to paste into the file, or to run."""

    @abstractmethod
    def merged(self, text: str, endpoint: Endpoint) -> str:
        """The file's text with our server in it and everything else as it was.

        Raises Invalid where that cannot be done without risk.
        """

    def write(self, endpoint: Endpoint) -> tuple[Path, Path | None]:
        """Put our server into the client's file; the file, and the copy of what was there."""
        path = self.path()
        if path is None:
            raise Invalid(f"{self.label} has no file of its own.", hint="Run the command instead.")
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = self.merged(before, endpoint)
        copy = path.with_name(f"{path.name}.before-handrail") if before else None
        if after == before:
            return path, None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if copy is not None:
                shutil.copy2(path, copy)
            _replace(path, after)
        except OSError as error:
            raise Unavailable(
                f"{path} cannot be written: {error.strerror or error}.",
                hint="Paste the snippet yourself.",
            ) from error
        return path, copy


def _replace(path: Path, text: str) -> None:
    """Write beside it, then move into place: a half-written file is never read.

    It holds a key, so only its owner may read a new one.
    """
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(target)


def config_home() -> Path:
    """Where programs keep their settings on this system."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return xdg_config()


def xdg_config() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
