"""Operations over HTTP: what goes in, what comes out, and who is let in."""

from typing import Any

import httpx2
import pytest

from tests.surfaces.rest.conftest import refused

BOOK = {"isbn": "978-0", "title": "Notes"}


async def told(http: httpx2.AsyncClient, path: str) -> dict[str, Any]:
    answer = await http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()["said"]


async def test_a_read_answers_200_and_a_create_201(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/books/978-0")).status_code == 200
    made = await http.post("/v1/books", json=BOOK)
    assert made.status_code == 201
    assert made.json()["title"] == "Notes"


async def test_a_read_by_post_answers_200(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/shelves/top/search", json={"words": ["sea"]})
    assert answer.status_code == 200
    assert answer.json()["said"] == {"shelf": "top", "words": ["sea"]}


async def test_no_body_is_an_empty_one(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/v1/shelves/top/search")
    assert answer.json()["said"] == {"shelf": "top"}


async def test_the_query_is_read_by_the_types_of_the_fields(http: httpx2.AsyncClient) -> None:
    query = (
        "limit=5&price=1e2&lent=true&tongue=fr&fields=a&fields=b,c&filter=%7B%22a%22%3A%5B1%5D%7D"
    )
    assert await told(http, f"/v1/shelves/top/books?{query}") == {
        "shelf": "top",
        "limit": 5,
        "price": 100.0,
        "lent": True,
        "tongue": "fr",
        "fields": ["a", "b,c"],
        "filter": {"a": [1]},
    }


async def test_the_path_is_percent_decoded_and_typed(http: httpx2.AsyncClient) -> None:
    assert (await told(http, "/v1/shelves/caf%C3%A9%20%26/books"))["shelf"] == "café &"
    assert (await http.get("/v1/books/first/3")).json() == {"book": "Notes"}


async def test_the_wire_shape_is_what_rest_answers(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/books/first/0")).json() == {"book": "Notes"}


async def test_a_call_says_how_it_came(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/v1/shelves/top/books", headers={"x-request-id": "r-1"})
    said = answer.json()
    assert (said["surface"], said["request"], said["client"]) == ("rest", "r-1", "pytest/1")


async def test_what_has_a_version_has_it_as_its_tag(http: httpx2.AsyncClient) -> None:
    tag = (await http.get("/v1/books/978-0")).headers["etag"]
    good = await http.patch("/v1/books/978-0", json={"title": "B"}, headers={"If-Match": tag})
    assert good.status_code == 200
    stale = await http.patch("/v1/books/978-0", json={"title": "B"}, headers={"If-Match": '"6"'})
    assert refused(stale, 409)["details"] == {"version": 7}
    any_version = await http.patch("/v1/books/978-0", json={}, headers={"If-Match": "*"})
    assert any_version.status_code == 200


async def test_the_same_key_does_it_once(http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = await http.post("/v1/books", json=BOOK, headers=key)
    again = await http.post("/v1/books", json={**BOOK, "idempotency_key": "k-1"})
    assert again.json() == {**first.json(), "replayed": True}
    other = await http.post("/v1/books", json={**BOOK, "title": "B"}, headers=key)
    assert refused(other, 409)["field"] == "idempotency_key"
    dropped = await http.delete("/v1/books/978-0?idempotency_key=k-2")
    again = await http.delete("/v1/books/978-0", headers={"Idempotency-Key": "k-2"})
    assert again.json() == {**dropped.json(), "replayed": True}


async def test_head_is_get_without_its_content(http: httpx2.AsyncClient) -> None:
    whole, head = await http.get("/v1/books/978-0"), await http.head("/v1/books/978-0")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))


async def test_a_fixed_name_comes_before_a_parameter(http: httpx2.AsyncClient) -> None:
    assert refused(await http.get("/v1/shelves/top/search"), 405)["allowed"] == ["POST"]


async def test_another_method_is_405_with_those_allowed(http: httpx2.AsyncClient) -> None:
    for key in ("ada", "nobody"):
        answer = await http.put("/v1/books/978-0", headers={"x-api-key": key})
        error = refused(answer, 405)
        assert answer.headers["allow"] == "GET, PATCH, DELETE, HEAD"
        assert error["hint"] == "Use GET or PATCH or DELETE."


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/v1/book", "/v1/books"),
        ("/v1/books/", "/v1/books"),
        ("/v1/shelves/{shelf}/boks", "/v1/shelves/{shelf}/books"),
        ("/v1/zzz", None),
        ("/v1", None),
        ("/v1/books/a/b/c/d", None),
    ],
)
async def test_an_unknown_path_is_404_with_the_near_miss(
    http: httpx2.AsyncClient, path: str, near: str | None
) -> None:
    error = refused(await http.get(path), 404)
    assert error.get("did_you_mean") == near
    assert near in error["hint"] if near else "openapi.json" in error["hint"]


async def test_an_operation_of_another_door_is_no_route(http: httpx2.AsyncClient) -> None:
    refused(await http.get("/v1/secret"), 404)


async def test_an_accident_says_nothing(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/v1/fire")
    assert "hunter2" not in answer.text
    assert refused(answer, 500)["code"] == "INTERNAL_ERROR"


@pytest.mark.parametrize(
    ("key", "status", "header"),
    [
        ("nobody", 401, ("www-authenticate", 'Bearer realm="x"')),
        ("eager", 429, ("retry-after", "7")),
        ("shaky", 503, ("retry-after", "2")),
    ],
)
async def test_who_may_not_come_in_is_told_before_the_body_is_read(
    http: httpx2.AsyncClient, key: str, status: int, header: tuple[str, str]
) -> None:
    answer = await http.post("/v1/books", content=b"{", headers={"x-api-key": key})
    refused(answer, status)
    assert answer.headers[header[0]] == header[1]


async def test_what_a_key_may_not_do_is_told_before_the_body_is_read(
    http: httpx2.AsyncClient,
) -> None:
    answer = await http.post("/v1/books", content=b"{", headers={"x-api-key": "cleo"})
    assert refused(answer, 403)["code"] == "FORBIDDEN"
    answer = await http.delete("/v1/books/978-0", headers={"x-api-key": "ben"})
    assert "manager" in refused(answer, 403)["message"]


async def test_a_bearer_is_as_good_as_an_api_key(http: httpx2.AsyncClient) -> None:
    headers = {"x-api-key": "", "authorization": "Bearer cleo"}
    assert (await http.get("/v1/books/978-0", headers=headers)).status_code == 200


async def test_a_path_like_no_other_names_where_all_of_them_are(http: httpx2.AsyncClient) -> None:
    error = (await http.get("/v1/zzz")).json()["error"]
    assert error["hint"] == "All paths: /v1/docs and /v1/openapi.json."
