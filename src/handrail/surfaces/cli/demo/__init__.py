"""The demo: a sales team that was invented, and nine months of its work."""
