"""The outer verbs of calls."""
