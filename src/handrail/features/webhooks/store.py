"""How webhooks and their deliveries are kept and found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.sql.expression import ColumnElement

from handrail.core.actor import Actor
from handrail.core.clock import Instant
from handrail.core.ids import new_id
from handrail.features.webhooks.model import Delivery, Planned, Webhook
from handrail.features.webhooks.tables import cursors, deliveries, webhooks
from handrail.features.workspaces.model import actor_of
from handrail.features.workspaces.store import callers
from handrail.storage import sealing
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query, among

SECRET = "webhook.secret"
LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"

_COLUMNS = [each for each in webhooks.c if each.name != "workspace_id"]
_OWN = webhooks.c.workspace_id == WORKSPACE
_ONE = and_(_OWN, webhooks.c.id == bindparam("which"))

# webhooks ---------------------------------------------------------------------------------

_EVERY = Query(select(*_COLUMNS).where(_OWN).order_by(webhooks.c.id))
_GET = Query(select(*_COLUMNS).where(_ONE))
_HOLD = Query(select(*_COLUMNS).where(_ONE).with_for_update())
_LISTENING = Query(
    select(*_COLUMNS)
    .where(_OWN, webhooks.c.is_enabled.is_(True))
    .order_by(webhooks.c.id)
    .with_for_update()
)
_COUNT = Query(select(func.count().label("count")).where(_OWN, webhooks.c.is_enabled.is_(True)))
_OWNERS = Query(
    callers(webhooks)
    .add_columns(webhooks.c.id.label("webhook_id"))
    .where(_OWN, webhooks.c.is_enabled.is_(True))
)
_ADD = Query(insert(webhooks))
_SET = Query(
    update(webhooks)
    .where(_ONE)
    .values(
        url=bindparam("new_url"),
        events=bindparam("new_events", type_=webhooks.c.events.type),
        objects=bindparam("new_objects", type_=webhooks.c.objects.type),
        description=bindparam("new_description"),
        secret=bindparam("new_secret"),
        is_enabled=bindparam("enabled"),
        from_seq=bindparam("heard_from"),
        updated_at=bindparam("now"),
    )
)
_PASS_ON = Query(
    update(webhooks)
    .where(_ONE)
    .values(
        member_id=bindparam("new_member"),
        credential=bindparam("new_credential"),
        bearer_id=bindparam("new_bearer"),
    )
)
_COUNTED = Query(
    update(webhooks)
    .where(_ONE)
    .values(planned=webhooks.c.planned + bindparam("more"))
    .returning(webhooks.c.planned)
)
_DROP = Query(delete(webhooks).where(_ONE))


async def every(db: Db) -> list[Webhook]:
    """All webhooks of the workspace, oldest first."""
    return [_webhook(row) for row in await db.all(_EVERY)]


async def get(db: Db, webhook_id: str, *, hold: bool = False) -> Webhook | None:
    """One webhook; held, nothing is planned for it before this transaction ends."""
    row = await db.first(_HOLD if hold else _GET, which=webhook_id)
    return _webhook(row) if row else None


async def listening(db: Db) -> list[Webhook]:
    """Those that are enabled, held until this transaction ends."""
    return [_webhook(row) for row in await db.all(_LISTENING)]


async def count_enabled(db: Db) -> int:
    row = await db.first(_COUNT)
    return row.count if row else 0


async def owners(db: Db) -> dict[str, Actor]:
    """Webhook id → its member as they are now, of those enabled whose member is active."""
    rows = await db.all(_OWNERS)
    return {row.webhook_id: actor_of(row) for row in rows if row.is_active}


def _webhook(row: Any) -> Webhook:
    return Webhook(
        row.id,
        row.member_id,
        row.credential,
        row.bearer_id,
        row.shape,
        row.url,
        tuple(row.events),
        None if row.objects is None else tuple(row.objects),
        row.description,
        row.secret,
        bool(row.is_enabled),
        row.from_seq,
        row.created_at,
        row.updated_at,
    )


async def add(db: Db, made: Webhook) -> None:
    await db.run(
        _ADD,
        id=made.id,
        member_id=made.member_id,
        credential=made.credential,
        bearer_id=made.bearer_id,
        shape=made.shape,
        url=made.url,
        events=list(made.events),
        objects=None if made.objects is None else list(made.objects),
        description=made.description,
        secret=made.secret,
        is_enabled=made.is_enabled,
        from_seq=made.from_seq,
        planned=0,
        created_at=made.created_at,
        updated_at=made.updated_at,
    )


async def change(db: Db, made: Webhook) -> None:
    await db.run(
        _SET,
        which=made.id,
        new_url=made.url,
        new_events=list(made.events),
        new_objects=None if made.objects is None else list(made.objects),
        new_description=made.description,
        new_secret=made.secret,
        enabled=made.is_enabled,
        heard_from=made.from_seq,
        now=made.updated_at,
    )


async def pass_on(db: Db, made: Webhook) -> None:
    """Let a webhook belong to another."""
    await db.run(
        _PASS_ON,
        which=made.id,
        new_member=made.member_id,
        new_credential=made.credential,
        new_bearer=made.bearer_id,
    )


async def drop(db: Db, webhook_id: str) -> None:
    """Forget a webhook and all its deliveries."""
    await db.run(_DROP_DELIVERIES, webhook=webhook_id)
    await db.run(_DROP, which=webhook_id)


def sealed(db: Db, webhook_id: str, secret: str | None) -> str | None:
    return None if secret is None else sealing.seal(db, SECRET, webhook_id, secret)


def opened(db: Db, webhook: Webhook) -> str | None:
    """The secret a webhook signs with; None where it signs nothing."""
    return (
        None if webhook.secret is None else sealing.unseal(db, SECRET, webhook.id, webhook.secret)
    )


# how far the journal was read -------------------------------------------------------------

_CURSOR = Query(select(cursors.c.seq).where(cursors.c.workspace_id == WORKSPACE).with_for_update())
_BEGIN = Query(insert(cursors))
_MOVE = Query(
    update(cursors).where(cursors.c.workspace_id == WORKSPACE).values(seq=bindparam("to"))
)


async def cursor(db: Db) -> int | None:
    """The last sequence number that was planned for, held until this transaction ends."""
    row = await db.first(_CURSOR)
    return row.seq if row else None


async def move_cursor(db: Db, to: int) -> None:
    if not await db.run(_MOVE, to=to):
        await db.run(_BEGIN, seq=to)


# deliveries -------------------------------------------------------------------------------

_DELIVERY = [each for each in deliveries.c if each.name != "workspace_id"]
_THEIRS = and_(
    deliveries.c.workspace_id == WORKSPACE, deliveries.c.webhook_id == bindparam("webhook")
)
_earlier = deliveries.alias("earlier")


def _is_first() -> ColumnElement[bool]:
    """Of the deliveries about one record that are not over, only the first may be tried."""
    before = select(_earlier.c.id).where(
        _earlier.c.workspace_id == deliveries.c.workspace_id,
        _earlier.c.workspace_id == WORKSPACE,
        _earlier.c.webhook_id == deliveries.c.webhook_id,
        _earlier.c.record_id == deliveries.c.record_id,
        _earlier.c.place < deliveries.c.place,
        _earlier.c.due_at.is_not(None),
    )
    return ~before.exists()


_PLAN = Query(insert(deliveries))
_DUE = Query(
    select(*_DELIVERY)
    .where(_THEIRS, deliveries.c.due_at <= bindparam("at"), _is_first())
    .order_by(deliveries.c.place)
    .limit(bindparam("limit"))
)
_NEXT = Query(
    select(func.min(deliveries.c.due_at).label("at")).where(
        _THEIRS, deliveries.c.due_at.is_not(None), _is_first()
    )
)
_TRIED = Query(
    update(deliveries)
    .where(
        deliveries.c.workspace_id == WORKSPACE,
        deliveries.c.id == bindparam("which"),
        deliveries.c.attempts == bindparam("tried_before"),
        deliveries.c.due_at.is_not(None),
    )
    .values(
        status=bindparam("new_status"),
        attempts=deliveries.c.attempts + 1,
        due_at=bindparam("again_at"),
        url=bindparam("sent_to"),
        body=bindparam("sent"),
        status_code=bindparam("code"),
        response=bindparam("said"),
        delivered_at=bindparam("taken_at"),
    )
)
_ONE_DELIVERY = Query(
    select(*_DELIVERY).where(
        deliveries.c.workspace_id == WORKSPACE, deliveries.c.id == bindparam("which")
    )
)
_TERM = bindparam("term")
_LOGGED = and_(
    deliveries.c.workspace_id == WORKSPACE,
    among(deliveries.c.webhook_id, "webhooks"),
    or_(
        _TERM == "",
        func.lower(deliveries.c.event).like(_TERM, escape="\\"),
        func.lower(deliveries.c.url).like(_TERM, escape="\\"),
    ),
)
_LOG = Query(
    select(*_DELIVERY)
    .where(_LOGGED, deliveries.c.id < bindparam("before", type_=deliveries.c.id.type))
    .order_by(deliveries.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("skip"))
)
_LOG_COUNT = Query(select(func.count().label("count")).where(_LOGGED))
_WAITING = Query(
    select(deliveries.c.webhook_id, func.count().label("count"))
    .where(deliveries.c.workspace_id == WORKSPACE, deliveries.c.due_at.is_not(None))
    .group_by(deliveries.c.webhook_id)
)
_DROP_DELIVERIES = Query(delete(deliveries).where(_THEIRS))
_FORGET = Query(
    delete(deliveries).where(
        deliveries.c.created_at < bindparam("before"), deliveries.c.due_at.is_(None)
    ),
    across="old deliveries are swept out for everybody at once",
)
_LEFT = Query(
    select(deliveries.c.workspace_id, deliveries.c.webhook_id)
    .where(deliveries.c.due_at.is_not(None))
    .distinct(),
    across="what was left lying is looked for in every workspace",
)


async def plan(db: Db, webhook_id: str, planned: Sequence[Planned], at: Instant) -> list[str]:
    """Leave deliveries to be made, in order; their ids. The webhook is held."""
    # ids are of the clock, and machines may differ in theirs: the order is counted
    counted = await db.first(_COUNTED, which=webhook_id, more=len(planned))
    first = counted.planned - len(planned) + 1 if counted else 0
    rows = [
        {
            "id": new_id(),
            "webhook_id": webhook_id,
            "place": place,
            "event": each.event,
            "seq": each.seq,
            "object": each.object,
            "record_id": each.record_id,
            "status": "pending",
            "attempts": 0,
            "due_at": at,
            "url": None,
            "body": None,
            "status_code": None,
            "response": None,
            "resent_of": each.resent_of,
            "created_at": at,
            "delivered_at": None,
        }
        for place, each in enumerate(planned, first)
    ]
    await db.many(_PLAN, rows)
    return [row["id"] for row in rows]


async def due(db: Db, webhook_id: str, at: Instant, limit: int) -> list[Delivery]:
    """Deliveries that may be tried now: of each record the first that is not over."""
    return [Delivery(*row) for row in await db.all(_DUE, webhook=webhook_id, at=at, limit=limit)]


async def next_due(db: Db, webhook_id: str) -> Instant | None:
    """When the next of a webhook's deliveries may be tried; None when all are over."""
    row = await db.first(_NEXT, webhook=webhook_id)
    return row.at if row else None


