"""The command line: what it says, where, and how it ends."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import apsw
import pytest

from tests.surfaces.cli.running import Cli

COMMANDS = ("init", "serve", "demo", "connect", "import", "export", "doctor", "migrate")
HEAVY = {"sqlalchemy", "apsw", "asyncpg", "mcp", "starlette", "uvicorn", "pydantic", "alembic"}


def test_help_imports_nothing_heavy(cli: Cli) -> None:
    program = (
        "import sys; from handrail.surfaces.cli import main;"
        f"print(sorted({HEAVY!r} & sys.modules.keys()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], env=cli.environment, capture_output=True, text=True
    )
    assert said.stdout.strip() == "[]", said.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_with_an_example(cli: Cli, command: str) -> None:
    said = cli(command, "--help")
    assert said.returncode == 0
    assert re.search(rf"handrail {command}", said.stdout)


def test_init_prints_the_workspace_the_sign_in_and_a_key(cli: Cli) -> None:
    made = cli.json("init", "--name", "Acme Sales", "--email", "ada@acme.example")
    assert made["workspace"] == "acme-sales"
    assert made["admin"]["email"] == "ada@acme.example"
    assert len(made["admin"]["password"]) >= 20
    assert re.fullmatch(r"mcp_acme-sales_[0-9a-f]{32}", made["keys"]["workspace"])


def test_a_second_init_changes_nothing_and_says_what_to_do(acme: Cli) -> None:
    refused = acme.json("init", fails=True)["error"]
    assert refused["code"] == "CONFLICT"
    assert "handrail serve" in refused["hint"]
    said = acme("init")
    assert (said.returncode, said.stdout) == (1, "")
    assert "→ Serve it" in said.stderr


def test_what_the_next_move_lists_is_not_listed_again(acme: Cli, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("account,sector\nAcme,retail\n")
    said = acme("import", str(file), "--object", "companies", "--match", "nope").stderr
    assert said.count("account, sector") == 1
    assert "one of: people" in acme("export", "--object", "compnies").stderr


def test_init_makes_a_demo_once_and_tells_it_again(cli: Cli) -> None:
    first = cli.json("init", "--demo")
    assert cli.json("init", "--demo") == first
    assert "Weekly report" in cli("keys", "list").stdout
    (cli.data / "demo.json").unlink()
    again = cli.json("init", "--demo")
    assert again["admin"] == first["admin"]
    assert again["keys"] != first["keys"]


def test_init_works_on_both_databases(cli: Cli, database_url: str) -> None:
    cli.more["HANDRAIL_DATABASE_URL"] = database_url
    made = cli.json("init", "--name", "Acme")
    assert cli.json("keys", "list")["total"] == 1
    assert cli.json("doctor", "--offline")["ok"]
    assert made["workspace"] == "acme"


@pytest.mark.parametrize("command", [("keys", "list"), ("export", "--object", "deals")])
def test_without_a_workspace_the_hint_is_to_make_one(cli: Cli, command: tuple[str, ...]) -> None:
    said = cli(*command)
    assert said.returncode == 1
    assert "handrail init" in said.stderr
    assert said.stdout == ""


def test_a_wrong_setting_is_named(cli: Cli) -> None:
    cli.more["HANDRAIL_LOG_LEVEL"] = "loud"
    said = cli("migrate")
    assert said.returncode == 1
    assert "HANDRAIL_LOG_LEVEL='loud'" in said.stderr


def test_wrong_usage_ends_with_2(cli: Cli) -> None:
    assert cli("import", "rows.csv").returncode == 2
    assert cli("nonsense").returncode == 2


def test_migrate_does_nothing_twice(acme: Cli) -> None:
    assert acme.json("migrate")["applied"] == []


# keys -------------------------------------------------------------------------------------


def test_a_key_is_made_shown_once_listed_and_revoked(acme: Cli) -> None:
    made = acme.json(
        "keys", "create", "reports", "--scopes", "read:data", "--objects", "deals,people",
        "--expires", "30d", "--surface", "leads",
    )  # fmt: skip
    assert re.fullmatch(r"sk_live_[0-9a-f]{32}", made["key"])
    assert (made["scopes"], made["objects"]) == (["read:data"], ["deals", "people"])
    listed = acme("keys", "list")
    assert made["id"] in listed.stdout
    assert made["key"] not in listed.stdout
    assert acme.json("keys", "revoke", made["id"])["status"] == "revoked"
    assert made["id"] not in acme("keys", "list").stdout
    assert made["id"] in acme("keys", "list", "--all").stdout


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (("--scopes", "read:everything"), "scopes.0"),
        (("--expires", "soon"), "expires"),
        (("--member", "Nobody"), "member"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(acme: Cli, said: tuple[str, ...], field: str) -> None:
    assert acme.json("keys", "create", "x", *said, fails=True)["error"]["field"] == field


def test_a_key_is_narrowed_to_whose_records_or_by_a_policy(acme: Cli, tmp_path: Path) -> None:
    assert (
        acme.json("keys", "create", "own", "--rows", "own")["policy"]["objects"]["*"]["rows"]
        == "own"
    )
    said = tmp_path / "policy.json"
    said.write_text('{"objects": {"deals": {"fields": {"value": "mask"}}}}')
    made = acme.json("keys", "create", "masked", "--policy", f"@{said}")
    assert made["policy"]["objects"]["deals"]["fields"] == {"value": "mask"}
    for wrong in (("--policy", "no json"), ("--policy", "@nowhere"), ("--policy", '{"a": 1}')):
        assert acme.json("keys", "create", "x", *wrong, fails=True)["error"]["field"]
    both = ("--policy", "{}", "--rows", "own")
    assert acme.json("keys", "create", "x", *both, fails=True)["error"]["field"] == "rows"


def test_who_has_a_password_keeps_it_in_another_workspace(acme: Cli) -> None:
    made = acme.json("init", "--slug", "other")
    assert (made["workspace"], made["admin"]["password"]) == ("other", None)
    assert "the one they have already" in acme("init", "--slug", "third").stdout
    new = acme.json("init", "--slug", "fourth", "--email", "new@acme.test")
    assert new["admin"]["password"]


# doctor -----------------------------------------------------------------------------------


def test_doctor_names_the_cure_where_nothing_is(cli: Cli) -> None:
    found = cli.json("doctor", fails=True)
    assert not found["ok"]
    assert "handrail init" in found["checks"][0]["cure"]


def test_doctor_says_that_no_server_answers(acme: Cli) -> None:
    found = acme.json("doctor", "--url", "http://127.0.0.1:9", fails=True)
    by_check = {each["check"]: each for each in found["checks"]}
    assert by_check["journal of acme"]["ok"]
    assert not by_check["server"]["ok"]
    assert "handrail serve" in by_check["server"]["cure"]


def test_doctor_sees_that_the_journal_was_changed(acme: Cli) -> None:
    connection = apsw.Connection(str(acme.data / "handrail.db"))
    connection.execute("update journal set member_name = 'Eve' where seq = 5")
    connection.close()
    found = acme.json("doctor", "--offline", fails=True)
    [broken] = [each for each in found["checks"] if not each["ok"]]
    assert broken["found"] == "the chain breaks at entry 5"


# import and export ------------------------------------------------------------------------


def test_import_reports_for_people_and_for_programs(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("name,value,company\nRoof,5,Acmee\n")
    companies = tmp_path / "companies.csv"
    companies.write_text("name\nAcme\n")
    acme("import", companies, "--object", "companies")
    rehearsed = acme("import", path, "--object", "deals", "--dry-run")
    assert "1 would be created" in rehearsed.stdout
    assert "Acmee" in rehearsed.stdout
    report = acme.json("import", path, "--object", "deals")
    assert report["problems"] == [
        {
            "row": 2,
            "column": "company",
            "value": "Acmee",
            "problem": "no company is called so",
            "suggestion": "Acme",
            "fails_row": False,
        }
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("--object", "dealz"), "RESOURCE_NOT_FOUND"),
        (("--object", "deals", "--map", "name"), "VALIDATION_ERROR"),
        (("--object", "deals", "--match", "nam"), "VALIDATION_ERROR"),
    ],
)
def test_an_import_that_cannot_begin_says_why(
    acme: Cli, tmp_path: Path, said: tuple[str, ...], code: str
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("name\nRoof\n")
    refused = acme.json("import", path, *said, fails=True)["error"]
    assert refused["code"] == code
    assert refused["hint"]


def test_export_goes_to_stdout_or_into_a_file_or_a_folder(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("name,value\nRoof,5\n")
    acme("import", path, "--object", "deals")
    said = acme("export", "--object", "deals", "--format", "csv")
    assert said.stdout.splitlines()[0].startswith("id,name,stage,value")
    assert ",Roof," in said.stdout
    [deal] = json.loads(acme("export", "--object", "deals", "--format", "json").stdout)
    assert (deal["name"], deal["value"]) == ("Roof", 5)
    done = acme.json("export", "--object", "deals", "-o", tmp_path / "out.xlsx")
    assert (done["records"], done["format"]) == (1, "xlsx")
    whole = acme.json("export", "--all", tmp_path / "all")
    assert whole["records"]["deals"] == 1
    schema = json.loads((tmp_path / "all" / "schema.json").read_text())
    assert "deals" in {each["slug"] for each in schema["objects"]}
    filtered = acme("export", "--object", "deals", "--filter", '{"value": {"gt": 10}}')
    assert len(filtered.stdout.splitlines()) == 1


def test_an_import_of_which_a_row_fails_says_so_first_and_ends_with_1(
    acme: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("name,value\nRoof,much\nWall,lots\n,5\n")
    said = acme("import", path, "--object", "deals")
    assert said.returncode == 1
    failed, cells = said.stdout.index("1 rows failed"), said.stdout.index("2 cells")
    assert failed < said.stdout.index("a deal needs name") < cells
    assert "much, lots" in said.stdout
    report = acme.json("import", path, "--object", "deals", fails=True)
    assert [each["row"] for each in report["problems"] if each["fails_row"]] == [4]


def test_a_dry_run_says_what_would_be_made(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("name,colour,stage\nRoof,red,Odd\n")
    said = acme("import", path, "--object", "deals", "--create", "--dry-run")
    assert "would be made" in said.stdout
    assert "Options that would be made: stage: Odd" in said.stdout


# members ----------------------------------------------------------------------------------


def test_a_member_gets_a_password_and_can_sign_in(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text("name,email,role\nBen,ben@acme.test,rep\nNo Mail,,rep\n")
    acme("import", path, "--object", "members")
    assert "ben@acme.test" in acme("members", "list").stdout
    ben = next(m for m in acme.json("members", "list")["members"] if m["name"] == "Ben")
    assert (ben["role"], ben["active"]) == ("rep", True)
    secret = "a-long-enough-password"
    assert acme.json("members", "password", "ben@acme.test", "--password", secret)["changed"]
    assert acme("members", "password", "BEN@acme.test", stdin=f"{secret}\n").returncode == 0
    with acme.serving() as (url, _):
        assert signs_in(url, "ben@acme.test", secret)
        assert not signs_in(url, "ben@acme.test", f"{secret}?")
    for who, said in (("ben@acme.test", "short"), ("nobody", secret), ("No Mail", secret)):
        refused = acme.json("members", "password", who, "--password", said, fails=True)["error"]
        assert refused["code"] == "VALIDATION_ERROR" and refused["hint"]


def signs_in(url: str, email: str, password: str) -> bool:
    """Whether the web app's form lets somebody in."""
    said = urllib.parse.urlencode({"email": email, "password": password}).encode()
    request = urllib.request.Request(f"{url}/sign-in", said, {"Origin": url})
    jar = urllib.request.HTTPCookieProcessor()
    try:
        with urllib.request.build_opener(jar).open(request):
            return bool(list(jar.cookiejar))
    except urllib.error.HTTPError:
        return False


