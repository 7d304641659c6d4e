"""Exporting: every value and link goes into the file, and comes back from it."""

from pathlib import Path

import pytest

from handrail.core.actor import Via
from handrail.features.transfer.desk import Desk
from handrail.features.transfer.formats.every import FORMAT_BY_NAME, read
from handrail.features.transfer.jobs.exporting import export_object
from handrail.features.transfer.jobs.importing import import_file
from handrail.features.transfer.model import Wish
from tests.world import World


def desk(world: World) -> Desk:
    return Desk(world.database, world.ada.actor, Via("cli", "run-1"), "export_records")


async def exported(world: World, object: str, path: Path) -> int:
    format = FORMAT_BY_NAME[path.suffix.lstrip(".")]
    return await export_object(desk(world), object, format, path, progress=lambda *_: None)


async def furnished(world: World) -> None:
    place = {"lat": 52.5, "lng": 13.4, "label": "Berlin, Mitte"}
    values = {"name": "Acme; Sons", "location": place, "tags": ["a", "b;c"], "notes": "# x\n=y"}
    await world.ada("create_record", object="companies", values=values)
    for number in range(30):
        deal = {"name": f"Deal {number}", "value": number, "stage": "Won", "owners": ["Ben Seller"]}
        deal["companies"] = ["Acme; Sons"]
        await world.ada("create_record", object="deals", values=deal)


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
async def test_an_export_that_is_imported_again_changes_nothing(
    world: World, tmp_path: Path, kind: str
) -> None:
    await furnished(world)
    for object, count in (("companies", 1), ("deals", 30)):
        path = tmp_path / f"{object}.{kind}"
        assert await exported(world, object, path) == count
        report = await import_file(desk(world), path, Wish(object), progress=lambda *_: None)
        assert (report.unchanged, report.problems) == (count, [])


async def test_all_links_are_exported_not_only_those_that_are_shown(
    world: World, tmp_path: Path
) -> None:
    await furnished(world)
    await exported(world, "companies", tmp_path / "companies.json")
    found = read(tmp_path / "companies.json")
    [(_, cells)] = found.rows()
    assert len(cells[found.columns.index("deals")]) == 30


async def test_members_are_exported_with_their_teams(world: World, tmp_path: Path) -> None:
    assert await exported(world, "members", tmp_path / "members.csv") == 3
    report = await import_file(
        desk(world), tmp_path / "members.csv", Wish("members"), progress=lambda *_: None
    )
    assert report.unchanged == 3


async def test_another_workspaces_records_are_not_in_it(world: World, tmp_path: Path) -> None:
    await world.rex("create_record", object="companies", values={"name": "Secret"})
    assert await exported(world, "companies", tmp_path / "companies.csv") == 0
