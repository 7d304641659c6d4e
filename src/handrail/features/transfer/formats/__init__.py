"""The kinds of file that records come from and go into: one file a kind."""
