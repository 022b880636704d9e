"""Typed configuration, one module per environment; pure Python, no jsii."""
