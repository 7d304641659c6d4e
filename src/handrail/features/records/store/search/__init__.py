"""Finding records: filters, sorts and pages as SQL whose plan is ours."""
