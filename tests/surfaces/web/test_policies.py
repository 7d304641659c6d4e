"""The web app of a member whose custom role shows a part of what there is."""

import json
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from handrail.core.clock import now
from handrail.features.workspaces.store import accounts
from handrail.vault.hash import hash_password
from tests.surfaces.web.conftest import browser, sign_in
from tests.world import PASSWORD, World

pytestmark = pytest.mark.anyio
POLICY = {
    "objects": {
        "deals": {
            "rows": "own",
            "fields": {"stage": "mask", "value": "mask", "lost_reason": "none", "source": "read"},
        },
        "companies": {"fields": {"name": "mask"}},
        "people": {"filter": {"city": "Rome"}, "verbs": ["read"]},
        "leads": {"verbs": []},
    }
}


async def held(world: World) -> None:
    """Ben under a role that shows him little."""
    role = await world.ada("create_role", name="Partner", policy=POLICY)
    await world.ada("update_member", member_id=world.ids["ben"], role_id=role["id"])
    hashed = await hash_password(PASSWORD)
    await world.database.write(
        0, lambda db: accounts.set_password(db, "ben@acme.test", hashed, now())
    )


async def made(world: World, object_slug: str, **values: Any) -> str:
    record = await world.ada("create_record", object=object_slug, values=values)
    return str(record["id"])


async def test_pages_show_what_the_role_shows_and_no_more(app: Starlette, world: World) -> None:
    await held(world)
    firm = await made(world, "companies", name="Canary Ltd", domain="seen.test")
    pat = await made(world, "people", name="Canary Pat", city="Oslo", emails=["canary@x.test"])
    ro = await made(world, "people", name="Ro", city="Rome")
    hers = await made(world, "deals", name="Canary deal", owners=[world.ids["ada"]])
    mine = await made(
        world,
        "deals",
        name="Mine",
        value=4711,
        stage="Negotiation",
        lost_reason="canary",
        source="Referral",
        owners=[world.ids["ben"]],
        companies=[firm],
        people=[pat, ro],
    )
    await world.ada(
        "update_record", object="deals", record_id=mine, values={"lost_reason": "canary too"}
    )
    hidden = {hers: 404, mine: 200}
    pages: list[httpx2.Response] = []
    async with browser(app) as ben:
        await sign_in(ben, "ben@acme.test")
        for record_id, status in hidden.items():
            pages.append(await ben.get(f"/o/deals/{record_id}"))
            assert pages[-1].status_code == status
        for path in (
            "/o/deals",
            "/o/deals?sort=name",
            "/o/deals/new",
            "/o/companies",
            f"/o/companies/{firm}",
            "/o/people",
            "/o/people?q=canary",
            f"/o/people/{ro}",
            "/search?q=canary",
            "/search?q=seen",
            "/suggest?q=canary",
            "/suggest?q=canary&object=people",
            f"/o/deals/{mine}/edit/name",
        ):
            pages.append(await ben.get(path))
            assert pages[-1].status_code == 200, path
        for path in ("/o/leads", f"/o/people/{pat}", f"/o/deals/{mine}/edit/lost_reason"):
            missed = await ben.get(path)  # which says again what was asked for
            assert missed.status_code == 404 and "anary" not in missed.text
        text = "".join(each.text for each in pages)
        for secret in ("anary ", "4711", "4,711", "lost_reason", "Lost reason", pat, "x.test"):
            assert secret not in text.replace('value="canary"', ""), secret
        record = pages[1].text
        assert "Hidden" in record and "(hidden)" in record and "Ro" in record
        assert f"/o/deals/{mine}/edit/next_step" in record
        for slug in ("value", "stage", "source"):
            assert f"/edit/{slug}" not in record
        assert 'name="value"' not in (await ben.get("/o/deals/new")).text
        found = (await ben.get("/suggest?q=seen")).json()["found"]
        assert [each["name"] for each in found] == ["(hidden)"]
        refused = await ben.post(f"/o/deals/{mine}/edit/value", data={"value": "1"})
        assert refused.status_code == 403
    whole = await world.ada("get_record", object="deals", record_id=mine)
    assert "4711" in json.dumps(whole)
