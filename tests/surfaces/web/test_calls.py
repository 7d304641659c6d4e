"""Calls in a browser with no script: what was said, what was found, and transcripts from files."""

import re

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.features.access.actions.passwords import set_password
from handrail.surfaces.web.calls import Piece, marked
from tests.features.calls.test_calls import FOUND, RUBRIC
from tests.features.calls.test_formats import SRT, VTT
from tests.surfaces.web.conftest import browser, sign_in
from tests.world import PASSWORD, World

pytestmark = pytest.mark.anyio


async def a_call(world: World, *, scored: bool = True, **said: object) -> str:
    made = await world.ada("create_call", **{"title": "Demo", "transcript": VTT, **said})
    if scored:
        rubric = await world.ada("create_rubric", **RUBRIC)
        await world.ada("create_call_score", callId=made["id"], rubricId=rubric["id"], **FOUND)
    return made["id"]


def lines_of(count: int) -> str:
    return "\n".join(f"{'Ben' if i % 2 else 'Dana'}: line {i}" for i in range(1, count + 1))


async def test_a_call_shows_what_was_said_and_claims_lead_to_their_lines(
    ada: httpx2.AsyncClient, world: World
) -> None:
    firm = await world.ada("create_record", object="companies", values={"name": "Nova"})
    call = await a_call(
        world, repId=world.ids["ben"], callDate="2026-11-20T14:00:00Z", companies=["Nova"]
    )
    page = await ada.get(f"/o/calls/{call}")
    assert page.status_code == 200
    text = page.text
    for words in ("Ben Seller · 1 min", "Scored", "Discovery", "weight 3", "Polite", "BANT"):
        assert words in text, words
    assert f'href="/o/companies/{firm["id"]}"' in text
    assert 'aria-label="50 of 100"' in text
    assert re.search(r'<li id="line-1" class="rep">.*?00:01.*?<b>Ben Seller</b>', text, re.DOTALL)
    assert re.search(
        r'id="line-2">.*?01:07.*?<mark>We lose six hours a week</mark>', text, re.DOTALL
    )
    assert re.search(r'id="line-2".*?Missed motivation</span>', text, re.DOTALL)
    assert text.count('href="#line-2"') >= 3
    assert "six hours a week</q>" in text
    record = await ada.get(f"/o/calls/{call}?show=record")
    assert "attached a transcript" in record.text and "scored this call" in record.text
    drawer = await ada.get(f"/o/calls/{call}", headers={"x-partial": "drawer"})
    assert 'class="record"' in drawer.text and "Transcript and scores" in drawer.text


async def test_a_long_transcript_is_read_page_by_page(
    ada: httpx2.AsyncClient, world: World
) -> None:
    call = await a_call(world, transcript=lines_of(1000), scored=False)
    rubric = await world.ada("create_rubric", **RUBRIC)
    found = {"criteria": [{"criterion": "Pain", "score": 1, "quotes": ["line 777", "line 2"]}]}
    await world.ada("create_call_score", callId=call, rubricId=rubric["id"], **found)
    here = f"/o/calls/{call}"
    first = (await ada.get(here)).text
    assert first.count('<li id="line-') == 300
    assert "Lines 1 to 300 of 1,000" in first and f'href="{here}?from=301"' in first
    assert f'href="{here}?from=601#line-777"' in first and 'href="#line-2"' in first
    third = (await ada.get(f"{here}?from=777")).text
    assert 'id="line-777"' in third and "Lines 601 to 900 of 1,000" in third
    assert 'href="#line-777"' in third and f'href="{here}#line-2"' in third
    last = (await ada.get(f"{here}?from=1000")).text
    assert "Lines 901 to 1,000 of 1,000" in last and "?from=1201" not in last
    found = (await ada.get(here, params={"q": "line 77"})).text
    assert [int(n) for n in re.findall(r'<li id="line-(\d+)"', found)] == [77, *range(770, 780)]
    assert f'href="{here}?from=601#line-777"' in found and "Found in lines 77 to 779" not in found
    many = (await ada.get(here, params={"q": "line"})).text
    assert "Found in lines 1 to 300" in many and f'href="{here}?q=line&amp;from=301"' in many
    assert "Nobody says that" in (await ada.get(here, params={"q": "rosters"})).text
    beyond = await ada.get(f"{here}?from=5000")
    assert beyond.status_code == 200 and "It has 1000 lines" in beyond.text
    for odd in ("x", "-1", "0", "9" * 30, "²"):
        assert (await ada.get(here, params={"from": odd})).status_code == 200


async def test_a_call_without_transcript_is_given_one(
    ada: httpx2.AsyncClient, world: World
) -> None:
    call = await a_call(world, transcript=None, scored=False)
    page = await ada.get(f"/o/calls/{call}")
    assert "No transcript yet" in page.text and "No score yet" in page.text
    here = f"/o/calls/{call}/transcript"
    for files, words in (
        ({"file": ("call.srt", b"nothing")}, "names no speaker"),
        ({"file": ("call.srt", "José".encode("latin-1"))}, "no text in UTF-8"),
        ({"file": ("", b""), "text": (None, b"")}, "Choose a file"),
    ):
        refused = await ada.post(here, files=files)
        assert (refused.status_code, words in refused.text) == (422, True), refused.text
        assert 'role="alert"' in refused.text
    done = await ada.post(here, files={"file": ("call.srt", SRT.encode("utf-16"))})
    assert (done.status_code, done.headers["location"]) == (303, f"/o/calls/{call}")
    assert "Replace the transcript" in (await ada.get(f"/o/calls/{call}")).text
    pasted = await ada.post(here, files={"text": (None, b"Ada: pasted words")})
    assert pasted.status_code == 303
    assert "pasted words" in (await ada.get(f"/o/calls/{call}")).text
    plain = await ada.post(here, data={"text": "Ada: no multipart"})
    assert plain.status_code == 400
    elsewhere = await ada.post(
        here, files={"text": (None, b"x")}, headers={"sec-fetch-site": "cross-site"}
    )
    assert elsewhere.status_code == 403


