"""Calls at their own endpoint: eight read tools, plain HTTP errors; and what they read."""

from typing import Any

import httpx2
import orjson
import pytest

from handrail.core.ids import new_id
from tests.doors import Caller, Doors, Refused
from tests.features.calls.test_formats import VTT

TOOLS = [
    "calls_search", "calls_get", "calls_transcript", "calls_scores", "calls_insights",
    "patterns_search", "rubrics_list", "rubrics_get",
]  # fmt: skip
RUBRIC = {
    "name": "Discovery",
    "type": "discovery",
    "criteria": [
        {"name": "Opening", "weight": 1, "guidance": "Thanks the buyer for the time."},
        {"name": "Pain", "weight": 3, "guidance": "Finds what it costs."},
    ],
}
FOUND = {
    "criteria": [
        {"criterion": "opening", "score": 80, "quotes": ["Thanks for your time"]},
        {"criterion": "Pain", "score": 40, "reason": "Never asked what it costs."},
    ],
    "summary": "Six hours a week go into rosters.",
    "strengths": [{"text": "Polite", "quotes": ["Good morning, Dana"]}],
    "improvements": [{"text": "Ask what it costs", "quotes": ["six hours a week"]}],
    "coaching": [{"text": "Follow up on rosters", "quotes": ["on rosters"]}],
    "qualification": {
        "BANT": {"need": {"value": "Rosters", "quotes": ["We lose six hours a week"]}}
    },
    "patterns": [{"signalType": "missed_motivation", "quote": "six hours a week"}],
}


async def call(doors: Doors, caller: Caller, name: str, **said: Any) -> httpx2.Response:
    body = {"jsonrpc": "2.0", "id": 7, "method": "tools/call"}
    return await raw(doors, caller.key, {**body, "params": {"name": name, "arguments": said}})


async def raw(doors: Doors, key: str | None, body: Any) -> httpx2.Response:
    headers = {"content-type": "application/json"}
    if key is not None:
        headers["authorization"] = f"Bearer {key}"
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return await doors.http.post("/api/mcp", content=content, headers=headers)


async def told(doors: Doors, caller: Caller, name: str, **said: Any) -> dict[str, Any]:
    """What a tool says, as text that is JSON and as structure alike."""
    answer = await call(doors, caller, name, **said)
    assert answer.status_code == 200, answer.text
    result = answer.json()["result"]
    assert not result["isError"], result
    assert orjson.loads(result["content"][0]["text"]) == result["structuredContent"]
    return result["structuredContent"]


async def a_scored_call(doors: Doors, caller: Caller, **more: Any) -> tuple[str, str]:
    """(call id, rubric id)"""
    rubric = await doors.ada.mcp("create_rubric", **RUBRIC)
    made = await caller.mcp("create_call", **{"title": "Demo", "transcript": VTT, **more})
    await caller.mcp("create_call_score", callId=made["id"], rubricId=rubric["id"], **FOUND)
    return made["id"], rubric["id"]


