"""What a plan, a role and a narrowed key leave of leads."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.core.actor import Via
from handrail.core.entitlements import Entitlements
from handrail.core.errors import HandrailError
from handrail.dispatch import Call, dispatch
from handrail.features.leads.operations.every import OPERATIONS
from tests.doors import Doors
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Refused
from tests.world import Member, World

pytestmark = pytest.mark.anyio
BY_NAME = {each.name: each for each in OPERATIONS}


async def ask(who: Member, name: str, /, **said: Any) -> Any:
    call = Call(BY_NAME[name], said, await who.now(), Via("leads", "req-test"))
    return (await dispatch(call, who.database)).model_dump(mode="json")


async def test_a_plan_limits_leads_and_batches(world: World) -> None:
    plan = Entitlements("small", records=(("leads", 3),), batch=2)
    ada = replace(world.ada, actor=replace(world.ada.actor, entitlements=plan))
    leads = [{"name": name, "source": "web"} for name in "ABC"]
    with pytest.raises(HandrailError) as refused:
        await ask(ada, "batch_add_leads", leads=leads)
    assert (refused.value.code, refused.value.message[:9]) == ("VALIDATION_ERROR", "At most 2")
    for each in leads:
        await ask(ada, "create_lead", **each)
    with pytest.raises(HandrailError) as refused:
        await ask(ada, "create_lead", name="D", source="web")
    assert (refused.value.status, refused.value.code) == (403, "PLAN_REQUIRED")
    with pytest.raises(HandrailError) as refused:
        await ask(ada, "batch_create_leads", leads=[{"name": "E", "source": "web"}])
    assert refused.value.status == 403


async def test_a_key_without_leads_finds_none(doors: Doors) -> None:
    ada = Asker(doors.http, doors.ada.key)
    made = await ada.rest(shapes.Created, "POST", "/leads", {"name": "A", "source": "x"})
    narrow = await doors.with_key(doors.world.ada, objects=["people"])
    other = Asker(doors.http, narrow.key)
    with pytest.raises(Refused) as refused:
        await other.rest(shapes.Lead, "GET", f"/leads/{made.id}")
    assert (refused.value.status, refused.value.message) == (404, "Lead not found.")
    with pytest.raises(Refused) as refused:
        await other.rest(shapes.Page, "GET", "/leads")
    assert refused.value.status == 404
