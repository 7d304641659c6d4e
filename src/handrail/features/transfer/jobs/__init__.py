"""Whole imports and exports: many transactions, none held while a file is read."""
