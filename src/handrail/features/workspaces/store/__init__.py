"""What workspaces fetch and keep: statement in, nouns out."""

from handrail.features.workspaces.store.calling import (
    caller_of,
    callers,
    first_admin,
    signing_in,
)
from handrail.features.workspaces.store.members import add_member, list_members, prove, set_member
from handrail.features.workspaces.store.roles import (
    add_role,
    list_roles,
    remove_role,
    set_role,
)
from handrail.features.workspaces.store.teams import (
    add_team,
    list_teams,
    remove_team,
    set_team,
)
from handrail.features.workspaces.store.workspaces import (
    add_workspace,
    bump_schema,
    list_workspaces,
    next_number,
    schema_version,
    set_workspace_name,
    workspace_by_slug,
)

__all__ = (
    "add_member",
    "add_role",
    "add_team",
    "add_workspace",
    "bump_schema",
    "caller_of",
    "callers",
    "first_admin",
    "list_members",
    "list_roles",
    "list_teams",
    "list_workspaces",
    "next_number",
    "prove",
    "remove_role",
    "remove_team",
    "schema_version",
    "set_member",
    "set_role",
    "set_team",
    "set_workspace_name",
    "signing_in",
    "workspace_by_slug",
)
