"""Every route, read by readers as strict as published ones."""

from typing import Any

import pytest

from handrail.features.leads.operations.every import OPERATIONS
from tests.doors import Doors
from tests.features.leads import shapes
from tests.features.leads.asking import Asker, Askers, Refused
from tests.features.leads.shapes import Failure, Lead

pytestmark = pytest.mark.anyio

WHOLE: dict[str, Any] = {
    "name": "Acme", "source": "web", "description": "Long.", "address": "1 Rue", "city": "Paris",
    "state": "IDF", "country": "France", "postal_code": "75001", "latitude": 48.85,
    "longitude": 2.35, "phone": "+33 1 23", "email": "Ada@acme.test", "website": "acme.test",
    "rating": 4.5, "review_count": 12, "category": "Software", "tags": ["vip", "Hot"],
    "source_id": "s-1", "logo_url": "https://acme.test/l.png", "status": "new",
}  # fmt: skip
ATTRIBUTES: list[dict[str, Any]] = [
    {"name": "industry", "type": "text", "value": "Software"},
    {"name": "employees", "type": "number", "value": 500},
    {"name": "verified", "type": "bool", "value": False},
    {"name": "products", "type": "list", "value": ["CRM", "ERP"]},
    {"name": "social", "type": "object", "value": {"linkedin": "https://x.test", "n": [1, None]}},
]


@pytest.fixture
def ada(doors: Doors) -> Asker:
    return Asker(doors.http, doors.ada.key)


async def made(who: Asker, **said: Any) -> str:
    body = {"name": "Acme", "source": "web", **said}
    return (await who.rest(shapes.Created, "POST", "/leads", body)).id


async def get(who: Asker, lead_id: str) -> Lead:
    return await who.rest(Lead, "GET", f"/leads/{lead_id}")


# leads ------------------------------------------------------------------------------------


async def test_a_lead_comes_back_as_it_was_sent(ada: Asker) -> None:
    answer = await ada.send("POST", "/leads", {**WHOLE, "attributes": ATTRIBUTES})
    assert answer.status_code == 201
    created = shapes.Created.model_validate_json(answer.content)
    assert created.message == "Lead created successfully"
    assert set(answer.json()) == {"id", "message", "created_at"}
    lead = await get(ada, created.id)
    assert {name: getattr(lead, name) for name in WHOLE} == WHOLE
    told = [each.model_dump(exclude={"id"}) for each in lead.attributes]
    assert told == ATTRIBUTES and len({each.id for each in lead.attributes}) == 5
    assert lead.created_at == lead.updated_at == lead.last_interaction_at == created.created_at
    assert lead.score == 0


async def test_a_lead_of_two_words_has_every_key(ada: Asker) -> None:
    answer = await ada.send("GET", f"/leads/{await made(ada)}")
    assert set(answer.json()) == set(Lead.model_fields)
    assert answer.json()["tags"] == [] and answer.json()["attributes"] == []


async def test_what_was_read_may_be_sent_back(ada: Asker) -> None:
    lead_id = await made(ada, **WHOLE, attributes=ATTRIBUTES)
    before = await get(ada, lead_id)
    again = await ada.rest(Lead, "PUT", f"/leads/{lead_id}", before.model_dump())
    assert again == before


async def test_a_change_is_partial_and_null_empties(ada: Asker) -> None:
    lead_id = await made(ada, **WHOLE, attributes=ATTRIBUTES[:2])
    said = {"rating": None, "tags": [], "status": "", "longitude": 3.5, "review_count": 0,
            "attributes": [{"name": "employees", "type": "number", "value": 7}]}  # fmt: skip
    lead = await ada.rest(Lead, "PUT", f"/leads/{lead_id}", said)
    assert (lead.rating, lead.tags, lead.status, lead.review_count) == (None, [], None, 0)
    assert (lead.latitude, lead.longitude) == (48.85, 3.5)
    assert [(each.name, each.value) for each in lead.attributes] == [
        ("industry", "Software"),
        ("employees", 7),
    ]
    assert lead.city == "Paris"
    gone = await ada.rest(Lead, "PUT", f"/leads/{lead_id}", {"latitude": None, "longitude": None})
    assert gone.latitude is gone.longitude is None


