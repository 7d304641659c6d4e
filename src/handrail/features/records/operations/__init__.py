"""The verbs of records, declared once for every door."""
