"""Handrail: a CRM that AI agents and people run together."""

__version__ = "0.1.0"
