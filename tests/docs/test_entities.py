"""docs/entities.md: its examples run as they stand, but for the host."""

import shutil
from pathlib import Path

import orjson
import pytest

from tests.docs.pages import ROOT, blocks
from tests.docs.test_leads import HOST, dialect, origin, run
from tests.doors import key_of
from tests.world import World

__all__ = ("dialect", "origin")
pytestmark = pytest.mark.anyio
PAGE = ROOT / "docs" / "entities.md"
TELL = "\nconsole.log(JSON.stringify({ deal, gone }));\n"


async def test_every_curl_example_is_answered(world: World, origin: str, tmp_path: Path) -> None:
    key = await key_of(world.ada)
    said = [
        orjson.loads(await run(["sh", "-c", each.text.replace(HOST, origin)], key, tmp_path))
        for each in blocks(PAGE)
        if each.info == "sh"
    ]
    made, found, configuration, tool = said
    assert (made["firstName"], made["organizations"]) == ("Max", [])
    assert found["items"] == [made] and found["pagination"]["total"] == 1
    assert configuration["sortableFields"][0] == {"field": "name"}
    assert tool["result"]["structuredContent"] == {"total": 1, "filters": []}


@pytest.mark.skipif(shutil.which("node") is None, reason="fetch is tried with Node")
async def test_the_fetch_example_does_what_the_page_says(
    world: World,
    origin: str,
    tmp_path: Path,
) -> None:
    [example] = [each for each in blocks(PAGE) if each.info == "js"]
    script = tmp_path / "example.mjs"
    script.write_text(example.text.replace(HOST, origin) + TELL)
    told = orjson.loads(await run(["node", str(script)], await key_of(world.ada), tmp_path))
    assert told["deal"]["totalValue"] == 241 and told["gone"] == told["deal"]["id"]