async def test_a_lead_that_is_gone_is_not_found(ada: Asker) -> None:
    lead_id = await made(ada)
    await ada.gone(f"/leads/{lead_id}")
    for method in ("GET", "PUT", "DELETE"):
        body = {} if method == "PUT" else ...
        answer = await ada.send(method, f"/leads/{lead_id}", body)
        failure = Failure.model_validate_json(answer.content)
        assert (answer.status_code, failure.code) == (404, "RESOURCE_NOT_FOUND")
        assert failure.message == "Lead not found."


WRONG: list[tuple[Any, str]] = [
    ({}, "name is required"),
    ({"name": "A"}, "source is required"),
    ({"name": "A", "source": ""}, "source must not be empty"),
    ({"name": "A", "source": "x", "rating": 5.1}, "rating"),
    ({"name": "A", "source": "x", "rating": "5"}, "rating"),
    ({"name": "A", "source": "x", "review_count": -1}, "review_count"),
    ({"name": "A", "source": "x", "latitude": 91}, "latitude"),
    ({"name": "A", "source": "x", "latitude": 9}, "Send longitude too, or null for both."),
    ({"name": "A", "source": "x", "rating": 5.1}, "rating must be 5 or less."),
    ({"name": "A", "source": "x", "email": "nobody"}, "e-mail"),
    ({"name": "A", "source": "x", "emial": "a@b.test"}, "emial"),
    ({"name": "A", "source": "x", "tags": "vip"}, "tags"),
    ({"name": "A", "source": "x", "attributes": [{"name": "n"}]}, "attributes"),
    (
        {"name": "A", "source": "x", "attributes": [{"name": "n", "type": "bool", "value": 1}]},
        "true or false",
    ),
    (
        {"name": "A", "source": "x", "attributes": [{"name": "n", "typ": "bool", "value": 1}]},
        "Unknown argument 'attributes.0.typ'. Did you mean 'type'?",
    ),
    ({"name": "A\x00", "source": "x"}, "NUL"),
    ([], "JSON object"),
]


async def test_what_is_wrong_is_a_400_in_texts(ada: Asker) -> None:
    for body, told in WRONG:
        with pytest.raises(Refused) as refused:
            await ada.rest(shapes.Created, "POST", "/leads", body)
        assert (refused.value.status, refused.value.code) == (400, "VALIDATION_ERROR"), body
        assert told in refused.value.message, body
    assert (await ada.rest(shapes.Page, "GET", "/leads")).count == 0


async def test_refusals_of_every_kind_are_flat(ada: Asker, doors: Doors) -> None:
    broken = await doors.http.post(
        "/api/v1/leads",
        content=b"{",
        headers={"x-api-key": ada.key, "content-type": "application/json"},
    )
    nobody = await doors.http.get("/api/v1/leads")
    method = await ada.send("PATCH", "/leads")
    nowhere = await ada.send("GET", "/nowhere")
    readers = await Asker(doors.http, doors.cleo.key).send("POST", "/leads", {})
    said = [
        (each.status_code, Failure.model_validate_json(each.content).code)
        for each in (broken, nobody, method, nowhere, readers)
    ]
    assert said == [
        (400, "VALIDATION_ERROR"),
        (401, "UNAUTHORIZED"),
        (405, "METHOD_NOT_ALLOWED"),
        (404, "RESOURCE_NOT_FOUND"),
        (403, "FORBIDDEN"),
    ]


async def test_every_answer_says_the_pace(doors: Doors) -> None:
    paced = Asker(doors.http, (await doors.with_key(doors.world.ada, per_minute=4)).key)
    answers = [
        await paced.send("GET", "/leads"),
        await paced.send("GET", "/leads/cl_none"),
        await paced.send("POST", "/leads", {}),
        await paced.send("DELETE", "/leads/cl_none"),
    ]
    assert [each.headers["x-ratelimit-limit"] for each in answers] == ["4"] * 4
    assert [each.headers["x-ratelimit-remaining"] for each in answers] == ["3", "2", "1", "0"]
    late = await paced.send("GET", "/leads")
    failure = Failure.model_validate_json(late.content)
    assert (late.status_code, failure.code) == (429, "RATE_LIMITED")
    assert late.headers["x-ratelimit-remaining"] == "0" and int(late.headers["retry-after"]) > 0


