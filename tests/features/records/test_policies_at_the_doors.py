"""A key under a policy, at the doors it is used at: what they word themselves tells no more."""

import pytest

from handrail.core.operation import Door
from tests.doors import Doors, Refused

pytestmark = pytest.mark.anyio
POLICY = {
    "objects": {
        "deals": {"rows": "own", "verbs": ["read", "update"], "fields": {"value": "mask"}},
        "companies": {"fields": {"domain": "none"}},
    }
}


@pytest.mark.parametrize("door", sorted(Door))
async def test_a_narrow_key_sees_no_more_at_any_door(doors: Doors, door: Door) -> None:
    ada, ids = doors.ada, doors.world.ids
    firm = await ada.mcp(
        "create_record", object="companies", values={"name": "Firm", "domain": "canary.test"}
    )
    values = {"value": 4711, "companies": [firm["id"]]}
    mine, hers = [
        await ada.mcp(
            "create_record",
            object="deals",
            values={"name": f"{who} canary", "owners": [ids[who]], **values},
        )
        for who in ("ben", "ada")
    ]
    agent = await doors.with_key(doors.world.ben, policy=POLICY)
    told = [
        await agent.say(door, operation, said)
        for operation, said in (
            ("list_objects", {}),
            ("list_attributes", {"object": "companies"}),
            ("get_record", {"object": "deals", "record_id": mine["id"]}),
            ("get_record", {"object": "companies", "record_id": firm["id"]}),
            ("search_records", {"object": "deals", "query": "canary"}),
            ("search_workspace", {"query": "canary"}),
            ("aggregate_records", {"object": "deals", "group_by": ["name"]}),
            ("get_timeline", {"object": "companies", "record_id": firm["id"]}),
            (
                "update_record",
                {"object": "deals", "record_id": mine["id"], "values": {"stage": "Won"}},
            ),
        )
    ]
    assert [each.status for each in told] == [200] * len(told)
    text = "".join(each.text for each in told)
    assert "ben canary" in text
    for secret in (hers["id"], "ada canary", "canary.test", "4711", '"domain"'):
        assert secret not in text
    for operation, said, code in (
        ("get_record", {"object": "deals", "record_id": hers["id"]}, "RESOURCE_NOT_FOUND"),
        ("delete_record", {"object": "deals", "record_id": mine["id"]}, "FORBIDDEN"),
        ("search_records", {"object": "companies", "sort": "domain"}, "VALIDATION_ERROR"),
    ):
        refused = await agent.say(door, operation, said)
        assert refused.error is not None and refused.error["code"] == code
        assert "anary" not in refused.text and "4711" not in refused.text
    with pytest.raises(Refused):
        await agent.mcp("create_record", object="deals", values={"name": "x"})
