"""What the environment says, read once into one frozen value and handed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
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
    worker: bool = True
    """Whether serving processes also do what is done later; else `handrail worker` does."""
    allow_private_addresses: bool = False
    """For development: whether others' machines may be on private networks, and asked in http."""
    master_keys: tuple[str, ...] = field(default=(), repr=False)
    """What seals secrets, newest first; none: those of the data folder's own file."""
    plans: str = ""
    """Plans by name in JSON, or the path of a file that holds them; none: everybody may all."""

    smtp_url: str | None = field(default=None, repr=False)
    """The mail server: `smtp[s]://user:password@host:port`; None prints mail on the console."""
    mail_from: str = ""
    oidc_issuer: str | None = None
    """The OpenID provider that people may sign in with; None for none."""
    oidc_client_id: str = ""
    oidc_client_secret: str | None = field(default=None, repr=False)
    oidc_name: str = "single sign-on"
    """What people call it: the button says `Sign in with …`."""
    oidc_sign_up_domains: tuple[str, ...] = ()
    """Whose verified addresses may join by themselves: `domain`, or `domain=workspace`."""
    auth_issuer: str | None = None
    """The OpenID provider whose access tokens are taken in place of our own; None for our own."""
    auth_audience: str | None = None
    """What its tokens name as their audience; None for the address of the endpoint called."""
    auth_workspace_claim: str = "organization"
    auth_email_claim: str = "email"

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
            worker=_yes(environment, "HANDRAIL_WORKER", default="on"),
            allow_private_addresses=_yes(environment, "HANDRAIL_ALLOW_PRIVATE_ADDRESSES"),
            master_keys=_keys(environment),
            plans=environment.get("HANDRAIL_PLANS", "").strip(),
            smtp_url=_smtp(environment),
            mail_from=environment.get("HANDRAIL_MAIL_FROM", "").strip(),
            oidc_issuer=_issuer(environment, "HANDRAIL_OIDC_ISSUER"),
            oidc_client_id=_client_id(environment),
            oidc_client_secret=environment.get("HANDRAIL_OIDC_CLIENT_SECRET") or None,
            oidc_name=environment.get("HANDRAIL_OIDC_NAME", "").strip() or "single sign-on",
            oidc_sign_up_domains=_domains(environment),
            auth_issuer=_issuer(environment, "HANDRAIL_AUTH_ISSUER"),
            auth_audience=environment.get("HANDRAIL_AUTH_AUDIENCE") or None,
            auth_workspace_claim=environment.get("HANDRAIL_AUTH_WORKSPACE_CLAIM") or "organization",
            auth_email_claim=environment.get("HANDRAIL_AUTH_EMAIL_CLAIM") or "email",
        )

    @property
    def is_https(self) -> bool:
        """Whether people reach this server by https: cookies are bound to it, HSTS is sent."""
        return self.public_url.startswith("https://")

    @property
    def mail_sender(self) -> str:
        """Whom our mail is from."""
        return self.mail_from or f"Handrail <handrail@{urlsplit(self.public_url).hostname}>"

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
            "HANDRAIL_WORKER": str(int(self.worker)),
            "HANDRAIL_ALLOW_PRIVATE_ADDRESSES": str(int(self.allow_private_addresses)),
            "HANDRAIL_MASTER_KEYS": " ".join(self.master_keys),
            "HANDRAIL_PLANS": self.plans,
            "HANDRAIL_SMTP_URL": self.smtp_url or "",
            "HANDRAIL_MAIL_FROM": self.mail_from,
            "HANDRAIL_OIDC_ISSUER": self.oidc_issuer or "",
            "HANDRAIL_OIDC_CLIENT_ID": self.oidc_client_id,
            "HANDRAIL_OIDC_CLIENT_SECRET": self.oidc_client_secret or "",
            "HANDRAIL_OIDC_NAME": self.oidc_name,
            "HANDRAIL_OIDC_SIGN_UP_DOMAINS": " ".join(self.oidc_sign_up_domains),
            "HANDRAIL_AUTH_ISSUER": self.auth_issuer or "",
            "HANDRAIL_AUTH_AUDIENCE": self.auth_audience or "",
            "HANDRAIL_AUTH_WORKSPACE_CLAIM": self.auth_workspace_claim,
            "HANDRAIL_AUTH_EMAIL_CLAIM": self.auth_email_claim,
        }


def _keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(environment.get("HANDRAIL_MASTER_KEYS", "").replace(",", " ").split())


def _smtp(environment: Mapping[str, str]) -> str | None:
    said = environment.get("HANDRAIL_SMTP_URL", "").strip()
    if not said:
        return None
    parts = urlsplit(said)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
        raise WrongSetting(
            "HANDRAIL_SMTP_URL cannot be used: say smtp://user:password@host:port, or smtps://."
        )
    return said


def _database(environment: Mapping[str, str], data: Path) -> str:
    return environment.get("HANDRAIL_DATABASE_URL") or f"sqlite:///{data / 'handrail.db'}"


def _url(environment: Mapping[str, str]) -> str:
    said = environment.get("HANDRAIL_PUBLIC_URL") or f"http://{HOST}:{PORT}"
    parts = urlsplit(said)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise WrongSetting(f"HANDRAIL_PUBLIC_URL={said!r}: use http://host or https://host.")
    return said.rstrip("/")


def _issuer(environment: Mapping[str, str], name: str) -> str | None:
    """The exact text that the provider's tokens carry, a slash at its end included."""
    said = environment.get(name, "").strip()
    if not said:
        return None
    parts = urlsplit(said)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not (parts.scheme == "https" or (parts.scheme == "http" and local)) or not parts.hostname:
        raise WrongSetting(f"{name}={said!r}: use https://host, as the provider names itself.")
    if parts.query or parts.fragment:
        raise WrongSetting(f"{name}={said!r}: an issuer has no query and no fragment.")
    return said


def _client_id(environment: Mapping[str, str]) -> str:
    said = environment.get("HANDRAIL_OIDC_CLIENT_ID", "").strip()
    if environment.get("HANDRAIL_OIDC_ISSUER", "").strip() and not said:
        raise WrongSetting("HANDRAIL_OIDC_CLIENT_ID='': say what the provider calls this server.")
    return said


def _domains(environment: Mapping[str, str]) -> tuple[str, ...]:
    said = environment.get("HANDRAIL_OIDC_SIGN_UP_DOMAINS", "").lower().replace(",", " ").split()
    for each in said:
        domain, equals, slug = each.partition("=")
        if "." not in domain or "@" in domain or "*" in domain or bool(equals) is not bool(slug):
            raise WrongSetting(
                f"HANDRAIL_OIDC_SIGN_UP_DOMAINS={each!r}: use domain, or domain=workspace."
            )
    return tuple(said)


def _level(environment: Mapping[str, str]) -> str:
    said = (environment.get("HANDRAIL_LOG_LEVEL") or "info").lower()
    if said not in LEVELS:
        raise WrongSetting(f"HANDRAIL_LOG_LEVEL={said!r}: use one of {', '.join(LEVELS)}.")
    return said


def _yes(environment: Mapping[str, str], name: str, default: str = "") -> bool:
    said = (environment.get(name) or default).strip().lower()
    if said not in YES | NO:
        raise WrongSetting(f"{name}={said!r}: use 1 or 0.")
    return said in YES


def _count(environment: Mapping[str, str], name: str) -> int:
    said = environment.get(name) or "1"
    if not said.isdecimal() or not 1 <= int(said) <= 256:
        raise WrongSetting(f"{name}={said!r}: use a number from 1 to 256.")
    return int(said)
