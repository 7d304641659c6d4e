"""Claiming on SQLite: the one writer needs no row locks."""

from sqlalchemy import Select, Update, tuple_, update

from handrail.storage.queue.base import CLAIMED, TAKEN, jobs


def claiming(picked: Select[int, str]) -> Update:
    found = tuple_(jobs.c.workspace_id, jobs.c.id).in_(picked)
    return update(jobs).where(found).values(TAKEN).returning(*CLAIMED)
