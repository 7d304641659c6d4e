"""What documents name is there: files, modules, make targets, settings, clients, numbers."""

import importlib.util
import re
from pathlib import Path

import pytest

from handrail import catalog
from handrail.core.operation import Door
from handrail.features.records.attributes.every import ATTRIBUTE_TYPES
from handrail.settings import Settings
from handrail.surfaces.cli.clients.every import CLIENT_BY_NAME
from tests.docs.pages import PAGES, ROOT, blocks, commands, prose, spans

PACKAGE = ROOT / "src" / "handrail"
ROOMS = PACKAGE / "features"
TOPS = ("src", "tests", "docs", "bench")
# where a path may begin, beside the root: documents speak of rooms and floors by their own names
BEGINNINGS = (ROOT, PACKAGE, ROOMS, ROOMS / "records", *(PACKAGE / "surfaces").glob("*"))
FILE = re.compile(r"[\w.-]+(/[\w.-]+)*\.(py|md|toml|yml|html)")
FOLDER = re.compile(r"[\w.-]+(/[\w.-]+)*/")
VARIABLE = re.compile(r"HANDRAIL_[A-Z_]*[A-Z]")
IDENTIFIER = re.compile(r"(?=\w*(_|[a-z][A-Z]|[A-Z]{4}))[A-Za-z]\w+")
TREE = re.compile(r"^([│ ]*)[├└]── (\S+)", re.M)
FOREIGN = {"JSONB", "pg_dump", "pg_hint_plan"}
"""Names of other people's things."""
IDS = {"argvalues": PAGES, "ids": lambda page: str(page.relative_to(ROOT))}


def code() -> str:
    """All that is written in the repository's code, to look names up in."""
    kinds = ("*.py", "*.toml", "*.html", "*.js", "Makefile")
    tops = [ROOT / "src", ROOT / "tests"]
    paths = [path for top in tops for kind in kinds for path in top.rglob(kind)]
    here = Path(__file__).parent
    paths = [
        each for each in paths if "node_modules" not in each.parts and here not in each.parents
    ]
    return "\n".join(path.read_text() for path in [*paths, ROOT / "pyproject.toml"])


def exists(span: str) -> bool:
    """Whether a file is anywhere in the code, or a path leads somewhere from where one begins."""
    if FILE.fullmatch(span) and "/" not in span:
        return (
            any(any(top.rglob(span)) for top in (PACKAGE, ROOT / "tests")) or (ROOT / span).exists()
        )
    return any((start / span).exists() for start in BEGINNINGS)


@pytest.mark.parametrize("page", **IDS)
def test_every_file_and_folder_a_page_names_exists(page: Path) -> None:
    for span in spans(page):
        is_path = FILE.fullmatch(span) or FOLDER.fullmatch(span) or span.split("/")[0] in TOPS
        if is_path and not re.search(r"[<{*…]", span):
            assert exists(span), span


def test_the_tree_of_the_architecture_is_the_tree_of_the_code() -> None:
    drawn: set[str] = set()
    above: list[str] = []
    tree = next(each.text for each in blocks(ROOT / "ARCHITECTURE.md") if "app.py" in each.text)
    for indent, name in TREE.findall(tree):
        above = [*above[: len(indent) // 4], name.rstrip("/")]
        drawn.add("/".join(above))
    assert all((PACKAGE / each).exists() for each in drawn), drawn
    folders = {"": PACKAGE, "features/": ROOMS, "surfaces/": PACKAGE / "surfaces"}
    for prefix, folder in folders.items():
        there = {prefix + each.name for each in folder.iterdir() if not each.name.startswith("_")}
        assert there <= drawn, there - drawn


@pytest.mark.parametrize("page", **IDS)
def test_every_name_of_the_code_that_a_page_uses_is_in_the_code(page: Path) -> None:
    names = {span for span in spans(page) if IDENTIFIER.fullmatch(span)}
    text = code()
    assert not {name for name in names - FOREIGN if not re.search(rf"\b{name}\b", text)}


@pytest.mark.parametrize("page", **IDS)
def test_modules_and_make_targets_exist(page: Path) -> None:
    said = [*spans(page), *commands(page)]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for each in said:
        if made := re.match(r"make ([a-z]+)", each):
            assert made.group(1) in targets, each
        if (run := re.search(r"python3? -m ([\w.]+)", each)) and run.group(1) != "pytest":
            assert importlib.util.find_spec(run.group(1)), each
        if dotted := re.fullmatch(r"handrail(\.\w+)+(?<!\.db)", each):
            assert importlib.util.find_spec(dotted.group()), each


def test_the_readme_has_every_setting_and_no_other() -> None:
    told = re.findall(r"^\| `(HANDRAIL_\w+)` \|", (ROOT / "README.md").read_text(), re.M)
    read = set(Settings.read({}).environment())
    written = set(VARIABLE.findall((PACKAGE / "settings.py").read_text()))
    assert set(told) == read == written
    assert len(told) == len(read)


@pytest.mark.parametrize("page", **IDS)
def test_every_variable_a_page_names_is_read_somewhere(page: Path) -> None:
    text = code()
    for name in VARIABLE.findall(page.read_text()):
        assert name in text, name


def test_the_readme_names_every_client_and_counts_the_tools() -> None:
    text = " ".join((ROOT / "README.md").read_text().split())
    assert set(CLIENT_BY_NAME) == set(
        re.findall(r"`([\w-]+)`", re.search(r"It knows (.*?)\.", text).group(1))  # type: ignore[union-attr]
    )
    offered = [
        each
        for toolset in catalog.TOOLSETS
        if toolset.default
        for each in toolset.operations
        if Door.MCP in each.doors
    ]
    assert f"{len(offered)} tools by default" in text
    paths = {f"/mcp/x/{each.name}" for each in catalog.TOOLSETS}
    paths |= {path for each in catalog.faces("http://localhost") for path in each.mcp}
    for named in re.findall(r"/mcp/x/\w+", text):
        assert named in paths


def test_the_changelog_begins_with_what_is_unreleased_and_has_this_version() -> None:
    from handrail import __version__

    page = ROOT / "CHANGELOG.md"
    versions = re.findall(r"^## (.+)$", page.read_text(), re.M)
    assert versions[0] == "Unreleased"
    assert versions[1] == __version__
    assert "nineteen attribute types" in prose(page)
    assert len(ATTRIBUTE_TYPES) == 19


@pytest.mark.parametrize("page", **IDS)
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(work|home|root|tmp|Users)/", page.read_text())
