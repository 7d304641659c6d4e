"""The verbs of the leads face: tools, and the routes that share their words."""
