"""Importing files: what becomes of columns, rows and cells, on both databases."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from handrail.core.actor import Via
from handrail.core.errors import HandrailError
from handrail.features.transfer.desk import Desk
from handrail.features.transfer.jobs.importing import import_file
from handrail.features.transfer.model import Report, Wish
from handrail.storage.database import Db
from tests.world import World

VIA = Via("cli", "run-1", client="handrail", run_id="run-1")


class Importer:
    """Writes a file and imports it as Ada; `text` is csv as people write it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder

    async def __call__(self, text: str, object: str, **wish: Any) -> Report:
        path = self.folder / "rows.csv"
        path.write_text(text.strip() + "\n", encoding="utf-8")
        return await self.file(path, object, **wish)

    async def file(self, path: Path, object: str, **wish: Any) -> Report:
        desk = Desk(self.world.database, self.world.ada.actor, VIA, "import_records")
        return await import_file(desk, path, Wish(object, **wish), progress=lambda *_: None)

    async def records(self, object: str, **said: Any) -> dict[str, dict[str, Any]]:
        """Records by name, as `search_records` shows them."""
        page = await self.world.ada("search_records", object=object, limit=100, **said)
        return {each["name"]: each["values"] for each in page["records"]}

    async def changes(self) -> int:
        """How many entries the journal has."""

        async def look(db: Db) -> int:
            sql = f"select count(*) from journal where workspace_id = {db.placeholder(1)}"
            return (await db.select(sql, [db.workspace]))[0][0]

        return await self.world.database.read(self.world.ada.actor.workspace, look)

    async def types(self, object: str) -> dict[str, str]:
        found = await self.world.ada("list_attributes", object=object)
        return {each["slug"]: each["type"] for each in found["attributes"]}


@pytest.fixture
def importer(world: World, tmp_path: Path) -> Importer:
    return Importer(world, tmp_path)


def told(report: Report) -> list[tuple[int, str | None, Any, str | None]]:
    return [(each.row, each.column, each.value, each.suggestion) for each in report.problems]


