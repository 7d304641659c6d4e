"""Finding records: filters, sorts and pages as SQL that no database planner may choose badly for."""
