"""REST of the entities face, read as strictly as its contract is written."""

from typing import Any

import pytest

from handrail.features.entities.shape import ENTITIES
from handrail.vault.tokens import Style
from tests.features.entities import shapes
from tests.features.entities.asking import Askers, Refused
from tests.features.entities.test_columns import columns
from tests.features.entities.test_every_tool import NOBODY

pytestmark = pytest.mark.anyio
SHAPES: dict[str, tuple[str, Any, Any, dict[str, Any], dict[str, Any]]] = {
    "contacts": ("contact", shapes.Contact, shapes.FoundContact,
                 {"firstName": "Max", "lastName": "M"}, {"firstName": "Moritz"}),
    "organizations": ("organization", shapes.Organization, shapes.FoundOrganization,
                      {"name": "Acme"}, {"name": "Other"}),
    "deals": ("deal", shapes.Deal, shapes.FoundDeal, {"name": "Site"}, {"name": "Shop"}),
    "services": ("service", shapes.Service, shapes.FoundService,
                 {"name": "Build", "amount": 10.5}, {"amount": 11}),
    "tasks": ("task", shapes.Task, shapes.FoundTask, {"name": "Call"}, {"name": "Write"}),
}  # fmt: skip
each_entity = pytest.mark.parametrize("plural", SHAPES)


@each_entity
async def test_the_nine_routes_of_an_entity(asked: Askers, plural: str) -> None:
    ada = asked.ada
    name, shape, found, new, changed = SHAPES[plural]
    made = await ada.rest(shape, "POST", f"/{plural}", new)
    assert {key: getattr(made, key) for key in new} == new
    two = await ada.rest(list[shape], "POST", f"/{plural}/many", {plural: [new, new]})
    assert len(two) == 2
    seen = await ada.rest(found, "GET", f"/{plural}/{made.id}")
    assert getattr(seen, name) == made
    after = await ada.rest(shape, "PUT", f"/{plural}/{made.id}", {**changed, "notes": "# N"})
    assert {key: getattr(after, key) for key in changed} == changed and after.notes == "# N"
    cleared = await ada.rest(shape, "PUT", f"/{plural}/{made.id}", {"notes": None})
    assert cleared.notes is None
    many = await ada.rest(
        list[shape],
        "PUT",
        f"/{plural}/many",
        {plural: [{"id": each.id, **changed} for each in two]},
    )
    assert [each.id for each in many] == [each.id for each in two]
    page = await ada.rest(
        shapes.Page[shape], "POST", f"/{plural}/search", {"pagination": {"page": 1, "pageSize": 5}}
    )
    assert page.pagination.model_dump() == {"page": 1, "pageSize": 5, "total": 3, "totalPages": 1}
    assert {each.id for each in page.items} == {made.id, *(each.id for each in two)}
    config = await ada.rest(shapes.Configuration, "GET", f"/{plural}/configuration")
    assert config.customColumns == [] and page.filterableFields == config.filterableFields
    assert await ada.rest(str, "DELETE", f"/{plural}/{made.id}") == made.id
    gone = await ada.rest(
        list[str], "DELETE", f"/{plural}/many", {"ids": [each.id for each in two]}
    )
    assert gone == [each.id for each in two]
    missing = await ada.rest(found, "GET", f"/{plural}/{made.id}")
    assert getattr(missing, name) is None
    text = f"id: {name.capitalize()} ID not found or not accessible."
    for method, body in (("PUT", changed), ("DELETE", ...)):
        with pytest.raises(Refused) as refused:
            await ada.rest(shape, method, f"/{plural}/{made.id}", body)
        assert (refused.value.status, refused.value.text) == (404, text)


