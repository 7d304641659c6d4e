"""Who may see a call and not its transcript gets no word of it, at any door."""

from typing import Any

import httpx2
import orjson
import pytest

from tests.doors import Caller, Doors, Refused
from tests.features.calls.test_calls import FOUND, RUBRIC, a_scored_call
from tests.features.calls.test_formats import VTT

SPOKEN = ("rosters.", "Good morning", "six hours a week", "Thanks for your time")
"""What was said in the call. A scorer's own words are another matter: `summary` and `score`."""
QUIET = {**FOUND, "summary": "They plan by hand.", "coaching": [], "qualification": {
    "BANT": {"need": {"value": "Planning", "quotes": ["We lose six hours a week"]}}}}  # fmt: skip
HIDING = ("mask", "none")


async def narrowed(doors: Doors, word: str) -> Caller:
    made = await doors.ada.rest(
        "create_api_key",
        name=f"transcripts {word}",
        scopes=["read:data", "write:data"],
        policy={"objects": {"calls": {"fields": {"transcript": word}}}},
        per_minute=1000,
    )
    return Caller(doors.http, made["secret"])


async def a_quiet_call(doors: Doors) -> tuple[str, str]:
    rubric = await doors.ada.mcp("create_rubric", **RUBRIC)
    made = await doors.ada.mcp("create_call", title="Demo", transcript=VTT)
    await doors.ada.mcp("create_call_score", callId=made["id"], rubricId=rubric["id"], **QUIET)
    return made["id"], rubric["id"]


async def posted(doors: Doors, key: Caller, path: str, name: str, said: Any) -> httpx2.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    return await doors.http.post(
        path,
        content=orjson.dumps({**body, "params": {"name": name, "arguments": said}}),
        headers={"authorization": f"Bearer {key.key}", "content-type": "application/json"},
    )


@pytest.mark.parametrize("word", HIDING)
async def test_no_door_says_a_word_of_it(doors: Doors, word: str) -> None:
    call_id, _ = await a_quiet_call(doors)
    key, one = await narrowed(doors, word), {"callId": call_id}
    here = {"object": "calls", "record_id": call_id}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        *(("/api/mcp", f"calls_{name}", one) for name in ("get", "transcript", "scores")),
        ("/api/mcp", "calls_insights", one),
        ("/api/mcp", "calls_search", {}),
        ("/api/mcp", "patterns_search", {}),
        ("/mcp/x/calls", "list_call_lines", one),
        ("/mcp/x/calls", "calls_transcript", one),
        ("/mcp", "get_record", here),
        ("/mcp", "get_timeline", here),
        ("/mcp", "list_changes", {}),
        ("/mcp", "search_records", {"object": "calls", "query": "rosters"}),
        ("/mcp/x/search", "search", {"query": "rosters"}),
        ("/mcp/x/search", "fetch", {"id": call_id}),
    ]
    for path, name, said in asked:
        answer = await posted(doors, key, path, name, said)
        assert answer.status_code == 200 and not answer.json()["result"]["isError"], answer.text
        for spoken in SPOKEN:
            assert spoken not in answer.text, (path, name, answer.text)
    for path in (
        "transcript", "transcript/lines", "scores", "insights", "",
    ):  # fmt: skip
        answer = await doors.http.get(
            f"/v1/calls/{call_id}/{path}".rstrip("/"), headers={"x-api-key": key.key}
        )
        assert answer.status_code == 200
        for spoken in SPOKEN:
            assert spoken not in answer.text, (path, answer.text)
    assert (await key.mcp("calls_transcript", **one)) == {"transcript": None}
    assert (await key.mcp("list_call_lines", **one))["total"] == 0
    scores = await key.mcp("calls_scores", **one)
    assert scores["overallScore"] == 50.0 and scores["improvements"][0]["text"]
    [pattern] = (await key.mcp("patterns_search"))["data"]
    assert (pattern["signalType"], pattern["quote"]) == ("missed_motivation", "(hidden)")


@pytest.mark.parametrize("word", HIDING)
async def test_whether_there_is_one_is_told_by_mask_and_not_by_none(
    doors: Doors, word: str
) -> None:
    call_id, _ = await a_quiet_call(doors)
    key = await narrowed(doors, word)
    assert (await key.mcp("calls_get", callId=call_id))["hasTranscript"] == (word == "mask")
    history = await key.mcp("get_timeline", object="calls", record_id=call_id)
    since = min(each["seq"] for each in history["changes"]) - 1
    feed = await key.mcp("list_changes", object="calls", after_seq=since)
    for told in (history, feed):
        attached = [each for each in told["changes"] if each["type"] == "call.transcript_attached"]
        assert [each["after"] for each in attached] == ([{}] if word == "mask" else [])


@pytest.mark.parametrize("word", HIDING)
async def test_what_is_hidden_is_neither_changed_nor_guessed(doors: Doors, word: str) -> None:
    call_id, rubric_id = await a_quiet_call(doors)
    key = await narrowed(doors, word)
    said = {"callId": call_id, "rubricId": rubric_id}
    right = {"criteria": [{"criterion": "Pain", "score": 1, "quotes": ["six hours a week"]}]}
    wrong = {"criteria": [{"criterion": "Pain", "score": 1, "quotes": ["seven hours"]}]}
    told: list[Any] = []
    for guess in (right, wrong):
        with pytest.raises(Refused) as refused:
            await key.mcp("create_call_score", **said, **guess)
        told.append((refused.value.code, refused.value.error["message"]))
    assert told[0] == told[1] and told[0][0] == "FORBIDDEN"
    with pytest.raises(Refused) as refused:
        await key.mcp("update_call_transcript", callId=call_id, transcript="Ada: gone")
    assert refused.value.code == "FORBIDDEN"
    with pytest.raises(Refused) as refused:
        await key.mcp("create_call", title="x", transcript="Ada: hi")
    assert refused.value.code == "FORBIDDEN"
    assert (await key.mcp("create_call", title="x"))["hasTranscript"] is False
    assert "rosters" in (await doors.ada.mcp("calls_transcript", callId=call_id))["transcript"]


async def test_who_may_only_read_transcripts_changes_none(doors: Doors) -> None:
    call_id, rubric_id = await a_scored_call(doors, doors.ada)
    key = await narrowed(doors, "read")
    assert "rosters" in (await key.mcp("calls_transcript", callId=call_id))["transcript"]
    assert await key.mcp("create_call_score", callId=call_id, rubricId=rubric_id, **FOUND)
    with pytest.raises(Refused) as refused:
        await key.mcp("update_call_transcript", callId=call_id, transcript="Ada: gone")
    assert refused.value.code == "FORBIDDEN"


async def test_only_calls_have_a_transcript_to_hide(doors: Doors) -> None:
    for objects in (
        {"deals": {"fields": {"transcript": "none"}}},
        {"calls": {"fields": {"transcripts": "none"}}},
    ):
        with pytest.raises(Refused) as refused:
            await doors.ada.rest(
                "create_api_key", name="x", scopes=["read:data"], policy={"objects": objects}
            )
        assert refused.value.code == "VALIDATION_ERROR"
    assert refused.value.error["did_you_mean"] == "transcript"
    made = await doors.ada.rest(
        "create_api_key",
        name="everything but what was said",
        scopes=["read:data"],
        policy={"objects": {"*": {"fields": {"transcript": "none"}}}},
    )
    call_id, _ = await a_quiet_call(doors)
    told = await Caller(doors.http, made["secret"]).mcp("calls_transcript", callId=call_id)
    assert told == {"transcript": None}
