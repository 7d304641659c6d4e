"""The inner verbs of scoring."""
