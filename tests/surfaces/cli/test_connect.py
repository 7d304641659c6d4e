"""Telling clients of the server: snippets that fit each of them, and files written with care."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.surfaces.cli.running import Cli

KEY, URL = "mcp_acme_" + "0" * 32, "https://crm.acme.example"
SAID = ("--key", KEY, "--url", URL)
BEARER = {"Authorization": f"Bearer {KEY}"}
JSON_CLIENTS = {
    "cursor": (".cursor/mcp.json", ("mcpServers",), {"url": f"{URL}/mcp"}),
    "vscode": (".config/Code/User/mcp.json", ("servers",), {"type": "http", "url": f"{URL}/mcp"}),
    "gemini": (".gemini/settings.json", ("mcpServers",), {"httpUrl": f"{URL}/mcp"}),
    "windsurf": (
        ".codeium/windsurf/mcp_config.json", ("mcpServers",), {"serverUrl": f"{URL}/mcp"},
    ),
    "zed": (".config/zed/settings.json", ("context_servers",), {"url": f"{URL}/mcp"}),
    "opencode": (
        ".config/opencode/opencode.json", ("mcp", "servers"),
        {"type": "remote", "url": f"{URL}/mcp"},
    ),
}  # fmt: skip


def under(whole: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        whole = whole[key]
    return whole


def test_without_a_client_it_is_the_address_alone(cli: Cli) -> None:
    ran = cli("connect", "--url", f"{URL}/")
    assert ran.stdout == f"{URL}/mcp\n"
    assert json.loads(cli("connect", "--url", URL, "--json").stdout) == {"url": f"{URL}/mcp"}


@pytest.mark.parametrize("client", JSON_CLIENTS)
def test_a_json_file_gets_our_server_and_keeps_the_others(cli: Cli, client: str) -> None:
    place, path, entry = JSON_CLIENTS[client]
    file = cli.home / place
    snippet = json.loads(cli.json("connect", client, *SAID)["snippet"])
    assert under(snippet, path)["handrail"] == {**entry, "headers": BEARER}
    assert not file.exists()

    file.parent.mkdir(parents=True)
    before: Any = {"other": [1]}
    inner = before
    for key in path:
        inner = inner.setdefault(key, {})
    inner["theirs"] = {"command": "x"}
    file.write_text(json.dumps(before))
    written = cli.json("connect", client, *SAID, "--write")
    after = json.loads(file.read_text())
    assert after["other"] == [1]
    assert under(after, path).keys() == {"theirs", "handrail"}
    assert json.loads(Path(written["copy"]).read_text()) == before
    assert cli.json("connect", client, *SAID, "--write")["copy"] is None


def test_a_file_with_comments_is_left_as_it_is(cli: Cli) -> None:
    file = cli.home / ".cursor" / "mcp.json"
    file.parent.mkdir()
    file.write_text("{ // mine\n}")
    refused = cli.json("connect", "cursor", *SAID, "--write", fails=True)["error"]
    assert "Paste the snippet" in refused["hint"]
    assert file.read_text() == "{ // mine\n}"


def test_codex_keeps_its_comments_and_other_servers(cli: Cli) -> None:
    file = cli.home / ".codex" / "config.toml"
    file.parent.mkdir()
    mine = '# mine\nmodel = "x"\n\n[mcp_servers.theirs]\ncommand = "y"\n'
    file.write_text(mine)
    for key in (KEY, KEY.replace("0", "1")):
        cli.json("connect", "codex", "--key", key, "--url", URL, "--write")
        text = file.read_text()
        assert text.startswith(mine)
        servers = tomllib.loads(text)["mcp_servers"]
        assert servers["theirs"] == {"command": "y"}
        assert servers["handrail"]["url"] == f"{URL}/mcp"
        assert servers["handrail"]["http_headers"] == {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize(
    "mine",
    [
        "",
        "# mine\nGOOSE_MODEL: x\n",
        "extensions:\n  theirs:\n    enabled: true\nGOOSE_MODE: auto\n",
    ],
)
def test_goose_keeps_what_is_there(cli: Cli, mine: str) -> None:
    file = cli.home / ".config" / "goose" / "config.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(mine)
    for _ in range(2):
        cli.json("connect", "goose", *SAID, "--write")
    found = yaml.safe_load(file.read_text())
    ours = found["extensions"].pop("handrail")
    assert (ours["type"], ours["uri"], ours["headers"]) == ("streamable_http", f"{URL}/mcp", BEARER)
    before = yaml.safe_load(mine) or {}
    assert found == {"extensions": {}, **before}
    assert all(line in file.read_text() for line in mine.splitlines())


def test_claude_code_gets_a_command_and_claude_desktop_a_bridge(cli: Cli) -> None:
    command = cli("connect", "claude-code", *SAID).stdout
    assert command.splitlines() == [
        f"claude mcp add --transport http --scope user handrail {URL}/mcp"
        f' --header "Authorization: Bearer {KEY}"'
    ]
    desktop = json.loads(cli.json("connect", "claude-desktop", *SAID)["snippet"])
    ours = desktop["mcpServers"]["handrail"]
    assert ours["args"] == ["-m", "handrail", "bridge", f"{URL}/mcp"]
    assert ours["env"] == {"HANDRAIL_KEY": KEY}


def test_without_a_key_a_new_one_is_made_named_after_the_client(acme: Cli) -> None:
    said = acme.json("connect", "cursor", "--read-only")
    [made] = [k for k in acme.json("keys", "list")["keys"] if k["name"] == "Cursor"]
    assert made["scopes"] == ["read:data"]
    assert made["shown"].endswith(said["key"][-4:])


def test_an_unknown_client_is_refused_with_the_near_one(cli: Cli) -> None:
    refused = cli.json("connect", "claude-cod", *SAID, fails=True)["error"]
    assert refused["did_you_mean"] == "claude-code"
    assert "goose" in refused["allowed"]
