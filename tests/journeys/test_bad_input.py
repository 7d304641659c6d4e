"""Every argument of every operation, spoilt: a contracted error with a hint, and no change.

Through MCP and REST, as bytes, so that what is no JSON and no UTF-8 goes over the wire too.
"""

import time
from dataclasses import fields
from typing import Any

import orjson
import pytest

from handrail.core.errors import ERRORS
from handrail.core.ids import new_id
from handrail.core.operation import AnyOperation, Door
from handrail.surfaces.rest.fields import WITH_BODY, path_names
from tests.doors import Doors, Said, ways
from tests.journeys.everything import CALLS, Call, Things, fill
from tests.state import digest, glance
from tests.world import OPERATIONS

pytestmark = pytest.mark.anyio

LONG = b"x" * 1_000_000
NEVER: dict[str, bytes] = {
    "a text of a megabyte": b'"%b"' % LONG,
    "a number of 400 digits": b"1" + b"0" * 400,
    "a number beyond all": b"1e999",
    "10,000 lists in each other": b"[" * 10_000 + b"]" * 10_000,
    "10,000 objects in each other": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "50 lists in each other": b"[" * 50 + b"]" * 50,
    "a list of 100,000": b"[" + b"1," * 99_999 + b"1]",
    "a NUL": b'"a\\u0000b"',
    "a bare NUL": b'"a\x00b"',
    "half a character": b'"\\ud83d"',
    "no UTF-8": b'"\xff\xfe"',
    "UTF-8 of half a character": b'"\xed\xa0\xbd"',
    "nothing": b"",
    "no JSON": b"{'a'}",
    "NaN": b"NaN",
}
"""What nothing takes, whatever it is called."""
SELDOM: dict[str, bytes] = {
    "null": b"null",
    "true": b"true",
    "a number": b"7",
    "a fraction": b"-1.5",
    "a large number": b"9223372036854775808",
    "a very large number": b"1e300",
    "no text": b'""',
    "a blank": b'" "',
    "a sign": b'"%_\\\\\'\\";--"',
    "a text": b'"nothing is called so"',
    "an id": orjson.dumps(new_id()),
    "nearly an id": b'"01a1fe1c-d61b-74c4-9623-c270462517bZ"',
    "a list": b'["a",1,null]',
    "an empty list": b"[]",
    "an object": b'{"a":{"b":[1]}}',
    "an empty object": b"{}",
    "a long text": b'"%b"' % (b"y" * 3000),
    "many dots": b'"%b"' % (b"a.b" * 20),
    "a bidirectional text": '"\u202e\u0645\u0631\u062d\u0628\u0627\ufeff"'.encode(),
}
"""What some arguments take: where one does, it is taken; else it is refused well."""
CODES = {each.code for each in ERRORS} - {"INTERNAL_ERROR", "UNAVAILABLE", "QUERY_TOO_BROAD"}
TEXTS = {
    "a number beyond all",
    "nothing",
    "no JSON",
    "NaN",
    "50 lists in each other",
    "half a character",
}
"""In a URL these are texts as any other."""


@pytest.fixture
async def things(doors: Doors) -> Things:
    return await fill(doors, "gadgets", "Gadget")


def well_refused(said: Said, what: Any) -> None:
    assert said.status < 500 and said.error is not None, (what, said.status, said.text[:500])
    assert len(said.text) < 20_000, (what, len(said.text))
    if isinstance(said.error["code"], int):
        assert said.error["code"] < 0 and said.status == 400, (what, said.text[:500])
        return
    assert said.error["code"] in CODES, (what, said.text[:500])
    assert said.error["message"] and said.error.get("hint"), (what, said.text[:500])
    assert said.error["changed"] is False


def calls_by_param(operation: AnyOperation, things: Things) -> dict[str, Call]:
    """For each param the first call that says it."""
    found: dict[str, Call] = {}
    for call in CALLS[operation.name](things):
        for name in call:
            found.setdefault(name, call)
    return found


def test_every_param_is_said_in_some_call() -> None:
    things = Things(*(["x"] * len(fields(Things))))
    for operation in OPERATIONS.values():
        said = calls_by_param(operation, things)
        assert said.keys() <= operation.params.model_fields.keys(), operation.name
        assert operation.params.model_fields.keys() <= said.keys(), operation.name


def spoilt(call: Call, name: str, raw: bytes) -> dict[str, bytes]:
    """The call on the wire, with a key of its own unless the key is what is spoilt."""
    said = {each: orjson.dumps(value) for each, value in call.items()}
    if "idempotency_key" in said:
        said["idempotency_key"] = orjson.dumps(new_id())
    return {**said, name: raw}


def in_url(operation: AnyOperation, name: str, door: Door) -> bool:
    stands = name in path_names(operation.path) or operation.method not in WITH_BODY
    return door is Door.REST and stands


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda each: each.name)
async def test_a_spoilt_argument_is_refused_with_a_hint_and_changes_nothing(
    doors: Doors, things: Things, operation: AnyOperation
) -> None:
    calls = calls_by_param(operation, things)
    await never_taken(doors, operation, calls)
    await seldom_taken(doors, operation, calls)


async def never_taken(doors: Doors, operation: AnyOperation, calls: dict[str, Call]) -> None:
    before = await digest(doors.world.database)
    for name, call in calls.items():
        for what, raw in NEVER.items():
            for door in ways(operation):
                if what in TEXTS and in_url(operation, name, door):
                    continue
                began = time.perf_counter()
                said = await doors.ada.post(door, operation.name, spoilt(call, name, raw))
                well_refused(said, (operation.name, name, what, door))
                assert time.perf_counter() - began < 1, (operation.name, name, what)
    assert await digest(doors.world.database) == before


async def seldom_taken(doors: Doors, operation: AnyOperation, calls: dict[str, Call]) -> None:
    database, taken = doors.world.database, 0
    whole, before = await digest(database), await glance(database)
    for name, call in calls.items():
        for what, raw in SELDOM.items():
            for door in ways(operation):
                said = await doors.ada.post(door, operation.name, spoilt(call, name, raw))
                after = await glance(database)
                if said.error is not None:
                    well_refused(said, (operation.name, name, what, door))
                    assert after == before, (operation.name, name, what, door)
                taken += said.error is None
                before = after
    if operation.reads or not taken:
        assert await digest(database) == whole
