"""Every operation as a method.

Written by sdk/generate.py from the server's operations: change those, not this.
"""

from collections.abc import AsyncIterator
from typing import Any, Literal

from handrail_sdk import operations as ops
from handrail_sdk.saying import UNSET, Unset
from handrail_sdk.transport import AsyncTransport
from handrail_sdk.types import (
    Aggregates,
    AttributeConfig,
    AttributeList,
    AuditFile,
    AuditPage,
    BudgetsSaid,
    CallPage,
    CallSeen,
    CallWhole,
    Change,
    ChangePage,
    CheckBegun,
    CreatedKey,
    CreatedWebhook,
    CriterionSaid,
    CriterionScoreSaid,
    Deleted,
    DeletedNote,
    DeletedWebhook,
    DeliveryPage,
    DeliverySeen,
    Entry,
    FindingSaid,
    GrantList,
    GrantSeen,
    InsightsSeen,
    InvitationList,
    InvitationSeen,
    KeyList,
    KeySeen,
    LinePage,
    MemberList,
    MemberSeen,
    Note,
    NotePage,
    ObjectList,
    OptionIn,
    OptionList,
    PatternList,
    PatternPage,
    PatternSaid,
    PatternSeen,
    PointSaid,
    PolicySaid,
    QueriedPage,
    Record,
    RecordPage,
    RelationshipIn,
    Replaying,
    RestFilter,
    RestRecord,
    RestSort,
    RestWritten,
    RevokedKey,
    RevokedSession,
    RevokedSessions,
    RoleList,
    RubricPage,
    RubricSeen,
    RubricWhole,
    Scope,
    ScoresSeen,
    SessionList,
    SessionSeen,
    StageList,
    TeamList,
    TeamSeen,
    Timeline,
    TranscriptSeen,
    WebhookList,
    WebhookSeen,
    WorkspaceHits,
    WorkspaceSeen,
    WrittenAttribute,
    WrittenCall,
    WrittenDelivery,
    WrittenGrant,
    WrittenGrants,
    WrittenInvitation,
    WrittenKeys,
    WrittenMember,
    WrittenNote,
    WrittenObject,
    WrittenRole,
    WrittenRubric,
    WrittenScore,
    WrittenTeam,
    WrittenWebhook,
    WrittenWorkspace,
)


