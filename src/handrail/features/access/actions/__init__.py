"""The inner verbs of access."""
