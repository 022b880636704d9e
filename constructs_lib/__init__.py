"""Reusable constructs, one package per domain."""
