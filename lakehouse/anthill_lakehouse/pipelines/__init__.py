"""Definitions of the pipeline: which table is made by which function."""

from pathlib import Path
from typing import Final

DEFINITIONS: Final = Path(__file__).parent / "market_data.py"
"""The file that the runner of pipelines imports; nobody else does."""
