"""Mail that goes out: by SMTP, or onto the console where no server is named."""

import asyncio
import smtplib
import ssl
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from typing import TextIO
from urllib.parse import unquote, urlsplit

PATIENCE = 20.0
"""Seconds for each answer of a mail server."""
LOCAL = {"localhost", "127.0.0.1", "::1"}


class NotSent(Exception):
    """A mail that was not taken. `final` where trying again is no use. Holds nothing of it."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@dataclass(frozen=True, slots=True)
class Mail:
    """`id` stays the same when a mail is sent again, so that who gets it twice can tell."""

    id: str
    to: str
    subject: str
    text: str = field(repr=False)


class Post(ABC):
    """Who takes mail along."""

    @abstractmethod
    async def send(self, mail: Mail) -> None:
        """Returns once it is taken over. Raises NotSent."""


class Console(Post):
    """Where no mail server is named, whoever runs this server reads the mail off its console."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    async def send(self, mail: Mail) -> None:
        line = "-" * 72
        said = f"{line}\nMail to {mail.to}: {mail.subject}\n\n{mail.text}\n{line}\n"
        print(said, file=self._stream or sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Smtp(Post):
    """A mail server. `secure` from the first byte; otherwise by STARTTLS where it is offered, and
    a password is only ever sent under TLS, or to this very machine."""

    host: str
    port: int
    sender: str
    secure: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    async def send(self, mail: Mail) -> None:
        message = self._message(mail)
        try:
            await asyncio.to_thread(self._hand_over, message, mail.to)
        except smtplib.SMTPResponseException as error:
            # what a server answers may repeat what it was told
            raise NotSent(
                f"The mail server answered {error.smtp_code}.", final=_final(error)
            ) from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise NotSent(f"The address was refused: {codes}.", final=min(codes) >= 500) from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("The mail server cannot take this address.", final=True) from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"The mail server does not answer: {type(error).__name__}.") from None

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(AS_SENT)
        host = self.sender.rpartition("@")[2].rstrip(">")
        try:
            message["From"] = self.sender
            message["To"] = Address(addr_spec=mail.to)
            message["Subject"] = " ".join(mail.subject.split())
        except (ValueError, IndexError) as error:
            raise NotSent("This is no address that mail can be sent to.", final=True) from error
        message["Message-ID"] = f"<{mail.id}@{host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        return message

    def _hand_over(self, message: EmailMessage, to: str) -> None:
        context = ssl.create_default_context()
        with self._connected(context) as server:
            if not self.secure:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif self.user and self.host not in LOCAL:
                    raise smtplib.SMTPException("no TLS for the password")
            if self.user:
                server.login(self.user, self.password or "")
            server.send_message(message, to_addrs=[to])

    def _connected(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self.secure:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=PATIENCE)


def _final(error: smtplib.SMTPResponseException) -> bool:
    """A wrong password is ours to mend, not the mail's fault: it is tried again."""
    return error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)


def post_of(url: str | None, sender: str) -> Post:
    """`smtp[s]://user:password@host:port`; None: the console. Raises ValueError."""
    if not url:
        return Console()
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("use smtp://user:password@host:port, or smtps://")
    secure = parts.scheme == "smtps"
    return Smtp(
        host=parts.hostname,
        port=parts.port or (465 if secure else 587),
        sender=sender,
        secure=secure,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
