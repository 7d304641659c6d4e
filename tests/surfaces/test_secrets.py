"""No secret stands in a log, an answer to somebody else, the journal or the database.

A journey with every kind of secret against a real server at its most talkative; then everything
that it said and wrote is searched.
"""

import asyncio
import re
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from handrail.surfaces.http import spoken_path
from handrail.vault.keyring import FILE, KeyFile
from tests.strangers.mailserver import serving as serving_mail
from tests.surfaces.cli.running import Cli
from tests.surfaces.oauth.client import ORIGIN, Agent

PASSWORD, WRONG, NEW = "correct-horse-battery", "wrong-horse-battery", "brand-new-staple-9"
SIGNING = "whsec_c2lnbmluZy1zZWNyZXQtb2YtYS13ZWJob29r"
SMTP = "right"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    home = tmp_path / "home"
    home.mkdir()
    return Cli(home, tmp_path / "data")


async def link_in(mails: list[Any], what: str) -> str:
    """The secret at the end of the link of the next mail; mails are sent by a job."""
    async with asyncio.timeout(30):
        while True:
            for mail in mails:
                body = mail.get_body(preferencelist=("plain",)).get_content()
                if found := re.search(rf"/{what}/([\w-]+)", body):
                    return found[1]
            await asyncio.sleep(0.05)


async def journey(url: str, init: dict[str, Any], mails: list[Any]) -> dict[str, str]:
    """Do with every kind of secret what can be done, right and wrong; the secrets by name."""
    found = {"key": init["keys"]["workspace"], "password": PASSWORD, "wrong": WRONG, "new": NEW}
    form = {"sec-fetch-site": "same-origin"}
    async with (
        httpx2.AsyncClient(base_url=url, headers=form) as ada,
        httpx2.AsyncClient(base_url=url, headers=form) as invited,
        httpx2.AsyncClient(base_url=url) as program,
    ):
        email = init["admin"]["email"]
        await ada.post("/sign-in", data={"email": email, "password": WRONG})
        signed = await ada.post("/sign-in", data={"email": email, "password": PASSWORD})
        assert signed.status_code == 303, signed.text
        found["session"] = ada.cookies["handrail"]

        program.headers["x-api-key"] = found["key"]
        made = await program.post(
            "/v1/records/people", json={"values": {"name": "Pia", "no_such": found["key"][-6:]}}
        )
        assert made.status_code == 422
        assert (await program.get("/v1/objects")).status_code == 200
        page = await ada.post("/settings/keys", data={"name": "agent", "reach": "write"})
        found["second key"] = re.search(r"mcp_[a-z0-9-]+_[0-9a-f]{32}", page.text)[0]  # type: ignore[index]
        program.headers["x-api-key"] = f"{found['second key'][:-1]}g"
        assert (await program.get("/v1/objects")).status_code == 401
        del program.headers["x-api-key"]

        agent = Agent(program, ada)
        await agent.register()
        found["code"] = await agent.code("write")
        assert (await agent.redeem(found["code"])).status_code == 200
        found["access"] = agent.tokens["access_token"]
        found["refresh"] = agent.tokens["refresh_token"]
        assert "objects" in await agent.ask("list_objects")
        await agent.refresh()
        found["next access"] = agent.tokens["access_token"]
        await agent.redeem(found["code"])  # a replay, which ends it all

        hook = {"url": "https://hooks.example.test/in", "events": ["record.created"]}
        said = {"x-api-key": found["second key"]}
        admin = {"x-api-key": found["key"]}
        for headers in (said, admin):
            made = await program.post(
                "/v1/webhooks", json=hook | {"secret": SIGNING}, headers=headers
            )
        assert made.status_code == 201, made.text
        found["signing"] = SIGNING

        sent = await ada.post(
            "/settings/members/invite", data={"email": "dora@acme.test", "role_id": "rep"}
        )
        assert sent.status_code < 400, sent.text
        found["invitation"] = await link_in(mails, "join")
        await invited.get(f"/join/{found['invitation']}")
        await invited.post(f"/join/{found['invitation']}", data={"name": "Dora", "password": NEW})
        await invited.post("/forgot", data={"email": email})
        found["reset"] = await link_in(mails, "reset")
        await invited.get(f"/reset/{found['reset']}")
    return found


