"""The workspace itself: what it is called."""

from typing import Annotated

from pydantic import Field

from handrail.context import Context
from handrail.core.actor import Scope
from handrail.core.operation import Effect, operation
from handrail.core.shapes import Params, WriteParams
from handrail.features.workspaces.actions import workspace
from handrail.features.workspaces.model import WorkspaceSeen, WrittenWorkspace


class GetWorkspace(Params):
    pass


class UpdateWorkspace(WriteParams):
    name: Annotated[str, Field(description="What it is called.", min_length=1, max_length=100)]


@operation("GET /workspace", effect=Effect.READ, scope=Scope.READ_DATA)
async def get_workspace(ctx: Context, params: GetWorkspace) -> WorkspaceSeen:
    """Say which workspace this is."""
    return await workspace.get_workspace(ctx)


@operation(
    "PATCH /workspace",
    effect=Effect.UPDATE,
    scope=Scope.WRITE_DATA,
    role="admin",
    needs="workspace.update",
)
async def update_workspace(ctx: Context, params: UpdateWorkspace) -> WrittenWorkspace:
    """Change what the workspace is called; its slug stays."""
    seen = await workspace.rename(ctx, params.name)
    return WrittenWorkspace(**seen.model_dump(), change_id=ctx.change_id, replayed=False)
