"""What operations take and give.

Written by sdk/generate.py from the server's operations: change those, not this.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class Aggregates(TypedDict):
    object: str
    period: str | None
    previous_period: str | None
    groups: list[Line]
    has_more: bool


class AmountsSaid(TypedDict):
    """How much of each at the most. What is left out is not limited."""

    calls: NotRequired[int | None]
    records_read: NotRequired[int | None]
    records_written: NotRequired[int | None]
    messages: NotRequired[int | None]
    export_rows: NotRequired[int | None]


class AttributeConfig(TypedDict):
    """Settings of some types."""

    currency: NotRequired[str | None]
    min: NotRequired[int | float | None]
    max: NotRequired[int | float | None]
    default_region: NotRequired[str | None]
    record_reference: NotRequired[RecordReference | None]


class AttributeList(TypedDict):
    attributes: list[AttributeSeen]


class AttributeSeen(TypedDict):
    id: str
    slug: str
    title: str
    type: str
    description: str
    is_required: bool
    is_unique: bool
    is_multi_select: bool
    is_archived: bool
    access: Literal["none", "mask", "read", "write"]
    default_value: Any
    config: dict[str, Any]
    operators: list[str]


class AuditFile(TypedDict):
    """All entries that are asked for, newest first. `first` is the first page of them."""

    media_type: str
    filename: str
    format: Literal["csv", "jsonl"]
    asked: Any
    first: Any


class AuditPage(TypedDict):
    """Entries, newest first."""

    entries: list[Entry]
    has_more: bool
    next_cursor: str | None
    checked: Check | None


class BudgetsSaid(TypedDict):
    """What may be done in an hour and in a day, each beginning with the clock's, in UTC."""

    hour: NotRequired[AmountsSaid | None]
    day: NotRequired[AmountsSaid | None]


class CallPage(TypedDict):
    data: list[CallSeen]
    hasMore: bool
    nextCursor: str | None


class CallSeen(TypedDict):
    """`duration` in seconds; `score` from 0 to 100, null until there is one."""

    id: str
    title: str
    status: Literal["pending", "processing", "scored", "failed", "skipped"] | None
    score: float | None
    callDate: str | None
    duration: float | None
    direction: str | None
    rep: Named | None
    team: Named | None


class CallWhole(TypedDict):
    """`statusReason` says why a call failed or was skipped."""

    id: str
    title: str
    status: Literal["pending", "processing", "scored", "failed", "skipped"] | None
    score: float | None
    callDate: str | None
    duration: float | None
    direction: str | None
    rep: Named | None
    team: Named | None
    statusReason: str | None
    summary: str | None
    recordingUrl: str | None
    hasTranscript: bool
    companies: list[Named]
    people: list[Named]
    deals: list[Named]


class Change(TypedDict):
    """One entry of the journal: who did what to which record, through what, and what it changed."""

    seq: int
    change_id: str
    at: str
    type: str
    object: str | None
    record_id: str | None
    actor: str | None
    agent: bool
    key: str | None
    client: str | None
    tool: str
    surface: str
    before: Any
    after: Any
    version_from: int | None
    version_to: int | None


class ChangePage(TypedDict):
    """Changes in commit order. `last_seq` is where to go on, also where nothing was shown."""

    changes: list[Change]
    last_seq: int
    has_more: bool


class Check(TypedDict):
    """The last walk along the chain: whole up to `seq`, or broken at an entry."""

    at: str
    seq: int
    whole: bool
    broken_at: int | None


class CheckBegun(TypedDict):
    """The chain is being walked; list_audit tells what was found."""

    change_id: str | None
    replayed: bool
    status: Literal["begun", "under way"]


