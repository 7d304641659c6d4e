"""One valid call of every operation, about somebody's things: what whole-catalog tests vary.

An operation that is missing in CALLS fails those tests: say here what it is asked, and it is
tried by strangers, by narrowed keys, and with every argument spoilt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.doors import Caller


@dataclass(frozen=True)
class Things:
    """What somebody has, as a caller says it. `secret` is a word that all texts of it hold."""

    secret: str
    object: str
    object_id: str
    attribute: str
    record_id: str
    other_id: str
    note_id: str
    option_id: str
    member_id: str
    team_id: str
    key_id: str
    cursor: str

    def texts(self) -> set[str]:
        """All that names one of them."""
        return {each for name, each in vars(self).items() if name != "secret"}


Call = dict[str, Any]
CALLS: dict[str, Callable[[Things], list[Call]]] = {
    "search_workspace": lambda t: [
        {"query": t.secret, "limit": 25},
        {"query": t.secret[:3], "objects": [t.object]},
    ],
    "aggregate_records": lambda t: [
        {"object": t.object, "group_by": ["name"], "measures": ["count", "distinct:name"]},
        {"object": t.object, "group_by": [t.attribute], "query": t.secret},
        {"object": t.object, "filter": {"id": t.record_id}},
        {"object": "people", "group_by": [t.object]},
        {
            "object": t.object, "period": "created_at:this_month", "compare_previous": True,
            "limit": 9,
        },
    ],
    "get_record": lambda t: [_one(t)],
    "search_records": lambda t: [
        {"object": t.object, "query": t.secret},
        {"object": t.object, "filter": {"id": t.record_id}},
        {"object": t.object, "filter": {t.attribute: t.option_id}},
        {"object": t.object, "sort": t.attribute, "limit": 2, "cursor": t.cursor},
        {"object": t.object, "fields": [t.attribute], "limit": 2, "offset": 0},
        {"object": "companies", "filter": {"people": t.record_id}},
        {"object": "companies", "filter": {"owners": t.member_id}},
        {"object": "people", "filter": {f"{t.object}.name": {"contains": t.secret}}},
        {"object": "people", "filter": {t.object: {"is_empty": False}}},
        {"object": "people", "sort": t.object, "exact_total": True},
        {"object": "people", "fields": [t.object]},
    ],
    "query_records": lambda t: [
        {
            "object": t.object, "limit": 2, "joinOperator": "or",
            "filters": [{"attribute": "name", "operator": "contains", "value": t.secret}],
            "sorts": [{"attribute": t.attribute, "direction": "desc"}],
        },
        {"object": t.object, "filters": [{"attribute": "id", "value": t.record_id}], "offset": 0},
    ],
    "create_record": lambda t: [
        {
            "object": t.object, "values": {"name": "New", t.attribute: t.option_id},
            "idempotency_key": "c",
        },
        {"object": "companies", "values": {"name": "New", "people": [t.record_id]}},
        {"object": "companies", "values": {"name": "New", "owners": t.member_id}},
    ],
    "update_record": lambda t: [
        {**_one(t), "values": {"name": "Changed"}, "if_version": 1, "idempotency_key": "u"},
    ],
    "link_records": lambda t: [
        {**_one(t), "attribute": "peers", "to": [t.other_id], "idempotency_key": "l"},
    ],
    "unlink_records": lambda t: [
        {**_one(t), "attribute": "peers", "to": [{"id": t.other_id}], "idempotency_key": "ul"},
    ],
    "list_objects": lambda t: [{"archived": True}],
    "list_attributes": lambda t: [
        {"object": t.object, "archived": True},
        {"object": t.object_id},
        {"object": "people", "archived": True},
    ],
    "list_options": lambda t: [{"object": t.object, "attribute": t.attribute}],
    "list_stages": lambda t: [{"object": t.object, "attribute": t.attribute}],
    "create_note": lambda t: [{**_one(t), "content": "Note", "idempotency_key": "n"}],
    "list_notes": lambda t: [{**_one(t), "limit": 2, "cursor": t.note_id}, _one(t)],
    "update_note": lambda t: [{"note_id": t.note_id, "content": "New", "idempotency_key": "un"}],
    "delete_note": lambda t: [{"note_id": t.note_id, "idempotency_key": "dn"}],
    "get_timeline": lambda t: [{**_one(t), "limit": 2, "cursor": "99999"}, _one(t)],
    "list_changes": lambda t: [
        {"after_seq": 0, "limit": 100},
        {"after_seq": 100, "limit": 100},
        {"after_seq": 200, "limit": 100},
        {"object": t.object},
    ],
    "update_object": lambda t: [
        {
            "object": t.object, "singular_noun": "One", "plural_noun": "Many",
            "idempotency_key": "uo",
        },
        {"object": t.object_id, "is_archived": False},
    ],
    "create_attribute": lambda t: [
        {
            "object": t.object, "title": "Fresh", "type": "select", "slug": "fresh",
            "description": "Why", "is_required": False, "is_unique": False,
            "is_multi_select": False, "default_value": "A", "options": [{"title": "A"}],
            "idempotency_key": "ca",
        },
        {
            "object": "people", "title": "Theirs", "type": "relationship",
            "relationship": {"target_object_id": t.object_id, "cardinality": "one_to_one"},
        },
        {"object": t.object, "title": "Sum", "type": "currency", "config": {"currency": "EUR"}},
        {"object": t.object, "title": "Phase", "type": "pipeline", "stages": [{"title": "S"}]},
    ],
    "update_attribute": lambda t: [
        {
            "object": t.object, "attribute": t.attribute, "title": "Renamed", "description": "d",
            "is_required": False, "is_archived": False, "default_value": None,
            "options": [{"id": t.option_id, "title": "Renamed"}], "idempotency_key": "ua",
        },
        {"object": t.object, "attribute": t.attribute, "stages": [{"title": "More"}]},
        {"object": t.object, "attribute": "name", "is_unique": False, "is_multi_select": False},
        {"object": t.object, "attribute": "name", "config": {}},
    ],
    "create_object": lambda t: [
        {"slug": "fresh", "singular_noun": "A", "plural_noun": "As", "idempotency_key": "co"},
    ],
    "list_members": lambda t: [{"query": "", "include_inactive": True, "limit": 100, "offset": 0}],
    "create_member": lambda t: [
        {
            "name": "New", "email": "new@x.test", "role": "rep", "team_id": t.team_id,
            "idempotency_key": "cm",
        },
    ],
    "update_member": lambda t: [
        {
            "member_id": t.member_id, "name": "New", "email": "n@x.test", "role": "rep",
            "team_id": t.team_id, "is_active": True, "idempotency_key": "um",
        },
    ],
    "list_teams": lambda t: [{"limit": 100, "offset": 0}],
    "create_team": lambda t: [
        {"name": "New", "manager_name": "M", "region": "R", "idempotency_key": "ct"},
    ],
    "list_api_keys": lambda t: [{"include_dead": True, "limit": 100, "offset": 0}],
    "create_api_key": lambda t: [
        {
            "name": "New", "scopes": ["read:data"], "objects": ["people"], "per_minute": 5,
            "expires_at": "2099-01-01T00:00:00Z", "style": "leads", "member_id": t.member_id,
            "idempotency_key": "ck",
        },
    ],
    "revoke_api_key": lambda t: [{"key_id": t.key_id, "idempotency_key": "rk"}],
    # last, so that whatever is asked before it is still there
    "delete_record": lambda t: [{**_one(t), "idempotency_key": "dr"}],
}  # fmt: skip


def _one(t: Things) -> Call:
    return {"object": t.object, "record_id": t.record_id}


async def fill(
    admin: Caller, slug: str, secret: str, *, of: str | None = None, staff: str | None = None
) -> Things:
    """Make an object, or take one there is, and fill it with records that hold a secret word.

    Each has the word in its name and values, a note, links to peers, and links from people.
    `staff` is the word in the names of a member, a team and a key, which are of no object.
    """
    ask = admin.mcp
    if of is None:
        await ask("create_object", slug=slug, singular_noun=f"{secret}", plural_noun=f"{secret}s")
        relationship = {
            "target_object_id": slug,
            "inverse_title": f"{secret} holders",
            "cardinality": "many_to_many",
        }
        link = {"slug": slug, "type": "relationship", "relationship": relationship}
        await ask("create_attribute", object="people", title=f"{secret} links", **link)
    await ask(
        "create_attribute", object=slug, title=f"{secret} mark", slug=f"{slug}_mark",
        type="select", options=[{"title": f"{secret} {n}"} for n in range(2)],
    )  # fmt: skip
    relationship = {"target_object_id": slug, "cardinality": "many_to_many", "inverse_title": "Of"}
    await ask(
        "create_attribute",
        object=slug,
        title="Peers",
        type="relationship",
        relationship=relationship,
    )
    [option, _] = (await ask("list_options", object=slug, attribute=f"{slug}_mark"))["options"]
    member = await admin.rest("create_member", name=f"{staff or secret} Person")
    mark = {f"{slug}_mark": option["id"]}
    ids: list[str] = []
    for n in range(4):
        values = {"name": f"{secret} {n}", "peers": ids, **mark}
        ids.append((await ask("create_record", object=slug, values=values))["id"])
        note = await ask(
            "create_note", object=slug, record_id=ids[-1], content=f"A note of {secret}"
        )
    if of is None:
        for name in ("Seen", "Also seen"):
            await ask("create_record", object="people", values={"name": name, slug: ids})
    page = await ask("search_records", object=slug, sort=f"{slug}_mark", limit=2)
    team = await admin.rest("create_team", name=f"{staff or secret} Team")
    key = await ask(
        "create_api_key", name=f"{staff or secret} key", objects=[slug], member_id=member["id"]
    )
    return Things(
        secret=secret,
        object=slug,
        object_id=next(
            o["id"] for o in (await ask("list_objects"))["objects"] if o["slug"] == slug
        ),
        attribute=f"{slug}_mark",
        record_id=ids[-1],
        other_id=ids[0],
        note_id=note["id"],
        option_id=option["id"],
        member_id=member["id"],
        team_id=team["id"],
        key_id=key["id"],
        cursor=page["next_cursor"],
    )