async def test_the_endpoint_offers_exactly_the_eight_and_they_only_read(doors: Doors) -> None:
    answer = await raw(doors, doors.ada.key, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    tools = answer.json()["result"]["tools"]
    assert [each["name"] for each in tools] == TOOLS
    assert all(each["annotations"]["readOnlyHint"] for each in tools)
    assert len(orjson.dumps(tools)) / 4 <= 2000


async def test_a_call_is_found_read_and_scored(doors: Doors) -> None:
    day = "2026-03-02T09:00:00Z"
    call_id, rubric_id = await a_scored_call(doors, doors.ben, callDate=day, duration=72)
    ben = doors.world.ids["ben"]
    page = await told(doors, doors.ada, "calls_search", repId=ben, minScore=50, limit=1)
    [found] = page["data"]
    assert (found["id"], found["score"], found["status"]) == (call_id, 50.0, "scored")
    assert (found["callDate"], found["rep"]["name"]) == ("2026-03-02T09:00:00.000Z", "Ben Seller")
    assert page["hasMore"] is False
    whole = await told(doors, doors.ada, "calls_get", callId=call_id.upper())
    assert (whole["duration"], whole["summary"]) == (72, FOUND["summary"])
    text = (await told(doors, doors.ada, "calls_transcript", callId=call_id))["transcript"]
    assert text.endswith("Dana Buyer: We lose six hours a week on rosters.")
    scores = await told(doors, doors.ada, "calls_scores", callId=call_id)
    assert scores["overallScore"] == 50.0
    assert [each["score"] for each in scores["criteria"]] == [80, 40]
    assert scores["improvements"][0]["evidence"] == [{"line": 2, "quote": "six hours a week"}]
    assert scores["rubric"] == {"id": rubric_id, "name": "Discovery", "version": 1}
    insights = await told(doors, doors.ada, "calls_insights", callId=call_id)
    assert insights["bant"]["need"]["value"] == "Rosters"
    assert insights["meddic"] == dict.fromkeys(insights["meddic"])
    [pattern] = (await told(doors, doors.ada, "patterns_search", repId=ben))["data"]
    assert (pattern["signalType"], pattern["callId"]) == ("missed_motivation", call_id)
    [listed] = (await told(doors, doors.ada, "rubrics_list"))["data"]
    assert (listed["name"], listed["criteriaCount"]) == ("Discovery", 2)
    rubric = await told(doors, doors.ada, "rubrics_get", rubricId=rubric_id)
    assert [each["weight"] for each in rubric["criteria"]] == [1, 3]


async def test_a_call_without_transcript_or_score_says_so(doors: Doors) -> None:
    made = await doors.ben.mcp("create_call", title="Quick one")
    assert await told(doors, doors.ben, "calls_transcript", callId=made["id"]) == {
        "transcript": None
    }
    scores = await told(doors, doors.ben, "calls_scores", callId=made["id"])
    assert (scores["overallScore"], scores["criteria"]) == (None, [])
    insights = await told(doors, doors.ben, "calls_insights", callId=made["id"])
    assert insights["coaching"] == []


async def test_a_claim_that_the_transcript_does_not_bear_out_is_refused(doors: Doors) -> None:
    call_id, rubric_id = await a_scored_call(doors, doors.ben)
    before = await told(doors, doors.ben, "calls_scores", callId=call_id)
    invented = {"text": "Closed", "quotes": ["I will sign today"]}
    for wrong in (
        {"strengths": [invented]},
        {"coaching": [invented]},
        {"qualification": {"BANT": {"budget": {"value": "1M", "quotes": ["one million"]}}}},
        {"qualification": {"BANT": {"mood": {"value": "x", "quotes": ["on rosters"]}}}},
        {"patterns": [{"signalType": "weak_close", "quote": "let us think"}]},
        {"criteria": [{"criterion": "Closing", "score": 5}]},
        {"criteria": [{"criterion": "Pain"}]},
    ):
        with pytest.raises(Refused) as refused:
            said = {"callId": call_id, "rubricId": rubric_id, **FOUND, **wrong}
            await doors.ben.mcp("create_call_score", **said)
        assert refused.value.code == "VALIDATION_ERROR"
    assert await told(doors, doors.ben, "calls_scores", callId=call_id) == before


async def test_a_score_keeps_the_version_of_the_rubric_it_was_made_by(doors: Doors) -> None:
    call_id, rubric_id = await a_scored_call(doors, doors.ben)
    criteria = [{"name": "Pain", "weight": 1}]
    changed = await doors.ada.mcp("update_rubric", rubricId=rubric_id, criteria=criteria)
    assert changed["version"] == 2
    again = await doors.ada.mcp("update_rubric", rubricId=rubric_id, criteria=changed["criteria"])
    assert (again["version"], again["change_id"]) == (2, None)
    scores = await told(doors, doors.ben, "calls_scores", callId=call_id)
    assert scores["rubric"]["version"] == 1
    assert len(scores["criteria"]) == 2
    await doors.ada.mcp("update_rubric", rubricId=rubric_id, isActive=False)
    assert (await told(doors, doors.ada, "rubrics_list"))["data"] == []
    with pytest.raises(Refused):  # a rep writes no rubrics
        await doors.ben.mcp("create_rubric", **RUBRIC)


async def test_lists_are_newest_first_and_go_on_by_date_or_cursor(doors: Doors) -> None:
    days = [f"2026-03-{day:02}" for day in range(1, 8)]
    for day in days:
        await doors.ben.mcp("create_call", title=day, callDate=f"{day}T12:00:00Z")
    await doors.ben.mcp("create_call", title="undated")
    titles: list[str] = []
    cursor = None
    while True:
        said = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = await told(doors, doors.ben, "calls_search", **said)
        titles += [each["title"] for each in page["data"]]
        cursor = page["nextCursor"]
        if not page["hasMore"]:
            break
    assert titles == [*reversed(days), "undated"]
    page = await told(
        doors, doors.ben, "calls_search", startDate="2026-03-02", endDate="2026-03-03"
    )
    assert [each["title"] for each in page["data"]] == ["2026-03-03", "2026-03-02"]


async def test_who_narrows_the_span_to_nothing_is_at_the_end(doors: Doors) -> None:
    await a_scored_call(doors, doors.ben, callDate="2026-03-02T12:00:00.123Z")
    nothing = {"data": [], "hasMore": False, "nextCursor": None}
    day, end = "2026-03-02", "2026-03-02T12:00:00.123Z"
    for name in ("calls_search", "patterns_search"):
        assert (await told(doors, doors.ben, name, startDate=day, endDate=end))["data"]
        assert (await told(doors, doors.ben, name, startDate=end, endDate=end))["data"]
        for span in ((end, "2026-03-02T12:00:00.122Z"), ("2026-03-03", day)):
            said = {"startDate": span[0], "endDate": span[1]}
            assert await told(doors, doors.ben, name, **said) == nothing
    said = {"minScore": 90, "maxScore": 10}
    assert await told(doors, doors.ben, "calls_search", **said) == nothing


@pytest.mark.parametrize(
    ("said", "argument"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x", "repId": new_id()}, "repId"),
        ({"title": "x", "callDate": "0001-01-01"}, "callDate"),
        ({"title": "x", "recordingUrl": "javascript:alert(1)"}, "recordingUrl"),
        ({"title": "x", "deals": ["Nowhere"]}, "deals"),
        ({"title": "x", "transcript": "no speaker"}, "transcript"),
    ],
)
async def test_what_is_wrong_with_a_new_call_names_the_argument(
    doors: Doors, said: dict[str, Any], argument: str
) -> None:
    with pytest.raises(Refused) as refused:
        await doors.ben.mcp("create_call", **said)
    assert (refused.value.code, refused.value.error["field"]) == ("VALIDATION_ERROR", argument)
    assert "_" not in refused.value.error["message"]
    assert (await told(doors, doors.ben, "calls_search"))["data"] == []


async def test_a_long_transcript_is_read_line_by_line(doors: Doors) -> None:
    text = "\n".join(f"{'Ben' if i % 2 else 'Dana'}: line {i}" for i in range(1, 1202))
    made = await doors.ben.mcp("create_call", title="Long", transcript=text)
    seen: list[int] = []
    at: int | None = 1
    while at is not None:
        page = await doors.ben.rest("list_call_lines", callId=made["id"], fromLine=at, limit=499)
        assert page["total"] == 1201
        seen += [each["line"] for each in page["data"]]
        assert all(each["text"] == f"line {each['line']}" for each in page["data"])
        at = page["nextLine"]
    assert seen == list(range(1, 1202))
    for first, lines in ((500, [500, 501]), (1201, [1201]), (1202, []), (1_000_000, [])):
        page = await doors.ben.mcp("list_call_lines", callId=made["id"], fromLine=first, limit=2)
        assert [each["line"] for each in page["data"]] == lines
    whole = (await told(doors, doors.ben, "calls_transcript", callId=made["id"]))["transcript"]
    assert whole == text
    short = await doors.ben.mcp("update_call_transcript", callId=made["id"], transcript=VTT)
    assert short["hasTranscript"]
    page = await doors.ben.mcp("list_call_lines", callId=made["id"])
    assert (page["total"], page["data"][1]["start"], page["data"][1]["end"]) == (2, 67.0, 72.25)
    for words, lines in (
        ("Six HOURS,", [2]), ("good mor", [1]), ("ood", []), ("…", [1, 2]), (" ", [1, 2]),
    ):  # fmt: skip
        page = await doors.ben.mcp("list_call_lines", callId=made["id"], query=words)
        assert [each["line"] for each in page["data"]] == lines, words
    for words, following in (("…", 2), ("six", None)):
        page = await doors.ben.rest("list_call_lines", callId=made["id"], query=words, limit=1)
        assert (page["hasMore"], page["nextLine"]) == (following is not None, following)
    with pytest.raises(Refused) as refused:
        await doors.rex.mcp("list_call_lines", callId=made["id"])
    assert refused.value.code == "RESOURCE_NOT_FOUND"


async def test_a_transcript_that_a_call_has_adds_none_where_only_new_ones_are_wanted(
    doors: Doors,
) -> None:
    said = {"title": "Demo", "transcript": VTT, "onlyNew": True}
    made = await doors.ada.mcp("create_call", **said)
    assert made["change_id"] and made["duration"] == 72
    again = await doors.ada.rest("create_call", **said | {"title": "Another name"})
    assert (again["id"], again["title"], again["change_id"]) == (made["id"], "Demo", None)
    own = {"objects": {"calls": {"rows": "own"}}}
    key = await doors.with_key(doors.world.ben, policy=own)
    his = await key.mcp("create_call", **said)  # what he may not see is not there for him
    assert his["id"] != made["id"]
    await doors.ada.mcp("delete_record", object="calls", record_id=made["id"])
    third = await doors.ada.mcp("create_call", **said)
    assert third["id"] == his["id"]
    other = {"callId": his["id"], "transcript": "Ben: other"}
    await doors.ada.mcp("update_call_transcript", **other)
    assert (await doors.ada.mcp("create_call", **said))["change_id"]
    said["transcript"] = "Ben: other"
    assert (await doors.ada.mcp("create_call", **said))["id"] == his["id"]


async def test_three_hours_of_short_words_are_taken_and_read(doors: Doors) -> None:
    said = [f"{'Ben' if i % 2 else 'Dana'}: {i} is said in a third of a second of this call, or so"
            for i in range(30_000)]  # fmt: skip
    made = await doors.ben.rest("create_call", title="Long", transcript="\n".join(said))
    page = await doors.ben.rest("list_call_lines", callId=made["id"], fromLine=29_901)
    assert (page["total"], len(page["data"]), page["hasMore"]) == (30_000, 100, False)
    whole = (await doors.ben.rest("calls_transcript", callId=made["id"]))["transcript"]
    assert whole.split("\n") == said


async def test_a_pattern_is_of_whoever_has_the_call_now_and_of_when_it_was(doors: Doors) -> None:
    ada, ben = doors.world.ids["ada"], doors.world.ids["ben"]
    call_id, _ = await a_scored_call(doors, doors.ben, callDate="2026-03-02")
    values = {"owners": [ada, ben], "called_at": "2026-04-05"}
    await doors.ada.mcp("update_record", object="calls", record_id=call_id, values=values)
    whole = await told(doors, doors.ada, "calls_get", callId=call_id)
    for rep in (ada, ben):  # as calls_search finds the call
        [pattern] = (await told(doors, doors.ada, "patterns_search", repId=rep))["data"]
        assert (pattern["rep"], pattern["callDate"]) == (whole["rep"], whole["callDate"])
        [found] = (await told(doors, doors.ada, "calls_search", repId=rep))["data"]
        assert found["id"] == pattern["callId"]
    assert pattern["rep"]["id"] == ada
    assert (await told(doors, doors.ada, "patterns_search", endDate="2026-03-31"))["data"] == []
    assert (await told(doors, doors.ada, "patterns_search", startDate="2026-04-05"))["data"]
    values = {"owners": [ada], "called_at": None}
    await doors.ada.mcp("update_record", object="calls", record_id=call_id, values=values)
    assert (await told(doors, doors.ada, "patterns_search", repId=ben))["data"] == []
    [undated] = (await told(doors, doors.ada, "patterns_search"))["data"]
    assert undated["callDate"] is None


async def test_patterns_stay_in_order_over_calls_of_one_moment_and_of_none(doors: Doors) -> None:
    rubric = await doors.ada.mcp("create_rubric", **RUBRIC)
    two = [{"signalType": "weak_close", "quote": "on rosters"}, *FOUND["patterns"]]
    calls: list[str] = []
    for date in ("2026-03-02", None, "2026-03-02", None, "2026-03-01", "2026-03-02"):
        said = {"callDate": date} if date else {}
        made = await doors.ben.mcp("create_call", title="x", transcript=VTT, **said)
        score = {"callId": made["id"], "rubricId": rubric["id"], **FOUND, "patterns": two}
        await doors.ben.mcp("create_call_score", **score)
        calls.append(made["id"])
    for signal, of_each in ((None, 2), ("weak_close", 1)):
        narrowed = {"signalType": signal} if signal else {}
        whole = (await told(doors, doors.ben, "patterns_search", limit=50, **narrowed))["data"]
        order = [calls[n] for n in (5, 2, 0, 4, 3, 1)]
        assert [each["callId"] for each in whole] == [c for c in order for _ in range(of_each)]
        for size in (1, 3, 5):
            pages: list[Any] = []
            cursor: dict[str, Any] = {}
            while True:
                said = {"limit": size, **narrowed, **cursor}
                page = await told(doors, doors.ben, "patterns_search", **said)
                pages += page["data"]
                if not page["hasMore"]:
                    break
                cursor = {"cursor": page["nextCursor"]}
            assert pages == whole


async def test_patterns_go_on_by_cursor(doors: Doors) -> None:
    rubric = await doors.ada.mcp("create_rubric", **RUBRIC)
    for day in range(1, 6):
        made = await doors.ben.mcp(
            "create_call", title="x", callDate=f"2026-03-0{day}T12:00:00Z", transcript=VTT
        )
        await doors.ben.mcp("create_call_score", callId=made["id"], rubricId=rubric["id"], **FOUND)
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        said = {"limit": 2, "signalType": "missed_motivation"}
        page = await told(
            doors, doors.ben, "patterns_search", **said, **({"cursor": cursor} if cursor else {})
        )
        seen += [each["callDate"][:10] for each in page["data"]]
        cursor = page["nextCursor"]
    assert seen == [f"2026-03-0{day}" for day in (5, 4, 3, 2, 1)]
    assert cursor is None
    nothing = await told(doors, doors.ben, "patterns_search", signalType="weak_close")
    assert nothing["data"] == []


async def test_what_is_wrong_before_mcp_is_plain_http(doors: Doors) -> None:
    for key in (None, "mcp_acme_00000000000000000000000000000000", "nonsense"):
        answer = await raw(doors, key, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        assert answer.status_code == 401
        assert answer.json()["error"] == "Unauthorized"
    for body in (b"{", b"[]", b'"x"', b'{"jsonrpc":"1.0","id":1,"method":"tools/list"}'):
        answer = await raw(doors, doors.ada.key, body)
        assert (answer.status_code, answer.json()["error"]) == (400, "Invalid request"), body


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("calls_get", {"callId": "not-a-uuid"}),
        ("calls_get", {}),
        ("calls_search", {"minScore": 101}),
        ("calls_search", {"maxScore": -1}),
        ("calls_search", {"limit": 51}),
        ("calls_search", {"limit": 0}),
        ("calls_search", {"status": "done"}),
        ("calls_search", {"startDate": "yesterday"}),
        ("calls_search", {"startDate": "2026-13-01"}),
        ("calls_search", {"reqId": "x"}),
        ("calls_search", {"startDate": "2026-11"}),
        ("calls_search", {"cursor": "bm9wZQ=="}),
        ("rubrics_list", {"cursor": "bm9wZQ=="}),
        ("patterns_search", {"signalType": "Weak Close"}),
        ("patterns_search", {"cursor": "bm9wZQ=="}),
        ("rubrics_get", {"rubricId": "1"}),
    ],
)
async def test_arguments_that_are_wrong_are_a_400_that_helps(
    doors: Doors, name: str, said: dict[str, Any]
) -> None:
    answer = await call(doors, doors.ada, name, **said)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] == "Invalid request"
    detail = answer.json()["detail"]
    assert detail["message"] and "pattern" not in detail["message"]
    assert "next_cursor" not in detail["hint"]


