"""Claiming on PostgreSQL: workers step over each other's rows instead of waiting for them.

Citus locks rows on one shard only: there a worker claims for one workspace at a time, which is
what `claim` does on a Db bound to one.
"""

from sqlalchemy import Select, Update, update

from handrail.storage.queue.base import CLAIMED, TAKEN, jobs


def claiming(picked: Select[int, str]) -> Update:
    # a step of its own: inside IN (…) the planner may run it again for each row it joins
    due = picked.with_for_update(skip_locked=True).cte("due")
    found = (jobs.c.workspace_id == due.c.workspace_id, jobs.c.id == due.c.id)
    return update(jobs).where(*found).values(TAKEN).returning(*CLAIMED)
