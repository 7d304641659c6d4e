"""The setup prompt, for pasting into an assistant."""

import html
import re

import httpx2
import pytest

from handrail.features.entities.prompts import SETUP
from tests.surfaces.web.conftest import ORIGIN

pytestmark = pytest.mark.anyio
HERE = "/settings/setup"


async def test_the_prompt_is_shown_whole_with_the_address_of_its_tools(
    ada: httpx2.AsyncClient,
) -> None:
    page = (await ada.get(HERE)).text
    shown = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert shown is not None
    prompt = html.unescape(shown[1])
    assert prompt.endswith(SETUP)
    assert prompt.startswith(f"The CRM of Acme is the MCP server at {ORIGIN}/api/v1/mcp ")
    copied = [html.unescape(each) for each in re.findall(r'data-copy="([^"]*)"', page)]
    assert copied == [
        f"{ORIGIN}/api/v1/mcp",
        f"claude mcp add --transport http acme-crm {ORIGIN}/api/v1/mcp"
        ' --header "x-api-key: YOUR_KEY"',
        prompt,
    ]
    assert f'href="{HERE}"' in (await ada.get("/settings/clients")).text


async def test_nobody_reads_it_unless_signed_in(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get(HERE)
    assert (answer.status_code, answer.text) == (303, "")
