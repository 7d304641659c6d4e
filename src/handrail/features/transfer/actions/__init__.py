"""The inner verbs of transfer: planning an import, and taking its rows."""
