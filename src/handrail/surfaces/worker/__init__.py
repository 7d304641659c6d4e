"""Work that was left for later, done when it is due."""
