"""Secrets: one-way hashes, keys as text, and what is sealed under master keys."""
