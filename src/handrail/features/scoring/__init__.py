"""Scoring rules: expressions over one lead, whose sum is its score."""
