"""The language of scoring rules: read, given types, made into formulas."""
