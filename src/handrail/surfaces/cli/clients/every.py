"""Every client we know how to tell."""

from handrail.surfaces.cli.clients.base import Client
from handrail.surfaces.cli.clients.claude_code import ClaudeCode
from handrail.surfaces.cli.clients.codex import Codex
from handrail.surfaces.cli.clients.curl import Curl
from handrail.surfaces.cli.clients.goose import Goose
from handrail.surfaces.cli.clients.json_file import (
    ClaudeDesktop,
    Cursor,
    Gemini,
    OpenCode,
    VsCode,
    Windsurf,
    Zed,
)

CLIENTS: tuple[Client, ...] = (
    ClaudeCode(),
    ClaudeDesktop(),
    Cursor(),
    VsCode(),
    Codex(),
    Gemini(),
    Goose(),
    Windsurf(),
    Zed(),
    OpenCode(),
    Curl(),
)
CLIENT_BY_NAME = {each.name: each for each in CLIENTS}
