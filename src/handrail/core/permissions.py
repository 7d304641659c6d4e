"""What a custom role may be allowed beyond its rank, by name: `resource.verb`.

An operation says by `needs` which of these lets a member use it without the rank.
"""

from collections.abc import Mapping

PERMISSIONS: Mapping[str, str] = {
    "members.create": "Add people, invite them, and take invitations back",
    "members.update": "Change what people are called, their role and team, and end their sessions",
    "teams.create": "Add teams",
    "teams.update": "Change teams",
    "teams.delete": "Delete teams",
    "roles.create": "Add roles",
    "roles.update": "Change roles",
    "roles.delete": "Delete roles",
    "keys.create": "Make API keys",
    "keys.delete": "Revoke API keys",
    "schema.create": "Add objects, attributes, options and stages",
    "schema.update": "Change objects, attributes, options and stages",
    "webhooks.manage": "Manage webhooks",
    "audit.read": "Read the audit, and export it",
    "workspace.update": "Change the workspace itself",
}
