"""Requests nobody should send: each gets a clean error that names the field and the cure."""

from typing import Any

import httpx2
import pytest

from tests.surfaces.rest.conftest import refused

JSON = {"content-type": "application/json"}
BOOKS = "/v1/shelves/top/books"


@pytest.mark.parametrize(
    ("query", "field", "hint"),
    [
        ("limit=many", "limit", "digits only"),
        ("limit=5.0", "limit", "digits only"),
        ("limit=%205", "limit", "digits only"),
        ("limit=1_0", "limit", "digits only"),
        ("limit=", "limit", "digits only"),
        ("limit=99999999999999999999999", "limit", "digits only"),
        ("price=cheap", "price", "digits only"),
        ("price=nan", "price", "digits only"),
        ("lent=1", "lent", "lent=true or lent=false"),
        ("lent=yes", "lent", "lent=true or lent=false"),
        ("limit=5&limit=6", "limit", "Give limit once"),
        ("filter=%7B", "filter", "as JSON"),
        ("filter=%5B%5D", "filter", None),
        ("limt=5", "limt", "Did you mean 'limit'?"),
        ("zzz=5", "zzz", "Leave it out"),
        ("shelf=low", "shelf", "in the path"),
        ("limit=0", "limit", None),
        ("limit=101", "limit", None),
        ("tongue=de", "tongue", "'en' or 'fr'"),
        ("fields=a&fields=b&fields=c&fields=d&fields=e&fields=f", "fields", None),
    ],
)
async def test_a_wrong_query_is_422(
    http: httpx2.AsyncClient, query: str, field: str, hint: str | None
) -> None:
    error = refused(await http.get(f"{BOOKS}?{query}"), 422)
    assert error["field"] == field
    assert hint is None or hint in error["hint"]
    assert field in error["message"]


async def test_a_query_that_is_no_text_is_400(http: httpx2.AsyncClient) -> None:
    assert "UTF-8" in refused(await http.get(f"{BOOKS}?limit=%ff"), 400)["message"]
    many = "&".join(["fields=a"] * 2000)
    assert "1000" in refused(await http.get(f"{BOOKS}?{many}"), 400)["message"]


async def test_a_write_takes_nothing_from_the_query(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/books?title=B", json={"isbn": "1", "title": "B"})
    assert refused(answer, 422)["hint"] == "Send title in the body."
    answer = await http.post("/v1/books?zzz", json={"isbn": "1", "title": "B"})
    assert refused(answer, 422)["hint"] == "POST /books takes none."


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"title":"B",}',
        b"\xff\xfe",
        b'{"title":"\xff"}',
        b'{"title":"\\ud800"}',
        b'{"pages":NaN}',
        b"[" * 100_000,
        b" ",
    ],
)
async def test_a_body_that_is_no_json_is_400(http: httpx2.AsyncClient, body: bytes) -> None:
    error = refused(await http.post("/v1/books", content=body, headers=JSON), 400)
    assert error["message"].startswith("The body is no JSON")
    assert error["hint"] == "Send one JSON object in UTF-8."


@pytest.mark.parametrize("body", [b"[]", b"null", b'"a"', b"1", b"1.5", b"true"])
async def test_a_body_that_is_no_object_is_422(http: httpx2.AsyncClient, body: bytes) -> None:
    error = refused(await http.post("/v1/books", content=body, headers=JSON), 422)
    assert error["message"].startswith("The body must be a JSON object")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=UTF-8", 201),
        ("Application/JSON;charset=utf-8", 201),
        ("application/json; charset=latin-1", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain", 415),
        ("application/jsonx", 415),
        (None, 415),
    ],
)
async def test_only_json_is_read(
    http: httpx2.AsyncClient, content_type: str | None, status: int
) -> None:
    headers = {"content-type": content_type} if content_type else {}
    body = b'{"isbn":"1","title":"B"}'
    answer = await http.post("/v1/books", content=body, headers=headers)
    assert answer.status_code == status
    if status == 415:
        assert refused(answer, 415)["allowed"] == ["application/json"]


async def test_a_huge_body_is_413(http: httpx2.AsyncClient) -> None:
    body = b'{"title":"' + b"x" * 5_000_000 + b'"}'
    assert (
        "4 MiB" in refused(await http.post("/v1/books", content=body, headers=JSON), 413)["message"]
    )


async def test_a_deep_body_is_422(http: httpx2.AsyncClient) -> None:
    for depth in (210, 400, 1000):
        body = b'{"title":%b}' % (b"[" * depth + b"]" * depth)
        answer = await http.post("/v1/books", content=body, headers=JSON)
        assert "deep" in refused(answer, 422)["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"isbn": "1"}, "title"),
        ({"isbn": "1", "title": 5}, "title"),
        ({"isbn": "1", "title": None}, "title"),
        ({"isbn": "1", "title": ""}, "title"),
        ({"isbn": "1", "title": "B", "pages": "5"}, "pages"),
        ({"isbn": "1", "title": "B", "pages": True}, "pages"),
        ({"isbn": "1", "title": "B", "pages": 10**30}, "pages"),
        ({"isbn": "1", "title": "B", "titel": "B"}, "titel"),
        ({"isbn": "1", "title": "B\0"}, None),
        ({"isbn": "1", "title": "B", "idempotency_key": ""}, "idempotency_key"),
    ],
)
async def test_a_wrong_body_is_422(
    http: httpx2.AsyncClient, body: dict[str, Any], field: str | None
) -> None:
    error = refused(await http.post("/v1/books", json=body), 422)
    assert error.get("field") == field


async def test_a_misspelt_field_gets_the_near_miss(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/books", json={"isbn": "1", "titel": "B"})
    error = refused(answer, 422)
    assert (error["field"], error["did_you_mean"]) == ("titel", "title")


async def test_what_a_field_may_be_is_listed(http: httpx2.AsyncClient) -> None:
    error = refused(await http.get(f"{BOOKS}?tongue=de"), 422)
    assert error["allowed"] == ["en", "fr"]


async def test_a_body_may_repeat_the_path_and_not_contradict_it(http: httpx2.AsyncClient) -> None:
    same = await http.patch("/v1/books/1", json={"isbn": "1", "title": "B"})
    assert same.status_code == 200
    error = refused(await http.patch("/v1/books/1", json={"isbn": "2", "title": "B"}), 422)
    assert error["field"] == "isbn"
    assert error["hint"] == "Say isbn once; the path is enough."


async def test_a_body_may_not_contradict_a_header(http: httpx2.AsyncClient) -> None:
    body = {"isbn": "1", "title": "B", "idempotency_key": "a"}
    answer = await http.post("/v1/books", json=body, headers={"Idempotency-Key": "b"})
    assert refused(answer, 422)["field"] == "idempotency_key"


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Idempotency-Key", ""),
        ("Idempotency-Key", "x" * 201),
        ("Idempotency-Key", "two words"),
        ("If-Match", '"abc"'),
        ("If-Match", '"0"'),
        ("If-Match", '"7", "8"'),
    ],
)
async def test_a_wrong_header_is_422(http: httpx2.AsyncClient, header: str, text: str) -> None:
    error = refused(await http.patch("/v1/books/1", json={}, headers={header: text}), 422)
    assert error["field"] == header
    assert error["hint"]


async def test_reads_and_deletes_take_no_body(http: httpx2.AsyncClient) -> None:
    for method in ("GET", "DELETE"):
        answer = await http.request(method, "/v1/books/1", json={"isbn": "1"})
        assert f"{method} takes no body" in refused(answer, 400)["message"]
    assert (await http.request("DELETE", "/v1/books/1", headers=JSON)).status_code == 200
