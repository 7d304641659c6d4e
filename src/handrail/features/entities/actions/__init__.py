"""What this face does with the rooms below."""
