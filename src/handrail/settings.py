"""What the environment says, read once into one frozen value and handed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DATA = "handrail-data"
HOST, PORT = "127.0.0.1", 8400
LEVELS = ("debug", "info", "warning", "error")
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


class WrongSetting(ValueError):
    """A variable that cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` is an absolute folder; `public_url` is where people reach this server, without a
    slash at its end; `hosts` are further names it answers to (`*`: any)."""

    data: Path
    database_url: str
    public_url: str = f"http://{HOST}:{PORT}"
    hosts: tuple[str, ...] = ()
    log_level: str = "info"
    log_json: bool = False
    row_security: bool = False
    """Whether every transaction on PostgreSQL also names its workspace to row-level security."""
    workers: int = 1
    """Processes that serve the same database, so that what they count they count together."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """From HANDRAIL_… variables; WrongSetting names one that cannot be used."""
        data = Path(environment.get("HANDRAIL_DATA") or DATA).expanduser().absolute()
        return cls(
            data=data,
            database_url=_database(environment, data),
            public_url=_url(environment),
            hosts=tuple(environment.get("HANDRAIL_HOSTS", "").replace(",", " ").split()),
            log_level=_level(environment),
            log_json=_yes(environment, "HANDRAIL_LOG_JSON"),
            row_security=_yes(environment, "HANDRAIL_ROW_SECURITY"),
            workers=_count(environment, "HANDRAIL_WORKERS"),
        )

    def environment(self) -> dict[str, str]:
        """The variables that give these settings again: how `serve` hands them to its workers."""
        return {
            "HANDRAIL_DATA": str(self.data),
            "HANDRAIL_DATABASE_URL": self.database_url,
            "HANDRAIL_PUBLIC_URL": self.public_url,
            "HANDRAIL_HOSTS": " ".join(self.hosts),
            "HANDRAIL_LOG_LEVEL": self.log_level,
            "HANDRAIL_LOG_JSON": str(int(self.log_json)),
            "HANDRAIL_ROW_SECURITY": str(int(self.row_security)),
            "HANDRAIL_WORKERS": str(self.workers),
        }


def _database(environment: Mapping[str, str], data: Path) -> str:
    return environment.get("HANDRAIL_DATABASE_URL") or f"sqlite:///{data / 'handrail.db'}"


def _url(environment: Mapping[str, str]) -> str:
    said = environment.get("HANDRAIL_PUBLIC_URL") or f"http://{HOST}:{PORT}"
    parts = urlsplit(said)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise WrongSetting(f"HANDRAIL_PUBLIC_URL={said!r}: use http://host or https://host.")
    return said.rstrip("/")


def _level(environment: Mapping[str, str]) -> str:
    said = (environment.get("HANDRAIL_LOG_LEVEL") or "info").lower()
    if said not in LEVELS:
        raise WrongSetting(f"HANDRAIL_LOG_LEVEL={said!r}: use one of {', '.join(LEVELS)}.")
    return said


def _yes(environment: Mapping[str, str], name: str) -> bool:
    said = environment.get(name, "").strip().lower()
    if said not in YES | NO:
        raise WrongSetting(f"{name}={said!r}: use 1 or 0.")
    return said in YES


def _count(environment: Mapping[str, str], name: str) -> int:
    said = environment.get(name) or "1"
    if not said.isdecimal() or not 1 <= int(said) <= 256:
        raise WrongSetting(f"{name}={said!r}: use a number from 1 to 256.")
    return int(said)