class CreatedKey(TypedDict):
    """`secret` is shown this once: a repeat of the call with the same idempotency_key has null."""

    change_id: str | None
    replayed: bool
    id: str
    name: str
    member_id: str
    member: str
    style: str
    shown: str
    status: Literal["live", "paused", "expired", "revoked"]
    scopes: list[Scope]
    objects: list[str] | None
    policy: dict[str, Any] | None
    per_minute: int
    budgets: dict[str, dict[str, int]] | None
    made_with: str | None
    paused_by: str | None
    expires_at: str | None
    last_used_at: str | None
    paused_at: str | None
    revoked_at: str | None
    created_at: str
    secret: str | None


class CreatedWebhook(TypedDict):
    """`secret` is shown this once: a repeat of the call with the same idempotency_key has null."""

    change_id: str | None
    replayed: bool
    id: str
    url: str
    shape: str
    events: list[str]
    objects: list[str] | None
    description: str
    enabled: bool
    status: Literal["active", "disabled", "paused"]
    signed: bool
    member_id: str
    member: str
    waiting: int
    created_at: str
    updated_at: str
    secret: str | None


class CriterionSaid(TypedDict):
    id: NotRequired[str | None]
    name: str
    weight: NotRequired[float]
    guidance: NotRequired[str]


class CriterionScore(TypedDict):
    criterionId: str
    name: str
    weight: float
    score: float | None
    reason: str
    evidence: list[Evidence]


class CriterionScoreSaid(TypedDict):
    criterion: str
    score: NotRequired[float | None]
    reason: NotRequired[str]
    quotes: NotRequired[list[str]]


class CriterionSeen(TypedDict):
    id: str
    name: str
    weight: float
    guidance: str


class Deleted(TypedDict):
    change_id: str | None
    replayed: bool
    deleted: Literal[True]
    id: str


class DeletedNote(TypedDict):
    change_id: str | None
    replayed: bool
    deleted: bool
    id: str


class DeletedWebhook(TypedDict):
    change_id: str | None
    replayed: bool
    deleted: Literal[True]
    id: str


class DeliveryPage(TypedDict):
    deliveries: list[DeliverySeen]
    has_more: bool
    next_cursor: str | None


class DeliverySeen(TypedDict):
    """`body` is what was sent at the last try, None before the first."""

    id: str
    webhook_id: str
    url: str
    event: str
    seq: int | None
    object: str | None
    record_id: str | None
    status: Literal["pending", "delivered", "failed", "dead"]
    attempts: int
    next_at: str | None
    body: str | None
    status_code: int | None
    response: str | None
    resent_of: str | None
    created_at: str
    delivered_at: str | None


class Entry(TypedDict):
    """One fact of the journal with all that is known of how it came about. `hash` covers it and
    the entry before it.
    """

    seq: int
    change_id: str
    at: str
    type: str
    object: str | None
    record_id: str | None
    actor: str | None
    agent: bool
    key: str | None
    client: str | None
    tool: str
    surface: str
    before: Any
    after: Any
    version_from: int | None
    version_to: int | None
    member_id: str | None
    key_id: str | None
    run_id: str | None
    request_id: str | None
    hash: str


class Evidence(TypedDict):
    """Words of the transcript and the line they stand in, from 1."""

    line: int
    quote: str


class Finding(TypedDict):
    """A field of a framework: null where the call does not tell."""

    value: str
    evidence: list[Evidence]


class FindingSaid(TypedDict):
    value: str
    quotes: list[str]


class GrantList(TypedDict):
    grants: list[GrantSeen]
    total: int
    has_more: bool
    next_offset: int | None


class GrantSeen(TypedDict):
    """`host` is where the client's metadata document is, or where it takes its answers;
    `consented` are the scopes that its owner allows, `limited` the parts that an admin narrowed.
    """

    id: str
    client_id: str
    client: str
    host: str
    member_id: str
    member: str
    status: Literal["live", "paused", "revoked"]
    scopes: list[Scope]
    objects: list[str] | None
    policy: dict[str, Any] | None
    budgets: dict[str, Any] | None
    consented: list[Scope]
    limited: list[str]
    limited_by: str | None
    paused_by: str | None
    last_used_at: str | None
    connected_at: str
    paused_at: str | None
    revoked_at: str | None