async def test_files_become_calls_once_and_what_fails_says_why(
    ada: httpx2.AsyncClient, world: World
) -> None:
    await world.ada("create_record", object="deals", values={"name": "Nova: Platform"})
    form = await ada.get("/o/calls/import")
    assert form.status_code == 200 and "multipart/form-data" in form.text
    files = [
        ("file", ("2026-11-20 Demo.vtt", VTT.encode())),
        ("file", ("planning.txt", b"Ben: How?\nDana: By hand.")),
        ("file", ("odd.txt", b"no speaker")),
    ]
    data = {"rep": world.ids["ben"], "deal": "Nova: Platform", "title": "unused", "once": "k1"}
    told = await ada.post("/o/calls/import", data=data, files=files)
    assert told.status_code == 422
    assert "2 of 3 added" in told.text and "names no speaker" in told.text
    again = await ada.post("/o/calls/import", data=data | {"once": "k2"}, files=files)
    assert "0 of 3 added" in again.text and again.text.count("Known already") == 2
    calls = (await world.ada("calls_search"))["data"]
    assert {each["title"] for each in calls} == {"2026-11-20 Demo", "planning"}
    assert {each["rep"]["name"] for each in calls} == {"Ben Seller"}
    whole = await world.ada("calls_get", callId=calls[0]["id"])
    assert (whole["callDate"], whole["deals"][0]["name"]) == (
        "2026-11-20T00:00:00.000Z", "Nova: Platform",
    )  # fmt: skip
    one = await ada.post(
        "/o/calls/import", data={"title": "Pasted", "text": "Ben: Pasted.", "date": "2026-01-02"},
        files={"file": ("", b"")},
    )  # fmt: skip
    assert one.status_code == 303
    assert "Pasted" in (await ada.get(one.headers["location"])).text
    nothing = await ada.post("/o/calls/import", data={"title": "x"}, files={"file": ("", b"")})
    assert nothing.status_code == 422 and "Choose a file" in nothing.text
    nowhere = await ada.post(
        "/o/calls/import", data={"deal": "Nowhere"}, files={"file": ("a.txt", b"Ada: hi")}
    )
    assert nowhere.status_code == 422 and "Nothing is named" in nowhere.text


async def test_lists_of_no_one_and_many_calls_lead_to_importing(
    ada: httpx2.AsyncClient, world: World
) -> None:
    for count in range(2):
        page = await ada.get("/o/calls")
        assert 'href="/o/calls/import"' in page.text
        assert ("No calls yet" in page.text) == (count == 0)
        await a_call(world)
    assert ">50<" in re.sub(r"\s+", "", (await ada.get("/o/calls")).text)  # and no percentage


async def test_what_is_missing_or_hidden_is_said_in_words(
    ada: httpx2.AsyncClient, world: World
) -> None:
    assert (await ada.get("/o/calls/nothing")).status_code == 404
    assert (await ada.get(f"/o/calls/{world.ids['ben']}")).status_code == 404
    assert (await ada.get("/o/calls/new")).status_code == 200


async def test_what_somebody_said_is_shown_and_never_run(
    ada: httpx2.AsyncClient, world: World
) -> None:
    evil = "<script>alert(1)</script>"
    call = await a_call(world, transcript=f'Ben: {evil} &amp; 1 < 2 "x"', title=evil, scored=False)
    page = (await ada.get(f"/o/calls/{call}")).text
    assert evil not in page and "<script>alert" not in page
    assert "alert(1)" in page


async def test_a_role_without_transcripts_sees_the_call_and_no_word_of_it(
    ada: httpx2.AsyncClient, app: Starlette, world: World
) -> None:
    call = await a_call(world)
    policy = {"objects": {"calls": {"fields": {"transcript": "mask"}}}}
    role = await world.ada("create_role", name="Quiet", rank="rep", policy=policy)
    await world.ada("update_member", member_id=world.ids["ben"], role_id=role["id"])
    await set_password(world.database, world.ada.actor.workspace, world.ids["ben"], PASSWORD)
    async with browser(app) as client:
        await sign_in(client, "ben@acme.test")
        page = await client.get(f"/o/calls/{call}")
    assert page.status_code == 200
    assert "The transcript is hidden from you" in page.text
    assert "on rosters." not in page.text and "Good morning" not in page.text
    grid = await ada.get(f"/settings/roles/{role['id']}")
    assert 'name="field.calls.transcript"' in grid.text


def test_quoted_words_are_marked_by_words() -> None:
    text = "We lose six hours, a week. Six hours!"
    assert marked(text, []) == (Piece(text, False),)
    assert marked(text, ["SIX hours a week"]) == (
        Piece("We lose ", False), Piece("six hours, a week", True), Piece(". Six hours!", False),
    )  # fmt: skip
    assert [each.text for each in marked(text, ["lose six", "six hours"]) if each.marked] == [
        "lose six", " hours",
    ]  # fmt: skip
    assert marked("ﬁne", ["fine"]) == (Piece("ﬁne", True),)
