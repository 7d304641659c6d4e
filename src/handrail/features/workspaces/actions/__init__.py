"""The inner verbs of workspaces."""
