"""What a model reads before it does anything: how much every endpoint's tool list weighs."""

from collections.abc import Callable

import pytest

from handrail import catalog
from handrail.core.operation import Door
from handrail.surfaces.mcp.offer import sizes
from tests.doors import URL

MOST = {
    "/mcp": 6_000,
    "/mcp/x/leads": 9_000,
    "/api/v1/mcp": 16_000,
    "/api/mcp": 2_000,
    "/mcp/x/search": 300,
}
"""Tokens, at four bytes each (contracts, and the issue that made each face)."""
OTHERWISE = 6_000
"""A toolset that one connects to by itself."""


def weights() -> dict[str, tuple[int, int]]:
    """(tools, tokens) of every endpoint."""
    everyday = [each for each in catalog.TOOLSETS if each.default]
    offers = {"/mcp": [each for toolset in everyday for each in toolset.operations]}
    offers |= {f"/mcp/x/{each.name}": list(each.operations) for each in catalog.TOOLSETS}
    offers |= {path: list(each.operations) for each in catalog.faces(URL) for path in each.mcp}
    spoken = {
        path: [each for each in operations if Door.MCP in each.doors]
        for path, operations in offers.items()
    }
    return {path: (len(each), sum(sizes(each).values())) for path, each in spoken.items()}


@pytest.mark.parametrize("path", weights())
def test_a_tool_list_is_no_heavier_than_it_may_be(
    path: str, record_property: Callable[[str, object], None]
) -> None:
    tools, tokens = weights()[path]
    record_property("tool list", f"{path} {tools} tools, {tokens:,} tokens")
    assert tools > 0
    assert tokens <= MOST.get(path, OTHERWISE), f"{path}: {tools} tools, {tokens} tokens"


def test_every_face_that_is_offered_has_a_limit() -> None:
    assert {path for each in catalog.faces(URL) for path in each.mcp} <= MOST.keys()
