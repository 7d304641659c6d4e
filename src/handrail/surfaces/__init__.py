"""Ways in: each room speaks one protocol, and knows operations rather than features."""
