"""The reference as it would be written now, once per session."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from operations.documentation.reference.material import Material, read_material
from operations.documentation.reference.registry import texts

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def material(synthesised: Path) -> Material:
    """What the pages are made of."""
    return read_material(ROOT, synthesised)


@pytest.fixture(scope="session")
def made(material: Material) -> Mapping[str, str]:
    """Every generated file by name."""
    return texts(material)
