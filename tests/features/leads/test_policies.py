"""What a policy leaves of leads: rows, fields, verbs."""

from typing import Any

import pytest

from handrail.core.policy_said import policy_of
from tests.doors import Doors
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Refused
from tests.features.leads.test_limits import ask

pytestmark = pytest.mark.anyio
LEADS: list[dict[str, Any]] = [
    {"name": "Ours", "source": "web", "status": "open", "email": "a@acme.test", "rating": 4,
     "tags": ["vip"], "phone": "1", "latitude": 1, "longitude": 2,
     "attributes": [{"name": "size", "type": "number", "value": 5}]},
    {"name": "Hidden", "source": "web", "status": "closed", "email": "b@acme.test"},
]  # fmt: skip
FIELDS = ("email", "rating", "tags", "location", "size", "phone")


@pytest.mark.parametrize("access", ["mask", "none"])
async def test_hidden_rows_and_fields_are_as_if_they_were_not_there(
    doors: Doors, access: str
) -> None:
    ada = Asker(doors.http, doors.ada.key)
    ids = [(await ada.rest(shapes.Created, "POST", "/leads", each)).id for each in LEADS]
    said = {"filter": {"status": "open"}, "fields": dict.fromkeys(FIELDS, access)}
    narrow = doors.world.ben.narrowed(policies=policy_of({"objects": {"leads": said}}))
    page = await ask(narrow, "find_leads")
    assert [each["id"] for each in page["leads"]] == ids[:1]
    lead = shapes.Lead.model_validate(page["leads"][0])
    assert (lead.rating, lead.tags, lead.latitude) == (None, [], None)
    assert lead.email != "a@acme.test" and lead.attributes == []
    with pytest.raises(Exception, match="Lead not found"):
        await ask(narrow, "get_lead", lead_id=ids[1])
    assert (await ask(narrow, "get_stats"))["total_leads"] == 1
    for filters in (["and.eq.email.a@acme.test"], ["and.eq.attr:size.5"], ["and.gte.rating.4"]):
        try:
            found = await ask(narrow, "find_leads", filter=filters)
        except Exception as refused:
            assert getattr(refused, "status", 500) < 500
        else:
            assert found["leads"] == []
    made = await ask(narrow, "create_lead", name="Hidden", source="x", status="open", city="Rome")
    assert not made.get("duplicate")


async def test_a_hidden_lead_is_no_duplicate_and_cannot_be_changed(doors: Doors) -> None:
    ada = Asker(doors.http, doors.ada.key)
    ids = [(await ada.rest(shapes.Created, "POST", "/leads", each)).id for each in LEADS]
    policy = policy_of({"objects": {"leads": {"filter": {"status": "open"}}}})
    narrow = doors.world.ben.narrowed(policies=policy)
    made = await ask(
        narrow, "create_lead", name="Mine", source="x", status="open", email="b@acme.test"
    )
    assert made["id"] not in ids and not made.get("duplicate")
    for name, more in (("update_lead", {"city": "x"}), ("create_lead_tag", {"tag": "x"}),
                       ("update_lead_score", {}), ("create_note", {"content": "x"}),
                       ("delete_lead", {"confirm": True})):  # fmt: skip
        with pytest.raises(Exception, match="Lead not found"):
            await ask(narrow, name, lead_id=ids[1], **more)
    with pytest.raises(Refused):
        await Asker(doors.http, doors.cleo.key).gone(f"/leads/{ids[0]}")