LOST = ("api_key", "session", "oauth_token", "account", "invitation", "password_reset")


def damage(path: Path) -> None:
    """Take tables away, so that whatever is asked next is an accident and is logged."""
    database = sqlite3.connect(path, timeout=10)
    there = {row[0] for row in database.execute("select name from sqlite_master")}
    for name in LOST:
        if name in there:
            database.execute(f'alter table "{name}" rename to "lost_{name}"')
    database.commit()
    database.close()


async def accidents(url: str, found: dict[str, str]) -> None:
    """Come with each secret to a server that cannot look it up."""
    async with httpx2.AsyncClient(base_url=url, headers={"sec-fetch-site": "same-origin"}) as http:
        for name in ("key", "second key", "access", "next access"):
            bearer = {"authorization": f"Bearer {found[name]}"}
            assert (await http.get("/v1/objects", headers=bearer)).status_code in (401, 503)
            assert (await http.post("/mcp", json={}, headers=bearer)).status_code in (400, 401, 503)
        form = {"grant_type": "refresh_token", "refresh_token": found["refresh"], "client_id": "x"}
        await http.post("/oauth/token", data=form)
        await http.get(f"/join/{found['invitation']}")
        await http.post(f"/reset/{found['reset']}", data={"password": NEW})
        await http.post("/sign-in", data={"email": "admin@acme.example", "password": PASSWORD})
        await http.get("/settings/keys", headers={"cookie": f"handrail={found['session']}"})


async def test_a_journey_with_every_kind_of_secret_leaves_none_behind(cli: Cli):
    with serving_mail(with_login=True) as mailserver:
        port = urlsplit(mailserver.url).port
        cli.more |= {
            "HANDRAIL_LOG_LEVEL": "debug",
            "HANDRAIL_PUBLIC_URL": ORIGIN,
            "HANDRAIL_SMTP_URL": f"smtp://crm:{SMTP}@127.0.0.1:{port}",
        }
        init = cli.json("init", "--name", "Acme", "--password", PASSWORD)
        master = KeyFile(cli.data / FILE).first()
        found, said = await _served(cli, init, mailserver.mails, cli.home / "server.log")
    found["master key"] = f"{master}"
    assert len(found) >= 14
    kept = b"".join(
        each.read_bytes() for each in cli.data.iterdir() if each.is_file() and each.name != FILE
    )
    assert len(kept) > 100_000
    assert said.count("Traceback") >= 3, said  # there were accidents, and they were told
    for name, secret in found.items():
        assert secret not in said, f"the {name} is in the log"
        assert secret.encode() not in kept, f"the {name} is in the database"
    assert f"crm:{SMTP}@" not in said


async def _served(
    cli: Cli, init: dict[str, Any], mails: list[Any], log: Path
) -> tuple[dict[str, str], str]:
    """The journey's secrets, and all that the server said."""
    port = free_port()
    with log.open("w") as out:
        server = subprocess.Popen(  # noqa: ASYNC220
            [sys.executable, "-m", "handrail", "serve", "--port", f"{port}"],
            env=cli.environment,
            cwd=cli.home,
            stdout=out,
            stderr=out,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            await answering(url)
            found = await journey(url, init, mails)
            damage(cli.data / "handrail.db")
            await accidents(url, found)
        finally:
            server.terminate()
            server.wait(30)
    return found, await asyncio.to_thread(log.read_text)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


async def answering(url: str) -> None:
    async with asyncio.timeout(60), httpx2.AsyncClient() as http:
        while True:
            try:
                if (await http.get(f"{url}/healthz")).status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            await asyncio.sleep(0.05)


def test_a_path_in_a_log_holds_no_secret_of_a_mailed_link():
    secret = "A-b_" * 11
    assert secret not in spoken_path(f"/join/{secret}")
    assert spoken_path("/o/people/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000") == (
        "/o/people/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"
    )
