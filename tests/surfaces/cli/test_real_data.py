"""Real sales data through the command line: four tables, twice."""

from collections import Counter
from pathlib import Path
from typing import Any

import apsw

from tests.surfaces.cli.running import Cli

ORDER = (
    ("accounts.csv", "companies", "--match", "account", "--create"),
    ("products.csv", "services", "--match", "product", "--create"),
    ("sales_teams.csv", "members"),
    ("sales_pipeline.csv", "deals", "--match", "opportunity_id", "--create"),
)


def imported(cli: Cli, sales: Path) -> dict[str, Any]:
    return {
        object: cli.json("import", sales / file, "--object", object, *more)
        for file, object, *more in ORDER
    }


def changes(cli: Cli) -> int:
    connection = apsw.Connection(str(cli.data / "handrail.db"))
    try:
        return len(connection.execute("select seq from journal").fetchall())
    finally:
        connection.close()


def test_four_tables_are_imported_and_again_change_nothing(acme: Cli, sales: Path) -> None:
    reports = imported(acme, sales)
    assert {object: each["created"] for object, each in reports.items()} == {
        "companies": 85,
        "services": 7,
        "members": 35,
        "deals": 8800,
    }
    assert sum(each["failed"] for each in reports.values()) == 0

    deals = reports["deals"]
    assert {each["column"]: each["attribute"] for each in deals["columns"]} == {
        "opportunity_id": "opportunity_id",
        "sales_agent": "owners",
        "product": "services",
        "account": "companies",
        "deal_stage": "stage",
        "engage_date": "engage_date",
        "close_date": "close_date",
        "close_value": "close_value",
    }
    told = Counter((p["column"], p["value"], p["suggestion"]) for p in deals["problems"])
    assert told == {("product", "GTXPro", "GTX Pro"): 1480, ("account", "", None): 1425}
    assert {each["title"] for each in deals["options_created"]} == {"Engaging", "Prospecting"}
    types = {each["column"]: each["type"] for each in reports["companies"]["columns"]}
    assert types["sector"] == types["office_location"] == "select"
    assert types["subsidiary_of"] == "relationship"
    assert reports["companies"]["problems"] == []

    before = changes(acme)
    for object, again in imported(acme, sales).items():
        assert (again["created"], again["updated"]) == (0, 0), object
        assert again["unchanged"] == again["rows"], object
    assert changes(acme) == before
