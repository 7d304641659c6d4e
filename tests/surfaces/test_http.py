"""What every HTTP door shares."""

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from handrail.surfaces.http import Edge, Origins, Reply, read_body, request_id_of

ORIGINS = Origins(["https://crm.example.com"], ["crm.internal"])


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    match scope["path"]:
        case "/fail":
            raise RuntimeError("the password is hunter2")
        case "/own":
            await Reply(200, b"{}", ((b"cache-control", b"max-age=60"),))(scope, receive, send)
        case _:
            body = await read_body(scope, receive, 10)
            await Reply(200, body + request_id_of(scope).encode())(scope, receive, send)


@pytest.fixture
def client() -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=Edge(app, origins=ORIGINS, secure=True))
    return httpx2.AsyncClient(transport=transport, base_url="https://crm.example.com")


async def test_answers_carry_a_request_id_and_security_headers(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.text == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_header_of_the_door_is_left_alone(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/own")
    assert answer.headers["cache-control"] == "max-age=60"


async def test_a_sane_request_id_is_kept_and_another_replaced(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/", headers={"X-Request-Id": "a-1"})).text == "a-1"
    wild = (await client.get("/", headers={"X-Request-Id": "a b\tc" * 50})).text
    assert len(wild) == 36


async def test_an_accident_is_a_500_that_says_nothing(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/fail")
    assert answer.status_code == 500
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    assert "hunter2" not in answer.text


async def test_a_body_is_read_up_to_its_limit(client: httpx2.AsyncClient) -> None:
    async def pieces():
        for _ in range(4):
            yield b"xxx"

    assert (await client.post("/", content=b"x" * 10)).status_code == 200
    assert (await client.post("/", content=b"x" * 11)).status_code == 413
    assert (await client.post("/", content=pieces())).status_code == 413


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("crm.example.com", None, 200),
        ("CRM.example.com:443", "https://crm.example.com", 200),
        ("crm.internal:8400", "http://crm.internal:8400", 200),
        ("127.0.0.1:8400", None, 200),
        ("[::1]:8400", "http://localhost:6274", 200),
        ("10.1.2.3", None, 200),
        ("evil.example", None, 403),
        ("localhost.evil.example", None, 403),
        ("", None, 403),
        ("crm.example.com", "https://evil.example", 403),
        ("crm.example.com", "http://localhost:6274", 403),
        ("127.0.0.1:8400", "http://evil.example", 403),
        ("127.0.0.1:8400", "null", 403),
    ],
)
async def test_host_and_origin_are_ours(client, host: str, origin: str | None, status: int) -> None:
    headers = {"host": host} | ({"origin": origin} if origin else {})
    assert (await client.get("/", headers=headers)).status_code == status
