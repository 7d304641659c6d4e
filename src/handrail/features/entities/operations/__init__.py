"""What this face offers: tools, and beside them REST."""
