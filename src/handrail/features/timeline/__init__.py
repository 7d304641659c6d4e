"""What happened to a record, and in the workspace: the journal, read."""
