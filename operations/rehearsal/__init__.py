"""Applies a stack to an embedded AWS of its own, for a review."""
