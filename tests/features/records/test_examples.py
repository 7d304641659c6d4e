"""What the reference page shows can be done, word for word."""

from handrail.core.errors import HandrailError
from handrail.features.records.examples import DEAL, EXAMPLES
from tests.world import OPERATIONS, World

LAST = ["unlink_records", "delete_record"]


async def test_every_example_does_what_it_says(world: World) -> None:
    await world.ada("create_record", object="companies", values={"name": "Northwind"})
    deal = await world.ada("create_record", object="deals", values={"name": "First"})
    order = [name for name in EXAMPLES if name not in LAST] + LAST
    failed: dict[str, str] = {}
    for name in order:
        said = {
            field: deal["id"] if value == DEAL else value for field, value in EXAMPLES[name].items()
        }
        try:
            await world.ada(name, **said)
        except HandrailError as error:
            failed[name] = f"{error.message} {error.hint}"
    assert not failed
    assert EXAMPLES.keys() <= OPERATIONS.keys()
