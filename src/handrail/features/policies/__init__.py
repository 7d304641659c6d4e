"""Verbs that take a policy: what a role, a grant or a key may see and change of records."""
