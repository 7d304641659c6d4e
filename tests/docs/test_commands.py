"""The commands of the README run, in the order they stand there, on a workspace of their own."""

import asyncio
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from handrail.app import build_app
from handrail.settings import Settings
from handrail.storage.opening import open_database
from handrail.surfaces.cli.main import main
from tests.docs.pages import PAGES, ROOT, commands

README = ROOT / "README.md"
TABLES = {
    "sales_teams.csv": "sales_agent,manager,regional_office\nIda Moss,Ruth Vane,North\n",
    "products.csv": "product,series,sales_price\nLamp Pro,Lamp,480\nLamp,Lamp,55\n",
    "accounts.csv": (
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
        "Quill,retail,1996,1100.04,2822,Kenya,\nQuill North,retail,2001,251.4,495,Japan,Quill\n"
    ),
    "sales_pipeline.csv": (
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "A1,Ida Moss,Lamp Pro,Quill,Won,2016-10-20,2017-03-01,1054\n"
        "A2,Ida Moss,LampPro,Quill North,Won,2016-10-25,2017-03-11,4514\n"
        "A3,Ida Moss,Lamp,Quill,Engaging,2016-10-25,,\n"
    ),
}
LONG = {"serve", "demo"}
"""Commands that do not end by themselves: only their options are tried."""
ELSEWHERE = "export HANDRAIL_DATABASE_URL="


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the four tables in it, as if somebody had just begun."""
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    for name in Settings.read({}).environment():
        # set and not only unset: the commands may set some, which must not outlive this test
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(line: str, *more: str) -> None:
    """Run a `handrail …` command in this process; it ends well."""
    with pytest.raises(SystemExit) as ended:
        main([*shlex.split(line)[1:], *more])
    assert not ended.value.code, line


def test_the_commands_of_the_readme_run_in_their_order(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, away, said = "", False, ""
    for line in commands(README):
        away = away or line.startswith(ELSEWHERE)
        words = shlex.split(line)
        match words[0]:
            case "handrail" if words[1] in LONG or away:
                run(line, "--help")
            case "handrail":
                run(line, *(["--offline"] if words[1] == "doctor" else []))
            case "curl":
                assert asyncio.run(replay(words, key, folder / "acme"))
            case "python3":
                subprocess.run([sys.executable, *words[1:]], check=True, timeout=60)
            case name:
                assert name in {"make", "source", "export"}, line
        said = capsys.readouterr().out
        if words[:2] == ["handrail", "init"] and not away:
            key = re.search(r"mcp_[\w-]+_[0-9a-f]{32}", said).group()  # type: ignore[union-attr]
        if "--dry-run" in words:
            assert "3 unchanged" in said
        # what the PostgreSQL section says ends with its block
        away = away and words[:2] != ["handrail", "serve"]
    assert (folder / "backup.db").stat().st_size > 100_000
    assert (folder / "deals.csv").read_text().count("\n") == 4


async def replay(words: list[str], key: str, data: Path) -> bool:
    """Ask the app what a curl command asks; whether it answers with a result."""
    url = next(each for each in words if each.startswith("http"))
    pairs = [words[i + 1] for i, each in enumerate(words) if each == "-H"]
    headers = dict(each.replace("$HANDRAIL_KEY", key).split(": ", 1) for each in pairs)
    body = words[words.index("-d") + 1]
    settings = Settings.read({"HANDRAIL_DATA": str(data)})
    database = open_database(settings.database_url)
    try:
        app = build_app(settings, database)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app)) as client:
            answer = await client.post(url, headers=headers, content=body)
        said: dict[str, Any] = answer.json()
        result = said.get("result", {}).get("structuredContent", said)
        return answer.status_code == 200 and "records" in result
    finally:
        await database.close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_handrail_command_has_the_options_it_is_shown_with(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = re.findall(r"`(handrail [a-z]+[^`]*)`", page.read_text())
    for line in [*commands(page), *text]:
        if line.startswith("handrail ") and "…" not in line:
            run(line, "--help")


def test_a_command_with_an_option_there_is_not_is_noticed() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--porte", "1", "--help"])
    assert ended.value.code
