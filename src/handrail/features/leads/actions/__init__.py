"""The inner verbs of leads."""
