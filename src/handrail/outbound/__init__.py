"""Other people's machines: how we ask them, and whom we never ask."""
