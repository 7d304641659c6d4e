"""Objects, attributes, options, stages, records, links, search, aggregates."""