async def test_the_same_leads_are_below_both_prefixes_and_records_beside(
    ada: Asker, doors: Doors
) -> None:
    lead_id = await made(ada)
    one = await ada.send("GET", f"/leads/{lead_id}", prefix="/api/v1")
    other = await ada.send("GET", f"/leads/{lead_id}", prefix="/leads/api/v1")
    assert one.json() == other.json()
    record = await doors.ada.rest("get_record", object="leads", record_id=lead_id[3:])
    assert record["name"] == "Acme" and record["values"]["source"] == "web"


# batches ----------------------------------------------------------------------------------


async def test_a_batch_keeps_its_mistakes_apart_and_merges_nothing(ada: Asker) -> None:
    await made(ada, email="a@acme.test")
    said = [
        {"name": "A", "source": "x", "email": "a@acme.test"},
        {"name": "B"},
        {"name": "C", "source": "x", "email": "none"},
        "nothing",
        {"name": "D", "source": "x", "attributes": ATTRIBUTES},
    ]
    with pytest.raises(Refused, match="leads"):
        await ada.rest(shapes.BatchCreated, "POST", "/leads/batch", {"leads": said})
    said[3] = {}
    done = await ada.rest(shapes.BatchCreated, "POST", "/leads/batch", {"leads": said})
    assert (done.total, done.success, done.failed) == (5, 2, 3)
    assert [each.index for each in done.created] == [0, 4]
    assert [each.index for each in done.errors] == [1, 2, 3]
    assert "source" in done.errors[0].message and "e-mail" in done.errors[1].message
    assert len((await get(ada, done.created[1].id)).attributes) == 5
    assert (await ada.rest(shapes.Page, "GET", "/leads")).count == 3


async def test_one_change_is_made_to_many_and_many_are_deleted(ada: Asker) -> None:
    ids = [await made(ada, name=name) for name in "AB"]
    done = await ada.rest(
        shapes.BatchDone, "PUT", "/leads/batch", {"ids": [*ids, "cl_x"], "data": {"city": "Rome"}}
    )
    assert (done.total, done.success, done.failed) == (3, 2, 1)
    assert done.results[2].message == "Lead not found."
    assert {(await get(ada, each)).city for each in ids} == {"Rome"}
    gone = await ada.rest(shapes.BatchDone, "DELETE", "/leads/batch", {"ids": [ids[0], *ids]})
    assert [each.success for each in gone.results] == [True, False, True]
    assert (await ada.rest(shapes.Page, "GET", "/leads")).leads == []


async def test_a_batch_has_its_most(ada: Asker) -> None:
    with pytest.raises(Refused) as refused:
        await ada.rest(shapes.BatchDone, "DELETE", "/leads/batch", {"ids": ["cl_x"] * 501})
    assert refused.value.status == 400 and "500" in refused.value.message


# notes, attributes, tags ------------------------------------------------------------------


async def test_notes_are_written_read_rewritten_and_deleted(ada: Asker, doors: Doors) -> None:
    lead_id = await made(ada)
    answer = await ada.send("POST", f"/leads/{lead_id}/notes", {"content": "One"})
    note = shapes.Note.model_validate_json(answer.content)
    assert answer.status_code == 201 and note.lead_id == lead_id
    again = await ada.rest(shapes.Note, "PUT", f"/notes/{note.id}", {"content": "Two"})
    assert (again.id, again.content) == (note.id, "Two")
    assert (await ada.rest(shapes.Notes, "GET", f"/leads/{lead_id}/notes")).notes == [again]
    await ada.gone(f"/notes/{note.id}")
    with pytest.raises(Refused, match="Note not found"):
        await ada.gone(f"/notes/{note.id}")
    person = await doors.ada.mcp("create_record", object="people", values={"name": "Ida"})
    said = {"object": "people", "record_id": person["id"], "content": "Hers"}
    hers = await doors.ada.mcp("create_note", **said)
    with pytest.raises(Refused, match="Note not found"):
        await ada.rest(shapes.Note, "PUT", f"/notes/note_{hers['id']}", {"content": "No"})


