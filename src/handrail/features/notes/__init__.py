"""Dated notes on records."""
