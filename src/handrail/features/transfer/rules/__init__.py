"""Pure decisions of transfer: what a column is, and what a cell says."""
