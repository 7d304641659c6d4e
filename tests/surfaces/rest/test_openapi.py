"""The OpenAPI document: what it says of the operations, to whom, and how it is served."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator

from handrail.surfaces.rest.asking import Asking
from tests.surfaces.rest.conftest import refused
from tests.surfaces.rest.shelf import get_book


@pytest.fixture
async def document(http: httpx2.AsyncClient) -> dict[str, Any]:
    return (await http.get("/v1/openapi.json", headers={"x-api-key": ""})).json()


def parameters(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in said.get("parameters", ())}


async def test_every_operation_of_this_door_is_in_it(document: dict[str, Any]) -> None:
    found = {m["operationId"] for each in document["paths"].values() for m in each.values()}
    assert found == {
        "find_books",
        "search_books",
        "get_book",
        "get_nth_book",
        "add_book",
        "change_book",
        "drop_book",
        "burn",
    }


async def test_tags_are_the_groups(document: dict[str, Any]) -> None:
    assert document["tags"] == [
        {"name": "Shelves", "description": "Where books stand."},
        {"name": "Books"},
        {"name": "More"},
    ]
    assert document["paths"]["/v1/fire"]["get"]["tags"] == ["More"]


async def test_a_read_has_its_fields_in_path_and_query(document: dict[str, Any]) -> None:
    said = document["paths"]["/v1/shelves/{shelf}/books"]["get"]
    found = parameters(said)
    assert {name: each["in"] for name, each in found.items()} == {
        "shelf": "path",
        **dict.fromkeys(["limit", "price", "lent", "tongue", "fields", "filter"], "query"),
    }
    assert found["shelf"]["required"]
    assert found["limit"]["schema"] == {
        "default": 25,
        "maximum": 100,
        "minimum": 1,
        "type": "integer",
    }
    assert found["tongue"]["schema"] == {"enum": ["en", "fr"], "type": "string"}
    assert "application/json" in found["filter"]["content"]
    assert "requestBody" not in said
    assert said["description"].startswith("They come in the order")


async def test_a_write_has_its_fields_in_the_body_and_two_headers(document: dict[str, Any]) -> None:
    said = document["paths"]["/v1/books/{isbn}"]["patch"]
    assert {name: each["in"] for name, each in parameters(said).items()} == {
        "isbn": "path",
        "Idempotency-Key": "header",
        "If-Match": "header",
    }
    body = said["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["properties"]) == {"title", "if_version", "idempotency_key"}
    assert body["additionalProperties"] is False
    assert not said["requestBody"]["required"]
    made = document["paths"]["/v1/books"]["post"]["requestBody"]
    assert made["required"]
    assert made["content"]["application/json"]["example"]["isbn"] == "978-0"


async def test_answers_are_the_results_and_one_shape_of_error(document: dict[str, Any]) -> None:
    said = document["paths"]["/v1/books"]["post"]["responses"]
    assert said["201"]["content"]["application/json"]["schema"]["$ref"].endswith("/Added")
    assert set(said) == {
        *("201", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503")
    }
    book = document["paths"]["/v1/books/{isbn}"]["get"]["responses"]
    assert "ETag" in book["200"]["headers"]
    assert not {"409", "413", "415"} & set(book)
    nth = document["paths"]["/v1/books/first/{number}"]["get"]["responses"]["200"]
    assert nth["content"]["application/json"]["schema"]["$ref"].endswith("/ShortBook")
    for each in document["components"]["responses"].values():
        assert each["content"]["application/json"]["schema"]["$ref"].endswith("/Error")


async def test_what_a_key_needs_is_said(document: dict[str, Any]) -> None:
    said = document["paths"]["/v1/books/{isbn}"]["delete"]
    assert said["security"] == [{"bearer": ["write:data"]}, {"key": ["write:data"]}]
    assert said["description"] == "Needs the scope `write:data` and the role manager."


async def test_every_reference_leads_somewhere_and_nothing_is_left_over(
    document: dict[str, Any],
) -> None:
    found: set[str] = set()

    def walk(said: Any) -> None:
        if isinstance(said, dict):
            if isinstance(said.get("$ref"), str):
                found.add(said["$ref"])
            for each in said.values():
                walk(each)
        elif isinstance(said, list):
            for each in said:
                walk(each)

    walk(document)
    kinds = ("schemas", "responses", "headers")
    there = {f"#/components/{k}/{name}" for k in kinds for name in document["components"][k]}
    assert found == there | {"#/components/schemas/Error"}
    assert '"title":"' not in str(document["components"]["schemas"])
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


async def test_errors_are_as_the_document_says(
    document: dict[str, Any], http: httpx2.AsyncClient
) -> None:
    shape = Draft202012Validator(document["components"]["schemas"]["Error"])
    for answer in (
        await http.get("/v1/books/gone"),
        await http.get("/v1/nowhere"),
        await http.get("/v1/shelves/top/books?tongue=de"),
        await http.get("/v1/fire"),
        await http.put("/v1/books"),
        await http.post("/v1/books", json=[]),
        await http.get("/v1/books/1", headers={"x-api-key": "eager"}),
        await http.patch("/v1/books/1", json={}, headers={"If-Match": '"6"'}),
    ):
        shape.validate(answer.json())


async def test_it_is_revalidated_packed_and_read_only(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/v1/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-encoding"] == "gzip"
    tag = {"if-none-match": answer.headers["etag"]}
    again = await http.get("/v1/openapi.json", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    plain = await http.get("/v1/openapi.json", headers={"accept-encoding": "identity"})
    assert plain.json() == answer.json()
    assert (await http.head("/v1/openapi.json")).content == b""
    assert refused(await http.post("/v1/openapi.json"), 405)["allowed"] == ["GET", "HEAD"]


def test_a_parameter_of_a_route_that_is_no_field_is_found_at_start() -> None:
    wrong = replace(get_book, route="GET /books/{number}")
    with pytest.raises(ValueError, match="number"):
        Asking(wrong)
