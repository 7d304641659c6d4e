"""The outer verbs of policies."""
