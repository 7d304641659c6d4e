"""Codex: a TOML file."""

import re
import tomllib
from pathlib import Path

from handrail.core.errors import Invalid
from handrail.surfaces.cli.clients.base import SERVER, Client, Endpoint
from handrail.surfaces.cli.clients.json_file import PASTE

OURS = re.compile(
    rf"^\[mcp_servers\.(?:{SERVER}|\"{SERVER}\")(?:\.[^\]\n]*)?\][^\n]*\n(?:(?!\[)[^\n]*\n?)*", re.M
)


class Codex(Client):
    name, label, language = "codex", "Codex", "toml"

    def path(self) -> Path:
        return Path.home() / ".codex" / "config.toml"

    def snippet(self, endpoint: Endpoint) -> str:
        return (
            f'[mcp_servers.{SERVER}]\nurl = "{endpoint.url}"\n'
            f'http_headers = {{ "Authorization" = "{endpoint.bearer}" }}'
        )

    def merged(self, text: str, endpoint: Endpoint) -> str:
        """Our table is replaced or put last; every other line stays, comments included."""
        others = OURS.sub("", text).rstrip("\n")
        made = f"{others}\n\n{self.snippet(endpoint)}\n".lstrip("\n")
        try:
            before, after = tomllib.loads(text), tomllib.loads(made)
        except tomllib.TOMLDecodeError as error:
            raise Invalid(f"{self.path()} is left as it is: {error}.", hint=PASTE) from error
        for each in (before, after):
            each.get("mcp_servers", {}).pop(SERVER, None)
        if before | {"mcp_servers": {}} != after | {"mcp_servers": {}} or before.get(
            "mcp_servers", {}
        ) != after.get("mcp_servers", {}):
            raise Invalid(f"{self.path()} cannot be changed safely.", hint=PASTE)
        return made
