"""One valid call of every operation, about somebody's things: what whole-catalog tests vary.

An operation that is missing in CALLS fails those tests: say here what it is asked, and it is
tried by strangers, by narrowed keys, and with every argument spoilt.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from handrail import dispatch as dispatching
from handrail.core.actor import Scope
from handrail.features.access.delegation import Asked
from handrail.features.access.operations.grants import give_consent
from tests.doors import Caller, Doors
from tests.world import Member


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
    role_id: str
    invitation_id: str
    call_id: str
    rubric_id: str
    webhook_id: str
    delivery_id: str
    grant_id: str
    client_id: str
    cursor: str
    calls_cursor: str
    patterns_cursor: str

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
        {"name": "New", "role_id": t.role_id},
    ],
    "update_member": lambda t: [
        {
            "member_id": t.member_id, "name": "New", "email": "n@x.test", "role": "rep",
            "team_id": t.team_id, "is_active": True, "idempotency_key": "um",
        },
        {"member_id": t.member_id, "role_id": t.role_id},
    ],
    "list_teams": lambda t: [{"limit": 100, "offset": 0}],
    "create_team": lambda t: [
        {"name": "New", "manager_name": "M", "region": "R", "idempotency_key": "ct"},
    ],
    "update_team": lambda t: [
        {
            "team_id": t.team_id, "name": "New", "manager_name": "M", "region": "R",
            "idempotency_key": "ut",
        },
    ],
    "delete_team": lambda t: [
        {"team_id": t.team_id, "move_to": t.team_id, "idempotency_key": "dt"},
    ],
    "update_profile": lambda t: [{"name": "Cleo Reader", "idempotency_key": "up"}],
    "get_workspace": lambda t: [{}],
    "update_workspace": lambda t: [{"name": "New", "idempotency_key": "uw"}],
    "list_roles": lambda t: [{}],
    "create_role": lambda t: [
        {
            "name": "New", "description": "D", "rank": "rep", "permissions": ["teams.create"],
            "policy": {"objects": {t.object: {"rows": "own"}}}, "idempotency_key": "cr",
        },
    ],
    "update_role": lambda t: [
        {
            "role_id": t.role_id, "name": "New", "description": "D", "rank": "rep",
            "permissions": [], "policy": {"objects": {t.object: {"rows": "own"}}},
            "idempotency_key": "ur",
        },
    ],
    "delete_role": lambda t: [
        {"role_id": t.role_id, "reassign_to": "rep", "idempotency_key": "dro"},
    ],
    "list_invitations": lambda t: [{"include_closed": True, "limit": 100, "offset": 0}],
    "create_invitation": lambda t: [
        {
            "email": "new@x.test", "role": "rep", "team_id": t.team_id,
            "idempotency_key": "ci",
        },
        {"email": "other@x.test", "role_id": t.role_id},
    ],
    "send_invitation": lambda t: [{"invitation_id": t.invitation_id, "idempotency_key": "si"}],
    "revoke_invitation": lambda t: [{"invitation_id": t.invitation_id, "idempotency_key": "ri"}],
    "list_sessions": lambda t: [{"member_id": t.member_id, "limit": 100, "offset": 0}],
    "revoke_session": lambda t: [{"session_id": t.key_id, "idempotency_key": "rs"}],
    "revoke_sessions": lambda t: [{"member_id": t.member_id, "idempotency_key": "rss"}],
    "list_api_keys": lambda t: [{"include_dead": True, "limit": 100, "offset": 0}],
    "create_api_key": lambda t: [
        {
            "name": "New", "scopes": ["read:data"], "objects": ["people"], "per_minute": 5,
            "expires_at": "2099-01-01T00:00:00Z", "style": "leads", "member_id": t.member_id,
            "idempotency_key": "ck",
        },
        {"name": "New", "policy": {"objects": {t.object: {"rows": "own"}}}},
        {"name": "New", "budgets": {"day": {"calls": 100}}},
    ],
    "pause_api_keys": lambda t: [
        {"key_id": t.key_id, "idempotency_key": "pk"}, {"everything": True},
    ],
    "resume_api_keys": lambda t: [
        {"key_id": t.key_id, "idempotency_key": "rsk"}, {"everything": True},
    ],
    "revoke_api_key": lambda t: [{"key_id": t.key_id, "idempotency_key": "rk"}],
    "calls_search": lambda t: [
        {
            "repId": t.member_id, "teamId": t.team_id, "status": "scored", "minScore": 0,
            "maxScore": 100, "startDate": "2026-01-01", "endDate": "2099-01-01T00:00:00Z",
        },
        {"limit": 1, "cursor": t.calls_cursor},
        {},
    ],
    "calls_get": lambda t: [{"callId": t.call_id}],
    "calls_transcript": lambda t: [{"callId": t.call_id}],
    "list_call_lines": lambda t: [
        {"callId": t.call_id},
        {"callId": t.call_id, "fromLine": 2, "limit": 1},
        {"callId": t.call_id, "query": "hours"},
    ],
    "list_call_patterns": lambda t: [{"callId": t.call_id}],
    "calls_scores": lambda t: [{"callId": t.call_id}],
    "calls_insights": lambda t: [{"callId": t.call_id}],
    "patterns_search": lambda t: [
        {
            "repId": t.member_id, "teamId": t.team_id, "signalType": "weak_close",
            "startDate": "2026-01-01", "endDate": "2099-01-01",
        },
        {"limit": 1, "cursor": t.patterns_cursor},
        {},
    ],
    "rubrics_list": lambda t: [{"limit": 1, "cursor": t.rubric_id}, {}],
    "rubrics_get": lambda t: [{"rubricId": t.rubric_id}],
    "create_call": lambda t: [
        {
            "title": "New", "callDate": "2026-11-21T09:00:00Z", "duration": 60,
            "direction": "Inbound", "repId": t.member_id, "recordingUrl": "https://a.test/1",
            "transcript": "Eve: Hello.", "format": "speakers", "onlyNew": True,
            "idempotency_key": "cc",
        },
        {"title": "New", "companies": [], "people": [t.record_id], "deals": []},
        {"title": "New", "companies": [t.secret]},
    ],
    "update_call_transcript": lambda t: [
        {
            "callId": t.call_id, "transcript": f"Eve: {HEARD}", "format": "speakers",
            "idempotency_key": "uct",
        },
    ],
    "create_rubric": lambda t: [
        {"name": "New", "type": "demo", "criteria": [{"name": "Pain"}], "idempotency_key": "cru"},
    ],
    "update_rubric": lambda t: [
        {
            "rubricId": t.rubric_id, "name": "New", "type": "demo", "isActive": True,
            "criteria": [{"name": "Pain", "weight": 2, "guidance": "Ask."}, {"name": "Close"}],
            "idempotency_key": "uru",
        },
    ],
    "create_call_score": lambda t: [
        {"callId": t.call_id, "rubricId": t.rubric_id, "idempotency_key": "cs", **FOUND},
    ],
    "list_webhooks": lambda t: [{"limit": 100, "offset": 0}],
    "get_webhook": lambda t: [{"webhook_id": t.webhook_id}],
    "create_webhook": lambda t: [
        {
            "url": HOOK, "events": ["record.created"], "objects": [t.object], "description": "D",
            "secret": "whsec_of_twenty_four_letters", "enabled": True, "idempotency_key": "cw",
        },
    ],
    "update_webhook": lambda t: [
        {
            "webhook_id": t.webhook_id, "url": f"{HOOK}/new", "events": ["record.deleted"],
            "objects": [t.object], "description": "New", "enabled": True,
            "secret": "whsec_of_twenty_four_letters", "idempotency_key": "uwh",
        },
    ],
    "list_webhook_deliveries": lambda t: [
        {"webhook_id": t.webhook_id, "limit": 100},
        {"limit": 1, "cursor": t.delivery_id},
        {},
    ],
    "resend_webhook_delivery": lambda t: [
        {"delivery_id": t.delivery_id, "idempotency_key": "rwd"},
    ],
    "replay_webhook": lambda t: [
        {
            "webhook_id": t.webhook_id, "after_seq": 0, "before_seq": 5,
            "idempotency_key": "rwh",
        },
    ],
    "test_webhook": lambda t: [{"webhook_id": t.webhook_id, "idempotency_key": "tw"}],
    "list_grants": lambda t: [{"include_dead": True, "limit": 100, "offset": 0}],
    "get_grant": lambda t: [{"grant_id": t.grant_id}],
    "update_grant": lambda t: [
        {
            "grant_id": t.grant_id, "scopes": ["read:data"], "objects": [t.object],
            "policy": {"objects": {t.object: {"rows": "own"}}},
            "budgets": {"hour": {"calls": 5}}, "idempotency_key": "ug",
        },
    ],
    "pause_grants": lambda t: [
        {"grant_id": t.grant_id, "idempotency_key": "pg"},
        {"client_id": t.client_id},
        {"everything": True},
    ],
    "resume_grants": lambda t: [
        {"grant_id": t.grant_id, "idempotency_key": "rg"},
        {"client_id": t.client_id},
        {"everything": True},
    ],
    "list_audit": lambda t: [
        {"member_id": t.member_id, "limit": 200},
        {"key_id": t.key_id, "cursor": "99999"},
        {"tool": "create_record", "type": "record.created", "object": t.object, "surface": "mcp"},
        {
            "record_id": t.record_id, "since": "2026-01-01T00:00:00Z",
            "until": "2099-01-01T00:00:00Z",
        },
        *({"record_id": each} for each in (t.call_id, t.rubric_id, t.webhook_id, t.grant_id)),
        {"limit": 200},
    ],
    "get_audit_file": lambda t: [
        {"member_id": t.member_id, "format": "jsonl"},
        {"key_id": t.key_id},
        {"tool": "create_record", "type": "record.created", "object": t.object, "surface": "mcp"},
        {
            "record_id": t.record_id, "since": "2026-01-01T00:00:00Z",
            "until": "2099-01-01T00:00:00Z",
        },
        {"format": "jsonl"},
    ],
    "update_audit_check": lambda t: [{"idempotency_key": "uac"}],
    # last, so that whatever is asked before it is still there
    "revoke_grant": lambda t: [{"grant_id": t.grant_id, "idempotency_key": "rgr"}],
    "delete_webhook": lambda t: [{"webhook_id": t.webhook_id, "idempotency_key": "dw"}],
    "delete_record": lambda t: [{**_one(t), "idempotency_key": "dr"}],
}  # fmt: skip

HOOK = "https://hooks.example.com/in"
HEARD = "We lose six hours a week. Let me think about it."
FOUND: Call = {
    "criteria": [{"criterion": "Pain", "score": 40, "reason": "R", "quotes": ["six hours"]}],
    "summary": "Six hours a week.",
    "strengths": [{"text": "Polite", "quotes": ["Let me think"]}],
    "improvements": [{"text": "Ask", "quotes": ["six hours a week"]}],
    "coaching": [{"text": "Follow up", "quotes": ["We lose"]}],
    "qualification": {"BANT": {"need": {"value": "Hours", "quotes": ["We lose six hours"]}}},
    "patterns": [
        {"signalType": "missed_motivation", "quote": "six hours a week"},
        {"signalType": "weak_close", "quote": "Let me think about it", "note": "N"},
    ],
    "scorer": "grader",
}


def _one(t: Things) -> Call:
    return {"object": t.object, "record_id": t.record_id}


async def fill(
    doors: Doors, slug: str, secret: str, *, of: str | None = None, staff: str | None = None
) -> Things:
    """Ada makes an object, or takes one there is, and fills it with records of a secret word.

    Each has the word in its name and values, a note, links to peers, and links from people.
    `staff` is the word in the names of a member, a team, a key and a client that is let in, which
    are of no object. A call, a rubric and a webhook hold the word too.
    """
    admin = doors.ada
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
    notes: list[str] = []
    for n in range(4):
        values = {"name": f"{secret} {n}", "peers": ids, **mark}
        ids.append((await ask("create_record", object=slug, values=values))["id"])
        said = {"object": slug, "record_id": ids[-1], "content": f"A note of {secret}"}
        notes.append((await ask("create_note", **said))["id"])
    if of is None:
        for name in ("Seen", "Also seen"):
            await ask("create_record", object="people", values={"name": name, slug: ids})
    page = await ask("search_records", object=slug, sort=f"{slug}_mark", limit=2)
    team = await admin.rest("create_team", name=f"{staff or secret} Team")
    key = await ask(
        "create_api_key", name=f"{staff or secret} key", objects=[slug], member_id=member["id"]
    )
    role = await ask(
        "create_role", name=f"{staff or secret} Role", policy={"objects": {slug: {"rows": "own"}}}
    )
    invitation = await ask("create_invitation", email=f"{staff or secret}@x.test".lower())
    called = await _calls(admin, secret, member["id"])
    hook = await ask(
        "create_webhook", url=f"{HOOK}/{secret}", events=["record.created"], objects=[slug]
    )
    delivery = await ask("test_webhook", webhook_id=hook["id"])
    client = f"https://{staff or secret}.test/client.json".lower()
    return Things(
        secret=secret,
        object=slug,
        object_id=next(
            o["id"] for o in (await ask("list_objects"))["objects"] if o["slug"] == slug
        ),
        attribute=f"{slug}_mark",
        record_id=ids[-1],
        other_id=ids[0],
        note_id=notes[-1],
        option_id=option["id"],
        member_id=member["id"],
        team_id=team["id"],
        key_id=key["id"],
        role_id=role["id"],
        invitation_id=invitation["id"],
        **called,
        webhook_id=hook["id"],
        delivery_id=delivery["id"],
        grant_id=await _let_in(doors.world.ada, client),
        client_id=client,
        cursor=page["next_cursor"],
    )


async def _calls(admin: Caller, secret: str, member_id: str) -> dict[str, str]:
    """Two calls, of which the second is scored; how they, and what was found, are read on."""
    ask = admin.mcp
    rubric = await ask(
        "create_rubric", name=f"{secret} Rubric", type="demo",
        criteria=[{"name": "Pain", "guidance": f"As for {secret}."}],
    )  # fmt: skip
    await ask("create_call", title=f"{secret} before")
    made = await ask(
        "create_call", title=f"{secret} Call", transcript=f"{secret} Buyer: {HEARD}",
        repId=member_id,
    )  # fmt: skip
    await ask("create_call_score", callId=made["id"], rubricId=rubric["id"], **FOUND)
    return {
        "call_id": made["id"],
        "rubric_id": rubric["id"],
        "calls_cursor": (await ask("calls_search", limit=1))["nextCursor"],
        "patterns_cursor": (await ask("patterns_search", limit=1))["nextCursor"],
    }


async def _let_in(member: Member, client_id: str) -> str:
    """The grant of a client that somebody lets in, as the consent page does; its id."""
    scopes = frozenset({Scope.READ_DATA, Scope.WRITE_DATA})
    host = client_id.split("/")[2]
    asked = Asked(client_id, host, host, f"https://{host}/back", "c" * 43, "/mcp", scopes)
    said = {"asked": asdict(asked) | {"requested": sorted(scopes)}, "scopes": sorted(scopes)}
    call = dispatching.Call(give_consent, said, await member.now(), member.via)
    given: Any = await dispatching.dispatch(call, member.database)
    return given.grant_id
