"""Where the arguments of each operation go.

Written by sdk/generate.py from the server's operations: change those, not this.
"""

from handrail_sdk.saying import Operation

SEARCH_WORKSPACE = Operation(
    "search_workspace", "POST", "/search", in_body=("query", "objects", "limit")
)
AGGREGATE_RECORDS = Operation(
    "aggregate_records",
    "POST",
    "/records/{object}/aggregate",
    in_path=("object",),
    in_body=("measures", "group_by", "filter", "query", "period", "compare_previous", "limit"),
)
GET_RECORD = Operation(
    "get_record", "GET", "/records/{object}/{record_id}", in_path=("object", "record_id")
)
SEARCH_RECORDS = Operation(
    "search_records",
    "POST",
    "/records/{object}/search",
    in_path=("object",),
    in_body=("query", "filter", "sort", "fields", "limit", "offset", "cursor", "exact_total"),
    items="records",
    next=("next_cursor", "cursor"),
)
QUERY_RECORDS = Operation(
    "query_records",
    "POST",
    "/records/{object}/query",
    in_path=("object",),
    in_body=("filters", "sorts", "joinOperator", "limit", "offset"),
)
CREATE_RECORD = Operation(
    "create_record",
    "POST",
    "/records/{object}",
    in_path=("object",),
    in_body=("idempotency_key", "values"),
    writes=True,
)
UPDATE_RECORD = Operation(
    "update_record",
    "PATCH",
    "/records/{object}/{record_id}",
    in_path=("object", "record_id"),
    in_body=("idempotency_key", "values", "if_version"),
    writes=True,
)
DELETE_RECORD = Operation(
    "delete_record",
    "DELETE",
    "/records/{object}/{record_id}",
    in_path=("object", "record_id"),
    in_query=("idempotency_key",),
    writes=True,
)
LINK_RECORDS = Operation(
    "link_records",
    "POST",
    "/records/{object}/{record_id}/link",
    in_path=("object", "record_id"),
    in_body=("idempotency_key", "attribute", "to"),
    writes=True,
)
UNLINK_RECORDS = Operation(
    "unlink_records",
    "POST",
    "/records/{object}/{record_id}/unlink",
    in_path=("object", "record_id"),
    in_body=("idempotency_key", "attribute", "to"),
    writes=True,
)
LIST_OBJECTS = Operation("list_objects", "GET", "/objects", in_query=("archived",))
LIST_ATTRIBUTES = Operation(
    "list_attributes",
    "GET",
    "/objects/{object}/attributes",
    in_path=("object",),
    in_query=("archived",),
)
LIST_OPTIONS = Operation(
    "list_options",
    "GET",
    "/objects/{object}/attributes/{attribute}/options",
    in_path=("object", "attribute"),
)
LIST_STAGES = Operation(
    "list_stages",
    "GET",
    "/objects/{object}/attributes/{attribute}/stages",
    in_path=("object", "attribute"),
)
CREATE_NOTE = Operation(
    "create_note",
    "POST",
    "/records/{object}/{record_id}/notes",
    in_path=("object", "record_id"),
    in_body=("idempotency_key", "content"),
    writes=True,
)
LIST_NOTES = Operation(
    "list_notes",
    "GET",
    "/records/{object}/{record_id}/notes",
    in_path=("object", "record_id"),
    in_query=("limit", "cursor"),
    items="notes",
    next=("next_cursor", "cursor"),
)
UPDATE_NOTE = Operation(
    "update_note",
    "PATCH",
    "/notes/{note_id}",
    in_path=("note_id",),
    in_body=("idempotency_key", "content"),
    writes=True,
)
DELETE_NOTE = Operation(
    "delete_note",
    "DELETE",
    "/notes/{note_id}",
    in_path=("note_id",),
    in_query=("idempotency_key",),
    writes=True,
)
GET_TIMELINE = Operation(
    "get_timeline",
    "GET",
    "/records/{object}/{record_id}/timeline",
    in_path=("object", "record_id"),
    in_query=("limit", "cursor"),
    items="changes",
    next=("next_cursor", "cursor"),
)
LIST_CHANGES = Operation(
    "list_changes", "GET", "/changes", in_query=("after_seq", "object", "limit")
)
CALLS_SEARCH = Operation(
    "calls_search",
    "GET",
    "/calls",
    in_query=(
        "repId",
        "teamId",
        "status",
        "minScore",
        "maxScore",
        "startDate",
        "endDate",
        "limit",
        "cursor",
    ),
    items="data",
    next=("nextCursor", "cursor"),
)
CALLS_GET = Operation("calls_get", "GET", "/calls/{callId}", in_path=("callId",))
CALLS_TRANSCRIPT = Operation(
    "calls_transcript", "GET", "/calls/{callId}/transcript", in_path=("callId",)
)
CALLS_SCORES = Operation("calls_scores", "GET", "/calls/{callId}/scores", in_path=("callId",))
CALLS_INSIGHTS = Operation("calls_insights", "GET", "/calls/{callId}/insights", in_path=("callId",))
PATTERNS_SEARCH = Operation(
    "patterns_search",
    "GET",
    "/patterns",
    in_query=("repId", "teamId", "signalType", "startDate", "endDate", "limit", "cursor"),
    items="data",
    next=("nextCursor", "cursor"),
)
RUBRICS_LIST = Operation(
    "rubrics_list",
    "GET",
    "/rubrics",
    in_query=("limit", "cursor"),
    items="data",
    next=("nextCursor", "cursor"),
)
RUBRICS_GET = Operation("rubrics_get", "GET", "/rubrics/{rubricId}", in_path=("rubricId",))
LIST_CALL_LINES = Operation(
    "list_call_lines",
    "GET",
    "/calls/{callId}/transcript/lines",
    in_path=("callId",),
    in_query=("query", "fromLine", "limit"),
)
LIST_CALL_PATTERNS = Operation(
    "list_call_patterns", "GET", "/calls/{callId}/patterns", in_path=("callId",)
)
CREATE_CALL = Operation(
    "create_call",
    "POST",
    "/calls",
    in_body=(
        "idempotency_key",
        "title",
        "callDate",
        "duration",
        "direction",
        "repId",
        "recordingUrl",
        "transcript",
        "format",
        "onlyNew",
        "companies",
        "people",
        "deals",
    ),
    writes=True,
)
UPDATE_CALL_TRANSCRIPT = Operation(
    "update_call_transcript",
    "PUT",
    "/calls/{callId}/transcript",
    in_path=("callId",),
    in_body=("idempotency_key", "transcript", "format"),
    writes=True,
)
CREATE_RUBRIC = Operation(
    "create_rubric",
    "POST",
    "/rubrics",
    in_body=("idempotency_key", "name", "type", "criteria"),
    writes=True,
)
UPDATE_RUBRIC = Operation(
    "update_rubric",
    "PATCH",
    "/rubrics/{rubricId}",
    in_path=("rubricId",),
    in_body=("idempotency_key", "name", "type", "isActive", "criteria"),
    writes=True,
)
CREATE_CALL_SCORE = Operation(
    "create_call_score",
    "POST",
    "/calls/{callId}/scores",
    in_path=("callId",),
    in_body=(
        "idempotency_key",
        "rubricId",
        "criteria",
        "summary",
        "strengths",
        "improvements",
        "coaching",
        "qualification",
        "patterns",
        "scorer",
    ),
    writes=True,
)
CREATE_OBJECT = Operation(
    "create_object",
    "POST",
    "/objects",
    in_body=("idempotency_key", "slug", "singular_noun", "plural_noun"),
    writes=True,
)
UPDATE_OBJECT = Operation(
    "update_object",
    "PATCH",
    "/objects/{object}",
    in_path=("object",),
    in_body=("idempotency_key", "singular_noun", "plural_noun", "is_archived"),
    writes=True,
)
CREATE_ATTRIBUTE = Operation(
    "create_attribute",
    "POST",
    "/objects/{object}/attributes",
    in_path=("object",),
    in_body=(
        "idempotency_key",
        "title",
        "type",
        "slug",
        "description",
        "is_required",
        "is_unique",
        "is_multi_select",
        "default_value",
        "config",
        "relationship",
        "stages",
        "options",
    ),
    writes=True,
)
UPDATE_ATTRIBUTE = Operation(
    "update_attribute",
    "PATCH",
    "/objects/{object}/attributes/{attribute}",
    in_path=("object", "attribute"),
    in_body=(
        "idempotency_key",
        "title",
        "description",
        "is_required",
        "is_unique",
        "is_multi_select",
        "is_archived",
        "default_value",
        "config",
        "stages",
        "options",
    ),
    writes=True,
)
LIST_WEBHOOKS = Operation(
    "list_webhooks",
    "GET",
    "/webhooks",
    in_query=("limit", "offset"),
    items="webhooks",
    next=("next_offset", "offset"),
)
GET_WEBHOOK = Operation("get_webhook", "GET", "/webhooks/{webhook_id}", in_path=("webhook_id",))
CREATE_WEBHOOK = Operation(
    "create_webhook",
    "POST",
    "/webhooks",
    in_body=("idempotency_key", "url", "events", "objects", "description", "secret", "enabled"),
    writes=True,
)
UPDATE_WEBHOOK = Operation(
    "update_webhook",
    "PATCH",
    "/webhooks/{webhook_id}",
    in_path=("webhook_id",),
    in_body=("idempotency_key", "url", "events", "objects", "description", "secret", "enabled"),
    writes=True,
)
DELETE_WEBHOOK = Operation(
    "delete_webhook",
    "DELETE",
    "/webhooks/{webhook_id}",
    in_path=("webhook_id",),
    in_query=("idempotency_key",),
    writes=True,
)
LIST_WEBHOOK_DELIVERIES = Operation(
    "list_webhook_deliveries",
    "GET",
    "/webhook-deliveries",
    in_query=("webhook_id", "limit", "cursor"),
    items="deliveries",
    next=("next_cursor", "cursor"),
)
RESEND_WEBHOOK_DELIVERY = Operation(
    "resend_webhook_delivery",
    "POST",
    "/webhook-deliveries/{delivery_id}/resend",
    in_path=("delivery_id",),
    in_body=("idempotency_key",),
    writes=True,
)
REPLAY_WEBHOOK = Operation(
    "replay_webhook",
    "POST",
    "/webhooks/{webhook_id}/replay",
    in_path=("webhook_id",),
    in_body=("idempotency_key", "after_seq", "before_seq"),
    writes=True,
)
TEST_WEBHOOK = Operation(
    "test_webhook",
    "POST",
    "/webhooks/{webhook_id}/test",
    in_path=("webhook_id",),
    in_body=("idempotency_key",),
    writes=True,
)
LIST_GRANTS = Operation(
    "list_grants",
    "GET",
    "/grants",
    in_query=("include_dead", "limit", "offset"),
    items="grants",
    next=("next_offset", "offset"),
)
GET_GRANT = Operation("get_grant", "GET", "/grants/{grant_id}", in_path=("grant_id",))
UPDATE_GRANT = Operation(
    "update_grant",
    "PATCH",
    "/grants/{grant_id}",
    in_path=("grant_id",),
    in_body=("idempotency_key", "scopes", "objects", "policy", "budgets"),
    writes=True,
)
PAUSE_GRANTS = Operation(
    "pause_grants",
    "POST",
    "/grants/pause",
    in_body=("idempotency_key", "grant_id", "client_id", "everything"),
    writes=True,
)
RESUME_GRANTS = Operation(
    "resume_grants",
    "POST",
    "/grants/resume",
    in_body=("idempotency_key", "grant_id", "client_id", "everything"),
    writes=True,
)
REVOKE_GRANT = Operation(
    "revoke_grant",
    "DELETE",
    "/grants/{grant_id}",
    in_path=("grant_id",),
    in_query=("idempotency_key",),
    writes=True,
)
LIST_AUDIT = Operation(
    "list_audit",
    "GET",
    "/audit",
    in_query=(
        "member_id",
        "key_id",
        "tool",
        "type",
        "object",
        "record_id",
        "surface",
        "since",
        "until",
        "limit",
        "cursor",
    ),
    items="entries",
    next=("next_cursor", "cursor"),
)
GET_AUDIT_FILE = Operation(
    "get_audit_file",
    "GET",
    "/audit/export",
    in_query=(
        "member_id",
        "key_id",
        "tool",
        "type",
        "object",
        "record_id",
        "surface",
        "since",
        "until",
        "format",
    ),
)
UPDATE_AUDIT_CHECK = Operation(
    "update_audit_check", "POST", "/audit/check", in_body=("idempotency_key",), writes=True
)
LIST_MEMBERS = Operation(
    "list_members",
    "GET",
    "/members",
    in_query=("query", "include_inactive", "limit", "offset"),
    items="members",
    next=("next_offset", "offset"),
)
CREATE_MEMBER = Operation(
    "create_member",
    "POST",
    "/members",
    in_body=("idempotency_key", "name", "email", "role", "role_id", "team_id"),
    writes=True,
)
UPDATE_MEMBER = Operation(
    "update_member",
    "PATCH",
    "/members/{member_id}",
    in_path=("member_id",),
    in_body=("idempotency_key", "name", "email", "role", "role_id", "team_id", "is_active"),
    writes=True,
)
UPDATE_PROFILE = Operation(
    "update_profile", "PATCH", "/me", in_body=("idempotency_key", "name"), writes=True
)
LIST_TEAMS = Operation(
    "list_teams",
    "GET",
    "/teams",
    in_query=("limit", "offset"),
    items="teams",
    next=("next_offset", "offset"),
)
CREATE_TEAM = Operation(
    "create_team",
    "POST",
    "/teams",
    in_body=("idempotency_key", "name", "manager_name", "region"),
    writes=True,
)
UPDATE_TEAM = Operation(
    "update_team",
    "PATCH",
    "/teams/{team_id}",
    in_path=("team_id",),
    in_body=("idempotency_key", "name", "manager_name", "region"),
    writes=True,
)
DELETE_TEAM = Operation(
    "delete_team",
    "DELETE",
    "/teams/{team_id}",
    in_path=("team_id",),
    in_query=("idempotency_key", "move_to"),
    writes=True,
)
GET_WORKSPACE = Operation("get_workspace", "GET", "/workspace")
UPDATE_WORKSPACE = Operation(
    "update_workspace", "PATCH", "/workspace", in_body=("idempotency_key", "name"), writes=True
)
LIST_INVITATIONS = Operation(
    "list_invitations",
    "GET",
    "/invitations",
    in_query=("include_closed", "limit", "offset"),
    items="invitations",
    next=("next_offset", "offset"),
)
CREATE_INVITATION = Operation(
    "create_invitation",
    "POST",
    "/invitations",
    in_body=("idempotency_key", "email", "role", "role_id", "team_id"),
    writes=True,
)
SEND_INVITATION = Operation(
    "send_invitation",
    "POST",
    "/invitations/{invitation_id}/send",
    in_path=("invitation_id",),
    in_body=("idempotency_key",),
    writes=True,
)
REVOKE_INVITATION = Operation(
    "revoke_invitation",
    "DELETE",
    "/invitations/{invitation_id}",
    in_path=("invitation_id",),
    in_query=("idempotency_key",),
    writes=True,
)
LIST_ROLES = Operation("list_roles", "GET", "/roles")
CREATE_ROLE = Operation(
    "create_role",
    "POST",
    "/roles",
    in_body=("idempotency_key", "name", "description", "rank", "permissions", "policy"),
    writes=True,
)
UPDATE_ROLE = Operation(
    "update_role",
    "PATCH",
    "/roles/{role_id}",
    in_path=("role_id",),
    in_body=("idempotency_key", "name", "description", "rank", "permissions", "policy"),
    writes=True,
)
DELETE_ROLE = Operation(
    "delete_role",
    "DELETE",
    "/roles/{role_id}",
    in_path=("role_id",),
    in_query=("idempotency_key", "reassign_to"),
    writes=True,
)
CREATE_API_KEY = Operation(
    "create_api_key",
    "POST",
    "/keys",
    in_body=(
        "idempotency_key",
        "name",
        "scopes",
        "objects",
        "policy",
        "per_minute",
        "expires_at",
        "budgets",
        "style",
        "member_id",
    ),
    writes=True,
)
LIST_API_KEYS = Operation(
    "list_api_keys",
    "GET",
    "/keys",
    in_query=("include_dead", "limit", "offset"),
    items="keys",
    next=("next_offset", "offset"),
)
PAUSE_API_KEYS = Operation(
    "pause_api_keys",
    "POST",
    "/keys/pause",
    in_body=("idempotency_key", "key_id", "everything"),
    writes=True,
)
RESUME_API_KEYS = Operation(
    "resume_api_keys",
    "POST",
    "/keys/resume",
    in_body=("idempotency_key", "key_id", "everything"),
    writes=True,
)
REVOKE_API_KEY = Operation(
    "revoke_api_key",
    "DELETE",
    "/keys/{key_id}",
    in_path=("key_id",),
    in_query=("idempotency_key",),
    writes=True,
)
LIST_SESSIONS = Operation(
    "list_sessions",
    "GET",
    "/sessions",
    in_query=("member_id", "limit", "offset"),
    items="sessions",
    next=("next_offset", "offset"),
)
REVOKE_SESSION = Operation(
    "revoke_session",
    "DELETE",
    "/sessions/{session_id}",
    in_path=("session_id",),
    in_query=("idempotency_key",),
    writes=True,
)
REVOKE_SESSIONS = Operation(
    "revoke_sessions", "DELETE", "/sessions", in_query=("idempotency_key", "member_id"), writes=True
)
