"""`handrail keys rotate-master`, run as people run it, and killed in the middle."""

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

from handrail.storage import queue
from handrail.storage.database import Db
from handrail.storage.opening import open_database
from handrail.vault.keyring import FILE, KeyFile
from handrail.vault.seal import Sealer
from tests.surfaces.cli.running import Cli

LINK = "https://crm.test/invitations/open-sesame"


def seal_jobs(cli: Cli, count: int) -> None:
    """Mails that wait, as a server would have left them."""

    async def fill(db: Db) -> None:
        for _ in range(count):
            await queue.enqueue(db, "mail", {}, secret={"link": LINK}, run_at=2**60)

    async def run() -> None:
        sealer = Sealer(KeyFile(cli.data / FILE))
        database = open_database(f"sqlite:///{cli.data / 'handrail.db'}", sealer=sealer)
        await database.write(1, fill)
        await database.close()

    asyncio.run(run())


def under(cli: Cli, key_id: str) -> int:
    """How many secrets are sealed under a key."""
    connection = sqlite3.connect(cli.data / "handrail.db", timeout=10)
    try:
        said = "select count(*) from job where secret like ?"
        return connection.execute(said, [f"v1.{key_id}.%"]).fetchone()[0]
    finally:
        connection.close()


def sealed_check(cli: Cli) -> dict[str, object]:
    said = cli("doctor", "--offline", "--json")
    import json

    return next(c for c in json.loads(said.stdout)["checks"] if c["check"] == "sealed secrets")


def test_init_makes_a_keyring_that_only_its_owner_reads(acme: Cli):
    assert stat.S_IMODE((acme.data / FILE).stat().st_mode) == 0o600
    key = f"{KeyFile(acme.data / FILE).first()}"
    assert key.encode() not in b"".join(
        each.read_bytes() for each in acme.data.iterdir() if each.name != FILE
    )


def test_rotation_lets_go_of_the_old_key_and_everything_opens(acme: Cli):
    seal_jobs(acme, 5)
    old = KeyFile(acme.data / FILE).first()
    done = acme.json("keys", "rotate-master")
    assert done["resealed"] == {"job.secret": 5}
    assert done["retired"]
    [new] = KeyFile(acme.data / FILE).keys()
    assert done["key"] == new.id != old.id
    assert (under(acme, old.id), under(acme, new.id)) == (0, 5)
    assert sealed_check(acme) == {
        "check": "sealed secrets",
        "ok": True,
        "found": "all 5 open",
        "cure": None,
    }


def test_a_rotation_that_is_killed_leaves_everything_open_and_is_finished_by_the_next(acme: Cli):
    count = 20_000
    seal_jobs(acme, count)
    old = KeyFile(acme.data / FILE).first()
    running = subprocess.Popen(
        [sys.executable, "-m", "handrail", "keys", "rotate-master"],
        env=acme.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while (ring := KeyFile(acme.data / FILE).keys())[0] == old or not under(acme, ring[0].id):
        assert running.poll() is None, "the rotation was over before it could be killed"
        assert time.monotonic() < deadline
        os.sched_yield()
    running.send_signal(signal.SIGKILL)
    running.wait()
    new, *others = KeyFile(acme.data / FILE).keys()
    assert others == [old]
    assert 0 < under(acme, new.id) < count
    assert under(acme, new.id) + under(acme, old.id) == count
    assert sealed_check(acme)["found"] == f"all {count} open"

    done = acme.json("keys", "rotate-master")
    assert done["key"] == new.id
    assert done["resealed"]["job.secret"] < count
    assert KeyFile(acme.data / FILE).keys() == (new,)
    assert sealed_check(acme)["found"] == f"all {count} open"


def test_a_lost_keyring_is_told_with_what_has_to_be_entered_anew(acme: Cli):
    seal_jobs(acme, 2)
    lost = KeyFile(acme.data / FILE).first()
    (acme.data / FILE).unlink()
    told = sealed_check(acme)
    assert not told["ok"]
    assert "2 messages that wait to be sent" in f"{told['found']}"
    assert "HANDRAIL_MASTER_KEYS" in f"{told['cure']}"
    refused = acme.json("keys", "rotate-master", fails=True)
    assert "2 messages that wait to be sent" in refused["error"]["message"]
    acme.more["HANDRAIL_MASTER_KEYS"] = f"{lost}"
    assert sealed_check(acme)["ok"]


def test_keys_of_the_environment_are_rotated_by_whoever_keeps_them(acme: Cli):
    old, new = KeyFile(acme.data / FILE).first(), "ab" * 32
    seal_jobs(acme, 3)
    acme.more["HANDRAIL_MASTER_KEYS"] = f"{new},{old}"
    done = acme.json("keys", "rotate-master")
    assert (done["resealed"], done["retired"]) == ({"job.secret": 3}, False)
    acme.more["HANDRAIL_MASTER_KEYS"] = new
    assert sealed_check(acme)["ok"]


def test_a_master_key_that_is_none_is_refused_without_being_repeated(acme: Cli, tmp_path: Path):
    acme.more["HANDRAIL_MASTER_KEYS"] = "hunter2-is-too-short"
    refused = acme.json("keys", "list", fails=True)
    assert "32 bytes" in refused["error"]["message"]
    assert "hunter2" not in f"{refused}"
