"""The server as a process: it starts, says where it is, answers, and stops when asked."""

import json
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.surfaces.cli.running import Cli

STOPS_WITHIN = 10


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_answers_from_end_to_end_and_stops_when_asked(acme: Cli, key: str, workers: str) -> None:
    with acme.serving("--workers", workers) as (url, server):
        found = acme.json("doctor", "--key", key)
        assert found["ok"], found
        assert url in next(c["found"] for c in found["checks"] if c["check"] == "server")
        begun = time.monotonic()
        server.send_signal(signal.SIGTERM)
        server.wait(STOPS_WITHIN)
        assert time.monotonic() - begun < STOPS_WITHIN
    assert server.returncode in {0, -signal.SIGTERM}


def test_it_serves_both_databases_and_migrates_first(cli: Cli, database_url: str) -> None:
    cli.more["HANDRAIL_DATABASE_URL"] = database_url
    made = cli.json("init")
    with cli.serving() as (url, _):
        assert cli.json("doctor", "--key", made["keys"]["workspace"], "--url", url)["ok"]


def test_a_port_that_is_taken_is_named(acme: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = acme("serve", "--port", str(taken.getsockname()[1]))
    assert said.returncode == 1
    assert "--port" in said.stderr


def test_without_a_key_doctor_makes_one_and_revokes_it(acme: Cli) -> None:
    with acme.serving() as (url, _):
        assert acme.json("doctor", "--url", url)["ok"]
    [mine] = [k for k in acme.json("keys", "list", "--all")["keys"] if k["name"] == "doctor"]
    assert mine["status"] == "revoked"


def test_a_key_that_opens_nothing_is_named_by_doctor(acme: Cli) -> None:
    with acme.serving() as (url, _):
        found = acme.json("doctor", "--url", url, "--key", f"mcp_acme_{'0' * 32}", fails=True)
    call = found["checks"][-1]
    assert (call["check"], call["ok"]) == ("mcp call", False)
    assert call["cure"]


def test_what_an_import_brought_an_mcp_client_finds(acme: Cli, key: str, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("name,value\nRoof,5\nWall,50\n")
    with acme.serving() as (url, _):
        acme.json("import", path, "--object", "deals")  # while the server runs
        said = {"object": "deals", "filter": {"value": {"gt": 10}}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                   "params": {"name": "search_records", "arguments": said}}  # fmt: skip
        lines = json.dumps(message) + "\n" + json.dumps({**message, "id": 2}) + "\n"
        acme.more["HANDRAIL_KEY"] = key
        bridged = acme("bridge", f"{url}/mcp", stdin=lines)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{url}/mcp", json.dumps(message).encode(), headers)
        with urllib.request.urlopen(request) as reply:
            direct = json.load(reply)
    [wall] = json.loads(direct["result"]["content"][0]["text"])["records"]
    assert wall["name"] == "Wall"
    answers = {each["id"]: each for each in map(json.loads, bridged.stdout.splitlines())}
    assert answers[1]["result"]["content"] == direct["result"]["content"]
    assert answers.keys() == {1, 2}


def test_a_folder_without_a_workspace_is_not_served_nor_made(cli: Cli) -> None:
    said = cli("serve", "--port", "0")
    assert said.returncode == 1
    assert f"handrail init --data {cli.data}" in said.stderr
    assert not cli.data.exists()


def test_a_database_without_a_workspace_is_not_served(cli: Cli, database_url: str) -> None:
    cli.more["HANDRAIL_DATABASE_URL"] = database_url
    assert cli("migrate").returncode == 0
    said = cli("serve", "--port", "0")
    assert said.returncode == 1
    assert "handrail init" in said.stderr


def test_what_serve_says_of_a_demo_works_as_pasted(acme: Cli, key: str) -> None:
    admin = {"email": "ada@acme.test", "password": "secret"}
    note = {"workspace": "acme", "admin": admin, "keys": {"workspace": key}}
    (acme.data / "demo.json").write_text(json.dumps(note))
    program = [sys.executable, "-m", "handrail", "serve", "--port", "0"]
    server = subprocess.Popen(
        program, env=acme.environment, cwd=acme.home, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        said = ""
        for line in server.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        words = shlex.split(next(each for each in said.splitlines() if each.startswith("claude")))
        assert words[-1] == f"Authorization: Bearer {key}"
        url = next(each for each in words if each.startswith("http://"))
        assert acme.json("doctor", "--url", url, "--key", key)["ok"]
        assert acme.json("connect", "curl")["url"] == url
    finally:
        server.terminate()
        server.communicate(timeout=30)
