"""The audit: who did what, through what, and whether the journal still says what it said."""