async def tried(db: Db, made: Delivery) -> bool:
    """Write down how a try went: `made` is the delivery as the try left it. False where another
    try was written down meanwhile."""
    changed = await db.run(
        _TRIED,
        which=made.id,
        tried_before=made.attempts - 1,
        new_status=made.status,
        again_at=made.due_at,
        sent_to=made.url,
        sent=made.body,
        code=made.status_code,
        said=made.response,
        taken_at=made.delivered_at,
    )
    return changed == 1


async def delivery(db: Db, delivery_id: str) -> Delivery | None:
    row = await db.first(_ONE_DELIVERY, which=delivery_id)
    return Delivery(*row) if row else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deliveries are asked for: of which webhooks, and with which words in the event or the
    address; `before` is a delivery's id."""

    webhooks: Sequence[str]
    words: str = ""
    before: str | None = None

    def said(self) -> dict[str, Any]:
        plain = self.words.strip().lower()
        for each in "\\%_":
            plain = plain.replace(each, f"\\{each}")
        return {"webhooks": list(self.webhooks), "term": f"%{plain}%" if plain else ""}


async def log(db: Db, asked: Asked, limit: int, skip: int = 0) -> list[Delivery]:
    """Deliveries, newest first."""
    said = asked.said() | {"before": asked.before or LAST, "limit": limit, "skip": skip}
    return [Delivery(*row) for row in await db.all(_LOG, **said)]


async def count_log(db: Db, asked: Asked) -> int:
    row = await db.first(_LOG_COUNT, **asked.said())
    return row.count if row else 0


async def waiting(db: Db) -> dict[str, int]:
    """Webhook id → how many of its deliveries are not over."""
    return {row.webhook_id: row.count for row in await db.all(_WAITING)}


async def forget(db: Db, before: Instant) -> int:
    """Drop what was over, of every workspace."""
    return await db.run(_FORGET, before=before)


async def left(db: Db) -> list[tuple[int, str]]:
    """(workspace, webhook id) of all that have deliveries which are not over."""
    return [(row.workspace_id, row.webhook_id) for row in await db.all(_LEFT)]
