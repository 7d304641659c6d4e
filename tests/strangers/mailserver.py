"""A mail server of somebody else's: real SMTP on a free port, which keeps what it takes."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class MailServer:
    """`answers` are given instead of taking a mail, one each, before any is taken."""

    port: int = 0
    answers: list[str] = field(default_factory=list[str])
    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])
    logins: list[bytes] = field(default_factory=list[bytes])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        parsed = BytesParser(policy=default).parsebytes(envelope.content)
        self.mails.append(cast(EmailMessage, parsed))
        return "250 taken"

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, said: LoginPassword
    ) -> AuthResult:
        self.logins.append(said.login)
        return AuthResult(success=said.password == b"right")


def _free_port() -> int:
    """It wants to know its port before it listens."""
    with socket.socket() as looking:
        looking.bind(("127.0.0.1", 0))
        return looking.getsockname()[1]


@contextmanager
def serving(*, with_login: bool = False) -> Iterator[MailServer]:
    stranger = MailServer()
    more: dict[str, Any] = {}
    if with_login:
        more = {
            "authenticator": stranger.authenticate,
            "auth_required": True,
            "auth_require_tls": False,
        }
    stranger.port = _free_port()
    controller = Controller(stranger, hostname="127.0.0.1", port=stranger.port, **more)
    controller.start()
    try:
        yield stranger
    finally:
        controller.stop()
