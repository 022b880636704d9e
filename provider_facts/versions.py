"""Versions that several parts must agree on."""

from typing import Final

OFFLINE_VERSION: Final = "1.99.0-offline"
"""The stand-in's: a pre-release, which only its own exact constraint selects, neither `1.99.0` nor any range."""