class Hit(TypedDict):
    id: str
    name: str
    detail: str | None


class Hits(TypedDict):
    object: str
    total: int
    total_is_exact: bool
    records: list[Hit]


class InsightsSeen(TypedDict):
    callId: str
    coaching: list[Point]
    champ: dict[str, Finding | None]
    meddic: dict[str, Finding | None]
    bant: dict[str, Finding | None]


class InvitationList(TypedDict):
    invitations: list[InvitationSeen]
    total: int
    has_more: bool
    next_offset: int | None


class InvitationSeen(TypedDict):
    """`status` is whether its link still opens the door."""

    id: str
    email: str
    role: Literal["admin", "manager", "rep"]
    role_id: str | None
    role_name: str
    team_id: str | None
    team: str | None
    invited_by: str
    status: Literal["open", "accepted", "revoked", "expired"]
    sent_at: str
    expires_at: str
    created_at: str


class KeyList(TypedDict):
    keys: list[KeySeen]
    total: int
    has_more: bool
    next_offset: int | None


class KeySeen(TypedDict):
    """`shown` is how it begins and ends; `status` whether it opens anything now; `made_with` the
    id of the key that it was made with.
    """

    id: str
    name: str
    member_id: str
    member: str
    style: str
    shown: str
    status: Literal["live", "paused", "expired", "revoked"]
    scopes: list[Scope]
    objects: list[str] | None
    policy: dict[str, Any] | None
    per_minute: int
    budgets: dict[str, dict[str, int]] | None
    made_with: str | None
    paused_by: str | None
    expires_at: str | None
    last_used_at: str | None
    paused_at: str | None
    revoked_at: str | None
    created_at: str


class Line(TypedDict):
    group: dict[str, Any]
    values: dict[str, Any]
    previous: dict[str, Any] | None


class LinePage(TypedDict):
    """`total` is how many lines the whole transcript has; 0 where there is none."""

    data: list[LineSeen]
    total: int
    hasMore: bool
    nextLine: int | None


class LineSeen(TypedDict):
    """`line` counts from 1; `start` and `end` are seconds into the call, null where not known."""

    line: int
    speaker: str
    text: str
    start: float | None
    end: float | None


class MemberList(TypedDict):
    members: list[MemberSeen]
    total: int
    has_more: bool
    next_offset: int | None


class MemberSeen(TypedDict):
    id: str
    name: str
    email: str | None
    role: Literal["admin", "manager", "rep"]
    role_id: str | None
    role_name: str
    team_id: str | None
    team: str | None
    is_active: bool
    created_at: str


class Named(TypedDict):
    id: str
    name: str


class Note(TypedDict):
    id: str
    object: str
    record_id: str
    content: str
    author: str | None
    created_at: str
    updated_at: str


class NotePage(TypedDict):
    notes: list[Note]
    has_more: bool
    next_cursor: str | None


class ObjectList(TypedDict):
    objects: list[ObjectSeen]


class ObjectSeen(TypedDict):
    id: str
    slug: str
    singular_noun: str
    plural_noun: str
    type: str
    is_archived: bool


class OptionIn(TypedDict):
    """An option or a stage; with an id, or the title of one there is, it is changed."""

    id: NotRequired[str | None]
    title: str
    sort_order: NotRequired[float | None]
    color: NotRequired[str | None]
    is_archived: NotRequired[bool | None]
    config: NotRequired[StageConfig | None]


class OptionList(TypedDict):
    options: list[OptionSeen]


class OptionSeen(TypedDict):
    id: str
    title: str
    sort_order: int
    is_archived: bool
    color: str | None


class PatternList(TypedDict):
    """All patterns of one call, in the order of the transcript."""

    data: list[PatternSeen]


class PatternPage(TypedDict):
    data: list[PatternSeen]
    hasMore: bool
    nextCursor: str | None


class PatternSaid(TypedDict):
    signalType: str
    quote: str
    note: NotRequired[str]


