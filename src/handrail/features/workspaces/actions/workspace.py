"""Looking at the workspace one is in, and naming it."""

from handrail.context import Context
from handrail.core.clock import iso
from handrail.features.workspaces import rules, store
from handrail.features.workspaces.events import WorkspaceUpdated
from handrail.features.workspaces.model import WorkspaceSeen


async def get_workspace(ctx: Context) -> WorkspaceSeen:
    found = await store.workspace_by_slug(ctx.db, ctx.actor.workspace_slug)
    assert found is not None
    return WorkspaceSeen(
        id=found.id, slug=found.slug, name=found.name, created_at=iso(found.created_at)
    )


async def rename(ctx: Context, name: str) -> WorkspaceSeen:
    """Raises Invalid."""
    old, wanted = await get_workspace(ctx), rules.named(name)
    if wanted != old.name:
        await store.set_workspace_name(ctx.db, wanted)
        ctx.emit(WorkspaceUpdated(before={"name": old.name}, after={"name": wanted}))
    return await get_workspace(ctx)
