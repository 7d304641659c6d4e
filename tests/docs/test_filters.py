"""docs/filters.md: its examples run, and its tables say what the code says."""

import re
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from handrail import catalog
from handrail.core.actor import Actor, Via
from handrail.core.clock import now
from handrail.core.errors import Invalid
from handrail.core.period import parse_period
from handrail.dispatch import Call, dispatch
from handrail.features.records.attributes.every import TYPE_BY_NAME
from handrail.features.records.rules.operators import OPERATORS
from handrail.features.workspaces.actions.founding import acting
from handrail.storage.database import Database
from handrail.surfaces.cli.demo.building import build
from tests.docs.pages import ROOT, blocks, prose

PAGE = ROOT / "docs" / "filters.md"
OPERATIONS = {each.name: each for each in catalog.operations()}
VIA = Via("test", "req-docs")


def rows(header: str) -> list[list[str]]:
    """The rows of the table whose first line begins so."""
    lines = prose(PAGE).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(header)) + 2
    table = lines[start:]
    end = next((i for i, line in enumerate(table) if not line.startswith("|")), len(table))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[:end]]


async def ask(database: Database, actor: Actor, operation: str, said: Any) -> dict[str, Any]:
    result = await dispatch(Call(OPERATIONS[operation], said, actor, VIA), database)
    return result.model_dump(mode="json")


@pytest.mark.anyio
async def test_every_example_finds_something_in_the_demo_or_is_refused_as_it_says(
    database: Database,
) -> None:
    made = await build(database, today=datetime.now(UTC).date())
    actor = await acting(database, made["workspace"])
    examples = [each for each in blocks(PAGE) if each.info.startswith("json")]
    assert len(examples) > 20
    for each in examples:
        said = orjson.loads(each.text)
        match each.info:
            case "json refused":
                with pytest.raises(Invalid) as refused:
                    await ask(database, actor, "search_records", said)
                assert refused.value.hint or refused.value.allowed, each.text
            case "json aggregate_records":
                answer = await ask(database, actor, "aggregate_records", said)
                assert answer["groups"], each.text
            case _:
                answer = await ask(database, actor, "search_records", said)
                assert answer["total"] > 0, each.text


def test_the_table_of_operators_names_each_once() -> None:
    named = [name for row in rows("| operator |") for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted(OPERATORS)


def test_the_table_of_types_says_what_each_type_says() -> None:
    said = {row[0].strip("`"): (row[1].split(), row[2] == "yes") for row in rows("| type |")}
    meant = {name: (list(t.operators), t.sortable) for name, t in TYPE_BY_NAME.items()}
    assert said == meant


def test_every_period_of_the_table_is_one() -> None:
    for row in rows("| say |"):
        for text in re.findall(r"`([^`]+)`", row[1]):
            if "T" not in text:  # a moment is no period
                assert parse_period(text, now()).start < parse_period(text, now()).end, text