def counted(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.failed


def attributes(report: Report) -> dict[str, str | None]:
    return {each.column: each.attribute for each in report.columns}


# columns ----------------------------------------------------------------------------------


async def test_columns_find_attributes_in_any_case_number_and_spelling(importer: Importer) -> None:
    await importer("name\nAcme", "companies")
    report = await importer(
        "Deal Name,VALUE,close-date,company,Owner,deal_stage,TAG\n"
        "Roof,1200,2026-11-30,Acme,Ben Seller,Won,big",
        "deals",
    )
    assert attributes(report) == {
        "Deal Name": "name",
        "VALUE": "value",
        "close-date": "close_date",
        "company": "companies",
        "Owner": "owners",
        "deal_stage": "stage",
        "TAG": "tags",
    }
    roof = (await importer.records("deals"))["Roof"]
    assert roof["value"] == 1200
    assert roof["stage"] == "Won"
    assert [each["name"] for each in roof["companies"]] == ["Acme"]
    assert [each["name"] for each in roof["owners"]] == ["Ben Seller"]


async def test_a_column_that_no_attribute_is_called_like_is_left_out_and_said(
    importer: Importer,
) -> None:
    report = await importer("name,shoe size\nAcme,44", "companies")
    assert attributes(report)["shoe size"] is None
    assert "left out" in report.columns[1].how
    assert counted(report) == (1, 0, 0, 0)


async def test_create_makes_attributes_of_the_types_their_columns_have(importer: Importer) -> None:
    rows = [
        f"P{i},{i * 1.5},2026-01-{i + 1:02},{'gold' if i % 2 else 'blue'},a@b{i}.example.com"
        for i in range(12)
    ]
    report = await importer(
        "name,weight,made on,colour,contact\n" + "\n".join(rows), "services", create=True
    )
    assert report.attributes_created == ["weight", "made_on", "colour", "contact"]
    types = await importer.types("services")
    assert [types[slug] for slug in report.attributes_created] == [
        "number",
        "date",
        "select",
        "email",
    ]
    assert {(each.attribute, each.title) for each in report.options_created} == {
        ("colour", "blue"),
        ("colour", "gold"),
    }
    assert (await importer.records("services"))["P3"]["colour"] == "gold"


async def test_create_adds_missing_stages_before_those_that_close(importer: Importer) -> None:
    report = await importer("name,stage\nA,Engaging\nB,Won\nC,Lost", "deals", create=True)
    assert [each.title for each in report.options_created] == ["Engaging"]
    stages = (await importer.world.ada("list_stages", object="deals", attribute="stage"))["stages"]
    titles = [each["title"] for each in stages]
    assert titles.index("Engaging") < titles.index("Won") < titles.index("Lost")
    assert (await importer.records("deals"))["A"]["stage"] == "Engaging"


async def test_without_create_a_stage_that_is_not_there_is_told_with_the_near_one(
    importer: Importer,
) -> None:
    report = await importer("name,stage\nA,Wonn", "deals")
    assert told(report) == [(2, "stage", "Wonn", "Won")]
    assert (await importer.records("deals"))["A"].get("stage") is None


async def test_columns_whose_values_name_records_or_members_become_references(
    importer: Importer,
) -> None:
    await importer("name\nAcme\nGlobex\nInitech\nHooli", "companies")
    report = await importer(
        "name,account,agent\nA,Acme,Ben Seller\nB,Globex,Cleo Reader\nC,Initech,Ben Seller",
        "deals",
        create=True,
    )
    assert attributes(report) == {"name": "name", "account": "companies", "agent": "owners"}
    assert report.attributes_created == []
    deal = (await importer.records("deals"))["B"]
    assert [each["name"] for each in deal["companies"]] == ["Globex"]
    assert [each["name"] for each in deal["owners"]] == ["Cleo Reader"]


async def test_a_reference_with_no_attribute_of_its_kind_gets_a_new_relationship(
    importer: Importer,
) -> None:
    await importer("name\nAcme\nGlobex", "companies")
    report = await importer("name,employer\nTool,Acme\nBox,Globex", "services", create=True)
    assert report.attributes_created == ["employer"]
    assert (await importer.types("services"))["employer"] == "relationship"
    assert (await importer.records("services"))["Tool"]["employer"]["name"] == "Acme"


async def test_map_says_which_attribute_a_column_fills_and_which_is_left_out(
    importer: Importer,
) -> None:
    report = await importer(
        "title,sum,name\nRoof,5,ignored",
        "deals",
        map={"title": "name", "Sum": "value", "name": "-"},
    )
    assert attributes(report) == {"title": "name", "sum": "value", "name": None}
    assert (await importer.records("deals"))["Roof"]["value"] == 5


@pytest.mark.parametrize(
    ("wish", "near"),
    [
        ({"map": {"nam": "name"}}, "name"),
        ({"map": {"name": "vlaue"}}, "value"),
        ({"match": "namee"}, "name"),
    ],
)
async def test_a_column_or_attribute_that_is_not_there_is_refused_with_the_near_one(
    importer: Importer, wish: dict[str, Any], near: str
) -> None:
    with pytest.raises(HandrailError) as refused:
        await importer("name,value\nA,1", "deals", **wish)
    assert refused.value.did_you_mean == near
    assert await importer.records("deals") == {}


async def test_without_a_name_the_key_or_the_first_text_is_what_records_are_called(
    importer: Importer,
) -> None:
    named = await importer("account,employees\nAcme,5", "companies", match="account", create=True)
    coded = await importer(
        "opportunity_id,value\nX1,5", "deals", match="opportunity_id", create=True
    )
    assert attributes(named)["account"] == "name"
    assert attributes(coded)["opportunity_id"] == "opportunity_id"
    assert "X1" in await importer.records("deals", filter={"opportunity_id": "X1"})
    assert all("new records are called by" in report.remarks[-1] for report in (named, coded))


# cells ------------------------------------------------------------------------------------


async def test_a_misspelt_name_leaves_the_field_empty_and_is_told_with_the_near_one(
    importer: Importer,
) -> None:
    await importer("name\nGTX Pro\nGTX Basic", "services")
    report = await importer("name,service\nA,GTXPro\nB,GTX Basic\nC,Nothing like it", "deals")
    assert told(report) == [
        (2, "service", "GTXPro", "GTX Pro"),
        (4, "service", "Nothing like it", None),
    ]
    assert counted(report) == (3, 0, 0, 0)
    deals = await importer.records("deals")
    assert not deals["A"].get("services") and not deals["C"].get("services")
    assert deals["B"]["services"][0]["name"] == "GTX Basic"


async def test_empty_references_are_told_where_most_are_filled(importer: Importer) -> None:
    await importer("name\nAcme", "companies")
    report = await importer(
        "name,company,person,value\nA,Acme,,1\nB,,,\nC,Acme,,3\nD,Acme,Nobody,", "deals"
    )
    assert told(report) == [(3, "company", "", None), (5, "person", "Nobody", None)]


async def test_a_name_that_several_have_is_never_guessed(importer: Importer) -> None:
    await importer("name,city\nAcme,Rome\nAcme,Oslo", "companies")
    report = await importer("name,company\nA,Acme", "deals")
    assert [each.problem for each in report.problems] == ["2 companies are called so"]


async def test_a_value_that_does_not_fit_leaves_its_field_empty_and_keeps_the_row(
    importer: Importer,
) -> None:
    report = await importer(
        'name,value,close_date\nA,much,2026-02-30\nB,"1,250.50",Nov 21 2026', "deals"
    )
    assert [each.column for each in report.problems] == ["value", "close_date"]
    deals = await importer.records("deals")
    assert deals["A"].keys() == {"name"}
    assert (deals["B"]["value"], deals["B"]["close_date"]) == (1250.5, "2026-11-21")


async def test_several_values_stand_in_one_cell(importer: Importer) -> None:
    await importer('name\nAcme\n"Bolt, Nut & Co"', "companies")
    report = await importer(
        'name,emails,companies\nAda,a@x.example; b@x.example,"Bolt, Nut & Co; Acme; Nobody"',
        "people",
    )
    ada = (await importer.records("people"))["Ada"]
    assert ada["emails"] == ["a@x.example", "b@x.example"]
    assert {each["name"] for each in ada["companies"]} == {"Acme", "Bolt, Nut & Co"}
    assert told(report) == [(2, "companies", "Nobody", None)]


async def test_a_value_that_may_stand_once_and_stands_already_is_left_out_and_told(
    importer: Importer,
) -> None:
    await importer("name,emails\nAda,ada@x.example", "people")
    report = await importer("name,emails\nEve,ADA@x.example\nBob,bob@x.example", "people")
    assert [(each.row, each.problem) for each in report.problems] == [
        (2, "another person has it already")
    ]
    assert (await importer.records("people"))["Eve"].get("emails") is None


async def test_a_row_without_what_a_record_needs_fails_alone(importer: Importer) -> None:
    report = await importer("name,value\nA,1\n,2\nC,3", "deals")
    assert counted(report) == (2, 0, 0, 1)
    assert [(each.row, each.problem) for each in report.problems] == [(3, "a deal needs name")]


async def test_a_row_with_more_cells_than_columns_is_told(importer: Importer) -> None:
    report = await importer("name,value\nA,1,surplus", "deals")
    assert told(report) == [(2, None, "surplus", None)]
    assert report.created == 1


async def test_rows_may_name_rows_further_down(importer: Importer) -> None:
    text = "name,parent\nSmall,Big\nBig,\nOther,Bigg\nLast,\nLeast,"
    report = await importer(text, "companies", match="name")
    assert told(report) == [(4, "parent", "Bigg", "Big")]
    assert (await importer.records("companies"))["Small"]["parent"]["name"] == "Big"
    again = await importer(text, "companies", match="name")
    assert counted(again) == (0, 0, 5, 0)


# rows again -------------------------------------------------------------------------------

DEALS = "deal id,name,value,company\nd1,Roof,5,Acme\nd2,Wall,7,Globex\nd3,Door,,Acme"


@pytest.mark.parametrize("match", ["deal id", None])
async def test_importing_a_file_again_changes_nothing(
    importer: Importer, match: str | None
) -> None:
    await importer("name\nAcme\nGlobex", "companies")
    first = await importer(DEALS, "deals", match=match, create=True)
    before = await importer.changes()
    again = await importer(DEALS, "deals", match=match, create=True)
    assert counted(first) == (3, 0, 0, 0)
    assert counted(again) == (0, 0, 3, 0)
    assert await importer.changes() == before


async def test_with_match_only_what_differs_is_written(importer: Importer) -> None:
    await importer("name\nAcme\nGlobex", "companies")
    await importer(DEALS, "deals", match="deal id", create=True)
    before = await importer.changes()
    moved = DEALS.replace("Wall,7,Globex", "Wall,8,Acme") + "\nd4,Gate,1,Acme"
    report = await importer(moved, "deals", match="deal id")
    assert counted(report) == (1, 1, 2, 0)
    wall = (await importer.records("deals"))["Wall"]
    assert (wall["value"], wall["companies"][0]["name"]) == (8, "Acme")
    assert await importer.changes() > before


async def test_an_empty_cell_leaves_what_is_there(importer: Importer) -> None:
    await importer("deal id,name,value\nd1,Roof,5", "deals", match="deal id", create=True)
    report = await importer("deal id,name,value\nd1,Roof,", "deals", match="deal id")
    assert counted(report) == (0, 0, 1, 0)
    assert (await importer.records("deals"))["Roof"]["value"] == 5


async def test_the_column_that_identifies_rows_is_unique_from_then_on(importer: Importer) -> None:
    await importer("deal id,name\nd1,Roof", "deals", match="deal id", create=True)
    with pytest.raises(HandrailError) as refused:
        await importer.world.ada(
            "create_record", object="deals", values={"name": "Other", "deal_id": "d1"}
        )
    assert refused.value.code == "CONFLICT"


async def test_of_rows_with_one_key_the_first_is_taken(importer: Importer) -> None:
    report = await importer(
        "deal id,name\nd1,Roof\nd1,Wall\n,Door", "deals", match="deal id", create=True
    )
    assert counted(report) == (1, 0, 0, 2)
    assert [each.problem for each in report.problems] == [
        "row 2 has the same deal id",
        "nothing identifies this row",
    ]
    assert list(await importer.records("deals")) == ["Roof"]


async def test_twice_the_same_row_is_two_records_and_stays_two(importer: Importer) -> None:
    text = "name,value\nRoof,5\nRoof,5"
    assert counted(await importer(text, "deals")) == (2, 0, 0, 0)
    assert counted(await importer(text, "deals")) == (0, 0, 2, 0)
    assert counted(await importer(text + "\nRoof,5", "deals")) == (1, 0, 2, 0)


@pytest.mark.parametrize("other", ["Door", "Roof"], ids=["by a column", "by all there are"])
async def test_rows_without_a_key_are_known_again_from_one_transaction_to_the_next(
    importer: Importer, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """A column of which most values differ tells rows apart; else every record is looked at."""
    monkeypatch.setattr("handrail.features.transfer.jobs.importing.CHUNK", 2)
    text = f"name,value\nRoof,5\n{other},5\nRoof,5\n{other},1\nRoof,5"
    assert counted(await importer(text, "deals")) == (5, 0, 0, 0)
    assert counted(await importer(text, "deals")) == (0, 0, 5, 0)
    assert counted(await importer(f"{text}\nRoof,5\nROOF,5", "deals")) == (2, 0, 5, 0)
    assert counted(await importer(text.replace(",1", ",2"), "deals")) == (1, 0, 4, 0)


async def test_a_dry_run_reports_the_same_and_changes_nothing(importer: Importer) -> None:
    await importer("name\nAcme\nGlobex", "companies")
    before, types = await importer.changes(), await importer.types("deals")
    rehearsed = await importer(DEALS, "deals", match="deal id", create=True, dry_run=True)
    assert (await importer.changes(), await importer.types("deals")) == (before, types)
    done = await importer(DEALS, "deals", match="deal id", create=True)
    assert rehearsed.model_copy(update={"dry_run": False}) == done


async def test_an_import_is_journalled_as_the_command_lines(importer: Importer) -> None:
    await importer("name\nAcme", "companies")
    [acme] = (await importer.world.ada("search_records", object="companies"))["records"]
    told = await importer.world.ada("get_timeline", object="companies", record_id=acme["id"])
    [made] = told["changes"]
    assert (made["tool"], made["surface"]) == ("import_records", "cli")


async def test_more_rows_than_one_transaction_takes(importer: Importer) -> None:
    rows = "\n".join(f"Deal {i},{i}" for i in range(1201))
    report = await importer(f"name,value\n{rows}", "deals", match="name")
    assert counted(report) == (1201, 0, 0, 0)
    again = await importer(f"name,value\n{rows}\nNew,1", "deals", match="name")
    assert counted(again) == (1, 0, 1201, 0)


# members ----------------------------------------------------------------------------------

TEAMS = "sales_agent,manager,regional_office\nAnna S,Dustin B,Central\nMoses F,Dustin B,Central"


async def test_members_come_with_their_teams_and_again_change_nothing(importer: Importer) -> None:
    report = await importer(TEAMS, "members")
    assert counted(report) == (2, 0, 0, 0)
    assert attributes(report) == {
        "sales_agent": "name",
        "manager": "manager",
        "regional_office": "region",
    }
    members = (await importer.world.ada("list_members"))["members"]
    anna = next(each for each in members if each["name"] == "Anna S")
    [team] = (await importer.world.ada("list_teams"))["teams"]
    assert (team["manager_name"], team["region"]) == ("Dustin B", "Central")
    assert anna["team_id"] == team["id"]
    before = await importer.changes()
    assert counted(await importer(TEAMS, "members")) == (0, 0, 2, 0)
    assert await importer.changes() == before


async def test_a_member_is_known_by_email_and_updated(importer: Importer) -> None:
    report = await importer("name,email,role\nBen,ben@acme.test,manager\nNew,no mail,", "members")
    assert counted(report) == (0, 1, 0, 1)
    members = (await importer.world.ada("list_members"))["members"]
    assert next(m for m in members if m["email"] == "ben@acme.test")["role"] == "manager"


# other files ------------------------------------------------------------------------------


async def test_json_says_references_by_name_and_keeps_its_types(
    importer: Importer, tmp_path: Path
) -> None:
    await importer("name\nAcme", "companies")
    path = tmp_path / "deals.json"
    said = {"records": [{"name": "Roof", "value": 5.5, "company": {"name": "Acme"}, "tags": ["a"]}]}
    path.write_text(json.dumps(said))
    assert counted(await importer.file(path, "deals")) == (1, 0, 0, 0)
    roof = (await importer.records("deals"))["Roof"]
    assert (roof["value"], roof["companies"][0]["name"], roof["tags"]) == (5.5, "Acme", ["a"])


async def test_the_id_column_of_an_export_identifies_records(
    importer: Importer, tmp_path: Path
) -> None:
    await importer("name,value\nRoof,5", "deals")
    [found] = (await importer.world.ada("search_records", object="deals"))["records"]
    path = tmp_path / "edited.csv"
    with path.open("w", newline="") as file:
        rows: Sequence[Sequence[Any]] = (
            ("id", "name", "value"),
            (found["id"], "Roof II", 6),
            ("00000000-0000-7000-8000-000000000000", "Nobody", 1),
            ("", "New", 2),
        )
        csv.writer(file).writerows(rows)
    report = await importer.file(path, "deals")
    assert counted(report) == (2, 1, 0, 0)
    assert "1 rows had an id that no deal here has" in report.remarks[-1]
    assert set(await importer.records("deals")) == {"Roof II", "Nobody", "New"}


STRANGE = (
    "id,name,subsidiary_of,companies_subsidiary_of,people_employer,created_at,updated_at\n"
    "00000000-0000-7000-8000-000000000001,Acme,,Globex; Hooli,Ann,2026-01-01,2026-01-01\n"
    "00000000-0000-7000-8000-000000000002,Globex,Acme,,,2026-01-01,2026-01-01\n"
    "00000000-0000-7000-8000-000000000003,Hooli,Acme,,Bob,2026-01-01,2026-01-01"
)


async def test_another_workspaces_export_is_taken_as_new_records_and_only_once(
    importer: Importer,
) -> None:
    report = await importer(STRANGE, "companies", create=True)
    assert counted(report) == (3, 0, 0, 0)
    assert any("ids of another workspace were left out" in each for each in report.remarks)
    assert report.attributes_created == ["subsidiary_of"]
    hooli = (await importer.records("companies"))["Hooli"]
    assert hooli["subsidiary_of"]["name"] == "Acme"
    how = {each.column: each.how for each in report.columns}
    for column in ("companies_subsidiary_of", "people_employer"):
        assert "the other side" in how[column]
    again = await importer(STRANGE, "companies", create=True)
    assert counted(again) == (0, 0, 3, 0)
    assert again.attributes_created == []


async def test_a_strange_export_in_json_links_by_name(importer: Importer, tmp_path: Path) -> None:
    await importer("name\nAcme", "companies")
    strange = "00000000-0000-7000-8000-00000000000"
    path = tmp_path / "deals.json"
    company = {"id": f"{strange}1", "name": "Acme"}
    path.write_text(json.dumps([{"id": f"{strange}2", "name": "Roof", "companies": [company]}]))
    assert (await importer.file(path, "deals")).problems == []
    roof = (await importer.records("deals"))["Roof"]
    assert [each["name"] for each in roof["companies"]] == ["Acme"]


async def test_what_keeps_no_row_changes_no_schema(importer: Importer) -> None:
    before = await importer.types("deals"), await importer.changes()
    report = await importer(
        "stage,colour,deal no\nOdd,red,\nOdd,red,", "deals", create=True, match="deal no",
        map={"deal no": "deal_no"},
    )  # fmt: skip
    assert counted(report) == (0, 0, 0, 2)
    assert (report.attributes_created, report.options_created) == ([], [])
    assert all(each.fails_row for each in report.problems)
    assert (await importer.types("deals"), await importer.changes()) == before


async def test_a_second_column_that_says_the_same_makes_no_second_relationship(
    importer: Importer,
) -> None:
    await importer("name\nAcme\nGlobex", "companies")
    text = "name,company,account\nA,Acme,Acme\nB,Globex,Globex"
    report = await importer(text, "deals", create=True)
    assert report.attributes_created == []
    assert "says the same as 'company'" in report.columns[2].how


async def test_figures_beside_an_empty_standard_attribute_are_pointed_to_it(
    importer: Importer,
) -> None:
    report = await importer("name,close_value\nA,5\nB,7", "deals", create=True)
    assert any("--map close_value=value" in each for each in report.remarks)
    mapped = await importer("name,close_value\nC,5", "deals", map={"close_value": "value"})
    assert not any("--map" in each for each in mapped.remarks)


async def test_nested_json_becomes_a_json_attribute(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "deals.json"
    path.write_text(json.dumps([{"name": "A", "terms": {"days": 30}}, {"name": "B", "terms": {}}]))
    report = await importer.file(path, "deals", create=True)
    assert (await importer.types("deals"))["terms"] == "json"
    assert report.problems == []
    assert (await importer.records("deals"))["A"]["terms"] == {"days": 30}


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x1b"])
async def test_a_control_character_refuses_the_file_with_its_row(
    importer: Importer, bad: str
) -> None:
    with pytest.raises(HandrailError, match="Row 3") as refused:
        await importer(f"name,city\nA,Rome\nB,Os{bad}lo", "companies", create=True)
    assert refused.value.hint
    assert await importer.records("companies") == {}
