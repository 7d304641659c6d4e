"""Table of contents: what the product can do, where it is offered, and what is done later."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from handrail.core.operation import AnyOperation, operations_in
from handrail.features.access import operations as access
from handrail.features.notes import operations as notes
from handrail.features.records import examples as record_examples
from handrail.features.records import jobs as record_jobs
from handrail.features.records.operations import finding, records, schema
from handrail.features.timeline import operations as timeline
from handrail.features.workspaces.operations import members, teams
from handrail.storage.database import Database
from handrail.storage.queue import Job


@dataclass(frozen=True)
class Toolset:
    """Operations that belong together. A default one is offered at `/mcp`, the others at
    `/mcp/x/{name}` only; all are REST routes."""

    name: str
    title: str
    summary: str
    operations: tuple[AnyOperation, ...]
    default: bool = True


TOOLSETS = (
    Toolset(
        "records",
        "Records",
        "People, companies, deals, leads and your own objects: look, find, count, change, link.",
        (
            *operations_in(finding, records),
            schema.list_objects,
            schema.list_attributes,
            schema.list_options,
            schema.list_stages,
        ),
    ),
    Toolset("notes", "Notes", "Dated notes on records.", operations_in(notes)),
    Toolset(
        "timeline", "Timeline", "What happened, by whom and through what.", operations_in(timeline)
    ),
    Toolset(
        "schema",
        "Schema",
        "Objects, attributes, options and stages: made and changed while the product runs.",
        (
            schema.create_object,
            schema.update_object,
            schema.create_attribute,
            schema.update_attribute,
        ),
        default=False,
    ),
    Toolset("members", "Members", "The people of the workspace.", (members.list_members,)),
    Toolset(
        "admin",
        "Administration",
        "Members, teams and API keys, for admins.",
        (
            *(each for each in operations_in(members, teams) if each is not members.list_members),
            *operations_in(access),
        ),
        default=False,
    ),
)

EXAMPLES = record_examples.EXAMPLES
"""Arguments by operation, for the reference page."""

JobHandler = Callable[[Job, Database], Awaitable[None]]
JOBS: Mapping[str, JobHandler] = {record_jobs.BACKFILL: record_jobs.backfill}


def operations() -> Iterator[AnyOperation]:
    for toolset in TOOLSETS:
        yield from toolset.operations
