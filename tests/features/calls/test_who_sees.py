"""What belongs to a call is seen by who sees the call."""

import orjson
import pytest

from handrail.core.errors import HandrailError
from handrail.core.policy_said import policy_of
from tests.features.calls.test_calls import FOUND, RUBRIC
from tests.features.calls.test_formats import VTT
from tests.world import World

READS = ("calls_get", "calls_transcript", "calls_scores", "calls_insights")


async def test_a_narrowed_key_sees_its_own_calls_and_all_of_them_and_nothing_else(
    world: World,
) -> None:
    rubric = await world.ada("create_rubric", **RUBRIC)
    ids: dict[str, str] = {}
    for name, member in (("ada", world.ada), ("ben", world.ben)):
        made = await member("create_call", title=f"Of {name}", transcript=VTT)
        await member("create_call_score", callId=made["id"], rubricId=rubric["id"], **FOUND)
        ids[name] = made["id"]
    own = policy_of({"objects": {"calls": {"rows": "own"}}})
    ben = world.ben.narrowed(policies=own)
    assert [each["id"] for each in (await ben("calls_search"))["data"]] == [ids["ben"]]
    assert {each["callId"] for each in (await ben("patterns_search"))["data"]} == {ids["ben"]}
    for name in READS:
        assert await ben(name, callId=ids["ben"])
        with pytest.raises(HandrailError) as refused:
            await ben(name, callId=ids["ada"])
        assert refused.value.code == "RESOURCE_NOT_FOUND"
        assert b"Of ada" not in orjson.dumps(refused.value.body(), default=str)
    said = {"rubricId": rubric["id"], **FOUND}
    with pytest.raises(HandrailError, match="No call"):
        await ben("create_call_score", callId=ids["ada"], **said)
    with pytest.raises(HandrailError, match="No call"):
        await ben("update_call_transcript", callId=ids["ada"], transcript="Ada: gone")


async def test_a_key_without_calls_sees_nothing_of_them(world: World) -> None:
    made = await world.ada("create_call", title="Secret", transcript=VTT)
    rubric = await world.ada("create_rubric", **RUBRIC)
    key = world.ada.narrowed(objects=frozenset({"people"}))
    for name, said in (
        ("calls_search", {}),
        ("patterns_search", {}),
        ("rubrics_list", {}),
        ("rubrics_get", {"rubricId": rubric["id"]}),
        ("update_rubric", {"rubricId": rubric["id"], "name": "Mine"}),
        ("create_rubric", RUBRIC),
        *((each, {"callId": made["id"]}) for each in READS),
    ):
        with pytest.raises(HandrailError) as refused:
            await key(name, **said)
        assert refused.value.code == "RESOURCE_NOT_FOUND"
