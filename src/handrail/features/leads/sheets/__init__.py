"""Leads as files: one kind a file, written page by page."""
