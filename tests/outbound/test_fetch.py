"""What asks other people's machines: whom it reaches, how much it takes, where it is never led."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpcore2
import pytest

from handrail.outbound import http
from handrail.outbound.guard import (
    NOT_PUBLIC,
    Guard,
    NoAnswer,
    NotPublic,
    OutboundError,
    TimedOut,
    is_public,
)
from handrail.outbound.http import fetch
from tests.strangers.site import Page, Site, served

pytestmark = pytest.mark.anyio


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with served() as site:
        yield site


def answers(*addresses: list[str]):
    """A name that gives these addresses, one list each time it is asked."""
    left = list(addresses)

    async def resolve(host: str, port: int) -> list[str]:
        return left.pop(0)

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:4136:e378::", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "193.99.144.80"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_every_range_is_of_one_of_the_two_families() -> None:
    assert {network.version for network in NOT_PUBLIC} == {4, 6}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
async def test_nothing_is_sent_to_this_machine_however_it_is_spelled(site: Site, host: str) -> None:
    port = site.origin.rpartition(":")[2]
    with pytest.raises(OutboundError):
        await fetch(f"http://{host}:{port}/")
    assert site.asked == []


async def test_a_name_that_leads_to_a_private_address_is_refused(site: Site) -> None:
    for addresses in (["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["fd00::1"]):
        with pytest.raises(NotPublic):
            await fetch(f"{site.origin}/", resolve=answers(addresses))
    assert site.asked == []


async def test_a_name_is_asked_once_and_what_was_checked_is_what_is_reached(site: Site) -> None:
    site.pages["/"] = Page(b"hello")
    port = site.origin.rpartition(":")[2]
    # asked a second time, the name would be gone: the list has nothing more to give
    resolve = answers(["127.0.0.1"])
    got = await fetch(f"http://crm.example:{port}/", allow_private=True, resolve=resolve)
    assert got.body == b"hello"
    assert site.asked[0][2]["host"] == f"crm.example:{port}"


async def test_another_address_of_the_name_is_tried_when_the_first_is_dead(site: Site) -> None:
    site.pages["/"] = Page(b"hello")
    port = site.origin.rpartition(":")[2]
    resolve = answers(["::1", "127.0.0.1"])
    got = await fetch(f"http://crm.example:{port}/", allow_private=True, resolve=resolve)
    assert got.body == b"hello"


async def test_a_redirect_is_an_answer_and_is_not_followed(site: Site) -> None:
    site.pages["/"] = Page(status=302, headers={"location": f"{site.origin}/inside"})
    got = await fetch(f"{site.origin}/", allow_private=True)
    assert (got.status, got.headers["location"]) == (302, f"{site.origin}/inside")
    assert len(site.asked) == 1


async def test_a_body_is_cut_at_the_limit(site: Site) -> None:
    site.pages |= {"/long": Page(b"x" * 5001), "/fits": Page(b"x" * 5000)}
    long = await fetch(f"{site.origin}/long", limit=5000, allow_private=True)
    assert (len(long.body), long.whole) == (5000, False)
    fits = await fetch(f"{site.origin}/fits", limit=5000, allow_private=True)
    assert (len(fits.body), fits.whole) == (5000, True)


async def test_who_does_not_answer_in_time_is_not_waited_for(site: Site) -> None:
    site.pages["/"] = Page(hangs=True)
    with pytest.raises(TimedOut, match=r"did not answer within 0\.2 seconds"):
        await fetch(f"{site.origin}/", timeout=0.2, allow_private=True)


async def test_a_post_brings_its_headers_and_its_body(site: Site) -> None:
    site.pages["/in"] = Page(b"ok", 202)
    got = await fetch(
        f"{site.origin}/in",
        method="POST",
        headers={"Content-Type": "application/json", "X-Signature": "abc"},
        body=b'{"a":1}',
        allow_private=True,
    )
    [(method, path, headers, body)] = site.asked
    assert (got.status, method, path, body) == (202, "POST", "/in", b'{"a":1}')
    assert headers["x-signature"] == "abc"
    assert headers["user-agent"].startswith("Handrail/")
    assert headers["content-length"] == "7"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///x",
        "//example.com", "http://user:secret@example.com/", "gopher://example.com", "", "http://[",
        "http://exa mple.com/", "http://a\r\nb/",
    ],
)  # fmt: skip
async def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(OutboundError):
        await fetch(url, allow_private=True)


async def test_nobody_at_the_door_is_no_answer(site: Site) -> None:
    closed = "http://127.0.0.1:1/"
    with pytest.raises(NoAnswer):
        await fetch(closed, allow_private=True)


async def test_a_connection_that_is_lost_at_once_is_an_error_of_the_network(site: Site) -> None:
    """A receiver killed between the handshake and the request: there is no socket to be asked."""
    stream = await Guard(allow_private=True).connect_tcp(
        "127.0.0.1", int(site.origin.rpartition(":")[2])
    )
    await stream.aclose()
    with pytest.raises(httpcore2.ConnectError, match="closed at once"):
        stream.get_extra_info("ssl_object")


async def test_what_is_no_http_is_no_answer() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n")
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NoAnswer):
            await fetch(f"http://127.0.0.1:{port}/", allow_private=True)


async def test_a_header_cannot_smuggle_another_one(site: Site) -> None:
    with pytest.raises(NoAnswer):
        await fetch(f"{site.origin}/", headers={"x": "1\r\ny: 2"}, allow_private=True)
    assert site.asked == []


async def test_https_is_checked_against_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(tmp_path) as site:
        site.pages["/"] = Page(b"safe")
        http.trusted.cache_clear()
        with pytest.raises(NoAnswer, match="certificate"):
            await fetch(f"{site.origin}/", allow_private=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        http.trusted.cache_clear()
        assert (await fetch(f"{site.origin}/", allow_private=True)).body == b"safe"
        port = site.origin.rpartition(":")[2]
        other = f"https://elsewhere.example:{port}/"
        with pytest.raises(NoAnswer, match="certificate"):
            await fetch(other, allow_private=True, resolve=answers(["127.0.0.1"]))
    http.trusted.cache_clear()
