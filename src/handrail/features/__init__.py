"""The product: one room a feature; imports only go down the list in pyproject.toml."""
