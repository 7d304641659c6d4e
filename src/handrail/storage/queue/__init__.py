"""Work done later: a durable table of jobs, claimed under a lease, finished exactly once."""

from handrail.storage.queue.base import LEASE, GiveUp, Job, JobView, LeaseLost, RetryLater
from handrail.storage.queue.verbs import (
    bury,
    claim,
    count_jobs,
    enqueue,
    ensure,
    fail,
    finish,
    forget_finished,
    list_jobs,
    next_due,
    open_keys,
    opened,
    release,
    renew,
    waker,
)

__all__ = [
    "LEASE",
    "GiveUp",
    "Job",
    "JobView",
    "LeaseLost",
    "RetryLater",
    "bury",
    "claim",
    "count_jobs",
    "enqueue",
    "ensure",
    "fail",
    "finish",
    "forget_finished",
    "list_jobs",
    "next_due",
    "open_keys",
    "opened",
    "release",
    "renew",
    "waker",
]