class PatternSeen(TypedDict):
    id: str
    callId: str
    signalType: str
    rep: Named | None
    quote: str
    line: int
    note: str
    callDate: str | None
    detectedAt: str


class Point(TypedDict):
    text: str
    evidence: list[Evidence]


class PointSaid(TypedDict):
    text: str
    quotes: list[str]


class PolicySaid(TypedDict):
    """What may be done with records, by object slug; `*` stands for every object not named."""

    objects: NotRequired[dict[str, Any]]


class QueriedPage(TypedDict):
    data: list[QueriedRecord]
    has_more: bool
    total: int


class QueriedRecord(TypedDict):
    id: RecordKey
    values: dict[str, Any]
    created_at: str


class Record(TypedDict):
    """One record with its current values."""

    id: str
    object: str
    name: str
    values: dict[str, Any]
    more: dict[str, int]
    created_at: str
    updated_at: str
    version: int


class RecordKey(TypedDict):
    workspace_id: str
    object_id: str
    record_id: str


class RecordPage(TypedDict):
    """`total` is exact while `total_is_exact`, else "at least"."""

    records: list[Record]
    total: int
    total_is_exact: bool
    has_more: bool
    next_offset: int | None
    next_cursor: str | None


class RecordReference(TypedDict):
    allowed_object_ids: list[str]


class RelationshipIn(TypedDict):
    target_object_id: str
    inverse_title: NotRequired[str | None]
    cardinality: NotRequired[Literal["one_to_one", "one_to_many", "many_to_one", "many_to_many"]]
    data_fields: NotRequired[list[str]]


class Replaying(TypedDict):
    """What the journal holds after `after_seq`, and before `before_seq`, is being delivered."""

    change_id: str | None
    replayed: bool
    webhook_id: str
    after_seq: int
    before_seq: int


class RestFilter(TypedDict):
    """`field` names an operator; `eq` where it is absent or names a part of the value."""

    attribute: str
    field: NotRequired[str | None]
    operator: NotRequired[str | None]
    value: NotRequired[Any]


class RestRecord(TypedDict):
    """One record, as REST shows it."""

    id: RecordKey
    object: str
    name: str
    values: dict[str, Any]
    more: dict[str, int]
    created_at: str
    updated_at: str
    version: int


class RestSort(TypedDict):
    attribute: str
    field: NotRequired[str | None]
    direction: NotRequired[Literal["asc", "desc"]]


class RestWritten(TypedDict):
    id: RecordKey
    object: str
    name: str
    values: dict[str, Any]
    more: dict[str, int]
    created_at: str
    updated_at: str
    version: int
    change_id: str | None
    replayed: bool


class RevokedKey(TypedDict):
    """A key that opens nothing from the next request on; `also_revoked` is how many others end
    with it: those made with it, and with them; `invitations_revoked` how many open ones.
    """

    change_id: str | None
    replayed: bool
    id: str
    name: str
    member_id: str
    member: str
    style: str
    shown: str
    status: Literal["live", "paused", "expired", "revoked"]
    scopes: list[Scope]
    objects: list[str] | None
    policy: dict[str, Any] | None
    per_minute: int
    budgets: dict[str, dict[str, int]] | None
    made_with: str | None
    paused_by: str | None
    expires_at: str | None
    last_used_at: str | None
    paused_at: str | None
    revoked_at: str | None
    created_at: str
    also_revoked: int
    invitations_revoked: int


class RevokedSession(TypedDict):
    """A session that opens nothing from the next request on."""

    change_id: str | None
    replayed: bool
    id: str
    member_id: str
    device: str
    is_this: bool
    last_seen_at: str
    expires_at: str
    created_at: str


class RevokedSessions(TypedDict):
    """How many were ended."""

    change_id: str | None
    replayed: bool
    ended: int


class RoleList(TypedDict):
    """`permissions` is what a custom role may be given, and what each lets its members do."""

    roles: list[RoleSeen]
    permissions: dict[str, str]


