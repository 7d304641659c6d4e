"""Policies checked against the schema, before anybody is given one."""

from typing import Any

import pytest

from handrail.context import Context
from handrail.core.clock import now
from handrail.core.errors import Invalid
from handrail.core.policy_said import PolicySaid
from handrail.features.records.actions.policies import checked
from handrail.storage.database import Db
from tests.world import VIA, World

pytestmark = pytest.mark.anyio


async def check(world: World, objects: dict[str, Any]) -> PolicySaid:
    actor = await world.ada.now()

    async def look(db: Db) -> PolicySaid:
        said = PolicySaid.model_validate({"objects": objects})
        return await checked(Context(actor, VIA, db, now()), said)

    return await world.database.read(actor.workspace, look)


async def test_a_policy_that_means_something_is_taken_as_it_was_said(world: World) -> None:
    said = {
        "deals": {
            "rows": "own",
            "members": [world.ids["ben"]],
            "filter": {"stage": "Won", "companies.city": "Berlin", "owners": "me"},
            "fields": {"value": "mask", "lost_reason": "none"},
        },
        "*": {"verbs": ["read"], "fields": {"notes": "none"}, "filter": {"created_at": "2026"}},
    }
    taken = await check(world, said)
    assert taken == PolicySaid.model_validate({"objects": said})


@pytest.mark.parametrize(
    ("said", "field", "meant"),
    [
        ({"deal": {}}, "objects.deal", "deals"),
        ({"deals": {"fields": {"vallue": "none"}}}, "objects.deals.fields.vallue", "value"),
        ({"*": {"fields": {"ownerz": "none"}}}, "objects.*.fields.ownerz", "owners"),
        ({"deals": {"filter": {"stge": "Won"}}}, "objects.deals.filter", "stage"),
        ({"deals": {"filter": {"stage": "Wonn"}}}, "objects.deals.filter", "Won"),
        ({"*": {"filter": {"stage": "Won"}}}, "objects.*.filter", None),
        ({"deals": {"members": ["nobody"]}}, "objects.deals.members", None),
        ({"deals": {"teams": ["nobody"]}}, "objects.deals.teams", None),
    ],
)
async def test_what_means_nothing_is_refused_with_what_would(
    world: World, said: dict[str, Any], field: str, meant: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        await check(world, said)
    assert refused.value.field == field
    if meant is not None:
        assert refused.value.did_you_mean == meant
        assert meant in (refused.value.allowed or ())
