"""How events are named and worded for a receiver: one file a kind."""