@each_entity
async def test_a_stranger_finds_nothing_and_changes_nothing(asked: Askers, plural: str) -> None:
    name, shape, found, new, changed = SHAPES[plural]
    made = await asked.ada.rest(shape, "POST", f"/{plural}", new)
    rex = asked.rex
    assert getattr(await rex.rest(found, "GET", f"/{plural}/{made.id}"), name) is None
    page = await rex.rest(shapes.Page[shape], "POST", f"/{plural}/search", {})
    assert page.items == [] and page.pagination.total == 0
    for method, path, body in (
        ("PUT", f"/{plural}/{made.id}", changed),
        ("DELETE", f"/{plural}/{made.id}", ...),
        ("PUT", f"/{plural}/many", {plural: [{"id": made.id, **changed}]}),
        ("DELETE", f"/{plural}/many", {"ids": [made.id]}),
    ):
        with pytest.raises(Refused) as refused:
            await rex.rest(shape, method, path, body)
        assert refused.value.status == 404
        assert "ID not found or not accessible." in refused.value.text


@each_entity
async def test_what_is_wrong_is_a_text_and_400(asked: Askers, plural: str) -> None:
    _, shape, _, new, _ = SHAPES[plural]
    for method, path, body, says in (
        ("POST", f"/{plural}", {}, " is required"),
        ("POST", f"/{plural}", {**new, "nam": 1}, "Unknown argument 'nam'."),
        ("POST", f"/{plural}", {**new, "userIds": [NOBODY]}, "userIds.0: User ID not found"),
        ("POST", f"/{plural}/many", {plural: []}, f"{plural} must not be empty"),
        ("POST", f"/{plural}/search", {"pagination": {"page": 0, "pageSize": 5}}, "pagination"),
        ("POST", f"/{plural}/search", {"filters": [{"field": "x", "operator": "isNull"}]},
         "filters.0.field: Filter field not found or not accessible."),
        ("GET", f"/{plural}/x", ..., "Invalid UUID"),
        ("DELETE", f"/{plural}/many", {"ids": ["x"]}, "Invalid UUID"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            await asked.ada.rest(shape, method, path, body)
        assert refused.value.status == 400 and says in refused.value.text, refused.value.text


async def test_who_may_not_is_told_so_in_two_words(asked: Askers) -> None:
    cleo, http = asked.cleo, asked.doors.http
    answer = await http.get("/api/v1/users/me")
    assert (answer.status_code, answer.json()) == (401, "Not authenticated")
    assert "www-authenticate" in answer.headers
    answer = await http.get("/api/v1/users/me", headers={"x-api-key": "A" * 64})
    assert (answer.status_code, answer.json()) == (401, "Not authenticated")
    answer = await cleo.send("POST", "/tasks", {"name": "T"})
    assert (answer.status_code, answer.json()) == (403, "Not authorized")
    answer = await asked.ada.send("GET", "/nowhere", prefix="/entities/api/v1")
    assert answer.status_code == 404 and isinstance(answer.json(), str)
    answer = await asked.ada.send("PATCH", "/tasks")
    assert answer.status_code == 405 and answer.headers["allow"] == "POST"


async def test_null_clears_a_relation_over_rest_and_fields_are_replaced(asked: Askers) -> None:
    ada = asked.ada
    made = await columns(ada, "contact")
    acme = await ada.rest(shapes.Organization, "POST", "/organizations", {"name": "Acme"})
    plain = {"columnId": made["plain"]["id"], "value": "x"}
    contact = await ada.rest(
        shapes.Contact,
        "POST",
        "/contacts",
        {"firstName": "A", "lastName": "B", "organizationIds": [acme.id],
         "customFieldValues": [plain]},
    )  # fmt: skip
    by_default = [each.columnId for each in contact.customFieldValues]
    assert by_default == [made["plain"]["id"], made["single_select"]["id"]]
    path = f"/contacts/{contact.id}"
    contact = await ada.rest(shapes.Contact, "PUT", path, {"organizationIds": None})
    assert contact.organizations == []
    contact = await ada.rest(shapes.Contact, "PUT", path, {"customFieldValues": [plain]})
    assert [each.value for each in contact.customFieldValues] == ["x"]
    contact = await ada.rest(shapes.Contact, "PUT", path, {"customFieldValues": None})
    assert contact.customFieldValues == []
    page = await ada.rest(shapes.Page[shapes.Contact], "POST", "/contacts/search", {})
    assert len(page.customColumns) == 8
    config = await ada.rest(shapes.Configuration, "GET", "/contacts/configuration")
    by_field = {each.field: each for each in config.sortableFields}
    assert by_field[made["date"]["id"]].columnType == "date"


async def test_users_are_searched_and_one_is_oneself(asked: Askers) -> None:
    ada = asked.ada
    me = await ada.rest(shapes.Me, "GET", "/users/me")
    assert (me.firstName, me.lastName, me.email) == ("Ada", "Admin", "ada@acme.test")
    users = await ada.rest(
        shapes.Users,
        "POST",
        "/users/search",
        {"sortDescriptor": {"field": "name", "direction": "desc"}, "pagination": {"pageSize": 25}},
    )
    assert [each.firstName for each in users.items] == ["Cleo", "Ben", "Ada"]
    users = await ada.rest(shapes.Users, "POST", "/users/search", {"searchTerm": "ben acme"})
    assert [each.firstName for each in users.items] == ["Ben"]


HOOK = {"url": "https://hooks.acme.com/in", "events": ["deal.updated"], "secret": "s"}


async def test_webhooks_over_rest_are_in_the_words_of_the_key(asked: Askers) -> None:
    ada, world = asked.ada, asked.doors.world
    made = await ada.rest(shapes.WebhookWhole, "POST", "/webhooks", HOOK)
    assert made.secret == "s" and made.enabled
    listed = await ada.rest(shapes.Webhooks, "GET", "/webhooks")
    assert [each.id for each in listed.items] == [made.id] and listed.total == 1
    assert await ada.rest(shapes.WebhookWhole, "GET", f"/webhooks/{made.id}") == made
    for style, mine in ((Style.LEADS, False), (Style.ENTITIES, True), (Style.WORKSPACE, True)):
        key = await asked.doors.with_key(world.ada, style=style)
        answer = await asked.doors.http.get("/api/v1/webhooks", headers={"x-api-key": key.key})
        assert ("items" in answer.json()) is mine, style
        answer = await asked.doors.http.get(
            "/entities/api/v1/webhooks", headers={"x-api-key": key.key}
        )
        assert len(answer.json()["items"]) == 1
    with pytest.raises(Refused) as refused:
        await asked.rex.rest(shapes.WebhookWhole, "GET", f"/webhooks/{made.id}")
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        await ada.rest(shapes.WebhookWhole, "POST", "/webhooks", {**HOOK, "url": "http://a.com/"})
    assert refused.value.status == 400 and refused.value.text.startswith("url: ")
    assert await ada.rest(str, "DELETE", f"/webhooks/{made.id}") == made.id
    with pytest.raises(Refused) as refused:
        await ada.rest(str, "DELETE", f"/webhooks/{made.id}")
    assert refused.value.status == 404


async def test_what_there_is_not_is_told_in_the_words_of_the_key(asked: Askers) -> None:
    """Below the prefix that two faces share, too."""
    for style, flat in ((Style.LEADS, True), (Style.ENTITIES, False), (Style.WORKSPACE, False)):
        key = await asked.doors.with_key(asked.doors.world.ada, style=style)
        answer = await asked.doors.http.get("/api/v1/leadz", headers={"x-api-key": key.key})
        assert answer.status_code == 404
        told = answer.json()
        assert (set(told) == {"error", "message", "code"}) if flat else isinstance(told, str)


async def test_the_openapi_document_is_valid_and_for_anybody(asked: Askers) -> None:
    import schemathesis

    answer = await asked.doors.http.get("/api/v1/openapi")
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(document).validate()
    routes = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    assert len(routes) == 51 and ("DELETE", "/api/v1/contacts/many") in routes
    deleted = document["paths"]["/api/v1/contacts/{id}"]["delete"]["responses"]
    assert set(deleted) == {"200", "400", "401", "403", "404", "429", "500"}
    assert document["components"]["schemas"]["Text"]["type"] == "string"
    assert set(document["webhooks"]) == set(ENTITIES.known)
    told = document["webhooks"]["deal.updated"]["post"]
    assert told["parameters"][0]["name"] == "X-Webhook-Signature" and not told["security"]
    again = await asked.doors.http.get("/entities/api/v1/openapi")
    assert "/entities/api/v1/contacts" in again.json()["paths"]
