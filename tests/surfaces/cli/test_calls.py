"""`handrail calls import`: a call for each transcript, once."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.cli.running import Cli

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.500
<v Ben Seller>Good morning, Dana.</v>

00:01:07.000 --> 00:01:12.250
<v Dana Buyer>We lose six hours a week on rosters.</v>
"""
SRT = "1\n00:00:02,000 --> 00:00:03,000\nBen: Hello.\n"
TEXT = "Ben: How do you plan?\nDana: In a spreadsheet.\n"
JSON = '{"segments": [{"speaker": "Ben", "start": 1.5, "end": 3, "text": "Hello there."}]}'


@pytest.fixture
def files(cli: Cli) -> Path:
    folder = cli.home / "recordings"
    folder.mkdir()
    for name, said in (
        ("2026-11-20 Demo with Nova.vtt", VTT),
        ("GMT20261119-140530_Recording.srt", SRT),
        ("planning.txt", TEXT),
        ("call.json", JSON),
    ):
        (folder / name).write_text(said, encoding="utf-8")
    return folder


def found(cli: Cli, said: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of the calls that a report says were added."""
    ids = [each["id"] for each in said["calls"]]
    out = cli.home / "calls.json"
    cli("export", "--object", "calls", "--output", out)
    records = {each["id"]: each for each in json.loads(out.read_text(encoding="utf-8"))}
    return [records[each] for each in ids]


def test_each_transcript_is_a_call_and_the_same_again_adds_none(acme: Cli, files: Path) -> None:
    paths = sorted(files.iterdir())
    said = acme.json("calls", "import", *paths)
    assert (said["files"], said["added"], said["known"], said["failed"]) == (4, 4, 0, 0)
    by_file = {Path(each["file"]).name: each for each in said["calls"]}
    demo = by_file["2026-11-20 Demo with Nova.vtt"]
    assert demo["title"] == "2026-11-20 Demo with Nova"
    assert demo["call_date"] == "2026-11-20T00:00:00.000Z"
    zoom = by_file["GMT20261119-140530_Recording.srt"]
    assert zoom["call_date"] == "2026-11-19T14:05:30.000Z"
    assert by_file["planning.txt"]["call_date"] is None
    records = found(acme, said)
    assert {each["status"] for each in records} == {"pending"}
    assert sorted(each["duration"] or 0 for each in records) == [0, 3, 3, 72]
    again = acme.json("calls", "import", *paths)
    assert (again["added"], again["known"]) == (0, 4)
    assert [each["id"] for each in again["calls"]] == [each["id"] for each in said["calls"]]
    files.joinpath("other name.vtt").write_text(VTT.replace("\n", "\r\n"), encoding="utf-16")
    other = acme.json("calls", "import", files / "other name.vtt")
    assert [each["id"] for each in other["calls"]] == [demo["id"]]


def test_a_call_is_of_a_rep_and_about_a_deal(acme: Cli, files: Path) -> None:
    names = files / "deals.csv"
    names.write_text("name\nNova: Platform\n", encoding="utf-8")
    acme("import", names, "--object", "deals")
    admin = acme.json("members", "list")["members"][0]
    said = acme.json(
        "calls", "import", files / "planning.txt", "--title", "Planning", "--rep", admin["name"],
        "--date", "2026-11-20T14:00:00Z", "--deal", "Nova: Platform",
    )  # fmt: skip
    [record] = found(acme, said)
    assert (record["name"], record["called_at"]) == ("Planning", "2026-11-20T14:00:00.000Z")
    assert "Nova: Platform" in str(record["deals"])
    assert admin["name"] in str(record["owners"])


def test_what_cannot_be_read_fails_with_the_reason_and_the_rest_stands(
    acme: Cli, files: Path
) -> None:
    bad = {
        "bad.srt": b"1\nnothing\n",
        "latin.txt": "José: hola".encode("latin-1"),
        "empty.vtt": b"",
    }
    for name, raw in bad.items():
        (files / name).write_bytes(raw)
    paths = [files / "call.json", *(files / name for name in bad), files / "gone.vtt", files]
    done = acme("calls", "import", *paths)
    assert done.returncode == 1
    assert "6 transcripts: 1 calls were added" in done.stdout
    for words in ("names no speaker", "UTF-8", "It is empty", "No such file", "It is a folder"):
        assert words in done.stdout, done.stdout
    report = acme.json("calls", "import", *paths, fails=True)
    assert (report["known"], report["failed"]) == (1, 5)
    assert {each["error"]["code"] for each in report["calls"][1:]} == {"VALIDATION_ERROR"}


def test_what_is_asked_wrongly_adds_nothing(acme: Cli, files: Path) -> None:
    two = (files / "call.json", files / "planning.txt")
    for said, words in (
        ((*two, "--title", "x"), "--title names one call"),
        ((*two, "--date", "2026-11-20T14:00:00Z"), "--date says the minute"),
        ((two[0], "--rep", "nobody"), "No members"),
    ):
        refused = acme("calls", "import", *said)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert words in refused.stderr
    assert acme("calls", "import").returncode == 2
    nowhere = acme.json("calls", "import", two[0], "--deal", "Nowhere", fails=True)
    assert nowhere["calls"][0]["error"]["field"] == "deals"
    assert acme.json("calls", "import", two[0])["added"] == 1
    helped = acme("calls", "import", "--help").stdout
    assert "handrail calls import" in helped
