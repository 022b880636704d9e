"""Versions of the providers: the one place that names them. Why these: docs/decisions/0010."""

from typing import Final

AWS_VERSION: Final = "6.25.0"
"""What `required_providers` of a real stack asks for: exactly, so that dev tries what prod gets."""

OLDEST_AWS_VERSION: Final = "5.100.0"
"""The oldest AWS provider that the constructs are proven with, on the embedded AWS only."""

DATABRICKS_VERSION: Final = "1.128.0"
"""What `required_providers` of a real stack asks for, newer than the bindings: they describe 1.99.0.

`anthill canary` holds what is synthesised against the schema of this version.
"""

OFFLINE_VERSION: Final = "1.99.0-offline"
"""The stand-in's: a pre-release, which only its own exact constraint selects, neither `1.99.0` nor any range.

It is named after the bindings, from which its schema is derived; what it does follows `DATABRICKS_VERSION`.
"""