async def test_an_attribute_is_made_changed_by_both_bodies_and_deleted(ada: Asker) -> None:
    for said in ATTRIBUTES:
        await made_changed_and_deleted(ada, said)


async def made_changed_and_deleted(ada: Asker, said: dict[str, Any]) -> None:
    lead_id = await made(ada)
    answer = await ada.send("POST", f"/leads/{lead_id}/attributes", said)
    attribute = shapes.Attribute.model_validate_json(answer.content)
    assert answer.status_code == 201 and attribute.model_dump(exclude={"id"}) == said
    others = {"text": "Hardware", "number": 4.5, "bool": True, "list": ["a", "a", 1], "object": {}}
    path = f"/leads/{lead_id}/attributes/{attribute.id}"
    bare = await ada.rest(shapes.Attribute, "PUT", path, others[said["type"]])
    assert (bare.name, bare.value) == (said["name"], others[said["type"]])
    assert bare.id == attribute.id
    wrapped = await ada.rest(shapes.Attribute, "PUT", path, {"value": said["value"]})
    assert wrapped.value == said["value"] and wrapped.type == said["type"]
    listed = await ada.rest(shapes.Attributes, "GET", f"/leads/{lead_id}/attributes")
    assert listed.attributes == [wrapped] == (await get(ada, lead_id)).attributes
    wrong = "x" if said["type"] != "text" else 1
    with pytest.raises(Refused, match="is of type"):
        await ada.rest(shapes.Attribute, "PUT", path, wrong)
    with pytest.raises(Refused) as taken:
        await ada.rest(shapes.Attribute, "POST", f"/leads/{lead_id}/attributes", said)
    assert (taken.value.status, taken.value.code) == (409, "CONFLICT")
    await ada.gone(f"/leads/{lead_id}/attributes/{wrapped.id}")
    with pytest.raises(Refused, match="Attribute not found"):
        await ada.gone(f"/leads/{lead_id}/attributes/{wrapped.id}")
    assert (await get(ada, lead_id)).attributes == []


async def test_two_leads_may_give_one_name_two_types(ada: Asker) -> None:
    text = {"name": "size", "type": "text", "value": "large"}
    number = {"name": "size", "type": "number", "value": 9}
    one, other = await made(ada, name="A"), await made(ada, name="B")
    await ada.rest(shapes.Attribute, "POST", f"/leads/{one}/attributes", text)
    await ada.rest(shapes.Attribute, "POST", f"/leads/{other}/attributes", number)
    assert [(e.type, e.value) for e in (await get(ada, one)).attributes] == [("text", "large")]
    assert [(e.type, e.value) for e in (await get(ada, other)).attributes] == [("number", 9)]
    await ada.rest(Lead, "PUT", f"/leads/{one}", {"attributes": [number]})
    assert [(e.type, e.value) for e in (await get(ada, one)).attributes] == [("number", 9)]
    page = await ada.rest(shapes.Page, "GET", "/leads?filter=and.gte.attr:size.9.0")
    assert page.count == 2


async def test_an_attribute_is_one_of_the_object(ada: Asker, doors: Doors) -> None:
    lead_id = await made(ada, attributes=ATTRIBUTES[:1])
    record = await doors.ada.rest("get_record", object="leads", record_id=lead_id[3:])
    assert record["values"]["industry"] == "Software"
    known = await doors.ada.rest("list_attributes", object="leads")
    assert "industry" in [each["slug"] for each in known["attributes"]]


async def test_a_tag_is_added_once(ada: Asker) -> None:
    lead_id = await made(ada, tags=["vip"])
    for tag in ("hot", "hot", "VIP", " hot "):
        tags = await ada.rest(shapes.Tags, "POST", f"/leads/{lead_id}/tags", {"tag": tag})
        assert tags.tags == ["vip", "hot"]


# the rest ---------------------------------------------------------------------------------


