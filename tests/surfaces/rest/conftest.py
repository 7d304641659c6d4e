"""The REST door over the shelf, and HTTP clients for it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from handrail.core.shapes import Result
from handrail.dispatch import Call, dispatch
from handrail.storage.sqlite import SqliteDatabase
from handrail.surfaces.http import Edge, Origins
from handrail.surfaces.rest.routes import rest_routes
from tests.surfaces.rest.shelf import GROUPS, OPERATIONS, admit

EXAMPLES: dict[str, dict[str, Any]] = {
    "add_book": {"isbn": "978-0", "title": "It's a <b>book</b>"},
    "find_books": {"shelf": "top & left", "limit": 5, "fields": ["title", "isbn"]},
}


def build(database: SqliteDatabase) -> Starlette:
    async def run(call: Call) -> Result:
        return await dispatch(call, database)

    routes = rest_routes(
        OPERATIONS, run, admit, groups=GROUPS, examples=EXAMPLES, challenge='Bearer realm="x"'
    )
    edge = Middleware(Edge, origins=Origins(["http://test"]))
    return Starlette(routes=routes, middleware=[edge])


@pytest.fixture
def app(opened_sqlite: SqliteDatabase) -> Starlette:
    return build(opened_sqlite)


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """Ada's client."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"x-api-key": "ada", "user-agent": "pytest/1"}
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://test", headers=headers
    ) as client:
        yield client


def refused(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The error of an answer, after the checks that hold for every one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert error["request_id"] == answer.headers["x-request-id"]
    assert error["changed"] is False
    return error
