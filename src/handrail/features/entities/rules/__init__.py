"""What this face takes, and how it reads and words what the rooms below keep."""