async def test_rules_scores_webhooks_keys_and_figures(ada: Asker) -> None:
    rule = await ada.rest(
        shapes.Rule, "POST", "/scoring-rules", {"name": "R", "expression": "rating * 10"}
    )
    assert (rule.priority, rule.weight) == (0, 1)
    again = await ada.rest(shapes.Rule, "PUT", f"/scoring-rules/{rule.id}", {"priority": 3})
    assert (await ada.rest(shapes.Rules, "GET", "/scoring-rules")).rules == [again]
    assert await ada.rest(shapes.Rule, "GET", f"/scoring-rules/{rule.id}") == again
    lead_id = await made(ada, rating=4.5, city="Paris", category="Software")
    scored = await ada.rest(shapes.Scored, "POST", f"/leads/{lead_id}/score")
    assert (scored.id, scored.score) == (lead_id, 45)
    run = await ada.rest(shapes.Run, "POST", "/leads/score/batch")
    assert (run.status, run.total, run.scored, run.updated) == ("done", 1, 1, 0)
    assert await ada.rest(shapes.Run, "GET", "/leads/score/batch") == run
    await ada.gone(f"/scoring-rules/{rule.id}")
    hook = {"url": "https://acme.example/hook", "events": ["lead.created"], "secret": "hush"}
    webhook = await ada.rest(shapes.Webhook, "POST", "/webhooks", hook)
    listed = await ada.send("GET", "/webhooks")
    assert shapes.Webhooks.model_validate_json(listed.content).webhooks == [webhook]
    assert "hush" not in listed.text and webhook.active
    await ada.gone(f"/webhooks/{webhook.id}")
    key = await ada.rest(shapes.Key, "POST", "/api-keys", {"name": "agent"})
    assert (await Asker(ada.http, key.key).send("GET", "/leads")).status_code == 200
    await ada.gone(f"/api-keys/{key.id}")
    assert (await Asker(ada.http, key.key).send("GET", "/leads")).status_code == 401
    with pytest.raises(Refused, match="404 RESOURCE_NOT_FOUND: API key not found"):
        await ada.gone(f"/api-keys/{key.id}")
    stats = (await ada.send("GET", "/stats")).json()
    assert (stats["total_leads"], stats["average_score"], stats["average_rating"]) == (1, 45, 4.5)
    assert (await ada.send("GET", "/categories")).json()["categories"] == [
        {"name": "Software", "count": 1}
    ]
    assert (await ada.send("GET", "/cities")).json()["cities"] == [{"name": "Paris", "count": 1}]


async def test_every_route_is_closed_to_strangers(asked: Askers) -> None:
    """Nobody reads or changes by an id of another workspace, whatever the route."""
    ada = asked.ada
    lead_id = await made(ada, attributes=ATTRIBUTES[:1])
    note = await ada.rest(shapes.Note, "POST", f"/leads/{lead_id}/notes", {"content": "N"})
    rule = await ada.rest(
        shapes.Rule, "POST", "/scoring-rules", {"name": "R", "expression": "rating"}
    )
    hook = await ada.rest(shapes.Webhook, "POST", "/webhooks", {"url": "https://a.example/h"})
    key = await ada.rest(shapes.Key, "POST", "/api-keys", {"name": "agent"})
    ids = {
        "lead_id": lead_id,
        "note_id": note.id,
        "attribute_id": (await get(ada, lead_id)).attributes[0].id,
        "rule_id": rule.id,
        "webhook_id": hook.id,
        "key_id": key.id,
    }
    bodies = {"content": "x", "tag": "x", "name": "x", "type": "text", "value": "x"}
    seen = 0
    for each in OPERATIONS:
        if "rest" not in each.doors or "{" not in each.path:
            continue
        seen += 1
        fields = each.params.model_fields
        body: Any = {name: value for name, value in bodies.items() if name in fields}
        said = "x" if each.body else body
        more = said if each.method in {"POST", "PUT"} else ...
        answer = await asked.rex.send(each.method, each.path.format(**ids), more)
        failure = Failure.model_validate_json(answer.content)
        assert (answer.status_code, failure.code) == (404, "RESOURCE_NOT_FOUND"), each.route
    assert seen >= 19
    assert (await get(ada, lead_id)).attributes[0].value == "Software"
