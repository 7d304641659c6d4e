"""Search and fetch: the two tools that some clients ask for, and nothing else."""