# what is wrong around us ------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--version"])
def test_the_version_is_an_option_too(cli: Cli, option: str) -> None:
    assert cli(option).stdout == cli("version").stdout != ""


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (("export", "--object", "deals", "-o", "/nonexist/x.csv"), "mkdir -p /nonexist"),
        (("export", "--object", "deals", "-o", "x.foo"), "--format"),
        (("export", "--object", "deals", "-o", "."), "folder"),
        (("export", "--all", "/proc/foo"), "/proc/foo"),
        (("init", "--data", "/proc/foo"), "another --data"),
    ],
)
def test_what_the_environment_does_not_allow_is_named_as_its_own(
    acme: Cli, said: tuple[str, ...], named: str
) -> None:
    done = acme(*said)
    assert done.returncode == 1
    assert named in done.stderr
    assert "ought not to happen" not in done.stderr


def test_an_unknown_ending_is_fine_where_the_format_is_said(acme: Cli, tmp_path: Path) -> None:
    path = tmp_path / "x.foo"
    assert acme("export", "--object", "deals", "-o", path, "--format", "csv").returncode == 0
    assert path.read_text().startswith("id,name")


def test_a_key_for_an_object_that_is_not_there_is_refused_with_the_near_one(acme: Cli) -> None:
    refused = acme.json("keys", "create", "x", "--objects", "deals,compnies", fails=True)["error"]
    assert (refused["field"], refused["did_you_mean"]) == ("objects", "companies")
    assert "people" in refused["allowed"]
    assert "x" not in {each["name"] for each in acme.json("keys", "list")["keys"]}


def test_a_second_init_advises_another_folder_only_where_there_is_one(
    cli: Cli, database_url: str
) -> None:
    cli.more["HANDRAIL_DATABASE_URL"] = database_url
    cli.json("init")
    hint = cli.json("init", fails=True)["error"]["hint"]
    assert ("--data" in hint) == database_url.startswith("sqlite")


def test_commands_are_shown_as_they_can_be_run(acme: Cli, tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "handrail"
    if not program.exists():
        pytest.skip("handrail is not installed as a program here")
    said = subprocess.run(
        [program, "init"], env={**acme.environment, "PATH": "/usr/bin"}, cwd=program.parents[1],
        capture_output=True, text=True,
    )  # fmt: skip
    assert "bin/handrail serve" in said.stderr