@pytest.mark.parametrize(
    "name", ["calls_get", "calls_transcript", "calls_scores", "calls_insights", "rubrics_get"]
)
async def test_what_is_missing_and_what_is_anothers_are_the_same_tool_error(
    doors: Doors, name: str
) -> None:
    call_id, rubric_id = await a_scored_call(doors, doors.ben)
    argument, theirs = ("rubricId", rubric_id) if name == "rubrics_get" else ("callId", call_id)
    texts: list[str] = []
    for wanted in (theirs, new_id()):
        answer = await call(doors, doors.rex, name, **{argument: wanted})
        assert answer.status_code == 200
        result = answer.json()["result"]
        assert result["isError"]
        texts.append(result["content"][0]["text"].replace(wanted, "…"))
        assert result["structuredContent"]["error"]["field"] == argument
    assert texts[0] == texts[1]
    assert "search_records" not in texts[0]  # no tool of this endpoint
    found = await told(doors, doors.rex, "calls_search", repId=doors.world.ids["ben"])
    assert found == {"data": [], "hasMore": False, "nextCursor": None}


async def test_sixty_calls_a_minute_and_no_more(doors: Doors) -> None:
    limited = await doors.with_key(doors.world.ada, per_minute=3)
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for _ in range(3):
        assert (await raw(doors, limited.key, body)).status_code == 200
    answer = await raw(doors, limited.key, body)
    assert answer.status_code == 429
    assert answer.json()["error"] == "Rate limit exceeded. Max 60 requests/minute."
    assert int(answer.headers["retry-after"]) >= 1
    seen = await doors.http.get("/api/mcp", headers={"authorization": f"Bearer {limited.key}"})
    assert (seen.status_code, seen.headers["allow"]) == (405, "POST")
