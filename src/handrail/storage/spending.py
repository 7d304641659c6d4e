"""What a grant or key has used of its budgets: counted in the transaction that uses it.

One row for each holder and period: when the hour or day is another one, counting begins anew.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, String, Table, bindparam, case, select
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect

from handrail.core.budgets import COUNTED, Budgets, Counted, Period, Used, began
from handrail.core.clock import Instant
from handrail.storage.database import Db
from handrail.storage.query import WORKSPACE, Query
from handrail.storage.types import Id, metadata

spendings = Table(
    "budget_use",
    metadata,
    Column("workspace_id", BigInteger, primary_key=True, autoincrement=False),
    Column("holder", Id, primary_key=True),
    Column("period", String, primary_key=True),
    Column("began", BigInteger, nullable=False),
    *(Column(counted, BigInteger, nullable=False) for counted in COUNTED),
)

_INSERT = {"sqlite": sqlite_dialect.insert, "postgresql": postgresql_dialect.insert}


def _adding(dialect: str) -> Any:
    """Add to the period's row, or begin it anew; a clock that lags adds to the period it missed."""
    adding = _INSERT[dialect](spendings)
    new, kept = adding.excluded, spendings.c
    is_next = new.began > kept.began
    return adding.on_conflict_do_update(
        index_elements=[kept.workspace_id, kept.holder, kept.period],
        set_={
            "began": case((is_next, new.began), else_=kept.began),
            **{name: case((is_next, new[name]), else_=kept[name] + new[name]) for name in COUNTED},
        },
    ).returning(*(kept[name] for name in COUNTED))


_ADD = Query(_adding)
_USED = Query(
    select(spendings.c.period, spendings.c.began, *(spendings.c[name] for name in COUNTED)).where(
        spendings.c.workspace_id == WORKSPACE, spendings.c.holder == bindparam("holder")
    )
)


async def used(db: Db, holder: str, at: Instant) -> Used:
    """What a holder has used in the hour and the day of an instant."""
    rows = await db.all(_USED, holder=holder)
    return {
        (row.period, name): getattr(row, name)
        for row in rows
        if row.began >= began(row.period, at)
        for name in COUNTED
    }


async def spend(
    db: Db, holder: str, budgets: Budgets, amounts: Mapping[Counted, int], at: Instant
) -> Used:
    """Count what a call uses; what has been used with it. Whoever else spends of the same budgets
    waits until this transaction has ended: it is the caller's to refuse, and so undo, too much."""
    counts = {name: amounts.get(name, 0) for name in COUNTED}
    so_far: dict[tuple[Period, Counted], int] = {}
    periods: set[Period] = {budget.period for budget in budgets}
    # always in one order: two calls that add to both periods must not wait for each other
    for period in sorted(periods):
        row = await db.first(_ADD, holder=holder, period=period, began=began(period, at), **counts)
        assert row is not None
        so_far |= {(period, name): getattr(row, name) for name in COUNTED}
    return so_far
