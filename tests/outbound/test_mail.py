"""Mail goes out by real SMTP, comes once, and its errors tell nothing of it."""

from io import StringIO

import pytest

from handrail.outbound.mail import Console, Mail, NotSent, post_of
from handrail.settings import Settings, WrongSetting
from tests.strangers.mailserver import serving

MAIL = Mail("01a1-id", "ben@acme.test", "Ada invites you", "Open this:\n\nhttp://x/join/s3cret\n")
SENDER = "Handrail <handrail@crm.acme.test>"


async def test_a_mail_arrives_as_it_was_written() -> None:
    with serving() as server:
        await post_of(server.url, SENDER).send(MAIL)
    [got] = server.mails
    assert (got["from"], got["to"], got["subject"]) == (SENDER, MAIL.to, MAIL.subject)
    assert got["message-id"] == "<01a1-id@crm.acme.test>"
    assert got["auto-submitted"] == "auto-generated"
    assert got.get_content().split() == MAIL.text.split()


async def test_the_same_mail_sent_again_has_the_same_id() -> None:
    with serving() as server:
        for _ in range(2):
            await post_of(server.url, SENDER).send(MAIL)
    assert len({each["message-id"] for each in server.mails}) == 1


@pytest.mark.parametrize(
    ("answer", "final"),
    [
        ("451 come back: http://x/join/s3cret", False),
        ("550 no such person: http://x/join/s3cret", True),
    ],
)
async def test_a_refusal_says_whether_to_try_again_and_nothing_of_the_mail(
    answer: str, final: bool
) -> None:
    with serving() as server:
        server.answers = [answer]
        with pytest.raises(NotSent) as refused:
            await post_of(server.url, SENDER).send(MAIL)
    assert refused.value.final is final
    assert "s3cret" not in str(refused.value)
    assert "s3cret" not in repr(MAIL)


async def test_a_server_that_is_away_is_tried_again() -> None:
    with serving() as server:
        url = server.url
    with pytest.raises(NotSent) as refused:
        await post_of(url, SENDER).send(MAIL)
    assert not refused.value.final


async def test_a_password_is_sent_and_a_wrong_one_is_ours_to_mend() -> None:
    with serving(with_login=True) as server:
        host = f"127.0.0.1:{server.port}"
        await post_of(f"smtp://ada%40acme.test:right@{host}", SENDER).send(MAIL)
        with pytest.raises(NotSent) as refused:
            await post_of(f"smtp://ada:wrong@{host}", SENDER).send(MAIL)
    assert not refused.value.final and "wrong" not in str(refused.value)
    assert server.logins == [b"ada@acme.test", b"ada"]
    assert len(server.mails) == 1


@pytest.mark.parametrize("to", ["a@b.c>\r\nBcc: x@y.z", "a@b.c,d@e.f", "nobody", ""])
async def test_an_address_never_becomes_another_header_or_another_person(to: str) -> None:
    with serving() as server, pytest.raises(NotSent) as refused:
        await post_of(server.url, SENDER).send(Mail("1", to, "Subject", "Text"))
    assert refused.value.final and server.mails == []


async def test_a_subject_is_one_line() -> None:
    with serving() as server:
        said = Mail("1", "a@b.test", "One\r\nBcc: x@y.z", "Text")
        await post_of(server.url, SENDER).send(said)
    [got] = server.mails
    assert got["subject"] == "One Bcc: x@y.z" and got["bcc"] is None


async def test_without_a_server_it_is_read_on_the_console() -> None:
    console = StringIO()
    await Console(console).send(MAIL)
    assert "Mail to ben@acme.test: Ada invites you" in console.getvalue()
    assert "http://x/join/s3cret" in console.getvalue()
    assert isinstance(post_of(None, SENDER), Console)


@pytest.mark.parametrize("url", ["http://mail.test", "smtp://", "mail.test:25", "smtp://m/inbox"])
def test_a_setting_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        Settings.read({"HANDRAIL_SMTP_URL": url})
    assert "HANDRAIL_SMTP_URL" in str(refused.value)
    with pytest.raises(ValueError, match="smtp://user"):
        post_of(url, SENDER)


def test_mail_settings_reach_the_workers_of_a_server() -> None:
    said = Settings.read({"HANDRAIL_SMTP_URL": "smtp://m:25", "HANDRAIL_MAIL_FROM": "a@b.test"})
    again = Settings.read(said.environment())
    assert (again.smtp_url, again.mail_sender) == ("smtp://m:25", "a@b.test")
    assert Settings.read({}).mail_sender == "Handrail <handrail@127.0.0.1>"