class RoleSeen(TypedDict):
    """`is_system` ones every workspace has; they cannot be changed. `members` is how many have
    it.
    """

    id: str
    name: str
    description: str
    rank: Literal["admin", "manager", "rep"]
    permissions: list[str]
    policy: dict[str, Any] | None
    is_system: bool
    members: int


class RubricPage(TypedDict):
    data: list[RubricSeen]
    hasMore: bool
    nextCursor: str | None


class RubricSeen(TypedDict):
    id: str
    name: str
    type: str
    version: int
    criteriaCount: int


class RubricUsed(TypedDict):
    id: str
    name: str
    version: int


class RubricWhole(TypedDict):
    id: str
    name: str
    type: str
    version: int
    isActive: bool
    createdAt: str
    updatedAt: str
    criteria: list[CriterionSeen]


Scope: TypeAlias = Literal["read:data", "write:data", "send:messages"]


class ScoresSeen(TypedDict):
    """The newest score; all null and empty while there is none."""

    callId: str
    overallScore: float | None
    rubric: RubricUsed | None
    scorer: str | None
    scoredAt: str | None
    criteria: list[CriterionScore]
    summary: str | None
    strengths: list[Point]
    improvements: list[Point]


class SessionList(TypedDict):
    sessions: list[SessionSeen]
    total: int
    has_more: bool
    next_offset: int | None


class SessionSeen(TypedDict):
    """`device` is what the browser called itself, in short; `is_this` the one this call came by."""

    id: str
    member_id: str
    device: str
    is_this: bool
    last_seen_at: str
    expires_at: str
    created_at: str


class StageConfig(TypedDict):
    is_closed: NotRequired[bool]
    is_won: NotRequired[bool]
    is_lost: NotRequired[bool]
    probability: NotRequired[float | None]


class StageList(TypedDict):
    """Active stages in order; which close, win or lose a record stands also by id."""

    stages: list[StageSeen]
    closed_stage_ids: list[str]
    won_stage_ids: list[str]
    lost_stage_ids: list[str]


class StageSeen(TypedDict):
    id: str
    title: str
    sort_order: int
    is_closed: bool
    is_won: bool
    is_lost: bool
    probability: float | None


class TeamList(TypedDict):
    teams: list[TeamSeen]
    total: int
    has_more: bool
    next_offset: int | None


class TeamSeen(TypedDict):
    id: str
    name: str
    manager_name: str | None
    region: str | None


class Timeline(TypedDict):
    """A record's changes, newest first."""

    changes: list[Change]
    has_more: bool
    next_cursor: str | None


class TranscriptSeen(TypedDict):
    """One line a turn: `[mm:ss] Speaker: text`; null where there is none."""

    transcript: str | None


class WebhookList(TypedDict):
    webhooks: list[WebhookSeen]
    total: int
    has_more: bool
    next_offset: int | None


class WebhookSeen(TypedDict):
    """`status` is paused while its member may do nothing; `waiting` deliveries are not over."""

    id: str
    url: str
    shape: str
    events: list[str]
    objects: list[str] | None
    description: str
    enabled: bool
    status: Literal["active", "disabled", "paused"]
    signed: bool
    member_id: str
    member: str
    waiting: int
    created_at: str
    updated_at: str


class WorkspaceHits(TypedDict):
    query: str
    results: list[Hits]


class WorkspaceSeen(TypedDict):
    id: str
    slug: str
    name: str
    created_at: str


class WrittenAttribute(TypedDict):
    """An attribute as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    slug: str
    title: str
    type: str
    description: str
    is_required: bool
    is_unique: bool
    is_multi_select: bool
    is_archived: bool
    access: Literal["none", "mask", "read", "write"]
    default_value: Any
    config: dict[str, Any]
    operators: list[str]


class WrittenCall(TypedDict):
    """A call as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    title: str
    status: Literal["pending", "processing", "scored", "failed", "skipped"] | None
    score: float | None
    callDate: str | None
    duration: float | None
    direction: str | None
    rep: Named | None
    team: Named | None
    statusReason: str | None
    summary: str | None
    recordingUrl: str | None
    hasTranscript: bool
    companies: list[Named]
    people: list[Named]
    deals: list[Named]


