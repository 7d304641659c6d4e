"""The attribute types: one file a kind."""
