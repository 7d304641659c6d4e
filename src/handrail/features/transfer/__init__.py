"""Transfer: records from files, and records into files."""
