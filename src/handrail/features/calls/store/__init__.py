"""The queries of calls."""
