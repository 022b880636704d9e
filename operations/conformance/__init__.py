"""Judges synthesised stacks by what the real services accept, without an account and without a network."""
