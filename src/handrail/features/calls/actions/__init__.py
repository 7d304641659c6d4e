"""The inner verbs of calls."""
