"""Links added to those a record has, and taken away."""

import pytest

from handrail.core.errors import Invalid
from tests.world import World


@pytest.mark.parametrize("verb", ["link_records", "unlink_records"])
@pytest.mark.parametrize("to", [[None], [50], ["Acme"]])
async def test_an_attribute_that_is_no_relationship_links_to_nothing(
    world: World, verb: str, to: list[object]
) -> None:
    deal = await world.ada("create_record", object="deals", values={"name": "Renewal"})
    with pytest.raises(Invalid) as refused:
        await world.ada(verb, object="deals", record_id=deal["id"], attribute="probability", to=to)
    assert refused.value.field == "attribute"
    assert "companies" in (refused.value.allowed or ()) or "people" in (refused.value.allowed or ())