class WrittenDelivery(TypedDict):
    """A delivery that a write left to be made."""

    change_id: str | None
    replayed: bool
    id: str
    webhook_id: str
    url: str
    event: str
    seq: int | None
    object: str | None
    record_id: str | None
    status: Literal["pending", "delivered", "failed", "dead"]
    attempts: int
    next_at: str | None
    body: str | None
    status_code: int | None
    response: str | None
    resent_of: str | None
    created_at: str
    delivered_at: str | None


class WrittenGrant(TypedDict):
    """A grant as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    client_id: str
    client: str
    host: str
    member_id: str
    member: str
    status: Literal["live", "paused", "revoked"]
    scopes: list[Scope]
    objects: list[str] | None
    policy: dict[str, Any] | None
    budgets: dict[str, Any] | None
    consented: list[Scope]
    limited: list[str]
    limited_by: str | None
    paused_by: str | None
    last_used_at: str | None
    connected_at: str
    paused_at: str | None
    revoked_at: str | None


class WrittenGrants(TypedDict):
    """The grants that a write has changed."""

    change_id: str | None
    replayed: bool
    grants: list[GrantSeen]


class WrittenInvitation(TypedDict):
    """An invitation as a write left it. The link is in the mail, and nowhere else."""

    change_id: str | None
    replayed: bool
    id: str
    email: str
    role: Literal["admin", "manager", "rep"]
    role_id: str | None
    role_name: str
    team_id: str | None
    team: str | None
    invited_by: str
    status: Literal["open", "accepted", "revoked", "expired"]
    sent_at: str
    expires_at: str
    created_at: str


class WrittenKeys(TypedDict):
    """The keys that a write has changed."""

    change_id: str | None
    replayed: bool
    keys: list[KeySeen]


class WrittenMember(TypedDict):
    """A member as a write left them."""

    change_id: str | None
    replayed: bool
    id: str
    name: str
    email: str | None
    role: Literal["admin", "manager", "rep"]
    role_id: str | None
    role_name: str
    team_id: str | None
    team: str | None
    is_active: bool
    created_at: str


class WrittenNote(TypedDict):
    """A note as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    object: str
    record_id: str
    content: str
    author: str | None
    created_at: str
    updated_at: str


class WrittenObject(TypedDict):
    """An object as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    slug: str
    singular_noun: str
    plural_noun: str
    type: str
    is_archived: bool


class WrittenRole(TypedDict):
    """A role as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    name: str
    description: str
    rank: Literal["admin", "manager", "rep"]
    permissions: list[str]
    policy: dict[str, Any] | None
    is_system: bool
    members: int


class WrittenRubric(TypedDict):
    """A rubric as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    name: str
    type: str
    version: int
    isActive: bool
    createdAt: str
    updatedAt: str
    criteria: list[CriterionSeen]


class WrittenScore(TypedDict):
    """The score that was recorded; `patternIds` are the patterns that came with it."""

    change_id: str | None
    replayed: bool
    callId: str
    overallScore: float | None
    rubric: RubricUsed | None
    scorer: str | None
    scoredAt: str | None
    criteria: list[CriterionScore]
    summary: str | None
    strengths: list[Point]
    improvements: list[Point]
    patternIds: list[str]


class WrittenTeam(TypedDict):
    """A team as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    name: str
    manager_name: str | None
    region: str | None


class WrittenWebhook(TypedDict):
    """A webhook as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    url: str
    shape: str
    events: list[str]
    objects: list[str] | None
    description: str
    enabled: bool
    status: Literal["active", "disabled", "paused"]
    signed: bool
    member_id: str
    member: str
    waiting: int
    created_at: str
    updated_at: str


class WrittenWorkspace(TypedDict):
    """The workspace as a write left it."""

    change_id: str | None
    replayed: bool
    id: str
    slug: str
    name: str
    created_at: str
