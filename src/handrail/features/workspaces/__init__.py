"""Workspaces: who shares one set of records, the members in it, and their teams."""
