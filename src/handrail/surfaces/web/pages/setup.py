"""How to let in an agent that plans less well: explicit tools, and a prompt to paste."""

from starlette.responses import Response

from handrail.features.entities.prompts import setup_text
from handrail.features.workspaces.operations.workspace import get_workspace
from handrail.surfaces.web.visit import Visit

CURRENT = "settings/clients"


async def setup(visit: Visit) -> Response:
    workspace = await visit.ask(get_workspace)
    endpoint = f"{visit.origin}/api/v1/mcp"
    return await visit.show(
        "settings/setup.html",
        "Setup prompt",
        CURRENT,
        endpoint=endpoint,
        prompt=setup_text(workspace.name, endpoint),
        slug=visit.actor.workspace_slug,
    )
