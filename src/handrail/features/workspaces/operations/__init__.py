"""The outer verbs of workspaces."""
