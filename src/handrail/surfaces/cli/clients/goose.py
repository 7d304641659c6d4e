"""Goose: a YAML file."""

import re
from pathlib import Path
from typing import Any

from handrail.core.errors import Invalid
from handrail.surfaces.cli.clients.base import SERVER, Client, Endpoint, config_home, xdg_config
from handrail.surfaces.cli.clients.json_file import PASTE

OURS = re.compile(rf"^  {SERVER}:[^\n]*\n(?:    [^\n]*\n?)*", re.M)


class Goose(Client):
    name, label, language = "goose", "Goose", "yaml"

    def path(self) -> Path:
        import sys

        if sys.platform == "win32":
            return config_home() / "Block" / "goose" / "config" / "config.yaml"
        return xdg_config() / "goose" / "config.yaml"

    def snippet(self, endpoint: Endpoint) -> str:
        return f"extensions:\n{self._entry(endpoint)}".rstrip("\n")

    def _entry(self, endpoint: Endpoint) -> str:
        return (
            f"  {SERVER}:\n"
            f"    type: streamable_http\n"
            f"    name: {SERVER}\n"
            f"    enabled: true\n"
            f"    uri: {endpoint.url}\n"
            f"    headers:\n"
            f"      Authorization: {endpoint.bearer}\n"
            f"    timeout: 300\n"
        )

    def merged(self, text: str, endpoint: Endpoint) -> str:
        """Our entry is put first among the extensions; every other line stays as it was."""
        others = OURS.sub("", text)
        if re.search(r"^extensions:[^\S\n]*$", others, re.M):
            made = re.sub(
                r"^extensions:[^\S\n]*\n?",
                lambda _: f"extensions:\n{self._entry(endpoint)}",
                others,
                count=1,
                flags=re.M,
            )
        else:
            begin = others if not others or others.endswith("\n") else f"{others}\n"
            made = f"{begin}{self.snippet(endpoint)}\n"
        if self._others(text) != self._others(made):
            raise Invalid(f"{self.path()} cannot be changed safely.", hint=PASTE)
        return made

    def _others(self, text: str) -> Any:
        """All that the file says beside our entry."""
        import yaml

        try:
            whole = yaml.safe_load(text) or {}
        except yaml.YAMLError as error:
            raise Invalid(f"{self.path()} is no YAML: it is left as it is.", hint=PASTE) from error
        if not isinstance(whole, dict):
            raise Invalid(f"{self.path()} is no mapping.", hint=PASTE)
        extensions = whole.pop("extensions", None) or {}
        extensions.pop(SERVER, None)
        return whole, extensions