class AsyncHandrail(AsyncTransport):
    """A server, as one key may use it."""

    async def search_workspace(
        self, *, query: str, objects: list[str] | Unset | None = UNSET, limit: int | Unset = UNSET
    ) -> WorkspaceHits:
        """Find records of any object by the words of names, mails and phones."""
        return await self._call(
            ops.SEARCH_WORKSPACE, {"query": query, "objects": objects, "limit": limit}
        )

    async def aggregate_records(
        self,
        *,
        object: str,
        measures: list[Any] | Unset = UNSET,
        group_by: list[Any] | Unset = UNSET,
        filter: dict[str, Any] | Unset | None = UNSET,
        query: str | Unset | None = UNSET,
        period: str | Unset | None = UNSET,
        compare_previous: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
    ) -> Aggregates:
        """Count, sum, avg, min, max, median, distinct; grouped, compared by period."""
        return await self._call(
            ops.AGGREGATE_RECORDS,
            {
                "object": object,
                "measures": measures,
                "group_by": group_by,
                "filter": filter,
                "query": query,
                "period": period,
                "compare_previous": compare_previous,
                "limit": limit,
            },
        )

    async def get_record(self, *, object: str, record_id: str) -> RestRecord:
        """Get one record with its current values."""
        return await self._call(ops.GET_RECORD, {"object": object, "record_id": record_id})

    async def search_records(
        self,
        *,
        object: str,
        query: str | Unset | None = UNSET,
        filter: dict[str, Any] | Unset | None = UNSET,
        sort: str | Unset | None = UNSET,
        fields: list[str] | Unset | None = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        cursor: str | Unset | None = UNSET,
        exact_total: bool | Unset = UNSET,
    ) -> RecordPage:
        """Find records by words and filter, sorted, paged."""
        return await self._call(
            ops.SEARCH_RECORDS,
            {
                "object": object,
                "query": query,
                "filter": filter,
                "sort": sort,
                "fields": fields,
                "limit": limit,
                "offset": offset,
                "cursor": cursor,
                "exact_total": exact_total,
            },
        )

    def iter_search_records(
        self,
        *,
        object: str,
        query: str | Unset | None = UNSET,
        filter: dict[str, Any] | Unset | None = UNSET,
        sort: str | Unset | None = UNSET,
        fields: list[str] | Unset | None = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        cursor: str | Unset | None = UNSET,
        exact_total: bool | Unset = UNSET,
    ) -> AsyncIterator[Record]:
        """Each of search_records, page after page."""
        return self._each(
            ops.SEARCH_RECORDS,
            {
                "object": object,
                "query": query,
                "filter": filter,
                "sort": sort,
                "fields": fields,
                "limit": limit,
                "offset": offset,
                "cursor": cursor,
                "exact_total": exact_total,
            },
        )

    async def query_records(
        self,
        *,
        object: str,
        filters: list[RestFilter] | Unset = UNSET,
        sorts: list[RestSort] | Unset = UNSET,
        joinOperator: Literal["and", "or"] | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> QueriedPage:
        """Find records by a list of filters and sorts."""
        return await self._call(
            ops.QUERY_RECORDS,
            {
                "object": object,
                "filters": filters,
                "sorts": sorts,
                "joinOperator": joinOperator,
                "limit": limit,
                "offset": offset,
            },
        )

    async def create_record(
        self, *, object: str, values: dict[str, Any], idempotency_key: str | Unset | None = UNSET
    ) -> RestWritten:
        """Create a record. Options, stages, members, linked records: by name or id."""
        return await self._call(
            ops.CREATE_RECORD,
            {"idempotency_key": idempotency_key, "object": object, "values": values},
        )

    async def update_record(
        self,
        *,
        object: str,
        record_id: str,
        values: dict[str, Any],
        idempotency_key: str | Unset | None = UNSET,
        if_version: int | Unset | None = UNSET,
    ) -> RestWritten:
        """Change the values given, and no others; null clears. Lists replace."""
        return await self._call(
            ops.UPDATE_RECORD,
            {
                "idempotency_key": idempotency_key,
                "object": object,
                "record_id": record_id,
                "values": values,
                "if_version": if_version,
            },
        )

    async def delete_record(
        self, *, object: str, record_id: str, idempotency_key: str | Unset = UNSET
    ) -> Deleted:
        """Delete a record; references to it from others are cleared."""
        return await self._call(
            ops.DELETE_RECORD,
            {"idempotency_key": idempotency_key, "object": object, "record_id": record_id},
        )

    async def link_records(
        self,
        *,
        object: str,
        record_id: str,
        attribute: str,
        to: list[Any],
        idempotency_key: str | Unset | None = UNSET,
    ) -> RestWritten:
        """Add links to those a record has. On a to-one relationship it replaces."""
        return await self._call(
            ops.LINK_RECORDS,
            {
                "idempotency_key": idempotency_key,
                "object": object,
                "record_id": record_id,
                "attribute": attribute,
                "to": to,
            },
        )

    async def unlink_records(
        self,
        *,
        object: str,
        record_id: str,
        attribute: str,
        to: list[Any],
        idempotency_key: str | Unset | None = UNSET,
    ) -> RestWritten:
        """Take links away; those not named stay."""
        return await self._call(
            ops.UNLINK_RECORDS,
            {
                "idempotency_key": idempotency_key,
                "object": object,
                "record_id": record_id,
                "attribute": attribute,
                "to": to,
            },
        )

    async def list_objects(self, *, archived: bool | Unset = UNSET) -> ObjectList:
        """List the objects there are: people, companies, deals and your own."""
        return await self._call(ops.LIST_OBJECTS, {"archived": archived})

    async def list_attributes(
        self, *, object: str, archived: bool | Unset = UNSET
    ) -> AttributeList:
        """List an object's attributes: what a record of it can hold."""
        return await self._call(ops.LIST_ATTRIBUTES, {"object": object, "archived": archived})

    async def list_options(self, *, object: str, attribute: str) -> OptionList:
        """List the options of a select or multi-select, archived ones included."""
        return await self._call(ops.LIST_OPTIONS, {"object": object, "attribute": attribute})

    async def list_stages(self, *, object: str, attribute: str) -> StageList:
        """List a pipeline's active stages in order, and which close, win, lose."""
        return await self._call(ops.LIST_STAGES, {"object": object, "attribute": attribute})

    async def create_note(
        self,
        *,
        object: str,
        record_id: str,
        content: str,
        idempotency_key: str | Unset | None = UNSET,
    ) -> WrittenNote:
        """Add a dated note to a record."""
        return await self._call(
            ops.CREATE_NOTE,
            {
                "idempotency_key": idempotency_key,
                "object": object,
                "record_id": record_id,
                "content": content,
            },
        )

    async def list_notes(
        self,
        *,
        object: str,
        record_id: str,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> NotePage:
        """List a record's notes, newest first."""
        return await self._call(
            ops.LIST_NOTES,
            {"object": object, "record_id": record_id, "limit": limit, "cursor": cursor},
        )

    def iter_list_notes(
        self,
        *,
        object: str,
        record_id: str,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> AsyncIterator[Note]:
        """Each of list_notes, page after page."""
        return self._each(
            ops.LIST_NOTES,
            {"object": object, "record_id": record_id, "limit": limit, "cursor": cursor},
        )

    async def update_note(
        self, *, note_id: str, content: str, idempotency_key: str | Unset | None = UNSET
    ) -> WrittenNote:
        """Rewrite a note."""
        return await self._call(
            ops.UPDATE_NOTE,
            {"idempotency_key": idempotency_key, "note_id": note_id, "content": content},
        )

    async def delete_note(
        self, *, note_id: str, idempotency_key: str | Unset = UNSET
    ) -> DeletedNote:
        """Delete a note."""
        return await self._call(
            ops.DELETE_NOTE, {"idempotency_key": idempotency_key, "note_id": note_id}
        )

    async def get_timeline(
        self,
        *,
        object: str,
        record_id: str,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Timeline:
        """What happened to a record: who, through what, before and after."""
        return await self._call(
            ops.GET_TIMELINE,
            {"object": object, "record_id": record_id, "limit": limit, "cursor": cursor},
        )

    def iter_get_timeline(
        self,
        *,
        object: str,
        record_id: str,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> AsyncIterator[Change]:
        """Each of get_timeline, page after page."""
        return self._each(
            ops.GET_TIMELINE,
            {"object": object, "record_id": record_id, "limit": limit, "cursor": cursor},
        )

    async def list_changes(
        self,
        *,
        after_seq: int | Unset = UNSET,
        object: str | Unset = UNSET,
        limit: int | Unset = UNSET,
    ) -> ChangePage:
        """Every change in commit order, after a sequence number: the change feed."""
        return await self._call(
            ops.LIST_CHANGES, {"after_seq": after_seq, "object": object, "limit": limit}
        )

    async def calls_search(
        self,
        *,
        repId: str | Unset = UNSET,
        teamId: str | Unset = UNSET,
        status: Literal["pending", "processing", "scored", "failed", "skipped"] | Unset = UNSET,
        minScore: float | Unset = UNSET,
        maxScore: float | Unset = UNSET,
        startDate: str | Unset = UNSET,
        endDate: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> CallPage:
        """Find sales calls, newest first, by rep, team, status, score and date."""
        return await self._call(
            ops.CALLS_SEARCH,
            {
                "repId": repId,
                "teamId": teamId,
                "status": status,
                "minScore": minScore,
                "maxScore": maxScore,
                "startDate": startDate,
                "endDate": endDate,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def iter_calls_search(
        self,
        *,
        repId: str | Unset = UNSET,
        teamId: str | Unset = UNSET,
        status: Literal["pending", "processing", "scored", "failed", "skipped"] | Unset = UNSET,
        minScore: float | Unset = UNSET,
        maxScore: float | Unset = UNSET,
        startDate: str | Unset = UNSET,
        endDate: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> AsyncIterator[CallSeen]:
        """Each of calls_search, page after page."""
        return self._each(
            ops.CALLS_SEARCH,
            {
                "repId": repId,
                "teamId": teamId,
                "status": status,
                "minScore": minScore,
                "maxScore": maxScore,
                "startDate": startDate,
                "endDate": endDate,
                "limit": limit,
                "cursor": cursor,
            },
        )

    async def calls_get(self, *, callId: str) -> CallWhole:
        """One call: rep, team, duration, status, call date, summary."""
        return await self._call(ops.CALLS_GET, {"callId": callId})

    async def calls_transcript(self, *, callId: str) -> TranscriptSeen:
        """The transcript of a call, null where there is none."""
        return await self._call(ops.CALLS_TRANSCRIPT, {"callId": callId})

    async def calls_scores(self, *, callId: str) -> ScoresSeen:
        """Overall and per-criterion scores of a call, summary, strengths, improvements."""
        return await self._call(ops.CALLS_SCORES, {"callId": callId})

    async def calls_insights(self, *, callId: str) -> InsightsSeen:
        """Coaching advice for a call, and its CHAMP, MEDDIC and BANT qualification."""
        return await self._call(ops.CALLS_INSIGHTS, {"callId": callId})

    async def patterns_search(
        self,
        *,
        repId: str | Unset = UNSET,
        teamId: str | Unset = UNSET,
        signalType: str | Unset = UNSET,
        startDate: str | Unset = UNSET,
        endDate: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> PatternPage:
        """Find signals detected in calls, such as weak_close, newest first."""
        return await self._call(
            ops.PATTERNS_SEARCH,
            {
                "repId": repId,
                "teamId": teamId,
                "signalType": signalType,
                "startDate": startDate,
                "endDate": endDate,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def iter_patterns_search(
        self,
        *,
        repId: str | Unset = UNSET,
        teamId: str | Unset = UNSET,
        signalType: str | Unset = UNSET,
        startDate: str | Unset = UNSET,
        endDate: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> AsyncIterator[PatternSeen]:
        """Each of patterns_search, page after page."""
        return self._each(
            ops.PATTERNS_SEARCH,
            {
                "repId": repId,
                "teamId": teamId,
                "signalType": signalType,
                "startDate": startDate,
                "endDate": endDate,
                "limit": limit,
                "cursor": cursor,
            },
        )

    async def rubrics_list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET
    ) -> RubricPage:
        """List active rubrics: name, type, number of criteria."""
        return await self._call(ops.RUBRICS_LIST, {"limit": limit, "cursor": cursor})

    def iter_rubrics_list(
        self, *, limit: int | Unset = UNSET, cursor: str | Unset = UNSET
    ) -> AsyncIterator[RubricSeen]:
        """Each of rubrics_list, page after page."""
        return self._each(ops.RUBRICS_LIST, {"limit": limit, "cursor": cursor})

    async def rubrics_get(self, *, rubricId: str) -> RubricWhole:
        """One rubric: all criteria with weights and scoring guidance."""
        return await self._call(ops.RUBRICS_GET, {"rubricId": rubricId})

    async def list_call_lines(
        self,
        *,
        callId: str,
        query: str | Unset = UNSET,
        fromLine: int | Unset = UNSET,
        limit: int | Unset = UNSET,
    ) -> LinePage:
        """A page of a transcript: number, speaker, words and seconds of each line."""
        return await self._call(
            ops.LIST_CALL_LINES,
            {"callId": callId, "query": query, "fromLine": fromLine, "limit": limit},
        )

    async def list_call_patterns(self, *, callId: str) -> PatternList:
        """The signals that were detected in one call, as they were said."""
        return await self._call(ops.LIST_CALL_PATTERNS, {"callId": callId})

    async def create_call(
        self,
        *,
        title: str,
        idempotency_key: str | Unset | None = UNSET,
        callDate: str | Unset | None = UNSET,
        duration: float | Unset | None = UNSET,
        direction: Literal["Inbound", "Outbound"] | Unset | None = UNSET,
        repId: str | Unset | None = UNSET,
        recordingUrl: str | Unset | None = UNSET,
        transcript: str | Unset | None = UNSET,
        format: Literal["webvtt", "srt", "recorder", "speakers"] | Unset | None = UNSET,
        onlyNew: bool | Unset = UNSET,
        companies: list[str] | Unset = UNSET,
        people: list[str] | Unset = UNSET,
        deals: list[str] | Unset = UNSET,
    ) -> WrittenCall:
        """Add a call, with its transcript if there is one; it waits to be scored."""
        return await self._call(
            ops.CREATE_CALL,
            {
                "idempotency_key": idempotency_key,
                "title": title,
                "callDate": callDate,
                "duration": duration,
                "direction": direction,
                "repId": repId,
                "recordingUrl": recordingUrl,
                "transcript": transcript,
                "format": format,
                "onlyNew": onlyNew,
                "companies": companies,
                "people": people,
                "deals": deals,
            },
        )

    async def update_call_transcript(
        self,
        *,
        callId: str,
        transcript: str,
        idempotency_key: str | Unset | None = UNSET,
        format: Literal["webvtt", "srt", "recorder", "speakers"] | Unset | None = UNSET,
    ) -> WrittenCall:
        """Give a call its transcript, instead of one it had."""
        return await self._call(
            ops.UPDATE_CALL_TRANSCRIPT,
            {
                "idempotency_key": idempotency_key,
                "callId": callId,
                "transcript": transcript,
                "format": format,
            },
        )

    async def create_rubric(
        self,
        *,
        name: str,
        type: str,
        criteria: list[CriterionSaid],
        idempotency_key: str | Unset | None = UNSET,
    ) -> WrittenRubric:
        """Make a rubric: what calls of a type are scored by."""
        return await self._call(
            ops.CREATE_RUBRIC,
            {"idempotency_key": idempotency_key, "name": name, "type": type, "criteria": criteria},
        )

    async def update_rubric(
        self,
        *,
        rubricId: str,
        idempotency_key: str | Unset | None = UNSET,
        name: str | Unset | None = UNSET,
        type: str | Unset | None = UNSET,
        isActive: bool | Unset | None = UNSET,
        criteria: list[CriterionSaid] | Unset | None = UNSET,
    ) -> WrittenRubric:
        """Change a rubric: other criteria are a new version."""
        return await self._call(
            ops.UPDATE_RUBRIC,
            {
                "idempotency_key": idempotency_key,
                "rubricId": rubricId,
                "name": name,
                "type": type,
                "isActive": isActive,
                "criteria": criteria,
            },
        )

    async def create_call_score(
        self,
        *,
        callId: str,
        rubricId: str,
        criteria: list[CriterionScoreSaid],
        idempotency_key: str | Unset | None = UNSET,
        summary: str | Unset = UNSET,
        strengths: list[PointSaid] | Unset = UNSET,
        improvements: list[PointSaid] | Unset = UNSET,
        coaching: list[PointSaid] | Unset = UNSET,
        qualification: dict[str, dict[str, FindingSaid]] | Unset = UNSET,
        patterns: list[PatternSaid] | Unset = UNSET,
        scorer: str | Unset | None = UNSET,
    ) -> WrittenScore:
        """Record what a scorer found in a call; every claim quotes the transcript."""
        return await self._call(
            ops.CREATE_CALL_SCORE,
            {
                "idempotency_key": idempotency_key,
                "callId": callId,
                "rubricId": rubricId,
                "criteria": criteria,
                "summary": summary,
                "strengths": strengths,
                "improvements": improvements,
                "coaching": coaching,
                "qualification": qualification,
                "patterns": patterns,
                "scorer": scorer,
            },
        )

    async def create_object(
        self,
        *,
        slug: str,
        singular_noun: str,
        plural_noun: str,
        idempotency_key: str | Unset | None = UNSET,
    ) -> WrittenObject:
        """Create an object of your own, such as projects."""
        return await self._call(
            ops.CREATE_OBJECT,
            {
                "idempotency_key": idempotency_key,
                "slug": slug,
                "singular_noun": singular_noun,
                "plural_noun": plural_noun,
            },
        )

    async def update_object(
        self,
        *,
        object: str,
        idempotency_key: str | Unset | None = UNSET,
        singular_noun: str | Unset | None = UNSET,
        plural_noun: str | Unset | None = UNSET,
        is_archived: bool | Unset | None = UNSET,
    ) -> WrittenObject:
        """Rename an object's nouns, or archive it."""
        return await self._call(
            ops.UPDATE_OBJECT,
            {
                "idempotency_key": idempotency_key,
                "object": object,
                "singular_noun": singular_noun,
                "plural_noun": plural_noun,
                "is_archived": is_archived,
            },
        )

    async def create_attribute(
        self,
        *,
        object: str,
        title: str,
        type: str,
        idempotency_key: str | Unset | None = UNSET,
        slug: str | Unset | None = UNSET,
        description: str | Unset = UNSET,
        is_required: bool | Unset = UNSET,
        is_unique: bool | Unset = UNSET,
        is_multi_select: bool | Unset = UNSET,
        default_value: Any | Unset = UNSET,
        config: AttributeConfig | Unset | None = UNSET,
        relationship: RelationshipIn | Unset | None = UNSET,
        stages: list[OptionIn] | Unset | None = UNSET,
        options: list[OptionIn] | Unset | None = UNSET,
    ) -> WrittenAttribute:
        """Create an attribute; records can hold it at once."""
        return await self._call(
            ops.CREATE_ATTRIBUTE,
            {
                "idempotency_key": idempotency_key,
                "object": object,
                "title": title,
                "type": type,
                "slug": slug,
                "description": description,
                "is_required": is_required,
                "is_unique": is_unique,
                "is_multi_select": is_multi_select,
                "default_value": default_value,
                "config": config,
                "relationship": relationship,
                "stages": stages,
                "options": options,
            },
        )

    async def update_attribute(
        self,
        *,
        object: str,
        attribute: str,
        idempotency_key: str | Unset | None = UNSET,
        title: str | Unset | None = UNSET,
        description: str | Unset | None = UNSET,
        is_required: bool | Unset | None = UNSET,
        is_unique: bool | Unset | None = UNSET,
        is_multi_select: bool | Unset | None = UNSET,
        is_archived: bool | Unset | None = UNSET,
        default_value: Any | Unset = UNSET,
        config: AttributeConfig | Unset | None = UNSET,
        stages: list[OptionIn] | Unset | None = UNSET,
        options: list[OptionIn] | Unset | None = UNSET,
    ) -> WrittenAttribute:
        """Change an attribute; options named by id or title change, others are added."""
        return await self._call(
            ops.UPDATE_ATTRIBUTE,
            {
                "idempotency_key": idempotency_key,
                "object": object,
                "attribute": attribute,
                "title": title,
                "description": description,
                "is_required": is_required,
                "is_unique": is_unique,
                "is_multi_select": is_multi_select,
                "is_archived": is_archived,
                "default_value": default_value,
                "config": config,
                "stages": stages,
                "options": options,
            },
        )

    async def list_webhooks(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET
    ) -> WebhookList:
        """List webhooks: where they go, what they hear, and what still waits."""
        return await self._call(ops.LIST_WEBHOOKS, {"limit": limit, "offset": offset})

    def iter_list_webhooks(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET
    ) -> AsyncIterator[WebhookSeen]:
        """Each of list_webhooks, page after page."""
        return self._each(ops.LIST_WEBHOOKS, {"limit": limit, "offset": offset})

    async def get_webhook(self, *, webhook_id: str) -> WebhookSeen:
        """Get a webhook. Its secret is never shown again."""
        return await self._call(ops.GET_WEBHOOK, {"webhook_id": webhook_id})

    async def create_webhook(
        self,
        *,
        url: str,
        events: list[str],
        idempotency_key: str | Unset | None = UNSET,
        objects: list[str] | Unset | None = UNSET,
        description: str | Unset = UNSET,
        secret: str | Unset | None = UNSET,
        enabled: bool | Unset = UNSET,
    ) -> CreatedWebhook:
        """Post events to an address from now on, signed. The secret is shown once."""
        return await self._call(
            ops.CREATE_WEBHOOK,
            {
                "idempotency_key": idempotency_key,
                "url": url,
                "events": events,
                "objects": objects,
                "description": description,
                "secret": secret,
                "enabled": enabled,
            },
        )

    async def update_webhook(
        self,
        *,
        webhook_id: str,
        idempotency_key: str | Unset | None = UNSET,
        url: str | Unset | None = UNSET,
        events: list[str] | Unset | None = UNSET,
        objects: list[str] | Unset | None = UNSET,
        description: str | Unset | None = UNSET,
        secret: str | Unset | None = UNSET,
        enabled: bool | Unset | None = UNSET,
    ) -> WrittenWebhook:
        """Change a webhook. Enabling one that is paused takes it over."""
        return await self._call(
            ops.UPDATE_WEBHOOK,
            {
                "idempotency_key": idempotency_key,
                "webhook_id": webhook_id,
                "url": url,
                "events": events,
                "objects": objects,
                "description": description,
                "secret": secret,
                "enabled": enabled,
            },
        )

    async def delete_webhook(
        self, *, webhook_id: str, idempotency_key: str | Unset = UNSET
    ) -> DeletedWebhook:
        """Delete a webhook, its log, and what it has not been told yet."""
        return await self._call(
            ops.DELETE_WEBHOOK, {"idempotency_key": idempotency_key, "webhook_id": webhook_id}
        )

    async def list_webhook_deliveries(
        self,
        *,
        webhook_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> DeliveryPage:
        """List deliveries, newest first: what was sent, and what was answered."""
        return await self._call(
            ops.LIST_WEBHOOK_DELIVERIES,
            {"webhook_id": webhook_id, "limit": limit, "cursor": cursor},
        )

    def iter_list_webhook_deliveries(
        self,
        *,
        webhook_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> AsyncIterator[DeliverySeen]:
        """Each of list_webhook_deliveries, page after page."""
        return self._each(
            ops.LIST_WEBHOOK_DELIVERIES,
            {"webhook_id": webhook_id, "limit": limit, "cursor": cursor},
        )

    async def resend_webhook_delivery(
        self, *, delivery_id: str, idempotency_key: str | Unset | None = UNSET
    ) -> WrittenDelivery:
        """Deliver again what a delivery told: as a new one."""
        return await self._call(
            ops.RESEND_WEBHOOK_DELIVERY,
            {"idempotency_key": idempotency_key, "delivery_id": delivery_id},
        )

    async def replay_webhook(
        self,
        *,
        webhook_id: str,
        after_seq: int,
        idempotency_key: str | Unset | None = UNSET,
        before_seq: int | Unset | None = UNSET,
    ) -> Replaying:
        """Deliver anew what the journal holds between two places, in order."""
        return await self._call(
            ops.REPLAY_WEBHOOK,
            {
                "idempotency_key": idempotency_key,
                "webhook_id": webhook_id,
                "after_seq": after_seq,
                "before_seq": before_seq,
            },
        )

    async def test_webhook(
        self, *, webhook_id: str, idempotency_key: str | Unset | None = UNSET
    ) -> WrittenDelivery:
        """Send a test to a webhook; its delivery says how it went."""
        return await self._call(
            ops.TEST_WEBHOOK, {"idempotency_key": idempotency_key, "webhook_id": webhook_id}
        )

    async def list_grants(
        self,
        *,
        include_dead: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> GrantList:
        """List connected AI clients and what each may do: your own, or all for an admin."""
        return await self._call(
            ops.LIST_GRANTS, {"include_dead": include_dead, "limit": limit, "offset": offset}
        )

    def iter_list_grants(
        self,
        *,
        include_dead: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> AsyncIterator[GrantSeen]:
        """Each of list_grants, page after page."""
        return self._each(
            ops.LIST_GRANTS, {"include_dead": include_dead, "limit": limit, "offset": offset}
        )

    async def get_grant(self, *, grant_id: str) -> GrantSeen:
        """Get one connected AI client: what it may do, and when it was last here."""
        return await self._call(ops.GET_GRANT, {"grant_id": grant_id})

    async def update_grant(
        self,
        *,
        grant_id: str,
        idempotency_key: str | Unset | None = UNSET,
        scopes: list[Scope] | Unset | None = UNSET,
        objects: list[str] | Unset | None = UNSET,
        policy: PolicySaid | Unset | None = UNSET,
        budgets: BudgetsSaid | Unset | None = UNSET,
    ) -> WrittenGrant:
        """Narrow what a connected AI client may do; or widen it, in person."""
        return await self._call(
            ops.UPDATE_GRANT,
            {
                "idempotency_key": idempotency_key,
                "grant_id": grant_id,
                "scopes": scopes,
                "objects": objects,
                "policy": policy,
                "budgets": budgets,
            },
        )

    async def pause_grants(
        self,
        *,
        idempotency_key: str | Unset | None = UNSET,
        grant_id: str | Unset | None = UNSET,
        client_id: str | Unset | None = UNSET,
        everything: bool | Unset = UNSET,
    ) -> WrittenGrants:
        """Pause one connection, all of a client, or all: refused from the next request on."""
        return await self._call(
            ops.PAUSE_GRANTS,
            {
                "idempotency_key": idempotency_key,
                "grant_id": grant_id,
                "client_id": client_id,
                "everything": everything,
            },
        )

    async def resume_grants(
        self,
        *,
        idempotency_key: str | Unset | None = UNSET,
        grant_id: str | Unset | None = UNSET,
        client_id: str | Unset | None = UNSET,
        everything: bool | Unset = UNSET,
    ) -> WrittenGrants:
        """Resume paused connections, in person: one, all of a client, or all."""
        return await self._call(
            ops.RESUME_GRANTS,
            {
                "idempotency_key": idempotency_key,
                "grant_id": grant_id,
                "client_id": client_id,
                "everything": everything,
            },
        )

    async def revoke_grant(
        self, *, grant_id: str, idempotency_key: str | Unset = UNSET
    ) -> WrittenGrant:
        """Revoke a connection: its tokens open nothing from the next request on."""
        return await self._call(
            ops.REVOKE_GRANT, {"idempotency_key": idempotency_key, "grant_id": grant_id}
        )

    async def list_audit(
        self,
        *,
        member_id: str | Unset = UNSET,
        key_id: str | Unset = UNSET,
        tool: str | Unset = UNSET,
        type: str | Unset = UNSET,
        object: str | Unset = UNSET,
        record_id: str | Unset = UNSET,
        surface: str | Unset = UNSET,
        since: str | Unset = UNSET,
        until: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> AuditPage:
        """The journal, newest first: who did what, through what, from what to what."""
        return await self._call(
            ops.LIST_AUDIT,
            {
                "member_id": member_id,
                "key_id": key_id,
                "tool": tool,
                "type": type,
                "object": object,
                "record_id": record_id,
                "surface": surface,
                "since": since,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def iter_list_audit(
        self,
        *,
        member_id: str | Unset = UNSET,
        key_id: str | Unset = UNSET,
        tool: str | Unset = UNSET,
        type: str | Unset = UNSET,
        object: str | Unset = UNSET,
        record_id: str | Unset = UNSET,
        surface: str | Unset = UNSET,
        since: str | Unset = UNSET,
        until: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> AsyncIterator[Entry]:
        """Each of list_audit, page after page."""
        return self._each(
            ops.LIST_AUDIT,
            {
                "member_id": member_id,
                "key_id": key_id,
                "tool": tool,
                "type": type,
                "object": object,
                "record_id": record_id,
                "surface": surface,
                "since": since,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    async def get_audit_file(
        self,
        *,
        member_id: str | Unset = UNSET,
        key_id: str | Unset = UNSET,
        tool: str | Unset = UNSET,
        type: str | Unset = UNSET,
        object: str | Unset = UNSET,
        record_id: str | Unset = UNSET,
        surface: str | Unset = UNSET,
        since: str | Unset = UNSET,
        until: str | Unset = UNSET,
        format: Literal["csv", "jsonl"] | Unset = UNSET,
    ) -> AuditFile:
        """The journal as a file, newest first: CSV, or a JSON object a line."""
        return await self._call(
            ops.GET_AUDIT_FILE,
            {
                "member_id": member_id,
                "key_id": key_id,
                "tool": tool,
                "type": type,
                "object": object,
                "record_id": record_id,
                "surface": surface,
                "since": since,
                "until": until,
                "format": format,
            },
        )

    async def update_audit_check(
        self, *, idempotency_key: str | Unset | None = UNSET
    ) -> CheckBegun:
        """Check that no entry of the journal was changed; list_audit tells."""
        return await self._call(ops.UPDATE_AUDIT_CHECK, {"idempotency_key": idempotency_key})

    async def list_members(
        self,
        *,
        query: str | Unset = UNSET,
        include_inactive: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> MemberList:
        """List the people of the workspace, with their roles and teams."""
        return await self._call(
            ops.LIST_MEMBERS,
            {
                "query": query,
                "include_inactive": include_inactive,
                "limit": limit,
                "offset": offset,
            },
        )

    def iter_list_members(
        self,
        *,
        query: str | Unset = UNSET,
        include_inactive: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> AsyncIterator[MemberSeen]:
        """Each of list_members, page after page."""
        return self._each(
            ops.LIST_MEMBERS,
            {
                "query": query,
                "include_inactive": include_inactive,
                "limit": limit,
                "offset": offset,
            },
        )

    async def create_member(
        self,
        *,
        name: str,
        idempotency_key: str | Unset | None = UNSET,
        email: str | Unset | None = UNSET,
        role: Literal["admin", "manager", "rep"] | Unset | None = UNSET,
        role_id: str | Unset | None = UNSET,
        team_id: str | Unset | None = UNSET,
    ) -> WrittenMember:
        """Add a person to the workspace; without a password they cannot sign in yet."""
        return await self._call(
            ops.CREATE_MEMBER,
            {
                "idempotency_key": idempotency_key,
                "name": name,
                "email": email,
                "role": role,
                "role_id": role_id,
                "team_id": team_id,
            },
        )

    async def update_member(
        self,
        *,
        member_id: str,
        idempotency_key: str | Unset | None = UNSET,
        name: str | Unset | None = UNSET,
        email: str | Unset | None = UNSET,
        role: Literal["admin", "manager", "rep"] | Unset | None = UNSET,
        role_id: str | Unset | None = UNSET,
        team_id: str | Unset | None = UNSET,
        is_active: bool | Unset | None = UNSET,
    ) -> WrittenMember:
        """Change a member: name, email, role, team, or whether they may still do anything."""
        return await self._call(
            ops.UPDATE_MEMBER,
            {
                "idempotency_key": idempotency_key,
                "member_id": member_id,
                "name": name,
                "email": email,
                "role": role,
                "role_id": role_id,
                "team_id": team_id,
                "is_active": is_active,
            },
        )

    async def update_profile(
        self, *, name: str, idempotency_key: str | Unset | None = UNSET
    ) -> WrittenMember:
        """Change what you yourself are called."""
        return await self._call(
            ops.UPDATE_PROFILE, {"idempotency_key": idempotency_key, "name": name}
        )

    async def list_teams(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET
    ) -> TeamList:
        """List the teams of the workspace, by name."""
        return await self._call(ops.LIST_TEAMS, {"limit": limit, "offset": offset})

    def iter_list_teams(
        self, *, limit: int | Unset = UNSET, offset: int | Unset = UNSET
    ) -> AsyncIterator[TeamSeen]:
        """Each of list_teams, page after page."""
        return self._each(ops.LIST_TEAMS, {"limit": limit, "offset": offset})

    async def create_team(
        self,
        *,
        name: str,
        idempotency_key: str | Unset | None = UNSET,
        manager_name: str | Unset | None = UNSET,
        region: str | Unset | None = UNSET,
    ) -> WrittenTeam:
        """Add a team to the workspace."""
        return await self._call(
            ops.CREATE_TEAM,
            {
                "idempotency_key": idempotency_key,
                "name": name,
                "manager_name": manager_name,
                "region": region,
            },
        )

    async def update_team(
        self,
        *,
        team_id: str,
        idempotency_key: str | Unset | None = UNSET,
        name: str | Unset | None = UNSET,
        manager_name: str | Unset | None = UNSET,
        region: str | Unset | None = UNSET,
    ) -> WrittenTeam:
        """Change a team's name, manager or region."""
        return await self._call(
            ops.UPDATE_TEAM,
            {
                "idempotency_key": idempotency_key,
                "team_id": team_id,
                "name": name,
                "manager_name": manager_name,
                "region": region,
            },
        )

    async def delete_team(
        self, *, team_id: str, idempotency_key: str | Unset = UNSET, move_to: str | Unset = UNSET
    ) -> WrittenTeam:
        """Delete a team; its members, where it has any, move to another."""
        return await self._call(
            ops.DELETE_TEAM,
            {"idempotency_key": idempotency_key, "team_id": team_id, "move_to": move_to},
        )

    async def get_workspace(self) -> WorkspaceSeen:
        """Say which workspace this is."""
        return await self._call(ops.GET_WORKSPACE, {})

    async def update_workspace(
        self, *, name: str, idempotency_key: str | Unset | None = UNSET
    ) -> WrittenWorkspace:
        """Change what the workspace is called; its slug stays."""
        return await self._call(
            ops.UPDATE_WORKSPACE, {"idempotency_key": idempotency_key, "name": name}
        )

    async def list_invitations(
        self,
        *,
        include_closed: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> InvitationList:
        """List who is invited and has not answered yet."""
        return await self._call(
            ops.LIST_INVITATIONS,
            {"include_closed": include_closed, "limit": limit, "offset": offset},
        )

    def iter_list_invitations(
        self,
        *,
        include_closed: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> AsyncIterator[InvitationSeen]:
        """Each of list_invitations, page after page."""
        return self._each(
            ops.LIST_INVITATIONS,
            {"include_closed": include_closed, "limit": limit, "offset": offset},
        )

    async def create_invitation(
        self,
        *,
        email: str,
        idempotency_key: str | Unset | None = UNSET,
        role: Literal["admin", "manager", "rep"] | Unset | None = UNSET,
        role_id: str | Unset | None = UNSET,
        team_id: str | Unset | None = UNSET,
    ) -> WrittenInvitation:
        """Invite somebody by mail: the link in it lets them join, once, for seven days."""
        return await self._call(
            ops.CREATE_INVITATION,
            {
                "idempotency_key": idempotency_key,
                "email": email,
                "role": role,
                "role_id": role_id,
                "team_id": team_id,
            },
        )

    async def send_invitation(
        self, *, invitation_id: str, idempotency_key: str | Unset | None = UNSET
    ) -> WrittenInvitation:
        """Mail an invitation again, with a new link; the earlier one opens nothing."""
        return await self._call(
            ops.SEND_INVITATION,
            {"idempotency_key": idempotency_key, "invitation_id": invitation_id},
        )

    async def revoke_invitation(
        self, *, invitation_id: str, idempotency_key: str | Unset = UNSET
    ) -> WrittenInvitation:
        """Take an invitation back: its link opens nothing any more."""
        return await self._call(
            ops.REVOKE_INVITATION,
            {"idempotency_key": idempotency_key, "invitation_id": invitation_id},
        )

    async def list_roles(self) -> RoleList:
        """List the roles: those every workspace has, and your own."""
        return await self._call(ops.LIST_ROLES, {})

    async def create_role(
        self,
        *,
        name: str,
        idempotency_key: str | Unset | None = UNSET,
        description: str | Unset = UNSET,
        rank: Literal["manager", "rep"] | Unset = UNSET,
        permissions: list[str] | Unset = UNSET,
        policy: PolicySaid | Unset | None = UNSET,
    ) -> WrittenRole:
        """Add a role of your own; it can give no more than you have."""
        return await self._call(
            ops.CREATE_ROLE,
            {
                "idempotency_key": idempotency_key,
                "name": name,
                "description": description,
                "rank": rank,
                "permissions": permissions,
                "policy": policy,
            },
        )

    async def update_role(
        self,
        *,
        role_id: str,
        idempotency_key: str | Unset | None = UNSET,
        name: str | Unset | None = UNSET,
        description: str | Unset | None = UNSET,
        rank: Literal["manager", "rep"] | Unset | None = UNSET,
        permissions: list[str] | Unset | None = UNSET,
        policy: PolicySaid | Unset | None = UNSET,
    ) -> WrittenRole:
        """Change a role of your own: it holds for its members from the next request on."""
        return await self._call(
            ops.UPDATE_ROLE,
            {
                "idempotency_key": idempotency_key,
                "role_id": role_id,
                "name": name,
                "description": description,
                "rank": rank,
                "permissions": permissions,
                "policy": policy,
            },
        )

    async def delete_role(
        self,
        *,
        role_id: str,
        idempotency_key: str | Unset = UNSET,
        reassign_to: str | Unset = UNSET,
    ) -> WrittenRole:
        """Delete a role that nobody has, or whose members get another."""
        return await self._call(
            ops.DELETE_ROLE,
            {"idempotency_key": idempotency_key, "role_id": role_id, "reassign_to": reassign_to},
        )

    async def create_api_key(
        self,
        *,
        name: str,
        idempotency_key: str | Unset | None = UNSET,
        scopes: list[Scope] | Unset = UNSET,
        objects: list[str] | Unset | None = UNSET,
        policy: PolicySaid | Unset | None = UNSET,
        per_minute: int | Unset = UNSET,
        expires_at: str | Unset | None = UNSET,
        budgets: BudgetsSaid | Unset | None = UNSET,
        style: Literal["workspace", "leads", "entities"] | Unset = UNSET,
        member_id: str | Unset | None = UNSET,
    ) -> CreatedKey:
        """Make an API key. Its secret is in the answer, this once and never again."""
        return await self._call(
            ops.CREATE_API_KEY,
            {
                "idempotency_key": idempotency_key,
                "name": name,
                "scopes": scopes,
                "objects": objects,
                "policy": policy,
                "per_minute": per_minute,
                "expires_at": expires_at,
                "budgets": budgets,
                "style": style,
                "member_id": member_id,
            },
        )

    async def list_api_keys(
        self,
        *,
        include_dead: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> KeyList:
        """List API keys and what each may do; an agent sees those of its member."""
        return await self._call(
            ops.LIST_API_KEYS, {"include_dead": include_dead, "limit": limit, "offset": offset}
        )

    def iter_list_api_keys(
        self,
        *,
        include_dead: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> AsyncIterator[KeySeen]:
        """Each of list_api_keys, page after page."""
        return self._each(
            ops.LIST_API_KEYS, {"include_dead": include_dead, "limit": limit, "offset": offset}
        )

    async def pause_api_keys(
        self,
        *,
        idempotency_key: str | Unset | None = UNSET,
        key_id: str | Unset | None = UNSET,
        everything: bool | Unset = UNSET,
    ) -> WrittenKeys:
        """Pause an API key and those made with it, or all: your own, or any as an admin."""
        return await self._call(
            ops.PAUSE_API_KEYS,
            {"idempotency_key": idempotency_key, "key_id": key_id, "everything": everything},
        )

    async def resume_api_keys(
        self,
        *,
        idempotency_key: str | Unset | None = UNSET,
        key_id: str | Unset | None = UNSET,
        everything: bool | Unset = UNSET,
    ) -> WrittenKeys:
        """Resume a paused API key and what was paused with it, or all, in person."""
        return await self._call(
            ops.RESUME_API_KEYS,
            {"idempotency_key": idempotency_key, "key_id": key_id, "everything": everything},
        )

    async def revoke_api_key(
        self, *, key_id: str, idempotency_key: str | Unset = UNSET
    ) -> RevokedKey:
        """Revoke an API key and those made with it: refused from the next request on."""
        return await self._call(
            ops.REVOKE_API_KEY, {"idempotency_key": idempotency_key, "key_id": key_id}
        )

    async def list_sessions(
        self,
        *,
        member_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> SessionList:
        """List the browsers you are signed in with; an admin may name another member."""
        return await self._call(
            ops.LIST_SESSIONS, {"member_id": member_id, "limit": limit, "offset": offset}
        )

    def iter_list_sessions(
        self,
        *,
        member_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
    ) -> AsyncIterator[SessionSeen]:
        """Each of list_sessions, page after page."""
        return self._each(
            ops.LIST_SESSIONS, {"member_id": member_id, "limit": limit, "offset": offset}
        )

    async def revoke_session(
        self, *, session_id: str, idempotency_key: str | Unset = UNSET
    ) -> RevokedSession:
        """End a session of yours, or, as an admin, of another member."""
        return await self._call(
            ops.REVOKE_SESSION, {"idempotency_key": idempotency_key, "session_id": session_id}
        )

    async def revoke_sessions(
        self, *, idempotency_key: str | Unset = UNSET, member_id: str | Unset = UNSET
    ) -> RevokedSessions:
        """End all sessions of yours but this one, or, as an admin, all of another member."""
        return await self._call(
            ops.REVOKE_SESSIONS, {"idempotency_key": idempotency_key, "member_id": member_id}
        )
