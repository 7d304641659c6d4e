"""How records and their schema are kept and found: statements in, nouns out."""
