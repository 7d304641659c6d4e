"""The documents of the repository: their text, code blocks, links and names."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)
DECISIONS = ROOT / "docs" / "decisions"
BLOCK = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```$", re.M | re.S)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is written in, and what it says."""

    info: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(info.strip(), text) for _, info, text in BLOCK.findall(page.read_text())]


def prose(page: Path) -> str:
    """A page without its blocks."""
    return BLOCK.sub("", page.read_text())


def spans(page: Path) -> list[str]:
    """What stands between backticks in running text."""
    return SPAN.findall(prose(page))


def links(page: Path) -> list[str]:
    return LINK.findall(prose(page))


def commands(page: Path) -> list[str]:
    """The commands of a page's shell blocks, one a line; a line ending in a backslash, or within
    quotes, goes on."""
    found: list[str] = []
    for block in blocks(page):
        if block.info != "bash":
            continue
        held = ""
        for line in block.text.splitlines():
            held += line.removesuffix("\\") + ("" if line.endswith("\\") else "\n")
            if held.count("'") % 2 or held.count('"') % 2 or line.endswith("\\"):
                continue
            if (said := held.strip()) and not said.startswith("#"):
                found.append(said)
            held = ""
    return found
