"""The real catalog against its own OpenAPI document, by schemathesis, with the key of an admin."""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from anyio import to_thread
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.python.asgi import shutdown_lifespans

from handrail.app import build_app
from handrail.context import Context
from handrail.core.actor import ALL_SCOPES
from handrail.core.clock import now
from handrail.core.ids import new_id
from handrail.features.access.actions.keys import create_key
from handrail.settings import Settings
from handrail.storage.database import Database, Db
from handrail.storage.opening import open_database
from tests.databases import SECURED
from tests.world import VIA, World, build

CONFIG: dict[str, Any] = {
    "seed": 20261121,
    "generation": {"deterministic": True, "database": "none", "max-examples": 5},
    "phases": {"stateful": {"max-steps": 4}},
    "checks": {
        # What a record may hold is the workspace's to say while the product runs: text of the
        # right type may name no object, no attribute and no option. 404 and 422 say which.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "401", "403", "404", "409", "422"]
        },
    },
}
KNOWN: dict[str, list[str]] = {}
"""What path parameters stand for: names and ids that there are, once the world is built."""


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[Any]:
    """The document of an app of its own, with the key of Ada's to call it with."""
    database = open_database(database_url, row_security=SECURED)
    secret = await _populate(database)
    await database.close()
    settings = Settings(
        tmp_path, database_url, public_url="http://testserver", row_security=SECURED
    )
    app = build_app(settings)
    # thousands of calls on another thread: what earlier tests left to the collector goes before it
    gc.collect()
    auth = {"openapi": {"key": {"api_key": secret}}}
    config = SchemathesisConfig.from_dict({**CONFIG, "auth": auth})
    yield await to_thread.run_sync(
        lambda: schemathesis.openapi.from_asgi("/v1/openapi.json", app, config=config)
    )
    await to_thread.run_sync(shutdown_lifespans)


async def _populate(database: Database) -> str:
    """The cast, with some deals and a note; the secret of a key."""
    world = await build(database)
    deals = [
        await world.ada("create_record", object="deals", values={"name": f"Deal {number}"})
        for number in range(30)
    ]
    note = await world.ada(
        "create_note", object="deals", record_id=deals[0]["id"], content="Call them on Monday."
    )
    seen = await world.ada("list_attributes", object="deals")
    KNOWN["object"] = ["deals", "deals", "deals", "people", "tasks"]
    KNOWN["attribute"] = [each["slug"] for each in seen["attributes"]] + ["created_at", "id"]
    KNOWN["record_id"] = [deal["id"] for deal in deals]
    KNOWN["note_id"] = [note["id"]]
    KNOWN["member_id"] = [world.ids["ben"]]
    return await _key(world)


async def _key(world: World) -> str:
    """The secret of a key of Ada's that is hardly limited."""
    actor = await world.ada.now()

    async def work(db: Db) -> str:
        ctx = Context(actor, VIA, db, now(), new_id())
        return (await create_key(ctx, "schemathesis", scopes=ALL_SCOPES, per_minute=100_000))[1]

    return await world.database.write(actor.workspace, work)


async def test_every_answer_is_as_the_document_says(api: Any) -> None:
    api.hook(map_path_parameters)
    api.hook(map_body)
    tried, found = await to_thread.run_sync(tried_out, api)
    assert not found, "\n\n".join(found.values())
    assert tried > 1000


def tried_out(api: Any) -> tuple[int, dict[str, str]]:
    """How many calls were made, and what was found wrong."""
    found: dict[str, str] = {}
    tried = 0
    for event in from_schema(api).execute():
        match event:
            case ScenarioFinished():
                tried += len(event.recorder.cases)
                found |= dict(failures(event.recorder))
            case NonFatalError():
                found[str(event)] = f"{event.label}: {event.info.format()}"
            case FatalError():
                raise event.exception
    return tried, found


def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> Any:
    """Every other time, something that is there: else all calls would end at "not found"."""
    if path_parameters is None:
        return None
    for name, said in path_parameters.items():
        if name in KNOWN and isinstance(said, str) and 1 <= len(said) <= 64 and drawn(said) % 2:
            path_parameters[name] = known(name, said)
    return path_parameters


def map_body(context: Any, body: Any) -> Any:
    """Names of attributes that there are, in place of most of those made up."""
    if not isinstance(body, dict):
        return body
    for name in ("values", "filter"):
        if isinstance(said := body.get(name), dict):
            body[name] = {known("attribute", key): value for key, value in said.items()}
    for name in ("sort", "attribute", "group_by", "of"):
        if isinstance(said := body.get(name), str) and said:
            body[name] = known("attribute", said)
    for each in [*_objects(body.get("filters")), *_objects(body.get("sorts"))]:
        if isinstance(said := each.get("attribute"), str):
            each["attribute"] = known("attribute", said)
    return body


def _objects(said: Any) -> list[dict[str, Any]]:
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def known(name: str, said: str) -> str:
    return KNOWN[name][drawn(said) // 2 % len(KNOWN[name])]


def drawn(said: str) -> int:
    return crc32(said.encode("utf-8", "surrogatepass"))


def failures(recorder: ScenarioRecorder) -> Iterator[tuple[str, str]]:
    """What went against the document, once for each operation and check, with how to see it."""
    for checks in recorder.checks.values():
        for each in checks:
            if each.failure_info is not None:
                failure, sample = each.failure_info.failure, each.failure_info.code_sample
                yield f"{recorder.label} {each.name}", f"{recorder.label}: {failure}\n{sample}"
