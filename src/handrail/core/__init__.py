"""Words, no I/O: what every floor above speaks in."""
