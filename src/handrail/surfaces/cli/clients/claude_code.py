"""Claude Code: a command of its own, or a file."""

from pathlib import Path
from typing import Any

from handrail.surfaces.cli.clients.base import SERVER, Endpoint
from handrail.surfaces.cli.clients.json_file import JsonFile


class ClaudeCode(JsonFile):
    """The snippet is the command that adds the server for every project of this user."""

    name, label, language = "claude-code", "Claude Code", "shell"
    afterwards = "Then ask: which deals close this month?"

    def path(self) -> Path:
        return Path.home() / ".claude.json"

    def entry(self, endpoint: Endpoint) -> dict[str, Any]:
        return {"type": "http", **super().entry(endpoint)}

    def snippet(self, endpoint: Endpoint) -> str:
        return (
            f"claude mcp add --transport http --scope user {SERVER} {endpoint.url}"
            f' --header "Authorization: {endpoint.bearer}"'
        )
