"""Clients that keep their servers in a JSON file, under one key or another."""

import json
from pathlib import Path
from typing import Any

from handrail.core.errors import Invalid
from handrail.surfaces.cli.clients.base import SERVER, Client, Endpoint, config_home, xdg_config


class JsonFile(Client):
    """`under` leads to the object that holds the servers by name."""

    language = "json"
    under: tuple[str, ...] = ("mcpServers",)

    def entry(self, endpoint: Endpoint) -> dict[str, Any]:
        return {"url": endpoint.url, "headers": {"Authorization": endpoint.bearer}}

    def snippet(self, endpoint: Endpoint) -> str:
        whole: dict[str, Any] = {SERVER: self.entry(endpoint)}
        for key in reversed(self.under):
            whole = {key: whole}
        return json.dumps(whole, indent=2)

    def merged(self, text: str, endpoint: Endpoint) -> str:
        whole = self._parsed(text)
        servers = whole
        for key in self.under:
            servers = servers.setdefault(key, {})
            if not isinstance(servers, dict):
                raise Invalid(f"{key!r} in {self.path()} is no object.", hint=PASTE)
        if servers.get(SERVER) == self.entry(endpoint):
            return text
        servers[SERVER] = self.entry(endpoint)
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"

    def _parsed(self, text: str) -> dict[str, Any]:
        try:
            whole = json.loads(text) if text.strip() else {}
        except json.JSONDecodeError as error:
            raise Invalid(
                f"{self.path()} holds comments, or is no JSON: it is left as it is.", hint=PASTE
            ) from error
        if not isinstance(whole, dict):
            raise Invalid(f"{self.path()} is no JSON object.", hint=PASTE)
        return whole


PASTE = "Paste the snippet yourself: handrail connect prints it without --write."


class Cursor(JsonFile):
    name, label = "cursor", "Cursor"

    def path(self) -> Path:
        return Path.home() / ".cursor" / "mcp.json"


class VsCode(JsonFile):
    """Each entry says its type; the file is the user's, for all projects."""

    name, label = "vscode", "Visual Studio Code"
    under = ("servers",)
    afterwards = "Agent mode of Copilot Chat then has the tools."

    def path(self) -> Path:
        return config_home() / "Code" / "User" / "mcp.json"

    def entry(self, endpoint: Endpoint) -> dict[str, Any]:
        return {"type": "http", **super().entry(endpoint)}


class Gemini(JsonFile):
    """`httpUrl` is streamable HTTP; `url` would be SSE."""

    name, label = "gemini", "Gemini CLI"

    def path(self) -> Path:
        return Path.home() / ".gemini" / "settings.json"

    def entry(self, endpoint: Endpoint) -> dict[str, Any]:
        return {"httpUrl": endpoint.url, "headers": {"Authorization": endpoint.bearer}}


class Windsurf(JsonFile):
    name, label = "windsurf", "Windsurf"

    def path(self) -> Path:
        return Path.home() / ".codeium" / "windsurf" / "mcp_config.json"

    def entry(self, endpoint: Endpoint) -> dict[str, Any]:
        return {"serverUrl": endpoint.url, "headers": {"Authorization": endpoint.bearer}}


class Zed(JsonFile):
    name, label = "zed", "Zed"
    under = ("context_servers",)

    def path(self) -> Path:
        return xdg_config() / "zed" / "settings.json"


class OpenCode(JsonFile):
    """Version 2 keeps servers under `mcp.servers`; version 1 had them under `mcp`."""

    name, label = "opencode", "OpenCode"
    under = ("mcp", "servers")

    def path(self) -> Path:
        return xdg_config() / "opencode" / "opencode.json"

    def entry(self, endpoint: Endpoint) -> dict[str, Any]:
        return {"type": "remote", **super().entry(endpoint)}


class ClaudeDesktop(JsonFile):
    """It starts servers itself and speaks to them by stdin: `handrail bridge` passes it on."""

    name, label = "claude-desktop", "Claude Desktop"
    afterwards = "Quit Claude Desktop entirely and open it again."

    def path(self) -> Path:
        return config_home() / "Claude" / "claude_desktop_config.json"

    def entry(self, endpoint: Endpoint) -> dict[str, Any]:
        import sys

        return {
            "command": sys.executable,
            "args": ["-m", "handrail", "bridge", endpoint.url],
            "env": {"HANDRAIL_KEY": endpoint.key},
        }
